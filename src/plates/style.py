"""One style for every figure: sizes for a text column of 700 CSS pixels, text that stays text, no background.

An inch is 96 CSS pixels, so a figure of WIDTH fills the column at its own size, and 9 points in the script
are 9
points (12 pixels) on the page. Importing plates sets the style; a script need not.
"""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib
import numpy

from plates.colours import FAINT, INK, MUTED, SERIES

WIDTH = 7.2  # inches: the text column
NARROW = (
    5.0  # inches: below, a picture is for a phone; its panels stand under one another, its words are fewer
)
ROW = "a row of panels"  # label of a figure whose panels are of one kind, however they stand
SMALL, TEXT, TITLE = 9.0, 9.5, 10.0  # points; nothing is smaller than SMALL

RC = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": TEXT,
    "mathtext.fontset": "dejavusans",
    "axes.titlesize": TITLE,
    "axes.titlepad": 7.0,
    "axes.labelsize": TEXT,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    "figure.titlesize": TITLE,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "savefig.edgecolor": "none",
    "figure.constrained_layout.use": True,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.edgecolor": MUTED,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "lines.linewidth": 1.8,
    "lines.markersize": 4.5,
    "patch.linewidth": 0.8,
    "hatch.linewidth": 0.6,
    "axes.prop_cycle": matplotlib.cycler(color=SERIES),
    "axes.unicode_minus": True,
    "svg.fonttype": "none",
    "svg.hashsalt": "plates",
    "figure.figsize": (WIDTH, 3.4),
    "figure.dpi": 100,
    "savefig.dpi": 200,
    "figure.max_open_warning": 0,
}


def use() -> None:
    """Sets the style for this process."""
    matplotlib.rcParams.update(RC)


def room() -> float:
    """Returns how wide a picture is wanted, in inches: what matplotlib's own figures take."""
    return float(matplotlib.rcParams["figure.figsize"][0])


def is_narrow() -> bool:
    """True where a picture is wanted for a phone."""
    return room() < NARROW


def canvas(height: float, width: float | None = None, **layout: Any):
    """Returns (figure, axes) of this size in inches, open in pyplot; `layout` goes to pyplot.subplots.

    A row of panels stands as a column where the picture is narrow, a row of four as two by two: as many axes in
    the same order, each nearly as high as the row was.
    """
    import matplotlib.pyplot as pyplot

    count = layout.get("ncols", 1)
    if not is_narrow() or width is not None or layout.get("nrows", 1) > 1 or count == 1:
        return pyplot.subplots(figsize=(room() if width is None else width, height), **layout)
    across = 2 if count == 4 else 1
    ratios = {k: v for k, v in layout.pop("gridspec_kw", {}).items() if k != "width_ratios"}
    layout |= {"nrows": count // across, "ncols": across, "gridspec_kw": ratios}
    figure, axes = pyplot.subplots(figsize=(room(), 0.85 * height * count / across), **layout)
    figure.set_label(ROW)
    return figure, axes.flatten()


def fill(text: str, across: float, size: float = TEXT) -> str:
    """Returns a label on as many lines as it needs to stand in so many inches; as it is where the picture is wide."""
    if not is_narrow() or inches(text, size) <= across:
        return text
    return "\n".join(textwrap.wrap(text, max(8, int(across / inches("x", size)))))


def name_axes(axis, x: str, y: str) -> None:
    """Writes the names of both axes, on several lines where one has no room."""
    wide, high = axis.figure.get_size_inches()
    grid = axis.get_subplotspec()
    share = (grid.rowspan.stop - grid.rowspan.start) / grid.get_gridspec().nrows if grid is not None else 1.0
    axis.set_xlabel(fill(x, wide - 0.9))
    axis.set_ylabel(fill(y, high * share - 0.7))


def array(tensor: Any, what: str = "array") -> numpy.ndarray:
    """Returns a tensor, array or list as float64 numbers; raises ValueError on NaN, which no picture may
    hide.
    """
    if hasattr(tensor, "detach"):
        tensor = tensor.detach().cpu().double()
    numbers = numpy.asarray(tensor, dtype=numpy.float64)
    if numpy.isnan(numbers).any():
        raise ValueError(f"{what}: {int(numpy.isnan(numbers).sum())} of {numbers.size} entries are NaN")
    return numbers


def turns(axis, name: str) -> None:
    """Marks axes whose ground is the page's own "nothing": in the dark the page turns them light for dark,
    hue for
    hue, so that zero is as dark as the page and the largest is the brightest. `name` is unique in its figure.
    """
    axis.set_gid(f"fp-turns-{name}")


def axis_name(name: str, plate: str, axis: str) -> str:
    """Returns the name of an axis; raises ValueError when it says nothing."""
    if not isinstance(name, str) or not name.strip():
        raise ValueError(
            f"{plate}: the {axis} axis has no name; say what is measured and its unit: {axis}='loss (nats)'"
        )
    return name


def shape(numbers: numpy.ndarray) -> str:
    """Returns "17 × 8"."""
    return " × ".join(str(n) for n in numbers.shape)


def table(named: Mapping[str, Any], plate: str, dimensions: int | None = None) -> dict[str, numpy.ndarray]:
    """Returns the named arrays as numbers; raises ValueError naming the one that has another number of
    dimensions.
    """
    if not named:
        raise ValueError(f"{plate}: nothing to draw")
    arrays = {name: array(tensor, f"{plate}: {name}") for name, tensor in named.items()}
    for name, numbers in arrays.items():
        if dimensions is not None and numbers.ndim != dimensions:
            raise ValueError(f"{plate}: {name} must have {dimensions} dimensions, got {list(numbers.shape)}")
    return arrays


def inches(text: str, size: float = SMALL) -> float:
    """Returns about how long a text is when printed; its longest line counts."""
    return max((len(line) for line in text.split("\n")), default=0) * size * 0.0088


def number(x: float, digits: int = 3) -> str:
    """Returns a number as a label prints it: few digits, a true minus sign, exponents only where
    they help.
    """
    if x == 0:
        return "0"
    text = f"{x:.{digits}g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", "\u2212")


def logarithmic(axis, letters: str) -> None:
    """Makes the axes named in `letters` logarithmic, with whole powers of ten as labels of full size."""
    from matplotlib.ticker import FuncFormatter

    for letter in "xy":
        if letter in letters:
            getattr(axis, f"set_{letter}scale")("log")
            side = axis.xaxis if letter == "x" else axis.yaxis
            side.set_major_formatter(FuncFormatter(lambda x, _: power(x)))
            side.set_minor_formatter(FuncFormatter(_between(side)))


def _between(side):
    """Labels 2 and 5 times a power of ten where the axis is so short that it may hold no power at all."""

    def label(x: float, _: int) -> str:
        low, high = side.get_view_interval()
        first = round(x / 10.0 ** numpy.floor(numpy.log10(x)))
        return number(x) if high < 40 * low and first in ((2, 3, 5, 7) if high < 6 * low else (2, 5)) else ""

    return label


def power(x: float) -> str:
    """Returns a power of ten as a tick label: "0.01", "100", "10⁻¹⁷".

    mathtext would set the exponent in 6 points; the superscript letters of the font stay legible.
    """
    exponent = round(numpy.log10(x))
    if not -4 < exponent < 4:
        return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{x:g}"


def cycle(colours: Sequence[Any], index: int) -> Any:
    """Returns the entry for the index-th of the things drawn, from the beginning again after the last."""
    return colours[index % len(colours)]
