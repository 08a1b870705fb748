"""One number a token, as bars over the sentence."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy

from plates import style
from plates.colours import INK, MUTED, SERIES
from plates.curves import above


def bars_by_token(
    values: Mapping[str, Any],
    *,
    tokens: Sequence[str],
    y: str,
    errors: Mapping[str, Any] | None = None,
    numbers: bool = False,
    height: float = 2.9,
    width: float | None = None,
    axis: Any = None,
):
    """Returns a figure of bars, one group a token, one bar a name; signs go up and down from a line at zero.

    values   {name: [n]}
    tokens   n labels, in the order of the sentence
    y        what is measured, with its unit
    errors   {name: [n]} half-lengths of error bars
    numbers  prints each bar's number at its end
    """
    y = style.axis_name(y, "bars_by_token", "y")
    arrays = style.table(values, "bars_by_token", 1)
    for name, numbers_of in arrays.items():
        if len(numbers_of) != len(tokens):
            raise ValueError(
                f"bars_by_token: {name} has {len(numbers_of)} entries, but there are {len(tokens)} tokens"
            )
    figure, axis = style.canvas(height, width) if axis is None else (axis.figure, axis)
    places, thick = numpy.arange(len(tokens)), 0.78 / len(arrays)
    for i, (name, bars) in enumerate(arrays.items()):
        at = places + (i - (len(arrays) - 1) / 2) * thick
        axis.bar(
            at,
            bars,
            thick * 0.94,
            color=style.cycle(SERIES, i),
            label=name,
            linewidth=0,
            yerr=None if not errors or name not in errors else style.array(errors[name], name),
            error_kw={"ecolor": INK, "elinewidth": 0.9, "capsize": 2},
        )
        if numbers:
            for place, bar in zip(at, bars):
                axis.annotate(
                    style.number(bar, 2 if style.is_narrow() else 3),
                    (place, bar),
                    ha="center",
                    va="bottom" if bar >= 0 else "top",
                    xytext=(0, 2 if bar >= 0 else -2),
                    textcoords="offset points",
                    size=style.SMALL,
                )
    axis.axhline(0, color=MUTED, linewidth=0.8)
    longest = max(map(len, tokens), default=0)
    steep = len(tokens) * longest * 0.085 > axis.figure.get_figwidth() / axis.get_gridspec().ncols - 1.0
    axis.set_xticks(places, list(tokens), rotation=90 if steep else 0)
    axis.tick_params(axis="x", length=0)
    axis.spines["bottom"].set_visible(False)
    axis.margins(x=0.01, y=0.12)
    style.name_axes(axis, "", y)
    if len(arrays) > 1:
        above(axis)
    return figure
