"""Whatever says by itself how it is shown: to_svg, or the representations that notebooks know."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from figpress.base.errors import Mistake
from figpress.running.renderers.clean_html import clean
from figpress.running.renderers.picture import HTML, Picture, raster
from figpress.running.renderers.picture import vector as of_svg

_STILLS = ("_repr_svg_", "_repr_png_", "_repr_html_", "_repr_mimebundle_")


def vector(picture: Any) -> Picture:
    """What has `to_svg()`."""
    return of_svg(_bytes(picture.to_svg()))


def renderer(picture: Any) -> Callable[[Any], Picture] | None:
    """What draws it, or None for what has no representation."""
    package = type(picture).__module__.partition(".")[0]
    if package == "altair" and hasattr(picture, "to_dict"):
        return of_altair
    if package == "plotly" and hasattr(picture, "to_plotly_json"):
        return of_plotly
    return of_representation if any(hasattr(picture, name) for name in _STILLS) else None


def of_representation(picture: Any) -> Picture:
    """The best of its representations: SVG, then PNG, then HTML that shows something by itself."""
    bundle: dict[str, Any] = {}
    if hasattr(picture, "_repr_mimebundle_"):
        told = picture._repr_mimebundle_(include=None, exclude=None)
        bundle = dict(told[0] if isinstance(told, tuple) else told or {})
    svg = _asked(picture, "_repr_svg_") or bundle.get("image/svg+xml")
    if svg:
        return of_svg(_bytes(svg))
    png = _asked(picture, "_repr_png_") or bundle.get("image/png")
    if png:
        return raster(base64.b64decode(png) if isinstance(png, str) else png)
    html = _asked(picture, "_repr_html_") or bundle.get("text/html")
    if html:
        return Picture(clean(html).encode(), HTML)
    raise TypeError(f"figpress.show: {type(picture).__name__} has no representation that a page can show")


def of_altair(chart: Any) -> Picture:
    """A chart drawn now, by Vega itself. Raises Mistake where vl-convert-python is missing."""
    try:
        import vl_convert
    except ImportError:
        raise Mistake(
            "an Altair chart is drawn by vl-convert", hint="pip install vl-convert-python"
        ) from None
    svg = vl_convert.vegalite_to_svg(chart.to_dict())
    return of_svg(svg.encode(), packages=frozenset({"altair", "vl-convert-python"}))


def of_plotly(figure: Any) -> Picture:
    """A still of a plotly figure, drawn by kaleido. Raises Mistake where it cannot be drawn here."""
    try:
        svg = figure.to_image(format="svg")
    except Exception as error:
        raise Mistake(
            f"plotly cannot draw a still here: {str(error).strip().splitlines()[0]}",
            hint="pip install kaleido, and have a Chromium on the path.",
        ) from None
    return of_svg(svg, packages=frozenset({"plotly", "kaleido"}))


def _asked(picture: Any, name: str) -> Any:
    ask = getattr(picture, name, None)
    try:
        return ask() if callable(ask) else None
    except NotImplementedError:
        return None


def _bytes(text: str | bytes) -> bytes:
    return text.encode("utf-8") if isinstance(text, str) else text
