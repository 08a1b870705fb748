"""The fonts of figures: matplotlib's DejaVu, from the installed package, as files and as letters."""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Mapping
from pathlib import Path

Face = tuple[str, bool, bool]  # family, bold, italic
_STEMS = {"DejaVu Sans": "DejaVuSans", "DejaVu Sans Mono": "DejaVuSansMono", "DejaVu Serif": "DejaVuSerif"}


def font_file(face: Face) -> Path | None:
    """The file of a face, or None where matplotlib is not installed."""
    family, bold, italic = face
    slant = "Italic" if family == "DejaVu Serif" else "Oblique"
    style = ("Bold" if bold else "") + (slant if italic else "")
    folder = folder_of_fonts()
    file = folder / (_STEMS[family] + (f"-{style}" if style else "") + ".ttf") if folder else None
    return file if file and file.is_file() else None


@functools.cache
def folder_of_fonts() -> Path | None:
    """Where matplotlib keeps its fonts; it is not imported for them."""
    found = importlib.util.find_spec("matplotlib")
    folders = found.submodule_search_locations if found else None
    return Path(folders[0], "mpl-data", "fonts", "ttf") if folders else None


@functools.cache
def advances(face: Face) -> Mapping[int, float]:
    """The letters of a face by code, and how wide each is in parts of the size; empty where there is no file."""
    from fontTools.ttLib import TTFont  # matplotlib brings it

    file = font_file(face)
    if file is None:
        return {}
    font = TTFont(file, lazy=True)
    widths, unit = font["hmtx"].metrics, font["head"].unitsPerEm
    return {code: widths[name][0] / unit for code, name in font.getBestCmap().items()}


def width(text: str, face: Face) -> float:
    """How wide a text is in parts of its size; a letter that is not there counts as a box."""
    known = advances(face)
    return sum(known.get(ord(c), 0.6) for c in text)


def without_letter(text: str, face: Face) -> str:
    """The letters of `text` that the face has not, each once; none are missed where there is no file to ask."""
    known = advances(face)
    if not known:
        return ""
    return "".join(
        dict.fromkeys(c for c in text if c.isprintable() and not c.isspace() and ord(c) not in known)
    )
