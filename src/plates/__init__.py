"""The drawing vocabulary of the figures: one style, one palette, tensors by duck typing.

    heat_row  heat_grid                      arrays as heat maps on a scale centred on zero
    flow (Box, Arrow)                        tensors with shapes and arrows                     graphviz
    computation (Node, Edge)                 a graph with values and gradients on its edges     graphviz
    lines (Guide)                            curves, bands, slopes, checkpoints
    comparison                               ours against an oracle, with the worst error
    bars_by_token  stack                     one number a token; terms that add up
    spread  dots  alluvial  sphere           distributions, scatter, shares that flow, vectors in 3-D

matplotlib plates return a Figure and leave it open in pyplot; graphviz plates return a Digraph. Both go to
figpress.show. Axes must be named, NaN is refused. `canvas` gives an empty figure in the same style.
"""

from plates.alluvial import alluvial
from plates.comparison import comparison
from plates.computation import Edge, Node, computation
from plates.curves import Guide, lines, slope_guide
from plates.dots import dots
from plates.flow import Arrow, Box, flow
from plates.heat import heat_grid, heat_row
from plates.sphere import sphere
from plates.spread import spread
from plates.stack import stack
from plates.style import WIDTH, canvas, is_narrow, use
from plates.tokens import bars_by_token

__all__ = [
    "WIDTH", "Arrow", "Box", "Edge", "Guide", "Node", "alluvial", "bars_by_token", "canvas",
    "comparison", "computation", "dots", "flow", "heat_grid", "heat_row", "is_narrow", "lines", "slope_guide",
    "sphere", "spread", "stack", "use",
]  # fmt: skip

use()
