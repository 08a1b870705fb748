"""Distributions side by side: quantiles, median and mean, which need not agree."""

from collections.abc import Mapping
from typing import Any

import numpy

from plates import style
from plates.colours import MARKERS, ON_DEEP, SERIES
from plates.curves import above


def spread(
    samples: Mapping[str, Mapping[str, Any]],
    *,
    x: str,
    y: str,
    log: bool = False,
    violin: bool = False,
    floor: float | None = None,
    height: float = 3.4,
):
    """Returns a figure of quantile strips: thin line 10–90 %, thick bar 25–75 %, marker the median, × the
    mean.

    samples  {series: {place on the x axis: numbers}}; the places are the same for all series
    log      logarithmic y axis; numbers ≤ 0 are then refused, unless `floor` says where they are drawn
    violin   adds the outline of the density (of the logarithm on a log axis)
    """
    x, y = style.axis_name(x, "spread", "x"), style.axis_name(y, "spread", "y")
    if not samples:
        raise ValueError("spread: nothing to draw")
    places = list(next(iter(samples.values())))
    figure, axis = style.canvas(height)
    if log:
        style.logarithmic(axis, "y")
    axis.grid(True, axis="y")
    for i, (series, groups) in enumerate(samples.items()):
        if list(groups) != places:
            raise ValueError(f"spread: {series} has places {list(groups)}, the first series has {places}")
        colour, shift = style.cycle(SERIES, i), (i - (len(samples) - 1) / 2) * 0.8 / len(samples)
        for k, place in enumerate(places):
            numbers = _positive(
                style.array(groups[place], f"spread: {series}, {place}").ravel(),
                log,
                floor,
                f"{series}, {place}",
            )
            low, left, middle, right, high = numpy.quantile(numbers, [0.1, 0.25, 0.5, 0.75, 0.9])
            if violin:
                _outline(axis, k + shift, numbers, log, 0.7 / len(samples), colour)
            axis.vlines(k + shift, low, high, color=colour, linewidth=1.2)
            axis.vlines(k + shift, left, right, color=colour, linewidth=5)
            first = k == 0
            axis.plot(
                k + shift,
                middle,
                style.cycle(MARKERS, i),
                color=ON_DEEP,
                markeredgecolor=colour,
                markersize=5.5,
                markeredgewidth=1.4,
                label=f"{series}: median" if first else None,
                zorder=4,
            )
            axis.plot(
                k + shift,
                numbers.mean(),
                "x",
                color=colour,
                markersize=7,
                markeredgewidth=1.8,
                label=f"{series}: mean" if first else None,
                zorder=4,
            )
    axis.set_xticks(range(len(places)), places)
    axis.tick_params(axis="x", length=0)
    style.name_axes(axis, x, y)
    above(axis)
    return figure


def _positive(numbers: numpy.ndarray, log: bool, floor: float | None, what: str) -> numpy.ndarray:
    if not log or (numbers > 0).all():
        return numbers if floor is None else numpy.maximum(numbers, floor)
    if floor is None:
        raise ValueError(
            f"spread: {what} has {int((numbers <= 0).sum())} numbers ≤ 0; a log axis needs floor="
        )
    return numpy.maximum(numbers, floor)


def _outline(axis, at: float, numbers: numpy.ndarray, log: bool, width: float, colour: str) -> None:
    values = numpy.log(numbers) if log else numbers
    counts, edges = numpy.histogram(values, bins=24)
    middles = (edges[1:] + edges[:-1]) / 2
    half = width / 2 * counts / max(counts.max(), 1)
    axis.fill_betweenx(
        numpy.exp(middles) if log else middles, at - half, at + half, color=colour, alpha=0.25, linewidth=0
    )
