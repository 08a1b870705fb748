"""The very numbers that a matplotlib figure draws, as tables: for those who cannot see it, and to be copied."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

MOST = 2_000  # rows of one mark: of more, the script has the numbers
Row = tuple[str, str, str, str]  # which axes and mark, and its numbers: place along, place up, value
HEAD: Row = ("what", "x", "y", "value")


def table(figure: Any) -> bytes:
    """The marks of a figure as CSV, one row a mark; empty where there are none that stand for numbers."""
    rows = [row for number, axes in enumerate(figure.axes, 1) for row in _rows(number, axes)]
    if not rows:
        return b""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEAD, *rows])
    return out.getvalue().encode()


def _rows(number: int, axes: Any) -> Iterator[Row]:
    from matplotlib import collections

    name = " ".join((axes.get_title() or axes.get_ylabel() or f"axes {number}").split())
    for line in axes.get_lines():
        if line.get_visible() and line.axes is axes:
            yield from _points(_called(name, line), line.get_xdata(orig=False), line.get_ydata(orig=False))
    for container in axes.containers:
        for bar in container if all(hasattr(bar, "get_height") for bar in container) else ():
            middle = bar.get_x() + bar.get_width() / 2
            yield _called(name, container), _said(middle), _said(bar.get_y()), _said(bar.get_height())
    for drawn in axes.collections:
        if isinstance(drawn, collections.QuadMesh):
            yield from _cells(_called(name, drawn), drawn.get_array(), drawn.get_coordinates().shape)
        elif isinstance(drawn, collections.PathCollection):
            xy, values = drawn.get_offsets(), drawn.get_array()
            yield from _points(_called(name, drawn), xy[:, 0], xy[:, 1], values)
    for image in axes.images:
        array = image.get_array()
        if array is not None and array.ndim == 2:
            yield from _cells(_called(name, image), array, (array.shape[0] + 1, array.shape[1] + 1))


def _points(what: str, xs: Any, ys: Any, values: Any = None) -> Iterator[Row]:
    if len(xs) > MOST:
        return
    for at, (x, y) in enumerate(zip(xs, ys)):
        yield (
            what,
            _said(x),
            _said(y),
            _said(values[at]) if values is not None and len(values) == len(xs) else "",
        )


def _cells(what: str, array: Any, corners: tuple[int, ...]) -> Iterator[Row]:
    if array is None or array.size > MOST:
        return
    cells = (
        array.reshape(corners[0] - 1, corners[1] - 1)
        if array.size == (corners[0] - 1) * (corners[1] - 1)
        else array
    )
    if cells.ndim != 2:
        return
    for row in range(cells.shape[0]):
        for column in range(cells.shape[1]):
            yield what, str(column + 1), str(row + 1), _said(cells[row, column])


def _called(name: str, artist: Any) -> str:
    label = artist.get_label()
    return f"{name}: {label}" if isinstance(label, str) and label and not label.startswith("_") else name


def _said(number: Any) -> str:
    from numpy.ma import masked

    try:
        value = float("nan") if number is masked else float(number)
    except (TypeError, ValueError):  # dates and names stand as they are
        return str(number)
    return f"{value:.6g}" if value == value else ""
