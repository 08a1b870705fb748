"""Ours against an oracle, tensor by tensor, with the worst error printed."""

from collections.abc import Mapping
from typing import Any

import numpy

from plates import style
from plates.colours import BLUE, FAINT, MUTED, NEUTRAL


def comparison(
    pairs: Mapping[str, tuple[Any, Any]],
    *,
    tolerance: float | None = None,
    ours: str = "by hand",
    oracle: str = "autograd",
):
    """Returns a figure with one row a tensor: its largest entry, and its largest difference from the oracle.

    pairs      {name: (ours, the oracle's)}, equal shapes
    tolerance  draws the line that no error may pass
    An error of exactly zero stands at the left edge and is labelled "0". Raises ValueError where shapes
    differ.
    """
    if not pairs:
        raise ValueError("comparison: nothing to draw")
    names, errors, sizes = [], [], []
    for name, (a, b) in pairs.items():
        a, b = style.array(a, f"comparison: {name}"), style.array(b, f"comparison: {name}")
        if a.shape != b.shape:
            raise ValueError(f"comparison: {name} is {list(a.shape)} {ours} and {list(b.shape)} by {oracle}")
        names.append(name)
        errors.append(float(numpy.abs(a - b).max(initial=0.0)))
        sizes.append(float(numpy.abs(b).max(initial=0.0)))
    positive = [v for v in (*errors, *sizes, *([tolerance] if tolerance else [])) if v > 0] or [1.0]
    left = 10.0 ** (numpy.floor(numpy.log10(min(positive))) - 1)
    figure, axis = style.canvas(0.24 * len(names) + 0.95)
    rows = numpy.arange(len(names))
    style.logarithmic(axis, "x")
    axis.hlines(rows, [e or left for e in errors], [s or left for s in sizes], color=FAINT, linewidth=2)
    axis.scatter(
        [s or left for s in sizes], rows, marker="|", s=70, color=NEUTRAL, label="largest entry", zorder=3
    )
    axis.scatter(
        [e or left for e in errors],
        rows,
        marker="o",
        s=30,
        color=BLUE,
        label=f"largest |{ours} − {oracle}|",
        zorder=4,
    )
    for row, error in zip(rows, errors):
        if error == 0:
            axis.annotate(
                "0", (left, row), xytext=(5, 0), textcoords="offset points", va="center", size=style.SMALL
            )
    if tolerance:
        axis.axvline(tolerance, color=MUTED, linestyle=(0, (2, 2)), linewidth=1)
        axis.annotate(
            f"tolerance {style.number(tolerance)}",
            (tolerance, 1),
            xycoords=("data", "axes fraction"),
            xytext=(3, -2),
            textcoords="offset points",
            va="top",
            size=style.SMALL,
            color=MUTED,
        )
    axis.set_yticks(rows, names)
    axis.set_ylim(len(names) - 0.4, -0.6)
    axis.tick_params(axis="y", length=0)
    axis.set_xlabel(f"magnitude (worst error of all: {style.number(max(errors))})")
    axis.legend(
        loc="lower left", bbox_to_anchor=(0, 1.0), ncols=1 if style.is_narrow() else 2, borderaxespad=0.2
    )
    return figure
