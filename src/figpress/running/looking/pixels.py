"""Pictures as pixels: what resvg makes of an SVG, whether anything is to be seen, how alike two are."""

from __future__ import annotations

import functools
import io
from typing import Any

from figpress.pages.shipped_fonts import folder_of_fonts

LEAST = 0.75  # structural similarity below which readers would see another picture than the library drew
DPI = (
    100  # a figure of whole hundredths of an inch then has whole pixels, and both rasters lie on one another
)
_STEP = 4  # pixels of blur: below that, two rasterisers differ by rights (one puts lines on whole pixels)
_NOTHING = 6  # levels of 255


def shown(svg: bytes | str, ground: str = "#ffffff") -> bytes:
    """The PNG of an SVG as a reader sees it, at its own size, with the fonts that the site ships. Raises
    ValueError
    for what cannot be drawn.
    """
    import resvg_py

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg if isinstance(svg, str) else svg.decode("utf-8", "replace"),
            background=ground,
            dpi=float(DPI),
            skip_system_fonts=True,
            font_files=_fonts(),
            font_family="DejaVu Sans",
            sans_serif_family="DejaVu Sans",
            serif_family="DejaVu Serif",
            monospace_family="DejaVu Sans Mono",
        )
    )


@functools.cache
def _fonts() -> list[str]:
    folder = folder_of_fonts()
    return [str(file) for file in sorted(folder.glob("DejaVuS*.ttf"))] if folder else []


def on(png: bytes, ground: str = "#ffffff") -> Any:
    """A PNG as a PIL image without transparency."""
    from PIL import Image

    picture = Image.open(io.BytesIO(png)).convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", picture.size, ground), picture).convert("RGB")


def is_blank(image: Any, ground: str = "#ffffff") -> bool:
    """True when nothing of an image is to be seen on the ground that it lies on."""
    from PIL import ImageColor

    own = ImageColor.getrgb(ground)
    return all(
        abs(low - level) <= _NOTHING and abs(high - level) <= _NOTHING
        for (low, high), level in zip(image.getextrema(), own)
    )


def likeness(first: bytes, second: bytes, ground: str = "#ffffff") -> float:
    """How alike two PNGs of one picture are: the mean structural similarity (Wang and others 2004) of their
    colours,
    over the hundredth of the picture that is least alike; 1 for the same.

    The mean over all of it would hide a formula that is missing. Measured: what is the same comes to 0.85 (a
    line of
    noise) and more, to 0.95 as a rule; where one formula of forty is missing, to 0.56 and less.
    """
    one, other = (on(png, ground) for png in (first, second))
    width, height = (min(a, b) for a, b in zip(one.size, other.size))
    # Of a figure that ends within a pixel one rasteriser begins at the foot, the other at the head.
    ends = {(0, 0), (one.height - height, other.height - height)}
    return max(
        _worst(*(image.crop((0, top, width, top + height)) for image, top in zip((one, other), tops)))
        for tops in ends
    )


def _worst(one: Any, other: Any) -> float:
    """The likeness of two images of one size, over the hundredth that is least alike."""
    import numpy

    alike = _similarity(_small(one), _small(other))
    worst = numpy.sort(alike, axis=None)[: max(1, alike.size // 100)]
    return float(worst.mean())


def _small(image: Any) -> Any:
    import numpy
    from PIL import ImageFilter

    width, height = image.size
    small = image.filter(ImageFilter.GaussianBlur(_STEP)).resize(
        (max(1, width // _STEP), max(1, height // _STEP)), 4
    )  # Image.BOX
    return numpy.asarray(small, dtype=float)


def _similarity(a: Any, b: Any, window: int = 7) -> Any:
    """Structural similarity at each place, the mean of three channels."""
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    mean_a, mean_b = _mean(a, window), _mean(b, window)
    var_a, var_b = _mean(a * a, window) - mean_a**2, _mean(b * b, window) - mean_b**2
    both = _mean(a * b, window) - mean_a * mean_b
    light = (2 * mean_a * mean_b + c1) / (mean_a**2 + mean_b**2 + c1)
    return (light * (2 * both + c2) / (var_a + var_b + c2)).mean(axis=2)


def _mean(values: Any, window: int) -> Any:
    """The mean over a square about each place, by sums of sums; smaller where the picture is."""
    import numpy

    for axis in (0, 1):
        size = min(window, values.shape[axis])
        summed = numpy.cumsum(numpy.insert(values, 0, 0.0, axis=axis), axis=axis)
        n = summed.shape[axis]
        values = (numpy.take(summed, range(size, n), axis) - numpy.take(summed, range(n - size), axis)) / size
    return values
