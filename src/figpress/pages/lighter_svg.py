"""Takes from a drawing what costs a browser time and shows nothing: shadow trees of markers, empty groups,
names that nobody uses.
"""

import re

from lxml import etree

# What matplotlib names by itself. Authors' own names (set_gid) and graphviz's (node1, edge2) stay: modules
# look for them.
_AUTOMATIC = re.compile(r"(?:[a-z]\w*|[A-Z]\w*|matplotlib\.axis)_\d+")
_NUMBER = re.compile(r"-?\d*\.?\d+(?:e-?\d+)?")
_HOLDERS = {"svg", "g", "defs", "clipPath"}
_PLACED = {"id", "d", "style"}  # what a marker's path may carry to be drawn in place


def lighten(root: etree._Element, prefix: str = "") -> None:
    """Changes `root` in place to one that looks the same; element names are local, ids begin with `prefix`.

    Each <use> of a path (a marker, a tick) becomes the path itself, or a circle: a browser keeps a document
    of its own for each
    <use>, and a scatter plot of 1,600 dots took it two seconds of styling.
    """
    _expand(root)
    used = {
        name
        for element in root.iter()
        for value in element.attrib.values()
        for name in re.findall(r"#([^)'\"\s]+)", value)
    }
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element is root:
            continue
        name = element.get("id", "")
        if name and name not in used and _AUTOMATIC.fullmatch(name.removeprefix(prefix)):
            del element.attrib["id"]
    _tidy(root)


def _expand(root: etree._Element) -> None:
    """Put what is used in the place of its use."""
    paths = {
        path.get("id"): path for path in root.iter("path") if path.get("id") and set(path.attrib) <= _PLACED
    }
    for use in list(root.iter("use")):
        path = paths.get(use.get("href", "")[1:])
        if path is None or len(use) or "transform" in use.attrib:
            continue
        x, y = float(use.get("x", 0)), float(use.get("y", 0))
        style = ";".join(
            part for part in (use.get("style", "").rstrip("; "), path.get("style", "").rstrip("; ")) if part
        )
        radius = _radius(path.get("d", ""))
        own = (
            {"cx": f"{x:g}", "cy": f"{y:g}", "r": f"{radius:g}"}
            if radius
            else {"d": path.get("d", ""), "transform": f"translate({x:g} {y:g})"}
        )
        kept = {
            name: value for name, value in use.attrib.items() if name not in ("x", "y", "href", "style", "id")
        }
        use.tag = "circle" if radius else "path"
        use.attrib.clear()
        use.attrib.update({**own, **kept, **({"style": style} if style else {})})
    for defs in list(root.iter("defs")):
        for path in list(defs.iterchildren("path")):
            if path.get("id") in paths and not any(
                use.get("href") == f"#{path.get('id')}" for use in root.iter("use")
            ):
                _remove(path)


def _radius(d: str) -> float:
    """The radius of a marker that is a circle about its origin, as matplotlib writes one in eight curves;
    else 0.
    """
    if re.sub(r"[^A-Za-z]", "", _NUMBER.sub("", d)) != "MCCCCCCCCz":
        return 0.0
    numbers = [float(number) for number in _NUMBER.findall(d)]
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    ends = [points[0], *points[3::3]]
    distances = [(x * x + y * y) ** 0.5 for x, y in ends]
    return round(distances[0], 3) if max(distances) - min(distances) < 0.02 * distances[0] else 0.0


def _tidy(root: etree._Element) -> None:
    """No white space between elements, no group that groups nothing, no empty definitions."""
    for element in list(root.iter()):
        if element.tag in _HOLDERS:
            element.text = (element.text or "").strip() or None
            for child in element:
                child.tail = (child.tail or "").strip() or None
    for element in reversed(list(root.iter("g", "defs"))):
        parent = element.getparent()
        if len(element) == 0:
            _remove(element)
        elif element.tag == "g" and not element.attrib and parent is not None and parent.tag in ("svg", "g"):
            at = parent.index(element)
            parent[at : at + 1] = list(element)
    for path in root.iter("path"):
        path.set("d", " ".join(path.get("d", "").split()))


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
