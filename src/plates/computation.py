"""A computation graph with values and gradients on its edges, laid out by Graphviz."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from plates import style
from plates.colours import BLUE, INK, MUTED, PAPER, VERMILION


@dataclass(frozen=True)
class Node:
    """A value or an operation of the graph.

    label     what is written in it; `name` by default
    value     what it is worth on the way forward
    gradient  dL/d(value) on the way back
    kind      "input", "parameter", "operation" or "loss"
    """

    name: str
    label: str = ""
    value: float | None = None
    gradient: float | None = None
    kind: str = "operation"


@dataclass(frozen=True)
class Edge:
    """What flows from one node to another; `value` forward, `gradient` back, `local` the derivative between
    the ends.

    Where value is None, the tail node's own value is written.
    """

    tail: str
    head: str
    value: float | None = None
    gradient: float | None = None
    local: float | None = None


_LOOKS = {
    "input": {"shape": "box", "style": "rounded,filled", "color": MUTED},
    "parameter": {"shape": "box", "style": "rounded,filled", "color": BLUE, "penwidth": "1.6"},
    "operation": {
        "shape": "circle",
        "style": "filled",
        "color": MUTED,
        "fixedsize": "false",
        "margin": "0.02",
    },
    "loss": {"shape": "box", "style": "rounded,filled", "color": VERMILION, "penwidth": "1.6"},
}


def computation(nodes: Iterable[Node], edges: Iterable[Edge], *, across: bool = True, spread: float = 0.45):
    """Returns a graphviz.Digraph: values stand on the edges in the direction of the arrows, gradients below
    them, marked ∂.

    across  left to right; else top down
    spread  inches between the ranks
    Raises ValueError on an edge to a node that is not there.
    """
    nodes = list(nodes)
    known = {node.name: node for node in nodes}
    graph = digraph(across, spread)
    for node in nodes:
        if node.kind not in _LOOKS:
            raise ValueError(f"computation: {node.name} is a {node.kind!r}; there are {', '.join(_LOOKS)}")
        graph.node(node.name, label=_node_label(node), fillcolor=PAPER, **_LOOKS[node.kind])
    for edge in edges:
        for end in (edge.tail, edge.head):
            if end not in known:
                raise ValueError(f"computation: an edge names {end!r}, which is no node")
        value = known[edge.tail].value if edge.value is None else edge.value
        gradient = known[edge.tail].gradient if edge.gradient is None else edge.gradient
        graph.edge(edge.tail, edge.head, label=_edge_label(value, gradient, edge.local), color=MUTED)
    return graph


def digraph(across: bool = True, spread: float = 0.45):
    """Returns an empty graph in the style of all figures, turned to run down where the picture is narrow."""
    import graphviz

    across = across and not style.is_narrow()

    graph = graphviz.Digraph(engine="dot", format="svg")
    graph.attr(
        "graph",
        rankdir="LR" if across else "TB",
        bgcolor="transparent",
        ranksep=str(spread),
        nodesep="0.22",
        pad="0.05",
        fontname="DejaVu Sans",
        fontsize=f"{style.SMALL:g}",
        fontcolor=INK,
    )
    graph.attr(
        "node",
        fontname="DejaVu Sans",
        fontsize=f"{style.TITLE:g}",
        fontcolor=INK,
        color=MUTED,
        height="0.3",
        width="0.4",
    )
    graph.attr(
        "edge",
        fontname="DejaVu Sans",
        fontsize=f"{style.SMALL:g}",
        fontcolor=INK,
        arrowsize="0.6",
        color=MUTED,
    )
    return graph


def _node_label(node: Node) -> str:
    return f"<{escape(node.label or node.name)}>"


def _edge_label(value: float | None, gradient: float | None, local: float | None) -> str:
    lines = []
    if value is not None:
        lines.append(f'<FONT COLOR="{INK}">{style.number(value)}</FONT>')
    if gradient is not None:
        lines.append(f'<FONT COLOR="{INK}"><B>∂ {style.number(gradient)}</B></FONT>')
    if local is not None:
        lines.append(f'<FONT COLOR="{MUTED}">local {style.number(local)}</FONT>')
    if style.is_narrow():  # beside an arrow that runs down a label stands flush
        lines = [f"\u00a0{line}" for line in lines]
    return f"<{'<BR/>'.join(lines)}>" if lines else ""
