"""Pictures to files: one module a kind of picture, chosen by what the picture is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from figpress.running.renderers.picture import Picture

KINDS = (
    "a matplotlib figure, a graphviz graph, an image (PIL, or an array of numbers from 0 to 1 or of "
    "bytes), a table "
    "(pandas, polars), or something with to_svg(), _repr_svg_(), _repr_png_() or _repr_html_()"
)


def draw(picture: Any) -> Picture:
    """What readers get of a picture. Raises TypeError for what is no picture, Mistake for what readers could
    not be shown.
    """
    return renderer(picture)(picture)


def renderer(picture: Any) -> Callable[[Any], Picture]:
    """What draws this kind of picture. Raises TypeError for what is none."""
    from figpress.running.renderers import images, rich, tables

    if hasattr(picture, "to_svg"):
        return rich.vector
    if figure_of(picture) is not None:
        from figpress.running.renderers import matplotlib

        return lambda p: matplotlib.draw(figure_of(p))
    kind = type(picture).__module__.partition(".")[0]
    if kind == "pygraphviz" or isinstance(getattr(picture, "source", None), str):
        from figpress.running.renderers import graphviz

        return graphviz.draw
    for known in (images.renderer, tables.renderer, rich.renderer):
        if found := known(picture):
            return found
    raise TypeError(f"figpress.show: {KINDS} is wanted, not {type(picture).__name__}")


def figure_of(picture: Any) -> Any:
    """The matplotlib figure of a figure, of axes, or of a grid of them (seaborn's, plotnine's); None where
    there
    is none.
    """
    if type(picture).__module__.startswith("plotnine") and hasattr(picture, "draw"):
        return picture.draw(show=False)
    inner = getattr(picture, "figure", None)
    if hasattr(inner, "savefig") and hasattr(inner, "canvas"):
        return inner.get_figure(root=True) if hasattr(inner, "get_figure") else inner
    if hasattr(picture, "savefig") and hasattr(picture, "canvas"):
        return picture
    return None
