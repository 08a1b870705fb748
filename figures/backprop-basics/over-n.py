"""Over the number of tokens, attention's cost turns from a line into a square, in time and in memory. One block of our model, forward and
back, on one thread; beside it a recurrent layer of the same width, whose steps wait for one another. Left, multiplications of the matrix
products; in the middle, seconds of processor as measured; right, what the backward pass keeps, in float32.
"""

import json
from pathlib import Path

import figpress
import numpy
import torch
from byhand import block, cases, masks, tree
from byhand.training import checkpoint
from plates import canvas, lines
from plates.colours import INK
from plates.style import SMALL

record = json.loads(Path(__file__).with_name("over-n.json").read_text(encoding="utf-8"))
rows, d = record["rows"], record["width"]
n = numpy.array([row["tokens"] for row in rows])

# forward and two products back for each: four projections and two of the feed-forward layer; scores and averages
along, square = 3 * n * (4 * d * d + 2 * d * 4 * d), 3 * n * n * 2 * d
crossing = 6 * d  # where 2 d n² = 12 d² n
assert abs(3 * crossing * 12 * d * d - 3 * crossing**2 * 2 * d) < 1e-6

layer = tree.map(lambda leaf: leaf.float(), checkpoint.load("last").blocks[0])


def kept(tokens):
    """KiB that one block keeps for its way back."""
    X, mask = cases.normal(0, dtype=torch.float32)(1, tokens, d), masks.causal(tokens)
    return tree.storage_bytes(block.forward(X, layer, mask)[1], without=(layer, mask)) / 1024


memory = numpy.array([kept(int(tokens)) for tokens in n])
seconds = {name: numpy.array([row[name] for row in rows]) for name in ("block", "recurrent")}
figpress.value("crossing", crossing)
figpress.value("width", d)
figpress.value("longest", int(n[-1]))
figpress.value("square_share", square[-1] / (square[-1] + along[-1]))
figpress.value("time_ratio", seconds["block"][-1] / seconds["block"][0], over="the machine that measured it")
figpress.value("token_ratio", n[-1] / n[0])
figpress.value("memory_doubling", memory[-1] / memory[-2])
figpress.value("memory_first_doubling", memory[1] / memory[0])
figpress.value("recurrent_ratio", seconds["recurrent"][-1] / seconds["recurrent"][0], over="the machine that measured it")


def draw():
    """Draws multiplications, time and memory over the number of tokens."""
    figure, axes = canvas(3.2, ncols=3)
    lines({"projections, feed-forward": (n, along), "scores, averages": (n, square)}, x="tokens", y="multiplications", log="xy", axis=axes[0], marks={"6d": crossing})
    lines({"one block": (n, 1e3 * seconds["block"]), "recurrent layer": (n, 1e3 * seconds["recurrent"])}, x="tokens", y="milliseconds", log="xy", axis=axes[1])
    lines({"one block": (n, memory)}, x="tokens", y="kept (KiB)", log="xy", axis=axes[2])
    for name, at, way in (("one block", "block", -26), ("recurrent layer", "recurrent", 10)):
        axes[1].annotate(name, (n[2], 1e3 * seconds[at][2]), xytext=(6, way), textcoords="offset points", size=SMALL, color=INK, ha="left" if way < 0 else "right")
    return figure


figpress.show(draw)
