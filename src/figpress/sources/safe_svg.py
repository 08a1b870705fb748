"""Whether an SVG of somebody else's is safe to show: an allow-list, because a deny-list is never finished.

Nothing is repaired: what is shown is byte for byte what was pinned, or it is not shown.
"""

import re
from collections.abc import Iterator

from lxml import etree

LARGEST, MOST_ELEMENTS, MOST_DRAWN, WIDEST = 10_000_000, 200_000, 1_000_000, 100_000
SVG, XLINK, XML = (
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/XML/1998/namespace",
)
# What editors leave behind: browsers draw none of it.
_INERT = {
    "http://www.inkscape.org/namespaces/inkscape", "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/",
    "http://creativecommons.org/ns#", "http://web.resource.org/cc/", "http://www.omnigroup.com/namespace/OmniGraffle/export",
    "http://www.bohemiancoding.com/sketch/ns", "http://www.serif.com/", "http://ns.adobe.com/xap/1.0/",
}  # fmt: skip
_ELEMENTS = set(
    """svg g defs symbol use marker title desc metadata path rect circle ellipse line polyline polygon
        text tspan textPath a switch image linearGradient radialGradient stop pattern clipPath mask filter
        style view feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix
        feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG
        feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting
        feSpotLight feTile feTurbulence font font-face glyph missing-glyph hkern""".split()
)
_ATTRIBUTES = set(
    """accent-height alignment-baseline amplitude arabic-form ascent azimuth baseProfile baseFrequency
        baseline-shift bbox bias cap-height class clip clip-path clip-rule clipPathUnits color
        color-interpolation color-interpolation-filters color-profile color-rendering contentScriptType
        contentStyleType cursor cx cy d descent diffuseConstant direction display divisor
        dominant-baseline dx dy edgeMode elevation enable-background exponent fill fill-opacity fill-rule
        filter filterRes filterUnits flood-color flood-opacity font-family font-size font-size-adjust
        font-stretch font-style font-variant font-weight fr fx fy g1 g2 glyph-name
        glyph-orientation-horizontal glyph-orientation-vertical glyphRef gradientTransform gradientUnits
        height href horiz-adv-x horiz-origin-x horiz-origin-y id image-rendering in in2 intercept
        isolation k k1 k2 k3 k4 kernelMatrix kernelUnitLength kerning lang lengthAdjust letter-spacing
        lighting-color limitingConeAngle line-height marker marker-end marker-mid marker-start
        markerHeight markerUnits markerWidth mask mask-type maskContentUnits maskUnits mathematical media
        method mix-blend-mode mode name numOctaves offset opacity operator order orient orientation origin
        overflow paint-order panose-1 path pathLength patternContentUnits patternTransform patternUnits
        pointer-events points pointsAtX pointsAtY pointsAtZ preserveAlpha preserveAspectRatio
        primitiveUnits r radius refX refY rendering-intent requiredFeatures result role rotate rx ry scale
        seed shape-rendering side slope solid-color solid-opacity spacing specularConstant
        specularExponent spreadMethod startOffset stdDeviation stemh stemv stitchTiles stop-color
        stop-opacity strikethrough-position strikethrough-thickness stroke stroke-dasharray
        stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
        style surfaceScale systemLanguage tabindex tableValues target targetX targetY text-align
        text-anchor text-decoration text-indent text-rendering text-transform textLength title transform
        transform-origin type u1 u2 underline-position underline-thickness unicode unicode-bidi
        unicode-range units-per-em values vector-effect version vert-adv-y vert-origin-x vert-origin-y
        viewBox visibility white-space width widths word-spacing writing-mode x x-height x1 x2
        xChannelSelector y y1 y2 yChannelSelector z zoomAndPan""".split()
)
_WORDS = {"id", "class", "title", "lang", "systemLanguage"}  # never read as CSS
_XLINK = {"href", "title", "type", "show", "actuate", "role", "arcrole"}
_XML = {"space", "lang", "id"}
_RASTER = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]*")
_FRAGMENT = re.compile(r"#[^\s\"'()\\<>]+")
_LINK = re.compile(r"https?://[^\s\"'<>\\]+|#[^\s\"'()\\<>]*")
_LOADS = re.compile(
    r"(?<![\w-])(?:image|image-set|-webkit-image-set|src|cross-fade|-webkit-cross-fade|element|paint|expression|attr)\("
    r"|behavior\s*:|-moz-binding|javascript:|vbscript:"
)
_DECLARATION = re.compile(rb"<!(?!--|\[CDATA\[|DOCTYPE\b)")
_ENCODINGS = {"UTF-8", "UTF8", "ASCII", "US-ASCII"}


def problems_of_svg(content: bytes) -> tuple[str, ...]:
    """Why this SVG is not shown, each with its line; empty when it is safe."""
    if len(content) > LARGEST:
        return (f"larger than {LARGEST // 1_000_000} MB",)
    if b"\x00" in content:
        return ("no UTF-8 text",)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return ("no UTF-8 text",)
    # Entities, and default attributes: a browser takes <!ATTLIST svg onload …> at its word, and lxml does not
    # even list it.
    if found := _DECLARATION.search(content):
        line = content.count(b"\n", 0, found.start()) + 1
        return (f"line {line}: a declaration in its DOCTYPE",)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        tree = etree.fromstring(content, parser).getroottree()
    except (etree.XMLSyntaxError, ValueError) as error:
        return (f"not XML: {str(error).splitlines()[0] if str(error) else type(error).__name__}",)
    return tuple(dict.fromkeys(_problems(tree)))


def _problems(tree) -> Iterator[str]:
    root = tree.getroot()
    if (tree.docinfo.encoding or "UTF-8").upper() not in _ENCODINGS:
        yield f"encoding {tree.docinfo.encoding}, not UTF-8"
    if root.tag != f"{{{SVG}}}svg":
        yield "no <svg> in the namespace of SVG at the top"
        return
    before, after = root.getprevious(), root.getnext()
    for node in (*_chain(before, "getprevious"), *_chain(after, "getnext")):
        if not isinstance(node, etree._Comment):
            yield f"line {node.sourceline}: a processing instruction"
    count = 0
    for node in root.iter():
        count += 1
        if count > MOST_ELEMENTS:
            yield f"more than {MOST_ELEMENTS} elements"
            return
        for problem in _of_node(node):
            yield f"line {node.sourceline}: {problem}"
    for side in ("width", "height"):
        if found := re.match(r"\s*([\d.eE+]+)", root.get(side, "")):
            try:
                if float(found[1]) > WIDEST:
                    yield f"{side} {found[1]}: absurd"
            except ValueError:
                yield f"{side} {found[1]}: no number"
    yield from _unfolding(root)


def _chain(node, step: str) -> Iterator:
    while node is not None:
        yield node
        node = getattr(node, step)()


def _of_node(node) -> Iterator[str]:
    if isinstance(node, etree._Comment):
        return
    if not isinstance(node.tag, str):
        yield "an entity" if isinstance(node, etree._Entity) else "a processing instruction"
        return
    name = etree.QName(node)
    if name.namespace in _INERT:
        # Inert to draw, but not a place to hide what is not: its children are looked at like any other.
        for attribute in node.attrib:
            if etree.QName(attribute).localname.lower().startswith("on"):
                yield f"an event handler: {etree.QName(attribute).localname}"
        return
    if name.namespace != SVG or name.localname not in _ELEMENTS:
        yield f"<{name.localname}> is not allowed"
        return
    for attribute, value in node.attrib.items():
        yield from _of_attribute(name.localname, etree.QName(attribute), value)
    if name.localname == "style":
        if len(node):
            yield "elements inside <style>"
        yield from _of_css("".join(node.itertext()), rules=True)


def _of_attribute(element: str, name, value: str) -> Iterator[str]:
    local, space = name.localname, name.namespace
    if space in _INERT:
        return
    known = {None: _ATTRIBUTES, XLINK: _XLINK, XML: _XML}.get(space, set())
    if local not in known and not (space is None and re.fullmatch(r"(?:data|aria)-[\w.-]+", local)):
        yield (
            f"the attribute {local} is not allowed"
            if not local.lower().startswith("on")
            else f"an event handler: {local}"
        )
    elif local == "href":
        yield from _of_href(element, value)
    elif space is None and local not in _WORDS and not local.startswith(("data-", "aria-")):
        yield from _of_css(value, rules=local == "style")


def _of_href(element: str, value: str) -> Iterator[str]:
    allowed = {"image": _RASTER, "a": _LINK}.get(element, _FRAGMENT)
    if not allowed.fullmatch(value.strip(" \t\r\n")):
        yield f"<{element}> points to {value.strip()[:40]!r}"


def _of_css(text: str, rules: bool) -> Iterator[str]:
    """Problems of a style sheet or style attribute (`rules`), and of a presentation attribute, whose value is
    CSS, too.
    """
    if "\\" in text:
        yield "a backslash in CSS"
    folded = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).lower()
    folded = re.sub(r"[\x00-\x1f\x7f]+", " ", folded)
    for found in re.finditer(r"url\s*\(\s*([^)]*)\)?", folded):
        if not _FRAGMENT.fullmatch(found[1].strip().strip("\"'").strip()):
            yield f"url({found[1].strip()[:40]})"
    if rules and "@" in folded:
        yield "an at-rule in CSS"
    if found := _LOADS.search(folded):
        yield f"{found[0].strip()} in CSS"


def _unfolding(root) -> Iterator[str]:
    """<use> inside what is used, many times over, draws for ever: a loop or too many elements."""
    by_id = {node.get("id"): node for node in root.iter(f"{{{SVG}}}*") if node.get("id")}
    sizes: dict = {}
    open_nodes: set = set()

    def size(node, depth: int) -> int:
        if node in sizes:
            return sizes[node]
        if node in open_nodes or depth > 400:
            raise RecursionError
        open_nodes.add(node)
        total = 1 + sum(size(child, depth + 1) for child in node if isinstance(child.tag, str))
        reference = node.get("href") or node.get(f"{{{XLINK}}}href") or ""
        if node.tag == f"{{{SVG}}}use" and reference.strip()[1:] in by_id:
            total += size(by_id[reference.strip()[1:]], depth + 1)
        for value in node.attrib.values():  # patterns, masks and markers draw again whatever they hold
            for found in re.finditer(r"url\(\s*[\"']?#([^)\"'\s]+)", value):
                target = by_id.get(found[1])
                if target is not None and etree.QName(target).localname in (
                    "pattern",
                    "mask",
                    "marker",
                    "clipPath",
                ):
                    total += size(target, depth + 1)
        open_nodes.discard(node)
        sizes[node] = total
        return total

    try:
        if size(root, 0) > MOST_DRAWN:
            yield f"its references unfold to more than {MOST_DRAWN} elements"
    except RecursionError:
        yield "its references run in a circle"
