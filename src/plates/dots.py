"""Points in a plane: two numbers for each of many things."""

from collections.abc import Mapping, Sequence
from typing import Any

from plates import style
from plates.colours import MARKERS, MUTED, SERIES
from plates.curves import above


def dots(
    groups: Mapping[str, tuple[Any, Any]],
    *,
    x: str,
    y: str,
    labels: Mapping[str, Sequence[str]] | None = None,
    log: str = "",
    diagonal: bool = False,
    zero: bool = False,
    height: float = 3.6,
    width: float | None = None,
    axis: Any = None,
):
    """Returns a figure of points {group: (x values, y values)}.

    labels    {group: text beside each point}; "" leaves one unlabelled
    diagonal  draws y = x: prediction against truth
    zero      draws both axes through the origin: where signs agree
    """
    x, y = style.axis_name(x, "dots", "x"), style.axis_name(y, "dots", "y")
    if not groups:
        raise ValueError("dots: nothing to draw")
    figure, axis = style.canvas(height, width) if axis is None else (axis.figure, axis)
    style.logarithmic(axis, log)
    for i, (name, (across, up)) in enumerate(groups.items()):
        across, up = style.array(across, f"dots: x of {name}"), style.array(up, f"dots: y of {name}")
        if across.shape != up.shape or across.ndim != 1:
            raise ValueError(
                f"dots: {name} has x {list(across.shape)} and y {list(up.shape)}; two equal lengths are "
                "wanted"
            )
        for letter, numbers in (("x", across), ("y", up)):
            if letter in log and (numbers <= 0).any():
                raise ValueError(f"dots: {name} has values ≤ 0, which a logarithmic {letter} axis would drop")
        axis.scatter(
            across,
            up,
            s=30,
            marker=style.cycle(MARKERS, i),
            color=style.cycle(SERIES, i),
            label=name,
            alpha=0.9 if len(across) < 200 else 0.45,
            linewidth=0,
            rasterized=len(across) > 3_000,
            zorder=3,
        )
        for a, b, text in zip(across, up, (labels or {}).get(name, ())):
            axis.annotate(text, (a, b), xytext=(5, 3), textcoords="offset points", size=style.SMALL)
    if zero:
        axis.axhline(0, color=MUTED, linewidth=0.8, zorder=1)
        axis.axvline(0, color=MUTED, linewidth=0.8, zorder=1)
    if diagonal:
        low = max(axis.get_xlim()[0], axis.get_ylim()[0])
        high = min(axis.get_xlim()[1], axis.get_ylim()[1])
        axis.plot([low, high], [low, high], color=MUTED, linewidth=1.0, linestyle=(0, (4, 3)), zorder=1)
        axis.annotate("y = x", (high, high), ha="right", va="bottom", size=style.SMALL, color=MUTED)
    style.name_axes(axis, x, y)
    if len(groups) > 1:
        above(axis)
    return figure
