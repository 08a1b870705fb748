"""The letters of matplotlib's SVGs: text where every reader has the font, because the site ships it; else
paths.

Formulas are always paths: TeX's fonts number their letters in ways of their own, so that as text they would
be other
characters. Their words stand beside them, unseen, for the page's search and for who copies them.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from figpress.pages.spoken_tex import spoken
from figpress.pages.svg_text import SHIPPED

WRITTEN_AT = "_figpress_written_at"
written: dict[str, int] = {}  # every text of this run, and the line on which it was written first


@contextmanager
def lettered(marks: dict[str, int]) -> Iterator[None]:
    """While it lasts, matplotlib writes SVGs with such letters; `marks` gets the line on which each text was
    written.
    """
    from matplotlib.backends import backend_svg

    plain = backend_svg.RendererSVG

    class Lettered(plain):  # type: ignore[misc, valid-type]
        def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
            said = words_of(s, bool(ismath))
            if line := getattr(mtext, WRITTEN_AT, 0):
                marks.setdefault(said, line)
            face = None if ismath else shipped_face(prop, s, mtext)
            if face is None:
                with _style(self.writer, gc, self):
                    self._draw_text_as_path(gc, x, y, s, prop, angle, ismath, mtext)
                    self._unseen(gc, x, y, s, said, prop, angle, ismath)
            else:
                with _style(self.writer, gc, self):
                    self._draw_text_as_text(gc, x, y, s, face, angle, ismath, mtext)

        def _draw_text_as_path(self, gc, x, y, s, prop, angle, ismath, mtext=None):
            """One path for the whole text: a browser keeps a document of its own for each <use>."""
            from matplotlib.colors import rgb2hex
            from matplotlib.path import Path
            from matplotlib.transforms import Affine2D

            if ismath == "TeX":
                super()._draw_text_as_path(gc, x, y, s, prop, angle, ismath, mtext)
                return
            more = {"features": mtext.get_fontfeatures(), "language": mtext.get_language()} if mtext else {}
            vertices, codes = self._text2path.get_text_path(prop, s, ismath=ismath, **more)
            if not len(vertices):
                return
            scale = prop.get_size_in_points() / self._text2path.FONT_SCALE
            place = Affine2D().scale(scale, -scale).rotate_deg(-angle).translate(x, y)
            alpha = gc.get_alpha() if gc.get_forced_alpha() else gc.get_rgb()[3]
            colour = {
                "style": f"fill: {rgb2hex(gc.get_rgb())}" + (f"; opacity: {alpha:g}" if alpha != 1 else "")
            }
            self.writer.element(
                "path", d=self._convert_path(Path(vertices, codes), place, simplify=False), **colour
            )

        def _unseen(self, gc, x, y, s, said, prop, angle, ismath):
            """The words of a path, in its own colour: whoever asks whether they can be read asks that of it."""
            from matplotlib.colors import rgb2hex

            width, _, _ = self._text2path.get_text_width_height_descent(s, prop, ismath)
            turn = f"rotate({-angle:g} {x:.2f} {y:.2f})"
            self.writer.element(
                "text", said, x=f"{x:.2f}", y=f"{y:.2f}", textLength=f"{width:.2f}",
                lengthAdjust="spacingAndGlyphs",
                style=f"font: {prop.get_size_in_points():g}px 'DejaVu Sans'; fill: {rgb2hex(gc.get_rgb())}; fill-opacity: 0",
                **({"transform": turn} if angle else {}),
            )  # fmt: skip

    backend_svg.RendererSVG = Lettered
    try:
        yield
    finally:
        backend_svg.RendererSVG = plain


@contextmanager
def _style(writer: Any, gc: Any, renderer: Any) -> Iterator[None]:
    """What stands around a text: its clip, and its link."""
    clip = renderer._get_clip_attrs(gc)
    if clip:
        writer.start("g", **clip)
    if gc.get_url() is not None:
        writer.start("a", {"xlink:href": gc.get_url(), "target": "_blank"})
    yield
    if gc.get_url() is not None:
        writer.end("a")
    if clip:
        writer.end("g")


def words_of(s: str, ismath: bool) -> str:
    """What a text says, in plain letters."""
    if not ismath:
        return s.replace("\\$", "$")
    from matplotlib._mathtext_data import tex2uni

    s = re.sub(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}", r"\1/\2", s)
    named = re.sub(r"\\([A-Za-z]+)", lambda m: chr(tex2uni[m[1]]) + " " if m[1] in tex2uni else m[0], s)
    return spoken(named) or s


def shipped_face(prop: Any, text: str, mtext: Any = None) -> Any:
    """The properties of the one shipped face that has every letter of `text`, and sets it by simply putting
    one
    beside the other; None where there is none.
    """
    from matplotlib import font_manager
    from matplotlib.font_manager import FontProperties

    if mtext is not None and (mtext.get_fontfeatures() or mtext.get_language()):
        return None
    if any(unicodedata.bidirectional(c) in ("R", "AL") or unicodedata.combining(c) for c in text):
        return None
    if prop.get_stretch() not in ("normal", 400) or prop.get_variant() != "normal":
        return None
    font = font_manager.get_font(font_manager.findfont(prop))
    entry = font_manager.ttfFontProperty(font)
    if (
        entry.name not in SHIPPED
        or entry.stretch != "normal"
        or any(not font.get_char_index(ord(c)) for c in text)
    ):
        return None
    style = "normal" if entry.style == "normal" else "italic"
    return FontProperties(family=[entry.name], style=style, weight=entry.weight, size=prop.get_size())


def remember_lines(script: str) -> None:
    """Every text of matplotlib's notes from now on the line of `script` on which it was written."""
    from matplotlib.text import Text

    for name in ("__init__", "set_text"):
        setattr(Text, name, _noting(getattr(Text, name), script))


def _noting(original: Any, script: str) -> Any:
    def noting(self, *arguments, **keywords):
        original(self, *arguments, **keywords)
        if line := line_in(script, 2):
            setattr(self, WRITTEN_AT, line)
            written.setdefault(self.get_text(), line)

    return noting


def line_in(script: str, depth: int = 1) -> int:
    """The line of `script` that is being executed, or 0."""
    frame = sys._getframe(depth)
    for _ in range(30):
        if frame is None:
            return 0
        if frame.f_code.co_filename == script:
            return frame.f_lineno
        frame = frame.f_back
    return 0
