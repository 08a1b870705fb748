"""Each room of the press imports only from rooms above it and to its left; whoever knows a room's sentence knows where a line goes."""

import ast
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.patches import FancyBboxPatch

import figpress
from plates import style
from plates.colours import BLUE, GREEN, INK, MUTED, VERMILION

ROOMS = Path(__file__).parents[2] / "src" / "figpress"
WINGS = {
    "what is read": (GREEN, ("pages", "numbers", "equations", "sources")),
    "what is run": (VERMILION, ("freshness", "running")),
    "what goes out": (BLUE, ("review", "site", "sheets", "publishing")),
}
GAP, TITLE = 0.16, 0.45


def sentence(room: str) -> str:
    """What is in a room: the first line of its package."""
    return ast.get_docstring(ast.parse((ROOMS / room / "__init__.py").read_text("utf-8"))).splitlines()[0]


def wrapped(text: str, width: int) -> str:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > width:
            lines.append("")
        lines[-1] += (" " if lines[-1] else "") + word
    return "\n".join(lines)


def box(axes, x: float, y: float, wide: float, tall: float, room: str, colour: str, width: int) -> None:
    axes.add_patch(FancyBboxPatch((x, y), wide, tall, boxstyle="round,pad=0,rounding_size=0.08", fill=False, ec=colour, lw=1.6))
    axes.text(x + 0.12, y + tall - 0.1, room, va="top", weight="bold", color=INK)
    axes.text(x + 0.12, y + tall - 0.4, wrapped(sentence(room), width), va="top", color=INK, fontsize=style.SMALL, linespacing=1.15)


def draw():
    """Draws the rooms in three wings between the first and the last; on a phone the wings stand in one column."""
    narrow = style.is_narrow()
    wide, tall, flat, across = (4.7, 1.05, 1.05, 46) if narrow else (3.0, 1.3, 0.72, 30)
    whole = wide if narrow else 3 * wide + 2 * GAP
    rows = sum(len(rooms) for _, rooms in WINGS.values()) if narrow else max(len(rooms) for _, rooms in WINGS.values())
    under = (len(WINGS) if narrow else 1) * TITLE
    bottom = -under - rows * (tall + GAP) - flat
    figure, axes = plt.subplots(figsize=(style.room(), (flat - bottom + 0.1) * style.room() / (whole + 0.1)))
    box(axes, 0, 0, whole, flat, "base", MUTED, across if narrow else 110)
    y = 0.0
    for column, (title, (colour, rooms)) in enumerate(WINGS.items()):
        x, y = (0.0, y) if narrow else (column * (wide + GAP), 0.0)
        y -= TITLE
        axes.text(x + 0.02, y + 0.13, title, color=MUTED)
        for room in rooms:
            box(axes, x, y - tall, wide, tall, room, colour, across)
            y -= tall + GAP
    box(axes, 0, bottom, whole, flat, "cli", MUTED, across if narrow else 110)
    axes.set(xlim=(-0.05, whole + 0.05), ylim=(bottom - 0.05, flat + 0.05))
    axes.axis("off")
    return figure


figpress.show(draw)
