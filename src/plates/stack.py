"""Terms that add up: signed stacked bars, with the total marked."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy

from plates import style
from plates.colours import INK, MUTED, NEUTRAL, SERIES
from plates.curves import above


def stack(
    terms: Mapping[str, Any],
    *,
    labels: Sequence[str],
    y: str,
    x: str = "",
    total: Any = None,
    height: float = 3.0,
    tolerance: float = 1e-9,
):
    """Returns a figure where each label's terms are stacked from zero, positive up and negative down.

    terms      {name: [n]}, at most five
    total      [n] what they must add up to; drawn as a diamond. Raises ValueError where they do not, relative
               to the
               largest term, within `tolerance`: a stack that does not add up is a false picture.
    """
    y = style.axis_name(y, "stack", "y")
    arrays = style.table(terms, "stack", 1)
    colours = (*SERIES, NEUTRAL)
    if len(arrays) > len(colours):
        raise ValueError(
            f"stack: {len(arrays)} terms, but only {len(colours)} can be told apart; add the small ones up"
        )
    for name, values in arrays.items():
        if len(values) != len(labels):
            raise ValueError(f"stack: {name} has {len(values)} entries, but there are {len(labels)} labels")
    added = sum(arrays.values())
    if total is not None:
        total = style.array(total, "stack: total")
        off = float(numpy.abs(added - total).max())
        if off > tolerance * max(float(numpy.abs(v).max()) for v in arrays.values()):
            raise ValueError(f"stack: the terms miss their total by {off:.1e}")
    figure, axis = style.canvas(height)
    places = numpy.arange(len(labels))
    up, down = numpy.zeros(len(labels)), numpy.zeros(len(labels))
    for i, (name, values) in enumerate(arrays.items()):
        bottom = numpy.where(values >= 0, up, down)
        axis.bar(places, values, 0.72, bottom=bottom, color=colours[i], label=name, linewidth=0)
        up, down = up + numpy.maximum(values, 0), down + numpy.minimum(values, 0)
    axis.scatter(
        places, added if total is None else total, marker="D", s=26, color=INK, zorder=4, label="sum"
    )
    axis.axhline(0, color=MUTED, linewidth=0.8)
    steep = len(labels) * max(map(len, labels), default=0) * 0.085 > style.room() - 1.0
    axis.set_xticks(places, list(labels), rotation=90 if steep else 0)
    axis.tick_params(axis="x", length=0)
    low, high = min(down.min(), added.min()), max(up.max(), added.max())
    room = 0.08 * (high - low or 1.0)
    axis.set_ylim(low - room if low < 0 else 0.0, high + room if high > 0 or low >= 0 else 0.0)
    axis.margins(x=0.01)
    style.name_axes(axis, x, y)
    above(axis)
    return figure
