"""The texts of a picture, looked at one by one: cut off, on top of one another, too faint, or with letters
missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from figpress.pages.shipped_fonts import width, without_letter
from figpress.pages.svg_text import FALLBACK, Words, moved

ASCENT, DESCENT = 0.72, 0.03  # of the size: what letters without tails cover
OUTSIDE, OVER = 0.25, 0.20  # share of a text that must be cut off, or covered, to be told
READABLE = 2.0  # contrast below which a text cannot be read
SPREAD = 0.12  # share of a text's place that one colour fills to be its ground
Point = tuple[float, float]


@dataclass(frozen=True)
class Placed:
    """A text and the four corners of what it covers, in the SVG's own units."""

    words: Words
    corners: tuple[Point, Point, Point, Point]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        xs, ys = zip(*self.corners)
        return min(xs), min(ys), max(xs), max(ys)


def placed(words: Words) -> Placed:
    """Where a text stands."""
    face = words.face if words.family else (FALLBACK, False, False)
    long = words.length or width(words.text, face) * words.size
    left = words.x - {"middle": long / 2, "end": long}.get(words.anchor, 0.0)
    top, bottom = words.y - ASCENT * words.size, words.y + DESCENT * words.size
    corners = ((left, top), (left + long, top), (left + long, bottom), (left, bottom))
    return Placed(words, tuple(moved(words.matrix, x, y) for x, y in corners))  # type: ignore[arg-type]


def cut_off(
    texts: Sequence[Placed], frame: tuple[float, float, float, float], outside: float = OUTSIDE
) -> Iterator[Placed]:
    """Texts of which a good part lies outside the frame (left, top, right, bottom)."""
    for text in texts:
        left, top, right, bottom = text.box
        area = (right - left) * (bottom - top)
        inside = max(0.0, min(right, frame[2]) - max(left, frame[0])) * max(
            0.0, min(bottom, frame[3]) - max(top, frame[1])
        )
        if area and inside < (1 - outside) * area:
            yield text


def on_one_another(texts: Sequence[Placed], over: float = OVER) -> Iterator[tuple[Placed, Placed]]:
    """Pairs of texts that cover a good part of the smaller; the same text twice in one place is one text."""
    for i, one in enumerate(texts):
        for other in texts[i + 1 :]:
            if not _near(one.box, other.box) or _same(one, other):
                continue
            smaller = min(_area(one.corners), _area(other.corners))
            if smaller and _area(_cut(one.corners, other.corners)) > over * smaller:
                yield one, other


def _same(one: Placed, other: Placed) -> bool:
    return one.words.text == other.words.text and all(abs(a - b) < 1 for a, b in zip(one.box, other.box))


def _near(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _area(corners: Sequence[Point]) -> float:
    pairs = zip(corners, [*corners[1:], *corners[:1]])
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def _cut(subject: Sequence[Point], window: Sequence[Point]) -> list[Point]:
    """The part of one convex shape inside another (Sutherland and Hodgman 1974)."""
    turn = 1 if _signed(window) >= 0 else -1
    left = list(subject)
    for a, b in zip(window, [*window[1:], *window[:1]]):
        before, left = left, []
        for p, q in zip(before, [*before[1:], *before[:1]]):
            at_p, at_q = turn * _side(a, b, p), turn * _side(a, b, q)
            if at_p >= 0:
                left.append(p)
            if (at_p >= 0) != (at_q >= 0):
                t = at_p / (at_p - at_q)
                left.append((p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])))
    return left


def _signed(corners: Sequence[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(corners, [*corners[1:], *corners[:1]]))


def _side(a: Point, b: Point, p: Point) -> float:
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])


def missing(words: Words) -> str:
    """The letters of a text that its face has not."""
    return "" if words.unseen or not words.family else without_letter(words.text, words.face)


def contrast(text: Placed, image: Any, scale: float) -> float | None:
    """The contrast of a text with what it stands on, 1 to 21 (WCAG 2.2); None where that cannot be told.
    `image` is
    the picture, `scale` pixels of it to a unit of the SVG.
    """
    ink = _rgb(text.words.fill)
    box = tuple(round(side * scale) for side in text.box)
    if ink is None:
        return None
    left, top, right, bottom = (
        max(0, box[0]),
        max(0, box[1]),
        min(image.width, box[2]),
        min(image.height, box[3]),
    )
    if right - left < 3 or bottom - top < 3:
        return None
    around = image.crop((left, top, right, bottom))
    counted = around.getcolors(around.width * around.height) or []
    grounds = [colour for n, colour in counted if n >= SPREAD * around.width * around.height]
    return max((_ratio(ink, ground) for ground in grounds), default=None)


def _ratio(a: tuple[int, ...], b: tuple[int, ...]) -> float:
    low, high = sorted((_luminance(a), _luminance(b)))
    return (high + 0.05) / (low + 0.05)


def _rgb(fill: str) -> tuple[int, int, int] | None:
    from PIL import ImageColor

    if not re.fullmatch(r"#[0-9a-fA-F]{3,6}|[a-zA-Z]+|rgb\([^)]*\)", fill):
        return None
    try:
        return ImageColor.getrgb(fill)[:3]
    except ValueError:
        return None


def _luminance(colour: tuple[int, ...]) -> float:
    channels = [c / 255 for c in colour[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
