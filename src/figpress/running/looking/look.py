"""Looks at one picture as readers will get it, in the light and in the dark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from figpress.pages.inline_svg import DARK, INK, PAPER, TURNS
from figpress.pages.svg_text import Words, settled, words
from figpress.running.looking import pixels, texts
from figpress.running.renderers.picture import PNG, SVG, Picture

MOST = 300  # texts that are compared with one another: more is a map of names, not labels


@dataclass(frozen=True)
class Seen:
    """One thing that readers would miss. `text` is the text that it is about, or "" for the whole picture."""

    rule: str
    severity: str
    message: str
    hint: str = ""
    text: str = ""


def look(picture: Picture) -> tuple[bytes, tuple[Seen, ...]]:
    """The picture's file, its texts set in fonts that the site ships, and what was seen."""
    told = [Seen(rule, "notice", message) for rule, message in picture.told]
    if picture.media_type == PNG:
        blank = pixels.is_blank(pixels.on(picture.content))
        return picture.content, (*told, *([_BLANK] if blank else []))
    if picture.media_type != SVG:
        return picture.content, tuple(told)
    try:
        content, gone = settled(picture.content)
    except ValueError:
        return picture.content, tuple(told)  # whoever shows it says so
    told += [
        Seen("font-not-at-hand", "warning", f"the font {family} is on no reader's machine for sure; DejaVu "
                                            "is shown",
             "Name DejaVu Sans, DejaVu Serif or DejaVu Sans Mono, which the site ships.")
        for family in gone
    ]  # fmt: skip
    return content, (*told, *_seen(content))


_BLANK = Seen("blank-picture", "error", "the picture is blank", "Draw something, or close it: plt.close().")


def _seen(svg: bytes) -> Iterator[Seen]:
    root = etree.fromstring(svg, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    found = words(root)
    for one in found:
        for letter in texts.missing(one):
            yield Seen(
                "missing-glyph", "error", f"there is no letter {letter!r} (U+{ord(letter):04X}) in "
                                          f"{one.family}",
                "Write it with letters that the font has, or draw it as a path.", one.text,
            )  # fmt: skip
    frame = _frame(root)
    if frame is None:
        return
    placed = [texts.placed(one) for one in found if one.text and one.size > 0 and not one.adrift][:MOST]
    for text in texts.cut_off(placed, frame):
        yield Seen(
            "text-cut-off", "warning", f"{_said(text.words)} lies outside the picture", "", text.words.text
        )
    for one, other in texts.on_one_another(placed):
        message = f"{_said(one.words)} and {_said(other.words)} lie on one another"
        yield Seen("text-on-text", "warning", message, "", one.words.text)
    yield from _in_themes(svg.decode("utf-8", "replace"), placed, frame)


def _in_themes(svg: str, placed: list[texts.Placed], frame: tuple[float, ...]) -> Iterator[Seen]:
    # What is turned over in the dark is seen by browsers alone: tests/browser/test_figures.py looks there.
    themed = INK in svg.lower() and TURNS not in svg
    for name, ground, colour in (("light", "#ffffff", str), ("dark", DARK[PAPER], _dark))[
        : 2 if themed else 1
    ]:
        try:
            image = pixels.on(pixels.shown(colour(svg), ground), ground)
        except ValueError:  # what resvg cannot draw, others may
            return
        if pixels.is_blank(image, ground):
            yield _BLANK
            return
        scale = image.width / (frame[2] - frame[0])
        for text in placed:
            kept = texts.Placed(_coloured(text.words, colour), text.corners)
            ratio = texts.contrast(kept, image, scale) if frame[0] == frame[1] == 0 else None
            if ratio is not None and ratio < texts.READABLE:
                yield Seen(
                    "low-contrast", "warning",
                    f"{_said(text.words)} cannot be read in the {name}: its contrast is {ratio:.1f} to "
                    "1", "", text.words.text,
                )  # fmt: skip


def _coloured(one: Words, colour: Callable[[str], str]) -> Words:
    return Words(**{**one.__dict__, "fill": colour(one.fill)})


def _dark(svg: str) -> str:
    for light, dark in DARK.items():
        svg = re.sub(re.escape(light) + r"\b", dark, svg, flags=re.I)
    return svg


def _frame(root: etree._Element) -> tuple[float, float, float, float] | None:
    numbers = [float(n) for n in re.findall(r"-?[\d.]+(?:e-?\d+)?", root.get("viewBox", ""))]
    if len(numbers) == 4:
        return numbers[0], numbers[1], numbers[0] + numbers[2], numbers[1] + numbers[3]
    sides = [re.match(r"\s*([\d.]+)", root.get(side, "")) for side in ("width", "height")]
    return (0.0, 0.0, float(sides[0][1]), float(sides[1][1])) if sides[0] and sides[1] else None


def _said(one: Words) -> str:
    return f"“{one.text[:40]}”"
