"""Heat maps side by side on one scale, with their shapes printed."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy

from plates import style
from plates.colours import FAINT, MUTED, colour_map, is_diverging, text_on

VECTOR = 2_000  # cells of a figure; above, each map is one raster picture inside the SVG
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
    bar: bool = True,
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
    bar      False leaves the colour bar out, where the panels' names say what a colour means
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
        bar=bar,
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
    bar: bool = True,
):
    """Returns a figure of several heat rows, one scale a row: forward tensors above, their gradients below.

    The other arguments are heat_row's; scales, units and limits have one entry a row.
    """
    if not all(len(part) >= len(rows) for part in (scales, units)):
        raise ValueError(f"heat_grid: {len(rows)} rows need as many scales and units")
    drawn = [style.table(row, "heat_grid", 2) for row in rows]
    _check_tokens(drawn, tokens)
    limits = limits or [None] * len(drawn)
    tops = [limits[r] or extent(row.values()) for r, row in enumerate(drawn)]
    big = sum(cells.size for row in drawn for cells in row.values()) > VECTOR
    if style.is_narrow():
        return _narrow_grid(drawn, tokens, scales, units, columns, numbers, tops, shared, bar, big)
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
        top, image = tops[r], None
        for c in range(wide):
            axis = axes[r][c]
            if c >= len(row):
                axis.set_axis_off()
                continue
            name, cells = list(row.items())[c]
            own = top if shared else extent([cells])
            image = _panel(axis, titles[r][c], cells, scales[r], own, numbers, big)
            _label(axis, cells, tokens if c == 0 else None, columns, tokens, panels[c])
            style.turns(axis, f"{r}-{c}")
        if bar:
            colours = figure.colorbar(image, ax=list(axes[r]), pad=0.015, fraction=0.03, aspect=14)
            colours.set_label(textwrap.fill(units[r], max(12, int((heights[r] - 0.7) / style.inches("x")))))
            _dress(colours, f"{r}-bar", image, is_diverging(scales[r]), shared)
    return figure


def _dress(bar, name: str, image, diverging: bool, shared: bool) -> None:
    style.turns(bar.ax, name)
    bar.outline.set_edgecolor(FAINT)
    bar.solids.set_edgecolor("face")  # closes the seams that vector viewers show
    bar.ax.tick_params(length=2)
    if shared:
        bar.locator = _few()
        bar.update_ticks()
    else:
        ends = ("\u2212max", "0", "max") if diverging else ("0", "max")
        bar.set_ticks(
            list(image.get_clim()) if len(ends) == 2 else [image.norm.vmin, 0, image.norm.vmax], labels=ends
        )


def _narrow_grid(drawn, tokens, scales, units, columns, numbers, tops, shared, bar, big):
    """The same for a phone: as many panels to a line as have room, and each scale's bar below its last line."""
    import matplotlib.pyplot as pyplot

    left = max(map(style.inches, tokens)) if tokens is not None else 0.0
    room = style.room() - left - 0.2
    lines = [
        (r, line)
        for r, row in enumerate(drawn)
        for line in _packed(
            {name: _least(name, cells, columns, numbers) for name, cells in row.items()}, room
        )
    ]
    last = {r: k for k, (r, _) in enumerate(lines)}
    plans = [
        _planned(drawn[r], line, room, columns, tokens, shared, bar and last[r] == k)
        for k, (r, line) in enumerate(lines)
    ]
    heights = [plan[0] for plan in plans]
    figure = pyplot.figure(figsize=(style.room(), sum(heights)))
    parts = figure.subfigures(len(lines), 1, height_ratios=heights, squeeze=False)[:, 0]
    for k, ((r, line), part, (_, panels, titles)) in enumerate(zip(lines, parts, plans)):
        axes = part.subplots(1, len(line), squeeze=False, gridspec_kw={"width_ratios": panels})[0]
        for c, (axis, name) in enumerate(zip(axes, line)):
            cells = drawn[r][name]
            image = _panel(
                axis, titles[c], cells, scales[r], tops[r] if shared else extent([cells]), numbers, big
            )
            _label(axis, cells, tokens if c == 0 else None, columns, tokens, panels[c])
            style.turns(axis, f"{k}-{c}")
        if bar and last[r] == k:
            colours = part.colorbar(
                image, ax=list(axes), location="bottom", pad=0.03, fraction=0.06, aspect=30
            )
            colours.set_label(style.fill(units[r], style.room() - 0.6))
            _dress(colours, f"{r}-bar", image, is_diverging(scales[r]), shared)
    return figure


def _least(name: str, cells: numpy.ndarray, columns, numbers: bool) -> float:
    """How many inches a panel needs at least: for its cells, what is printed in and under them, its title."""
    cell = 0.07
    if numbers:
        cell = max(style.inches(style.number(x)) for x in cells.flat if numpy.isfinite(x)) + 0.06
    elif not isinstance(columns, str):
        cell = 0.16
    title = max(style.inches(word, style.TITLE) for word in [*name.split(), f"({style.shape(cells)})"])
    return max(cells.shape[1] * cell, min(title, 2.2), 0.5)


def _packed(least: Mapping[str, float], room: float) -> list[list[str]]:
    """The panels in lines of the room that there is, the lines as even as they come."""
    count, lines = 1, []
    while True:
        size = -(-len(least) // count)
        names = list(least)
        lines = [names[k : k + size] for k in range(0, len(names), size)]
        if size == 1 or all(sum(least[name] + 0.12 for name in line) <= room for line in lines):
            return lines
        count += 1


def _planned(row, line, room: float, columns, tokens, shared: bool, last: bool):
    """The height of one line, and the widths and titles of its panels."""
    arrays = [row[name] for name in line]
    counts = [max(cells.shape[1], 1) for cells in arrays]
    shares = [max(count / max(counts), 0.3) for count in counts]
    panels = [share / sum(shares) * (room - 0.12 * len(line)) for share in shares]
    titles = [
        _title(style.fill(name, wide, style.TITLE), cells, shared, wide)
        for name, cells, wide in zip(line, arrays, panels)
    ]
    below = max(_room_below(cells, columns, tokens, wide) for cells, wide in zip(arrays, panels))
    above = LINE * (1 + max(title.count("\n") for title in titles)) + 0.12
    high = max(ROW * max(cells.shape[0] for cells in arrays), 0.55)
    return high + below + above + (0.75 if last else 0.0), panels, titles


def extent(arrays) -> float:
    """Returns the largest finite magnitude of the arrays, or 1 when all is zero."""
    largest = max((float(numpy.abs(a[numpy.isfinite(a)]).max(initial=0.0)) for a in arrays), default=0.0)
    return largest or 1.0


def _panel(axis, title: str, cells: numpy.ndarray, scale: str, top: float, numbers: bool, big: bool):
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
