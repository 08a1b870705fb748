"""HTML that a library made of an object, with nothing in it that acts or asks the web."""

from __future__ import annotations

import re

from lxml import etree, html

from figpress.base.errors import Mistake
from figpress.pages.css import rules_of

TAGS = frozenset(
    "table thead tbody tfoot tr th td caption colgroup col div span p pre code b i em strong small sub sup "
    "br hr ul ol "
    "li dl dt dd h3 h4 h5 h6 details summary figure figcaption style".split()
)
ATTRIBUTES = frozenset("class id style colspan rowspan scope title align valign dir lang start open".split())
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ACTS = re.compile(
    r"(?<![\w-])(?:url|src|image|image-set|-webkit-image-set|cross-fade|-webkit-cross-fade|element|paint|attr|expression)"
    r"\s*\(|@import|javascript:|position\s*:|/\*|[\\<]",
    re.I,
)


def clean(text: str, scope: str = "") -> str:
    """`text` with only the tags that show and the attributes that place; style sheets hold inside it only.

    Raises Mistake where it only works by running a program in the reader's browser.
    """
    for _ in range(5):  # what a parser mends in what it is given, it may read otherwise the next time
        once, text = text, _cleaned(text)
        if text == once:
            return text
    raise Mistake("its HTML is too broken to be shown", hint="Show a table that a browser reads in one way.")


def is_clean(text: str) -> bool:
    """Whether `clean` has nothing to take away: a table out of a store is looked at again before it is shown."""
    try:
        return clean(text) == text
    except (Mistake, ValueError, etree.LxmlError):
        return False


def _cleaned(text: str) -> str:
    try:
        root = html.fragment_fromstring(_CONTROLS.sub("", text), create_parent="div")
    except etree.ParserError:  # a document type, and nothing else
        return ""
    if root.xpath("//script|//iframe|//object|//embed|//canvas"):
        raise Mistake(
            "its HTML works by a program in the reader's browser, which would come from elsewhere",
            hint="Show a still: a matplotlib figure, an SVG, or an image.",
        )
    sheets = [sheet.text or "" for sheet in root.iter("style")]
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag == "style":
            element.drop_tree()
        elif element is not root and element.tag not in TAGS:
            element.drop_tag()
        else:
            kept = {n: v for n, v in element.attrib.items() if n in ATTRIBUTES and not _ACTS.search(v)}
            element.attrib.clear()  # one by one they cannot all be taken away: a name may begin with {
            element.attrib.update(kept)
    for cell in root.iter("th"):
        if not cell.get("scope"):
            cell.set("scope", "col" if next(cell.iterancestors("thead"), None) is not None else "row")
    inside = "".join(etree.tostring(child, encoding="unicode", method="html") for child in root)
    rules = "".join(_rules(sheet) for sheet in sheets)
    return (f"<style>{rules}</style>" if rules else "") + (root.text or "") + inside


def _rules(sheet: str) -> str:
    """The rules that style a thing by its own id, as Stylers write them: none can reach outside."""
    return "".join(
        f"{selectors.strip()}{{{body.strip()}}}"
        for selectors, body in rules_of(sheet)
        if not _ACTS.search(body) and all(part.strip().startswith("#T_") for part in selectors.split(","))
    )
