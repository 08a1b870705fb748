"""Tensor boxes with their shapes and the arrows between them, laid out by Graphviz."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from plates import style
from plates.colours import BLUE, GREEN, INK, MUTED, PAPER, VERMILION
from plates.computation import digraph


@dataclass(frozen=True)
class Box:
    """A tensor with its shape (("n", "d") or (17, 8)), or an operation, which has none.

    kind  "tensor", "parameter", "gradient" or "operation"
    note  one more line, in muted letters
    """

    name: str
    shape: Sequence[object] = ()
    kind: str = "tensor"
    label: str = ""
    note: str = ""


@dataclass(frozen=True)
class Arrow:
    """An arrow from box to box with what happens on it; `back` draws it as a gradient's way."""

    tail: str
    head: str
    label: str = ""
    back: bool = False


_EDGES = {"tensor": GREEN, "parameter": BLUE, "gradient": VERMILION, "operation": MUTED}


def flow(
    boxes: Iterable[Box],
    arrows: Iterable[Arrow],
    *,
    across: bool = True,
    spread: float = 0.4,
    ranks: Sequence[Sequence[str]] = (),
):
    """Returns a graphviz.Digraph of tensors (boxes with shapes) and operations (rounded, no shape).

    ranks  groups of names that stand beside one another, in this order
    Raises ValueError on an arrow to a box that is not there.
    """
    boxes = list(boxes)
    known = {box.name for box in boxes}
    arrows = list(arrows)
    forward = {(arrow.tail, arrow.head) for arrow in arrows if not arrow.back}
    graph = digraph(across, spread)
    for box in boxes:
        if box.kind not in _EDGES:
            raise ValueError(f"flow: {box.name} is a {box.kind!r}; there are {', '.join(_EDGES)}")
        operation = box.kind == "operation"
        graph.node(
            box.name,
            label=_label(box),
            shape="box",
            style="rounded,filled" if operation else "filled",
            fillcolor=PAPER,
            color=_EDGES[box.kind],
            penwidth="0.9" if operation else "1.6",
            margin="0.09,0.04",
        )
    for arrow in arrows:
        for end in (arrow.tail, arrow.head):
            if end not in known:
                raise ValueError(f"flow: an arrow names {end!r}, which is no box")
        label = escape(arrow.label)
        if label and (
            not across or style.is_narrow()
        ):  # Graphviz sets it flush against an arrow that runs down; a plain space would be trimmed
            label = "\u00a0" + label
        looks = {"color": VERMILION, "style": "dashed", "penwidth": "1.4"} if arrow.back else {"color": MUTED}
        if arrow.back and (arrow.head, arrow.tail) in forward:  # the way back must not turn the layout round
            graph.edge(arrow.head, arrow.tail, label=label, dir="back", **looks)
        else:
            graph.edge(arrow.tail, arrow.head, label=label, **looks)
    for rank in ranks:
        with graph.subgraph() as beside:
            beside.attr(rank="same")
            for name in rank:
                beside.node(name)
            for one, next_one in zip(rank, rank[1:]):
                beside.edge(one, next_one, style="invis")  # keeps the order as it is written
    return graph


def _label(box: Box) -> str:
    lines = [
        f"<B>{escape(box.label or box.name)}</B>"
        if box.kind != "operation"
        else escape(box.label or box.name)
    ]
    if box.shape:
        shape = " × ".join(str(n) for n in box.shape)
        lines.append(f'<FONT POINT-SIZE="{style.SMALL:g}" COLOR="{MUTED}">{escape(shape)}</FONT>')
    if box.note:
        lines.append(f'<FONT POINT-SIZE="{style.SMALL:g}" COLOR="{MUTED}">{escape(box.note)}</FONT>')
    return f'<<FONT COLOR="{INK}">{"<BR/>".join(lines)}</FONT>>'
