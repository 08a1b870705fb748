"""The palette: four theme colours that the page may exchange, and data colours that it must not.

The first four are a contract with the site: wherever one of these exact strings stands in an SVG, the page
puts a CSS
variable, so that text, axes and ground follow the light/dark switch. Everything else stays as it was drawn,
so data
colours are chosen to be seen on white and on a dark page alike (contrast of at least 3:1), and to remain
different
from one another in the three common kinds of colour blindness. Numbers printed on a coloured cell use ON_PALE
or ON_DEEP, which the page leaves alone, or, on the middle colours, DEEP_FIRST or PALE_FIRST: in the dark the page
turns a heat map over, and there it takes the other of the two.
"""

from functools import cache

INK = "#24292f"  # text, axes
MUTED = "#6e7781"  # secondary text, ticks
FAINT = "#d0d7de"  # grid, cell borders
PAPER = "#ffffff"  # ground, where something must be covered
THEME = (INK, MUTED, FAINT, PAPER)

BLUE, VERMILION, GREEN, VIOLET = "#0072b2", "#d55e00", "#009e73", "#a47cf9"
SERIES = (BLUE, VERMILION, GREEN, VIOLET)
NEUTRAL = "#7f868f"  # the rest, the baseline: never one of the things compared
_TURN = (
    (0.574, -1.43, -0.144),
    (-0.426, -0.43, -0.144),
    (-0.426, -1.43, 0.856),
)  # the page's filter, after 1
MARKERS = ("o", "s", "^", "D")  # colour is never the only sign
DASHES = ("-", (0, (5, 1.5)), (0, (1.5, 1.2)), (0, (6, 1.5, 1.5, 1.5)))

ON_PALE, ON_DEEP = "#010203", "#fefdfe"  # nearly black and white: on the middle colours each only just reads
DEEP_FIRST, PALE_FIRST = "#010204", "#fefdfc"  # the same two, exchanged by the page where the cell is turned

# Lightness falls equally on both sides of zero, so that a sign never looks stronger than the other.
ZERO = "#d7d9dc"
_BLUES = ("#95b5d6", "#5b90c7", "#1f6cb0", "#06528d")
_ORANGES = ("#d9a388", "#cb713f", "#a64a08", "#803702")
_GREENS = ("#8cbeaa", "#44a080", "#017c5d", "#015f43")
_VIOLETS = ("#b7a8d5", "#987aca", "#794db6", "#6122ac")
_MAPS = {
    "gradient": _BLUES[::-1] + (ZERO,) + _ORANGES,  # negative blue, positive orange
    "value": _VIOLETS[::-1] + (ZERO,) + _GREENS,  # negative violet, positive green
    "share": (ZERO,) + _GREENS,  # from 0 up: probabilities, norms
}


@cache
def colour_map(kind: str):
    """Returns the matplotlib colour map "gradient", "value" (both centred on zero) or "share" (from
    zero up).
    """
    from matplotlib.colors import LinearSegmentedColormap

    if kind not in _MAPS:
        raise ValueError(f"no colour map {kind!r}; there are {', '.join(_MAPS)}")
    return LinearSegmentedColormap.from_list(
        f"plates-{kind}", _MAPS[kind], N=257
    )  # odd: one colour is zero's own


def is_diverging(kind: str) -> bool:
    """True when the map has a centre, so that its scale must be symmetric about zero."""
    return kind != "share"


def luminance(colour: str) -> float:
    """Returns the relative luminance of "#rrggbb", 0 to 1 (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """Returns the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def text_on(cell: str) -> str:
    """Returns the colour in which a number is printed on a cell of this colour, on axes that `style.turns` marks:
    it reads on the cell as it is drawn, and on the cell as the page turns it in the dark.
    """
    drawn = max(ON_PALE, ON_DEEP, key=lambda text: contrast(text, cell))
    seen = turned(cell)
    dark = max(ON_PALE, ON_DEEP, key=lambda text: contrast(turned(text), seen))
    return drawn if dark == drawn else DEEP_FIRST if drawn == ON_PALE else PALE_FIRST


def turned(colour: str) -> str:
    """Returns what "#rrggbb" becomes where the page turns a picture over: lightness inverted, hue kept."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    seen = (1 + sum(share * c for share, c in zip(row, channels)) for row in _TURN)
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, value))):02x}" for value in seen)
