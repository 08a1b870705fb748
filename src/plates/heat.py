"""Heat maps side by side on one scale, with their shapes printed."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy

from plates import style
from plates.colours import FAINT, MUTED, colour_map, is_diverging, text_on

VECTOR = 2_500  # cells; above, the map is one raster picture inside the SVG
BORDERED = 1_200  # cells; above, borders would be all that is seen
ROW, LINE, LEAST = 0.185, 0.17, 0.9  # inches: a row of cells, a line of text, the lowest map


def heat_row(
    arrays: Mapping[str, Any],
    *,
    tokens: Sequence[str] | None = None,
    scale: str = "gradient",
    unit: str = "",
    columns: str | Sequence[str] = "",
    numbers: bool = False,
    limit: float | None = None,
    shared: bool = True,
):
    """Returns a figure of 2-D arrays side by side on one shared scale, each with its name and shape.

    tokens   labels of the rows; where nothing is said of the columns, theirs too in an n × n array with room
             for them
    scale    "gradient" or "value": symmetric about zero; "share": from zero up
    unit     what the colours measure, printed at the colour bar ("gradient of the loss (nats)")
    columns  what the columns are ("head width"), or the name of each
    numbers  prints each entry in its cell
    limit    the largest magnitude of the scale; by default that of all arrays together
    shared   False gives each array its own scale and prints its largest magnitude: patterns compare, sizes do
             not
    Entries of ±inf (masked scores) stay empty. Raises ValueError on NaN, on other shapes, on tokens that do
    not fit.
    """
    return heat_grid(
        [arrays],
        tokens=tokens,
        scales=[scale],
        units=[unit],
        columns=columns,
        numbers=numbers,
        limits=[limit],
        shared=shared,
    )


def heat_grid(
    rows: Sequence[Mapping[str, Any]],
    *,
    tokens: Sequence[str] | None = None,
    scales: Sequence[str] = ("value", "gradient"),
    units: Sequence[str] = ("value", "gradient"),
    columns: str | Sequence[str] = "",
    numbers: bool = False,
    limits: Sequence[float | None] | None = None,
    shared: bool = True,
):
    """Returns a figure of several heat rows, one scale a row: forward tensors above, their gradients below.

    The other arguments are heat_row's; scales, units and limits have one entry a row.
    """
    if not all(len(part) >= len(rows) for part in (scales, units)):
        raise ValueError(f"heat_grid: {len(rows)} rows need as many scales and units")
    drawn = [style.table(row, "heat_grid", 2) for row in rows]
    _check_tokens(drawn, tokens)
    wide = max(len(row) for row in drawn)
    widths = _widths(drawn, wide)
    left = max(map(style.inches, tokens)) if tokens is not None else 0.0
    panels = [
        w / sum(widths) * (style.WIDTH - left - 1.0) for w in widths
    ]  # inches; the colour bar takes the last one
    titles = [
        [_title(name, cells, shared, panels[c]) for c, (name, cells) in enumerate(row.items())]
        for row in drawn
    ]
    heights = []
    for row, named in zip(drawn, titles):
        below = max(_room_below(cells, columns, tokens, panels[c]) for c, cells in enumerate(row.values()))
        above = LINE * (1 + max(title.count("\n") for title in named)) + 0.12
        heights.append(max(ROW * max(a.shape[0] for a in row.values()), LEAST) + below + above)
    figure, axes = style.canvas(
        sum(heights),
        nrows=len(drawn),
        ncols=wide,
        squeeze=False,
        gridspec_kw={"width_ratios": widths, "height_ratios": heights},
    )
    for r, row in enumerate(drawn):
        top = (limits or [None] * len(drawn))[r] or extent(row.values())
        image = None
        for c in range(wide):
            axis = axes[r][c]
            if c >= len(row):
                axis.set_axis_off()
                continue
            name, cells = list(row.items())[c]
            own = top if shared else extent([cells])
            image = _panel(axis, titles[r][c], cells, scales[r], own, numbers)
            _label(axis, cells, tokens if c == 0 else None, columns, tokens, panels[c])
            style.turns(axis, f"{r}-{c}")
        bar = figure.colorbar(image, ax=list(axes[r]), pad=0.015, fraction=0.03, aspect=14)
        bar.set_label(textwrap.fill(units[r], max(12, int((heights[r] - 0.7) / style.inches("x")))))
        style.turns(bar.ax, f"{r}-bar")
        bar.outline.set_edgecolor(FAINT)
        bar.solids.set_edgecolor("face")  # closes the seams that vector viewers show
        bar.ax.tick_params(length=2)
        if shared:
            bar.locator = _few()
            bar.update_ticks()
        else:
            ends = ("\u2212max", "0", "max") if is_diverging(scales[r]) else ("0", "max")
            bar.set_ticks(
                list(image.get_clim()) if len(ends) == 2 else [image.norm.vmin, 0, image.norm.vmax],
                labels=ends,
            )
    return figure


def extent(arrays) -> float:
    """Returns the largest finite magnitude of the arrays, or 1 when all is zero."""
    largest = max((float(numpy.abs(a[numpy.isfinite(a)]).max(initial=0.0)) for a in arrays), default=0.0)
    return largest or 1.0


def _panel(axis, title: str, cells: numpy.ndarray, scale: str, top: float, numbers: bool):
    big = cells.size > VECTOR
    image = axis.pcolormesh(
        numpy.ma.masked_invalid(cells),
        cmap=colour_map(scale),
        vmin=-top if is_diverging(scale) else 0.0,
        vmax=top,
        edgecolors=FAINT if cells.size <= BORDERED else "face",
        linewidth=0.4 if cells.size <= BORDERED else 0.0,
        rasterized=big,
        antialiased=not big,
    )
    axis.invert_yaxis()  # row 0 on top, as a matrix is written
    axis.set_title(title)
    for spine in axis.spines.values():
        spine.set(visible=True, color=FAINT)
    axis.tick_params(length=0, pad=3)
    if numbers:
        for (i, j), x in numpy.ndenumerate(cells):
            if numpy.isfinite(x):
                fill = _hex(image.cmap(image.norm(x)))
                axis.text(
                    j + 0.5,
                    i + 0.5,
                    style.number(x),
                    ha="center",
                    va="center",
                    size=style.SMALL,
                    color=text_on(fill),
                )
    return image


def _title(name: str, cells: numpy.ndarray, shared: bool, inches: float) -> str:
    """Name and shape, on two lines where one would run into the neighbour's; its largest magnitude where
    scales differ.
    """
    shape = f"({style.shape(cells)})"
    title = f"{name}  {shape}"
    if style.inches(title, style.TITLE) > inches:
        title = f"{name}\n{shape}"
    return title if shared else f"{title}\n±{style.number(extent([cells]), digits=2)}"


def _column_names(cells: numpy.ndarray, columns: str | Sequence[str], tokens, inches: float) -> list[str]:
    """What is written under the columns: their names, the tokens, numbers, or nothing where there
    is no room.
    """
    rows, cols = cells.shape
    if not isinstance(columns, str):
        if len(columns) != cols:
            raise ValueError(f"heat_grid: {cols} columns, but {len(columns)} names for them")
        return list(columns)
    if not columns and tokens is not None and rows == cols == len(tokens) and inches / cols >= 0.15:
        return list(tokens)
    return [str(i + 1) for i in range(cols)] if cols <= 12 and inches / cols >= 0.15 else []


def _upright(names: Sequence[str], inches: float) -> bool:
    return bool(names) and max(map(style.inches, names)) > 0.92 * inches / len(names)


def _room_below(cells, columns, tokens, inches: float) -> float:
    names = _column_names(cells, columns, tokens, inches)
    room = max(map(style.inches, names)) if _upright(names, inches) else LINE if names else 0.0
    return room + 0.1 + (LINE if isinstance(columns, str) and columns else 0.0)


def _label(axis, cells, row_tokens, columns, tokens, inches: float) -> None:
    rows, cols = cells.shape
    axis.set_yticks(
        [] if row_tokens is None else numpy.arange(rows) + 0.5,
        None if row_tokens is None else list(row_tokens),
    )
    names = _column_names(cells, columns, tokens, inches)
    axis.set_xticks(numpy.arange(len(names)) + 0.5, names, rotation=90 if _upright(names, inches) else 0)
    if names and names[0] == "1":
        axis.tick_params(axis="x", labelcolor=MUTED)
    if isinstance(columns, str) and columns:
        axis.set_xlabel(columns)


def _widths(rows, wide: int) -> list[float]:
    """Relative widths of the columns of panels: wider for wider arrays, none squeezed to a line."""
    counts = [max(list(row.values())[c].shape[1] for row in rows if c < len(row)) for c in range(wide)]
    largest = max(counts)
    return [max(count / largest, 0.3) for count in counts]


def _check_tokens(rows, tokens) -> None:
    if tokens is None:
        return
    for row in rows:
        for name, cells in row.items():
            if cells.shape[0] != len(tokens):
                raise ValueError(
                    f"heat_grid: {name} has {cells.shape[0]} rows, but there are {len(tokens)} tokens"
                )


def _few():
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=4, symmetric=True)


def _hex(rgba) -> str:
    from matplotlib.colors import to_hex

    return to_hex(rgba)
