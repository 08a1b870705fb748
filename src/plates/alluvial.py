"""Shares that flow from stage to stage: ribbons as wide as what they carry."""

from collections.abc import Mapping, Sequence

import numpy

from plates import style
from plates.colours import INK, MUTED, NEUTRAL, SERIES

_GAP = 0.035  # of the height, between blocks
_BAR = 0.035  # of the width


def alluvial(
    flows: Sequence[Mapping[tuple[str, str], float]],
    *,
    stages: Sequence[str],
    unit: str,
    height: float = 3.8,
    colour_by: int = 1,
):
    """Returns a figure of ribbons between columns of blocks.

    flows      between column k and k + 1: {(from, to): how much ≥ 0}
    stages     a heading for each column: one more than flows
    unit       what the widths measure: "norm of the gradient (nats); norms do not add"
    colour_by  the column whose block gives a ribbon its colour
    Raises ValueError on a negative width or a missing stage.
    """
    style.axis_name(unit, "alluvial", "unit")
    if len(stages) != len(flows) + 1:
        raise ValueError(f"alluvial: {len(flows)} flows need {len(flows) + 1} stages, got {len(stages)}")
    for flow in flows:
        for ends, amount in flow.items():
            if not amount >= 0:
                raise ValueError(
                    f"alluvial: {ends[0]} to {ends[1]} carries {amount}; widths are not negative"
                )
    columns = _columns(flows)
    highest = max(sum(column.values()) for column in columns)
    spare = _GAP * (max(len(column) for column in columns) - 1)
    scale = (1 - spare) / highest
    tops = [_tops(column, scale) for column in columns]
    named = list(columns[colour_by])
    colours = {name: (*SERIES, NEUTRAL)[i % 5] for i, name in enumerate(named)}
    figure, axis = style.canvas(height)
    axis.set_axis_off()
    axis.set(xlim=(-0.02, 1.02), ylim=(1.06, -0.09))
    at = numpy.linspace(0, 1 - _BAR, len(columns))
    for k, flow in enumerate(flows):
        left, right = dict(tops[k]), dict(tops[k + 1])
        for (tail, head), amount in flow.items():
            thick = amount * scale
            name = head if k + 1 == colour_by else tail if k == colour_by else None
            _ribbon(axis, at[k] + _BAR, at[k + 1], left[tail], right[head], thick, colours.get(name, NEUTRAL))
            left[tail] += thick
            right[head] += thick
    for k, column in enumerate(columns):
        last = k == len(columns) - 1
        axis.text(
            at[k] + (_BAR if last else 0),
            -0.045,
            stages[k],
            ha="right" if last else "left",
            va="bottom",
            size=style.TEXT,
            color=MUTED,
        )
        for name, amount in column.items():
            colour = colours.get(name, NEUTRAL) if k == colour_by else NEUTRAL
            axis.fill_between(
                [at[k], at[k] + _BAR],
                tops[k][name],
                tops[k][name] + amount * scale,
                color=colour,
                linewidth=0,
            )
            axis.text(
                at[k] - 0.008 if last else at[k] + _BAR + 0.008,
                tops[k][name] + amount * scale / 2,
                f"{name} {style.number(amount)}",
                ha="right" if last else "left",
                va="center",
                size=style.SMALL,
                color=INK,
            )
    axis.text(0, 1.05, unit, size=style.SMALL, color=MUTED, va="bottom")
    return figure


def _columns(flows) -> list[dict[str, float]]:
    """How much passes through each block, column by column; a middle block is as high as its larger side."""
    columns: list[dict[str, float]] = [{} for _ in range(len(flows) + 1)]
    for k, flow in enumerate(flows):
        leaving: dict[str, float] = {}
        arriving: dict[str, float] = {}
        for (tail, head), amount in flow.items():
            leaving[tail] = leaving.get(tail, 0.0) + amount
            arriving[head] = arriving.get(head, 0.0) + amount
        for name, amount in leaving.items():
            columns[k][name] = max(columns[k].get(name, 0.0), amount)
        columns[k + 1] = arriving
    return columns


def _tops(column: Mapping[str, float], scale: float) -> dict[str, float]:
    tops, y = {}, 0.0
    for name, amount in column.items():
        tops[name] = y
        y += amount * scale + _GAP
    return tops


def _ribbon(axis, x0: float, x1: float, y0: float, y1: float, thick: float, colour: str) -> None:
    t = numpy.linspace(0, 1, 30)
    bend = y0 + (y1 - y0) * (3 * t**2 - 2 * t**3)
    axis.fill_between(x0 + (x1 - x0) * t, bend, bend + thick, color=colour, alpha=0.38, linewidth=0)
