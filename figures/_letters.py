"""Words in a hand-drawn SVG: what follows an underscore hangs lower, as in W_Q; bars are combining macrons."""

from html import escape

LETTER = 12  # CSS pixels: nine points


def text(x: float, y: float, words: str, colour: str, anchor: str = "middle", bold: bool = False) -> str:
    """Returns a text element; "W_Qᵀ" is printed as W with a lowered Q and a raised T."""
    weight = ' font-weight="bold"' if bold else ""
    first, *lowered = words.split("_")
    parts = [escape(first)] + [f'<tspan dy="3">{escape(part[0])}</tspan><tspan dy="-3">{escape(part[1:])}</tspan>' for part in lowered]
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}"{weight}>{"".join(parts)}</text>'
