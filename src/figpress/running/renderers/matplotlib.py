"""Matplotlib figures to SVG: text stays text, ids come from the content, no date."""

from __future__ import annotations

import io
from typing import Any

HEAVY = 3_000_000  # bytes of SVG above which a picture of many marks is better sent as pixels


def draw(picture: Any) -> bytes:
    """SVG of a figure, or PNG where the SVG would be heavier than a reader should carry."""
    import matplotlib

    figure = picture if hasattr(picture, "savefig") else picture.figure
    fixed = {"svg.hashsalt": "figpress", "svg.fonttype": "none", "svg.image_inline": True}
    with matplotlib.rc_context(fixed):
        out = io.BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        if out.tell() > HEAVY:
            out = io.BytesIO()
            figure.savefig(out, format="png", dpi=192, metadata={"Software": None})
    return out.getvalue()
