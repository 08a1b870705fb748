"""Images that are pixels already: PIL's, and arrays of numbers."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from figpress.running.renderers.picture import Picture, png_of, raster

WHAT = "an array is a picture when it is [height, width], or [height, width, 3 or 4], of bytes or of numbers from 0 to 1"


def renderer(picture: Any) -> Callable[[Any], Picture] | None:
    """What draws it, or None for what is no image."""
    image = sys.modules.get("PIL.Image")
    if image is not None and isinstance(picture, image.Image):
        return of_image
    if type(picture).__module__.partition(".")[0] in ("numpy", "torch") and hasattr(picture, "ndim"):
        return of_array
    return None


def of_image(image: Any) -> Picture:
    """A PIL image as PNG: a pixel of it is a pixel of the page."""
    if image.mode not in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    return raster(png_of(image), packages=frozenset({"pillow"}))


def of_array(array: Any) -> Picture:
    """An array as PNG. Raises TypeError for one that is no picture."""
    import numpy
    from PIL import Image

    if hasattr(array, "detach"):
        array = array.detach().cpu()
    pixels = numpy.asarray(array)
    if pixels.ndim not in (2, 3) or (pixels.ndim == 3 and pixels.shape[2] not in (3, 4)):
        raise TypeError(f"figpress.show: {WHAT}, not {list(pixels.shape)}")
    if pixels.dtype == bool:
        pixels = pixels.astype(float)
    if pixels.dtype != numpy.uint8:
        if not numpy.isfinite(pixels).all() or pixels.min() < 0 or pixels.max() > 1:
            raise TypeError(f"figpress.show: {WHAT}; this one goes from {pixels.min():g} to {pixels.max():g}")
        pixels = (pixels * 255).round().astype(numpy.uint8)
    return raster(png_of(Image.fromarray(pixels)), packages=frozenset({"numpy", "pillow"}))
