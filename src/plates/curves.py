"""Lines over an axis: training curves, scaling laws, with bands and slopes to compare with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from plates import style
from plates.colours import DASHES, FAINT, INK, MARKERS, MUTED, NEUTRAL, SERIES


@dataclass(frozen=True)
class Guide:
    """A power law y ∝ x**slope through a point, to be compared with a measured one on log-log axes."""

    slope: float
    through: tuple[float, float]
    label: str
    reach: tuple[float, float] | None = None  # from x to x; the whole axis by default
    at: float = 0.5  # where on its length the label stands, 0 to 1


def lines(
    series: Mapping[str, tuple[Any, Any]],
    *,
    x: str,
    y: str,
    log: str = "",
    bands: Mapping[str, tuple[Any, Any]] | None = None,
    guides: Sequence[Guide] = (),
    marks: Mapping[str, float] | None = None,
    levels: Mapping[str, float] | None = None,
    baseline: Sequence[str] = (),
    points: bool | None = None,
    height: float = 3.4,
    width: float | None = None,
    axis: Any = None,
):
    """Returns a figure of named lines {name: (x values, y values)}.

    x, y      names of the axes with units: "training step", "loss (nats)"
    log       "", "x", "y" or "xy"
    bands     {name of a line: (low, high)} shaded about it
    guides    slopes to compare with
    marks     {label: x} vertical lines: the checkpoints
    levels    {label: y} horizontal lines: a tolerance, a floor
    baseline  names of lines drawn as background
    points    draws the measured points; by default when there are few
    axis      an existing matplotlib axis to draw into
    Raises ValueError on unnamed axes, unequal lengths, or a value that a log axis would drop.
    """
    x, y = style.axis_name(x, "lines", "x"), style.axis_name(y, "lines", "y")
    figure, axis = style.canvas(height, width) if axis is None else (axis.figure, axis)
    style.logarithmic(axis, log)
    axis.grid(True, axis="y")
    if not series:
        raise ValueError("lines: nothing to draw")
    index = 0
    for name, (across, up) in series.items():
        across, up = _pair(name, across, up, log)
        few = len(across) <= 24 if points is None else points
        if name in baseline:
            axis.plot(across, up, color=NEUTRAL, linewidth=1.2, label=name, zorder=1.5)
            colour = NEUTRAL
        else:
            colour = style.cycle(SERIES, index)
            axis.plot(
                across,
                up,
                color=colour,
                linestyle=style.cycle(DASHES, index),
                label=name,
                marker=style.cycle(MARKERS, index) if few else None,
            )
            index += 1
        if bands and name in bands:
            low, high = (style.array(edge, f"lines: band of {name}") for edge in bands[name])
            axis.fill_between(across, low, high, color=colour, alpha=0.22, linewidth=0)
    for guide in guides:
        slope_guide(axis, guide)
    for label, level in (levels or {}).items():
        axis.axhline(level, color=MUTED, linewidth=1.0, linestyle=(0, (2, 2)), zorder=1)
        axis.annotate(
            label,
            (1, level),
            xycoords=("axes fraction", "data"),
            ha="right",
            va="bottom",
            size=style.SMALL,
            color=MUTED,
            xytext=(0, 2),
            textcoords="offset points",
        )
    for label, step in (marks or {}).items():
        axis.axvline(step, color=FAINT, linewidth=1.2, zorder=1)
        axis.annotate(
            label,
            (step, 1),
            xycoords=("data", "axes fraction"),
            ha="left",
            va="top",
            size=style.SMALL,
            color=MUTED,
            xytext=(3, 0),
            textcoords="offset points",
        )
    style.name_axes(axis, x, y)
    if len(series) > 1:
        above(axis)
    return figure


def slope_guide(axis, guide: Guide) -> None:
    """Draws a power law into an axis and writes its label at its end."""
    low, high = guide.reach or axis.get_xlim()
    across = numpy.geomspace(low, high, 50)
    up = guide.through[1] * (across / guide.through[0]) ** guide.slope
    axis.plot(across, up, color=MUTED, linewidth=1.0, linestyle=(0, (4, 3)), zorder=1)
    place = round(guide.at * (len(across) - 1))
    rising = guide.slope > 0  # the label stands under the line, on the side where the line leaves room
    axis.annotate(
        guide.label,
        (across[place], up[place]),
        size=style.SMALL,
        color=MUTED,
        xytext=(4 if rising else -4, -2),
        textcoords="offset points",
        va="top",
        ha="left" if rising else "right",
    )


def above(axis) -> None:
    """Puts the legend above the axes, where it covers nothing, in as many columns as there is room for.

    Where several axes stand beside one another they share one, above all of them.
    """
    handles, labels = axis.get_legend_handles_labels()
    figure, grid = axis.figure, axis.get_gridspec()
    entry = max(style.inches(label) for label in labels) + (0.55 if style.is_narrow() else 0.62)
    looks = {"handlelength": 2.6, "columnspacing": 1.4, "labelcolor": INK}
    if figure.get_label() == style.ROW or (grid is not None and grid.ncols > 1):
        if not figure.legends:
            figure.legend(
                handles,
                labels,
                loc="outside upper left",
                ncols=_columns(len(labels), figure.get_figwidth() / entry),
                **looks,
            )
        return
    columns = _columns(len(labels), (figure.get_figwidth() - 0.8) / entry)
    axis.legend(
        handles, labels, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=columns, borderaxespad=0.2, **looks
    )


def _columns(entries: int, room: float) -> int:
    """How many columns make the fewest rows, and rows of equal length."""
    rows = -(-entries // max(1, int(room)))
    return -(-entries // rows)


def _pair(name: str, across: Any, up: Any, log: str) -> tuple[numpy.ndarray, numpy.ndarray]:
    across, up = style.array(across, f"lines: x of {name}"), style.array(up, f"lines: y of {name}")
    if across.shape != up.shape or across.ndim != 1:
        raise ValueError(
            f"lines: {name} has x {list(across.shape)} and y {list(up.shape)}; two equal lengths are wanted"
        )
    for letter, numbers in (("x", across), ("y", up)):
        if letter in log and (numbers <= 0).any():
            raise ValueError(
                f"lines: {name} has {int((numbers <= 0).sum())} values ≤ 0, which a logarithmic {letter} "
                "axis would drop"
            )
    return across, up
