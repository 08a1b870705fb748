"""How heavy a figure would be as SVG, told by counting what is to be drawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

POINT, ELEMENT = 11, 140  # bytes that a vertex and an element take in an SVG of matplotlib's
SIMPLIFIED = 6_000  # vertices: more of a line matplotlib leaves out of the file, as they fall on one another


def bytes_of_svg(figure: Any) -> float:
    """About how many bytes of SVG the marks of a figure take; within a factor of two."""
    return sum(elements * ELEMENT + points * POINT for elements, points in _marks(figure))


def _marks(artist: Any) -> Iterator[tuple[float, float]]:
    """Elements and vertices of every visible artist below one."""
    if not artist.get_visible() or artist.get_rasterized():
        return
    yield _counted(artist)
    for child in artist.get_children():
        yield from _marks(child)


def _counted(artist: Any) -> tuple[float, float]:
    from matplotlib import collections, image, lines, patches

    if isinstance(artist, lines.Line2D):
        n = len(artist.get_xdata(orig=False))
        dots = n if artist.get_marker() not in ("None", "none", None, "", " ", ",") else 0
        return 1 + dots, min(n, SIMPLIFIED) if artist.get_linestyle() not in ("None", "none", "", " ") else 0
    if isinstance(artist, collections.QuadMesh):
        n = artist.get_array().size if artist.get_array() is not None else 0
        return n, 9 * n  # one outline of five corners a cell
    if isinstance(artist, collections.Collection):
        paths = artist.get_paths()
        offsets = len(artist.get_offsets())
        if len(paths) <= 1 < offsets:
            return offsets, 0
        return max(len(paths), offsets), sum(len(path.vertices) for path in paths)
    if isinstance(artist, patches.Patch):
        return 1, len(artist.get_path().vertices)
    if isinstance(artist, image._ImageBase):
        array = artist.get_array()
        return 1, 0 if array is None else min(array.size, 500_000) / 16
    return 0, 0
