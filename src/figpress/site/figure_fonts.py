"""The fonts of figures as the site serves them: of each face the letters that its figures use, one file for
all pages.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from pathlib import Path

from lxml import etree

from figpress.base.sealed import is_whole, write_whole
from figpress.pages.shipped_fonts import Face, font_file
from figpress.pages.svg_text import words

FOLDER = "assets/figpress/fonts"
SHEET = "assets/figpress/figure-fonts.css"


def letters(svgs: Iterable[bytes]) -> dict[Face, str]:
    """The letters that drawings use, by face, sorted."""
    used: dict[Face, set[str]] = {}
    for svg in svgs:
        try:
            root = etree.fromstring(
                svg, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            )
        except etree.XMLSyntaxError:
            continue  # it is shown as what it is
        for one in words(root):
            if one.family and not one.unseen:
                used.setdefault(one.face, set()).update(one.text)
    return {face: "".join(sorted(used[face] | {" "})) for face in sorted(used)}


def subset(face: Face, text: str) -> bytes | None:
    """A face with these letters alone, as WOFF2; None where matplotlib, which brings the font, is not
    installed.
    """
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    file = font_file(face)
    if file is None:
        return None
    options = Options(flavor="woff2", hinting=False, desubroutinize=True, notdef_outline=True)
    options.drop_tables += ["FFTM"]
    options.layout_features = ["kern", "liga", "mark", "mkmk", "ccmp", "locl"]
    font = TTFont(file, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out, reorderTables=False)
    return out.getvalue()


def kept_subset(folder: Path, face: Face, text: str) -> Path | None:
    """The file of `subset` in `folder`, made where it is not there yet. Raises OSError."""
    key = hashlib.sha256(f"1 {face} {text}".encode()).hexdigest()[:16]
    path = folder / f"{face[0].replace(' ', '')}-{'b' if face[1] else ''}{'i' if face[2] else ''}{key}.woff2"
    if not is_whole(path):
        content = subset(face, text)
        if content is None:
            return None
        write_whole(path, content)
    return path


def sheet(faces: Iterable[tuple[Face, str]]) -> str:
    """The style sheet that names each face and where it is: relative to the sheet, or a data URI."""
    return "".join(
        f'@font-face{{font-family:"{family}";font-weight:{700 if bold else 400};'
        f"font-style:{'italic' if italic else 'normal'};font-display:swap;src:url({address}) "
        f'format("woff2")}}\n'
        for (family, bold, italic), address in faces
    )
