"""KaTeX's style with its fonts inside, so that a sheet prints a formula exactly as the site does."""

import base64
import re
from collections.abc import Mapping
from pathlib import Path

_FACE = re.compile(r"@font-face\{[^}]*\}")
_FONT = re.compile(r"url\((fonts/[^)]*?\.woff2)\)")
_SOURCE = re.compile(r"src:[^;}]*")
# Fonts that a formula asks for by a class of its own; the others are small, or in nearly every formula.
_RARE = {
    "Fraktur": ("mathfrak", "frak"),
    "SansSerif": ("mathsf", "textsf"),
    "Script": ("mathscr", "textscr"),
    "Typewriter": ("mathtt", "texttt"),
    "Caligraphic-Bold": ("mathcal",),
    "BoldItalic": ("boldsymbol",),
}


def style(assets: Mapping[str, Path], html: str) -> str:
    """The style sheet for the formulas in `html`; no font of it is asked from a file or a server."""

    def inside(face: re.Match[str]) -> str:
        font = _FONT.search(face[0])
        if not font or font[1] not in assets or not _wanted(font[1], html):
            return ""
        data = base64.b64encode(assets[font[1]].read_bytes()).decode()
        return _SOURCE.sub(f'src:url("data:font/woff2;base64,{data}") format("woff2")', face[0], count=1)

    return _FACE.sub(inside, assets["katex.min.css"].read_text("utf-8"))


def _wanted(font: str, html: str) -> bool:
    classes = next((classes for name, classes in _RARE.items() if name in font), ())
    return not classes or any(name in html for name in classes)
