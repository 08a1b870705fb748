"""One picture as readers get it, and what the press needs to know of how it came about."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SVG, PNG, WEBP, HTML = "image/svg+xml", "image/png", "image/webp", "text/html"
SUFFIXES = {SVG: ".svg", PNG: ".png", WEBP: ".webp", HTML: ".html"}


@dataclass(frozen=True)
class Picture:
    """One picture.

    content  the file, of this media type: SVG, PNG, or the HTML of a table
    width    CSS pixels, as is height
    packages what drew it: their versions count
    marks    where each text was written: words → line of the script
    told     what the drawing itself found wrong: rule and message
    narrow   the same picture drawn for a phone, None where that cannot be done well
    data     the numbers that are drawn, as CSV; empty where none are
    """

    content: bytes
    media_type: str = SVG
    width: float = 0.0
    height: float = 0.0
    packages: frozenset[str] = frozenset()
    marks: Mapping[str, int] = field(default_factory=dict)
    told: Sequence[tuple[str, str]] = ()
    data: bytes = b""
    narrow: Picture | None = None


def vector(content: bytes, **more: Any) -> Picture:
    """A picture of SVG, with its size."""
    return Picture(content, SVG, *svg_size(content), **more)


def raster(content: bytes, density: float = 1.0, **more: Any) -> Picture:
    """A picture of PNG, with its size; `density` pixels of it are one CSS pixel."""
    width, height = int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    return Picture(content, PNG, width / density, height / density, **more)


def svg_size(content: bytes) -> tuple[float, float]:
    """Width and height of an SVG in CSS pixels; from its viewBox where it names none; 0 where it has neither."""
    head = re.search(r"<svg\b[^>]*>", content[:4000].decode("utf-8", "replace"), re.S)
    unit = {"pt": 4 / 3, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "px": 1.0, "": 1.0}
    sizes = []
    for name in ("width", "height"):
        found = re.search(rf'\s{name}=["\']([\d.]+)(pt|in|cm|mm|px|)["\']', head[0] if head else "")
        sizes.append(round(float(found[1]) * unit[found[2]], 2) if found else 0.0)
    box = re.search(r'\sviewBox=["\']([^"\']+)', head[0]) if head and not all(sizes) else None
    if box and len(parts := box[1].replace(",", " ").split()) == 4:
        return float(parts[2]), float(parts[3])
    return sizes[0], sizes[1]


def png_of(image: Any) -> bytes:
    """The PNG of a PIL image, without a date."""
    out = io.BytesIO()
    image.save(out, format="png")
    return out.getvalue()
