"""Makes a drawn SVG fit to stand inside a page: names of its own, colours that follow the theme."""

import re

from lxml import etree

from figpress.pages.css import rules_of
from figpress.pages.lighter_svg import lighten

# A contract with whoever draws (src/plates/colours.py): these exact colours belong to the page, all others to
# the data.
INK, MUTED, FAINT, PAPER = "#24292f", "#6e7781", "#d0d7de", "#ffffff"
# Words on a cell whose ground is turned over (below): where the other ink reads better after the turn.
DEEP_FIRST, PALE_FIRST = "#010204", "#fefdfc"
THEME = {
    INK: "var(--fp-ink)",
    MUTED: "var(--fp-muted)",
    FAINT: "var(--fp-faint)",
    PAPER: "var(--fp-paper)",
    DEEP_FIRST: "var(--fp-deep-first)",
    PALE_FIRST: "var(--fp-pale-first)",
}

# What they become in the dark: the same colours stand in the site's style sheet.
DARK = {INK: "#e2e6eb", MUTED: "#9aa4af", FAINT: "#454c56", PAPER: "#1e2129"}

# A contract, too: a group whose id begins so is drawn for a pale ground, and is turned over as a whole in the
# dark.
TURNS = "fp-turns"
# Inverted, each hue kept: rows of a colour matrix over red, green, blue, alpha and one.
TURN = ".574 -1.43 -.144 0 1 -.426 -.43 -.144 0 1 -.426 -1.43 .856 0 1 0 0 0 1 0"
_PAINTS = ("fill", "stroke", "stop-color", "flood-color", "lighting-color", "color")
_URL = re.compile(r"url\(\s*(['\"]?)#([^)'\"]+)\1\s*\)")
_DROPPED = {"metadata", "title", "desc"}  # what the page says itself, and a date that is nobody's business
_COORDINATES = {"d", "points", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height"}
_LONG = re.compile(
    r"(-?\d+\.\d{2})\d+"
)  # a hundredth of a pixel is more than anybody sees, and pages are read on phones
_IDS = {"aria-labelledby", "aria-describedby"}


def inline_svg(svg: bytes, prefix: str, label: str) -> str:
    """`svg` as an element for HTML, named by `label`, each id beginning with `prefix`.

    An SVG drawn in the theme's ink follows light and dark; any other keeps all its colours and the class
    fp-plain, so that
    the page can lay white paper under it. Its width becomes the most that it takes; it shrinks with its
    column.
    Raises ValueError when it is no SVG.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = etree.fromstring(svg, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"no SVG: {error}") from None
    if etree.QName(root).localname != "svg":
        raise ValueError(f"no SVG: <{etree.QName(root).localname}>")
    themed = INK.encode() in svg.lower()
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        element.tag = etree.QName(element).localname
        if element.tag in _DROPPED:
            _drop(element)
            continue
        _rename(element, prefix, themed)
    lighten(root, prefix)
    _turn(root, prefix)
    _scope_styles(root, f"{prefix}svg", themed)
    measure(root)
    root.set("id", f"{prefix}svg")
    root.set("class", "fp-svg" if themed else "fp-svg fp-plain")
    root.set("role", "img")
    root.set("aria-label", label)
    etree.cleanup_namespaces(root)
    text = etree.tostring(root, encoding="unicode")
    return re.sub(r"\sxmlns(?::\w+)?=\"[^\"]*\"", "", text)


def _turn(root: etree._Element, prefix: str) -> None:
    """Mark what is turned over in the dark, and bring the filter that does it."""
    turned = [group for group in root.iter("g") if group.get("id", "").startswith(f"{prefix}{TURNS}")]
    if not turned:
        return
    for group in turned:
        group.set("class", TURNS)
    root.set("style", f"--fp-turn:url(#{prefix}turn)")
    sizes = {"x": "0", "y": "0", "width": "100%", "height": "100%", "filterUnits": "userSpaceOnUse"}
    filter = etree.Element(
        "filter", id=f"{prefix}turn", attrib={"color-interpolation-filters": "sRGB", **sizes}
    )
    etree.SubElement(filter, "feColorMatrix", type="matrix", values=TURN)
    root.insert(0, filter)


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _rename(element: etree._Element, prefix: str, themed: bool) -> None:
    """Local attribute names, prefixed ids and references, theme colours as style (where var() is sure to be
    read).
    """
    styles = [element.get("style", "").rstrip("; ")]
    for name, value in list(element.attrib.items()):
        local = etree.QName(name).localname
        if local != name:
            del element.attrib[name]
            if local in ("space", "lang") or local in element.attrib:
                continue
        if local == "id":
            value = prefix + value
        elif local == "href" and value.startswith("#"):
            value = f"#{prefix}{value[1:]}"
        elif local in _COORDINATES:
            value = _LONG.sub(r"\1", value)
        elif local in _IDS:
            value = " ".join(prefix + part for part in value.split())
        else:
            value = _urls(value, prefix)
        if themed and local in _PAINTS and value.strip().lower() in THEME:
            styles.append(f"{local}:{THEME[value.strip().lower()]}")
            element.attrib.pop(local, None)
        elif local != "style":
            element.set(local, value)
    style = ";".join(part for part in styles if part)
    if style:
        element.set("style", _urls(_paint(style, themed), prefix))


def _urls(value: str, prefix: str) -> str:
    return _URL.sub(rf"url(#{prefix}\2)", value)


def _paint(style: str, themed: bool) -> str:
    if themed:
        for colour, variable in THEME.items():
            style = re.sub(re.escape(colour) + r"\b", variable, style, flags=re.I)
    return style


def _scope_styles(root: etree._Element, name: str, themed: bool) -> None:
    """A style sheet inside an inlined SVG would style the whole page: each selector is put under the SVG's
    own name.
    """
    for sheet in list(root.iter("style")):
        rules = []
        for selectors, body in rules_of(sheet.text or ""):
            scoped = ", ".join(
                f"#{name} {selector.strip()}" for selector in selectors.split(",") if selector.strip()
            )
            rules.append(f"{scoped} {{{_paint(body, themed)}}}")
        sheet.text = "\n".join(rules)
        sheet.attrib.clear()


def measure(root: etree._Element) -> None:
    """A viewBox always; width and height in CSS pixels, so that the page can keep the place free."""
    width, height = (_pixels(root.get(side, "")) for side in ("width", "height"))
    if root.get("viewBox") is None and width and height:
        root.set("viewBox", f"0 0 {width:g} {height:g}")
    if root.get("viewBox") and not (width and height):
        width, height = (float(part) for part in root.get("viewBox").replace(",", " ").split()[2:4])
    if width and height:
        root.set("width", f"{width:g}")
        root.set("height", f"{height:g}")


def _pixels(length: str) -> float:
    found = re.fullmatch(r"\s*([\d.]+)\s*(px|pt|in|cm|mm)?\s*", length)
    if not found:
        return 0.0
    return round(
        float(found[1])
        * {None: 1, "px": 1, "pt": 96 / 72, "in": 96, "cm": 96 / 2.54, "mm": 9.6 / 2.54}[found[2]],
        2,
    )
