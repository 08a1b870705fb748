"""Turns an SVG into pixels with resvg, the same on every machine: system fonts are not looked at."""

import functools
import importlib.util
import io
from pathlib import Path

# The letters of matplotlib's own figures come with matplotlib, and it is not imported for them.
_FONTS = "mpl-data/fonts/ttf"


def rasterised(svg: str) -> bytes:
    """The PNG of an SVG at its own size, on white. ValueError for what resvg cannot draw, or draws as
    nothing.
    """
    import resvg_py
    from PIL import Image

    png = resvg_py.svg_to_bytes(
        svg_string=svg,
        background="#ffffff",
        skip_system_fonts=True,
        font_files=[str(file) for file in _files()],
        font_family="DejaVu Sans",
        sans_serif_family="DejaVu Sans",
        serif_family="DejaVu Serif",
        monospace_family="DejaVu Sans Mono",
    )
    darkest = min(low for low, _ in Image.open(io.BytesIO(png)).convert("RGB").getextrema())
    if darkest == 255:
        raise ValueError("nothing of it is to be seen on white")
    return png


def unset(words: str) -> str:
    """The characters of `words` for which there is no letter, each once: all of them where matplotlib is not
    installed.
    """
    return "".join(
        sorted({c for c in words if not c.isspace() and c.isprintable() and ord(c) not in _letters()})
    )


@functools.cache
def _files() -> tuple[Path, ...]:
    found = importlib.util.find_spec("matplotlib")
    folders = found.submodule_search_locations if found else None
    return tuple(sorted(Path(folders[0], _FONTS).glob("DejaVuS*.ttf"))) if folders else ()


@functools.cache
def _letters() -> frozenset[int]:
    if not _files():
        return frozenset()
    from fontTools.ttLib import TTFont  # matplotlib brings it

    return frozenset(code for file in _files() for code in TTFont(file, lazy=True).getBestCmap())
