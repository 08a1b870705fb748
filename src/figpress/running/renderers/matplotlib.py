"""Matplotlib figures to SVG, or to PNG where that is what readers should carry: ids come from the content, no
date.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from figpress.running.looking import pixels as looked
from figpress.running.renderers import behind, narrow
from figpress.running.renderers.counting import bytes_of_svg
from figpress.running.renderers.letters import lettered
from figpress.running.renderers.picture import Picture, raster, vector

HEAVY = 600_000  # bytes of SVG above which a picture of many marks is better sent as pixels
DENSITY = 2  # pixels to a CSS pixel
PACKAGES = frozenset({"matplotlib"})


def draw(figure: Any, options: Mapping[str, Any] | None = None, look: bool = True) -> Picture:
    """A figure as readers get it. `options` are those of its savefig that change what is to be seen: a tight
    box,
    a ground; without `look` the library is not asked for its own pixels.
    """
    import matplotlib

    options = dict(options or {})
    fixed = {"svg.hashsalt": "figpress", "svg.fonttype": "none", "svg.image_inline": True}
    with matplotlib.rc_context(fixed):
        if bytes_of_svg(figure) < HEAVY:
            try:
                drawing = _vector(figure, options)
            except (AttributeError, NotImplementedError):  # asked of pixels what only pixels can do
                return pixels(figure, options)
            if len(drawing.content) <= HEAVY:
                if not look:
                    return drawing
                drawing = _compared(drawing, figure, options)
                small = None if options else narrow.drawn(figure, drawing, _vector)
                return replace(drawing, narrow=small, data=behind.table(figure))
        return pixels(figure, options)


def _vector(figure: Any, options: Mapping[str, Any]) -> Picture:
    out = io.BytesIO()
    marks: dict[str, int] = {}
    with lettered(marks):
        _save(figure, out, "svg", options, metadata={"Date": None, "Creator": None})
    return vector(out.getvalue(), packages=PACKAGES, marks=marks)


def pixels(figure: Any, options: Mapping[str, Any] | None = None) -> Picture:
    """A figure as PNG."""
    return raster(_pixels(figure, DENSITY, options or {}), DENSITY, packages=PACKAGES)


def _compared(drawing: Picture, figure: Any, options: Mapping[str, Any]) -> Picture:
    """The drawing, where readers will see what the library itself sees; else the library's pixels."""
    import matplotlib

    with matplotlib.rc_context(
        {"text.hinting": "none"}
    ):  # letters on whole pixels are wider, and move a layout
        own = _pixels(figure, looked.DPI / 96, options)
    try:
        alike = looked.likeness(looked.shown(drawing.content), own)
    except ValueError:  # what cannot be drawn again
        alike = 0.0
    if alike >= looked.LEAST:
        return drawing
    message = (
        f"as SVG readers would see another picture (likeness {alike:.2f} of 1), so it is shown as pixels"
    )
    return replace(pixels(figure, options), told=[("shown-as-pixels", message)], marks=drawing.marks)


def _pixels(figure: Any, density: float, options: Mapping[str, Any]) -> bytes:
    out = io.BytesIO()
    _save(figure, out, "png", options, dpi=96 * density, metadata={"Software": None})
    return out.getvalue()


def _save(figure: Any, out: io.BytesIO, format: str, options: Mapping[str, Any], **more: Any) -> None:
    """By the canvas, not by savefig: what savefig would set (a transparent ground) is set already."""
    figure.canvas.print_figure(out, format=format, **options, **more)
