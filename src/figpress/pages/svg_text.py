"""The words in an SVG: which letters of which face, where they stand, in what colour."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lxml import etree

from figpress.base.data import whole_number
from figpress.pages.css import rules_of

# Faces that the site ships (matplotlib's own): a figure's text is in one of these, or it is paths.
SHIPPED = ("DejaVu Sans", "DejaVu Sans Mono", "DejaVu Serif")
FALLBACK = "DejaVu Sans"
_GENERIC = {
    "sans-serif": "DejaVu Sans",
    "serif": "DejaVu Serif",
    "monospace": "DejaVu Sans Mono",
    "system-ui": "DejaVu Sans",
}
_GENERIC |= {
    "cursive": "DejaVu Sans",
    "fantasy": "DejaVu Sans",
    "ui-monospace": "DejaVu Sans Mono",
    "math": "DejaVu Sans",
}
_INHERITED = (
    "font-family", "font-size", "font-weight", "font-style", "text-anchor", "fill", "fill-opacity",
    "visibility",
)  # fmt: skip
_WEIGHTS = {"normal": 400, "bold": 700, "bolder": 700, "lighter": 300}
_FAMILY = re.compile(r"font-family\s*:\s*([^;}]+)")
_STEP = re.compile(r"(translate|rotate|scale|matrix|skewX|skewY)\s*\(([^)]*)\)")
_LENGTH = re.compile(r"\s*(-?[\d.]+(?:e-?\d+)?)\s*(px|pt|em|ex|%|in|cm|mm)?", re.I)
_FONT = re.compile(r"(?P<before>.*?)(?P<size>[\d.]+(?:px|pt|em))(?:/\S+)?\s+(?P<family>.+)", re.S)
Matrix = tuple[float, float, float, float, float, float]
UNTURNED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True)
class Words:
    """A piece of text in one face.

    family  the shipped face that it is set in; "" where what it names is not shipped
    asked   the families that it names
    x, y    where it begins, ends or has its middle (`anchor`), before `matrix` is applied
    fill    as written, "" for none
    length  as it is made to be (textLength), 0 where it is as long as its letters
    unseen  true for words that stand beside letters drawn as paths
    """

    text: str
    family: str
    asked: str
    weight: int
    italic: bool
    size: float
    anchor: str
    x: float
    y: float
    matrix: Matrix
    fill: str
    length: float = 0.0
    unseen: bool = False
    adrift: bool = False  # it goes on where the text before it ends

    @property
    def face(self) -> tuple[str, bool, bool]:
        """Family, bold, italic."""
        return self.family, self.weight >= 600, self.italic


def words(root: etree._Element) -> tuple[Words, ...]:
    """The pieces of text of an SVG, in order; what is only defined (defs, symbols, clips) is none."""
    return tuple(_walk(root, {}, UNTURNED, _sheets(root)))


def shipped(families: str) -> str:
    """The shipped face that a CSS list of families comes to, "" where it names none: the first that readers
    are sure
    to have.
    """
    for name in _names(families):
        if name in SHIPPED:
            return name
        if name.lower() in _GENERIC:
            return _GENERIC[name.lower()]
    return ""


def _names(families: str) -> list[str]:
    return [name.strip().strip("'\"") for name in families.split(",") if name.strip().strip("'\"")]


def settled(svg: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The SVG with every text in a face that the site ships, and the families that had to give way.

    Raises ValueError when it is no SVG.
    """
    try:
        root = etree.fromstring(
            svg, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, load_dtd=False)
        )
    except etree.XMLSyntaxError as error:
        raise ValueError(f"no SVG: {error}") from None
    gone: dict[str, None] = {}
    changed = False
    for element in root.iter("{*}text", "{*}tspan", "{*}svg", "{*}g", "{*}a"):
        style = declarations(element.get("style", ""))
        if "font" in style and (short := _FONT.fullmatch(style["font"])):
            face = _given_way(short["family"], gone)
            if face != short["family"]:
                style["font"] = style["font"][: short.start("family")] + f"'{face}'"
                element.set("style", _style(style))
                changed = True
        for holder in (style, element.attrib):
            asked = holder.get("font-family")
            if asked and (face := _given_way(asked, gone)) != asked:
                holder["font-family"] = face if holder is not style else f"'{face}'"
                changed = True
                if holder is style:
                    element.set("style", _style(style))
    for sheet in root.iter("{*}style"):
        text = _FAMILY.sub(
            lambda found: f"font-family: {_quoted(_given_way(found[1], gone))}", sheet.text or ""
        )
        changed = changed or text != sheet.text
        sheet.text = text
    if any(not piece.asked for piece in words(root)):
        root.set("font-family", FALLBACK)
        changed = True
    return (etree.tostring(root, xml_declaration=True, encoding="utf-8") if changed else svg), tuple(gone)


def _quoted(family: str) -> str:
    return f"'{family}'" if family in SHIPPED else family


def _given_way(asked: str, gone: dict[str, None]) -> str:
    first = _names(asked)[:1]
    if first and first[0] in SHIPPED:
        return asked
    if first and first[0].lower() not in _GENERIC:
        gone[first[0]] = None
    return shipped(asked) or FALLBACK


def declarations(style: str) -> dict[str, str]:
    """The declarations of a style attribute."""
    pairs = (part.partition(":") for part in style.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs if name.strip() and value.strip()}


def _style(held: Mapping[str, str]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in held.items())


def _sheets(root: etree._Element) -> list[tuple[str, dict[str, str]]]:
    return [
        (selector.strip(), declarations(body))
        for sheet in root.iter("{*}style")
        for selectors, body in rules_of(sheet.text or "")
        for selector in selectors.split(",")
    ]


def _of(
    element: etree._Element, outer: Mapping[str, str], sheets: list[tuple[str, dict[str, str]]]
) -> dict[str, str]:
    """What holds for an element: what is inherited, its attributes, style sheets, its own style."""
    held = {name: value for name, value in outer.items() if name in _INHERITED}
    held.update({name: value for name in (*_INHERITED, "display", "opacity") if (value := element.get(name))})
    name, classes = etree.QName(element).localname, element.get("class", "").split()
    for selector, declared in sheets:
        last = selector.split()[-1] if selector.split() else ""
        if last in (name, "*", f"#{element.get('id', '')}") or any(
            last in (f".{c}", f"{name}.{c}") for c in classes
        ):
            held.update(declared)
    own = declarations(element.get("style", ""))
    held.update(own)
    if "font" in own and (short := _FONT.fullmatch(own["font"])):
        held |= {"font-size": short["size"], "font-family": short["family"]}
        before = short["before"].split()
        held["font-style"] = next((word for word in before if word in ("italic", "oblique")), "normal")
        held["font-weight"] = next((word for word in before if word in _WEIGHTS or word.isdigit()), "400")
    return held


def _walk(element: etree._Element, outer: Mapping[str, str], at: Matrix, sheets: list) -> Iterator[Words]:
    if not isinstance(element.tag, str):
        return
    name = etree.QName(element).localname
    if name in (
        "defs",
        "symbol",
        "clipPath",
        "mask",
        "pattern",
        "marker",
        "title",
        "desc",
        "metadata",
        "style",
    ):
        return
    held = _of(element, outer, sheets)
    if held.get("display") == "none" or held.get("visibility") in ("hidden", "collapse"):
        return
    at = _times(at, _matrix(element.get("transform", "")))
    if name == "text":
        yield from _pieces(element, held, at, sheets, 0.0, 0.0)
        return
    for child in element:
        yield from _walk(child, held, at, sheets)


def _pieces(
    element, held: Mapping[str, str], at: Matrix, sheets: list, x: float, y: float
) -> Iterator[Words]:
    x, y = _first(element.get("x"), x), _first(element.get("y"), y)
    inner = [
        c
        for c in element
        if isinstance(c.tag, str) and etree.QName(c).localname in ("tspan", "a", "textPath")
    ]
    after = "".join("".join(c.itertext()) + (c.tail or "") for c in inner if c.get("x") is None)
    if text := " ".join(f"{element.text or ''}{after}".split()):
        yield _piece(text, element, held, at, x, y)
    for child in inner:
        drifting = child.get("x") is None
        for one in _pieces(child, _of(child, held, sheets), at, sheets, x, y):
            yield replace(one, adrift=True) if drifting else one


def _piece(text: str, element, held: Mapping[str, str], at: Matrix, x: float, y: float) -> Words:
    weight = held.get("font-weight", "400")
    family = held.get("font-family", "")
    fill = held.get("fill", "#000000")
    length = _LENGTH.match(element.get("textLength", ""))
    return Words(
        text, shipped(family), family, _WEIGHTS.get(weight, whole_number(weight) or 400),
        held.get("font-style", "normal") != "normal", _pixels(held.get("font-size", "16")),
        held.get("text-anchor", "start"), x, y, at, "" if fill == "none" else fill,
        float(length[1]) if length else 0.0, held.get("fill-opacity") in ("0", "0.0"),
    )  # fmt: skip


def _first(text: str | None, otherwise: float) -> float:
    found = _LENGTH.match(text or "")
    return float(found[1]) if found else otherwise


def _pixels(text: str) -> float:
    found = _LENGTH.match(text)
    if not found:
        return 16.0
    return float(found[1]) * {"pt": 4 / 3, "em": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54}.get(
        found[2] or "", 1.0
    )


def _matrix(text: str) -> Matrix:
    """The matrix of a transform attribute."""
    whole = UNTURNED
    for kind, given in _STEP.findall(text):
        n = [float(part) for part in re.findall(r"-?[\d.]+(?:e-?\d+)?", given)]
        if kind == "matrix" and len(n) == 6:
            step: Matrix = (n[0], n[1], n[2], n[3], n[4], n[5])
        elif kind == "translate" and n:
            step = (1, 0, 0, 1, n[0], n[1] if len(n) > 1 else 0)
        elif kind == "scale" and n:
            step = (n[0], 0, 0, n[1] if len(n) > 1 else n[0], 0, 0)
        elif kind == "rotate" and n:
            c, s = math.cos(math.radians(n[0])), math.sin(math.radians(n[0]))
            x, y = (n[1], n[2]) if len(n) > 2 else (0.0, 0.0)
            step = (c, s, -s, c, x - c * x + s * y, y - s * x - c * y)
        else:
            continue
        whole = _times(whole, step)
    return whole


def _times(a: Matrix, b: Matrix) -> Matrix:
    return (
        a[0] * b[0] + a[2] * b[1], a[1] * b[0] + a[3] * b[1], a[0] * b[2] + a[2] * b[3],
        a[1] * b[2] + a[3] * b[3],
        a[0] * b[4] + a[2] * b[5] + a[4], a[1] * b[4] + a[3] * b[5] + a[5],
    )  # fmt: skip


def moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point after the matrix."""
    return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]
