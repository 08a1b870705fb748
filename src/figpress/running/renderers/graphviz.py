"""Graphviz graphs to SVG by pygraphviz, whose wheel brings Graphviz along; the font is matplotlib's
DejaVu.
"""

from __future__ import annotations

from typing import Any

from figpress.base.extras import needed


def draw(picture: Any) -> bytes:
    """SVG of a `graphviz` graph or a `pygraphviz` one, laid out by its own engine (dot unless it says
    another).
    """
    pygraphviz = needed("pygraphviz", "graphviz", "drawing a graph")

    if isinstance(picture, pygraphviz.AGraph):
        graph, engine = picture, "dot"
    else:
        graph, engine = pygraphviz.AGraph(string=picture.source), getattr(picture, "engine", "dot")
    for group in (graph.graph_attr, graph.node_attr, graph.edge_attr):
        if "fontname" not in group.keys():
            group["fontname"] = "DejaVu Sans"
    return graph.draw(format="svg", prog=engine)
