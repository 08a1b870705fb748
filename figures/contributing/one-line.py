"""One line changes, and what ran it is drawn again. Each dot is a figure of the post. Orange: its run executed the function, so it is drawn
again. Blue: it imports the file and never ran the function, so it stays. Grey: it has nothing to do with it.
"""

import inspect
import json
from itertools import groupby
from pathlib import Path

import figpress
from byhand import softmax
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Line
from plates import canvas, is_narrow
from plates.colours import BLUE, FAINT, INK, MUTED, VERMILION
from plates.style import SMALL, TEXT

record = json.loads(Path(__file__).with_name("one-line.json").read_text(encoding="utf-8"))
ran, imported = set(record["ran"]), set(record["imported"])
line = inspect.getsource(softmax.backward).strip().splitlines()[-1].partition("#")[0].strip()

sections = [(name, list(ids)) for name, ids in groupby(record["figures"], key=lambda id: id.partition("/")[0])]
figpress.value("drawn_again", len(ran), of=len(record["figures"]))
figpress.value("stay", len(imported - ran))
figpress.value("figures", len(record["figures"]))


def draw():
    """Draws the line, and a dot for each figure."""
    figure, axis = canvas(4.6)
    axis.set_axis_off()
    axis.set(xlim=(-6.6, 14) if is_narrow() else (-5.2, 18), ylim=(-len(sections) + 0.4, 2.4))
    axis.text(6.5, 1.75, line, family="DejaVu Sans Mono", size=TEXT + (0 if is_narrow() else 2), ha="center", va="center", color=INK,
              bbox={"boxstyle": "round,pad=0.55", "facecolor": "none", "edgecolor": VERMILION, "linewidth": 1.8})  # fmt: skip
    for row, (name, ids) in enumerate(sections):
        axis.text(-0.8, -row, name.replace("-", " "), ha="right", va="center", size=SMALL, color=MUTED)
        for column, id in enumerate(ids):
            if id in ran:
                way = Line([(6.5, 1.1), (6.5, -0.2), (column, 0.4 - row / 2), (column, -row + 0.2)], [Line.MOVETO, *[Line.CURVE4] * 3])
                axis.add_patch(PathPatch(way, fill=False, edgecolor=VERMILION, linewidth=2.0, alpha=0.75, zorder=1))
            axis.scatter(column, -row, s=70 if id in ran and is_narrow() else 120 if id in ran else 16 if is_narrow() else 46, color=VERMILION if id in ran else BLUE if id in imported else FAINT, linewidth=0, zorder=3)
        again = [] if is_narrow() else [id.partition("/")[2] for id in ids if id in ran]
        axis.text(len(ids) - 0.2, -row, ", ".join(again), size=SMALL, va="center", color=INK)
    return figure


figpress.show(draw)
