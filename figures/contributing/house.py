"""Each room of the press imports only from rooms above it and to its left; whoever knows a room's sentence knows where a line goes."""

import ast
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.patches import FancyBboxPatch

from plates import style
from plates.colours import BLUE, GREEN, INK, MUTED, VERMILION

ROOMS = Path(__file__).parents[2] / "src" / "figpress"
WINGS = {
    "what is read": (GREEN, ("pages", "numbers", "equations", "sources")),
    "what is run": (VERMILION, ("freshness", "running")),
    "what goes out": (BLUE, ("review", "site", "sheets", "publishing")),
}
WIDE, TALL, FLAT, GAP = 3.0, 1.3, 0.72, 0.16


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


figure, axes = plt.subplots(figsize=(style.WIDTH, 6.4))
whole, step = 3 * WIDE + 2 * GAP, TALL + GAP
box(axes, 0, 0, whole, FLAT, "base", MUTED, 110)
for column, (title, (colour, rooms)) in enumerate(WINGS.items()):
    x = column * (WIDE + GAP)
    axes.text(x + 0.02, -0.32, title, color=MUTED)
    for row, room in enumerate(rooms):
        box(axes, x, -0.45 - TALL - row * step, WIDE, TALL, room, colour, 30)
bottom = -0.45 - 4 * step - FLAT
box(axes, 0, bottom, whole, FLAT, "cli", MUTED, 110)
axes.set(xlim=(-0.05, whole + 0.05), ylim=(bottom - 0.05, FLAT + 0.05))
axes.axis("off")
