"""A matplotlib figure drawn again for a phone, without a word from its script: taken only where it came out
well.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from figpress.author import PHONE as WIDTH
from figpress.pages.svg_text import words
from figpress.running.looking import texts
from figpress.running.renderers.picture import SVG, Picture

WIDE = 5.0  # inches: what is narrower than this fits as it is
TOUCH = 0.01  # share of a text that may lie outside, or under another
LEAST = 0.3  # share of their width that all axes keep


def drawn(figure: Any, wide: Picture, draw: Callable[[Any, Mapping[str, Any]], Picture]) -> Picture | None:
    """The figure at a phone's width and its own height; None where its words would not fit. The figure is
    left as it
    was.
    """
    width, height = (float(side) for side in figure.get_size_inches())
    if wide.media_type != SVG or width <= WIDE or wide.told:
        return None
    before = [axis.get_window_extent().width for axis in figure.axes]
    figure.set_size_inches(WIDTH, height, forward=False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)  # a layout that finds no place says so
            picture = draw(figure, {})
        kept = [axis.get_window_extent().width for axis in figure.axes]
    except UserWarning:
        return None
    finally:
        figure.set_size_inches(width, height, forward=False)
    if any(now < LEAST * then for now, then in zip(kept, before)) or not _fits(picture):
        return None
    return picture


def refused(picture: Picture) -> str:
    """Why a picture that its script drew for a phone is not shown there; "" where it is."""
    if picture.media_type != SVG:
        return "drawn for a phone it is no SVG, so a phone shows the picture of the column"
    if picture.width > WIDTH * 96 + 1:
        return f"drawn for a phone it is {picture.width:.0f} pixels wide, and {WIDTH * 96:.0f} have room"
    return ""


def _fits(picture: Picture) -> bool:
    """True where every word stands inside the picture, and on no other."""
    root = etree.fromstring(
        picture.content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    )
    placed = [texts.placed(one) for one in words(root) if one.text and not one.adrift]
    frame = (0.0, 0.0, picture.width * 0.75, picture.height * 0.75)  # an SVG of matplotlib's counts in points
    return not any(texts.cut_off(placed, frame, TOUCH)) and not any(texts.on_one_another(placed, TOUCH))
