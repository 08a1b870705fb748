"""Pictures to files: one module a kind of picture, chosen by what the picture is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def svg_of(picture: Any) -> tuple[str, Callable[[Any], bytes]]:
    """The kind of a picture and what draws it as SVG. Raises TypeError for what is no picture.

    Kinds: "matplotlib" a Figure, or anything with `.figure`; "graphviz" a graph with DOT `.source`, or a
    pygraphviz AGraph;
    "svg" anything with `to_svg()`.
    """
    kind = type(picture).__module__.partition(".")[0]
    if hasattr(picture, "to_svg"):
        return "svg", lambda p: _as_bytes(p.to_svg())
    if hasattr(picture, "savefig") or hasattr(getattr(picture, "figure", None), "savefig"):
        from figpress.running.renderers import matplotlib

        return "matplotlib", matplotlib.draw
    if kind == "pygraphviz" or isinstance(getattr(picture, "source", None), str):
        from figpress.running.renderers import graphviz

        return "graphviz", graphviz.draw
    raise TypeError(
        "figpress.show: a matplotlib figure, a graphviz graph or something with to_svg() is wanted, not "
        f"{type(picture).__name__}"
    )


def _as_bytes(text: str | bytes) -> bytes:
    return text.encode("utf-8") if isinstance(text, str) else text
