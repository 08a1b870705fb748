"""Cards, as other sites show a link: which figure stands for a page, whether it can stand without its page,
and how it is laid.
"""

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from figpress.base.places import Place
from figpress.pages.inline_svg import measure
from figpress.pages.links import SchemeLink, links
from figpress.pages.page import Page
from figpress.pages.prose import plain

WIDTH, HEIGHT, MARGIN = 1200, 630, 48  # pixels; the size that every large site asks for
SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
# As on a page: a space inside the dollars, or a digit after them, makes them money.
_TEX = re.compile(r"\$(?=[^\s$])[^$]*(?<=\S)\$(?!\d)|\\[A-Za-z]+|\\[([]")
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Candidate:
    """A figure that may stand for a page.

    alt    its alternative text there, "" where the page does not show it
    named  the page's front matter asks for it
    """

    id: str
    alt: str
    place: Place
    named: bool = False


def candidates(page: Page) -> tuple[Candidate, ...]:
    """The figure that a page names as its card, else its computed figures in their order. Borrowed ones are
    not ours to send round.
    """
    if page.card:
        return (Candidate(page.card, alternatives([page]).get(page.card, ""), page.card_place, named=True),)
    return tuple(Candidate(link.target, plain(link.text), link.place) for link in _embedded(page))


def shown(page: Page) -> dict[str, Place]:
    """The figures that a reader meets on a page or on its card: id → the first place that asks for it."""
    found: dict[str, Place] = {}
    for link in _embedded(page):
        found.setdefault(link.target, link.place)
    if page.card:
        found.setdefault(page.card, page.card_place)
    return found


def alternatives(pages: Iterable[Page]) -> dict[str, str]:
    """The alternative text of each figure where it is shown first."""
    found: dict[str, str] = {}
    for page in pages:
        for link in _embedded(page):
            found.setdefault(link.target, plain(link.text))
    return found


def _embedded(page: Page) -> tuple[SchemeLink, ...]:
    return tuple(
        link for link in links(page.body, page.path, page.first_line) if link.scheme == "fig" and link.embeds
    )


@dataclass(frozen=True)
class Picture:
    """A figure's file as a card sees it.

    root    of an SVG; None for pixels
    unfit   why it cannot stand alone, "" when it can
    words   every text in it
    """

    root: etree._Element | None
    content: bytes
    width: float = 0.0
    height: float = 0.0
    unfit: str = ""
    words: str = ""


def read(content: bytes) -> Picture:
    """A drawn SVG or PNG. What only its page can finish (formulas, colours, files beside it) makes
    it unfit.
    """
    if content.startswith(_PNG):
        sides = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
        return Picture(None, content, *sides)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return Picture(None, content, unfit="it is neither SVG nor PNG")
    measure(root)
    sides = re.findall(r"-?[\d.]+(?:[eE][-+]?\d+)?", root.get("viewBox", ""))
    width, height = (float(sides[2]), float(sides[3])) if len(sides) == 4 else (0.0, 0.0)
    texts = ["".join(element.itertext()) for element in root.iter(f"{{{SVG}}}text")]
    return Picture(
        root, content, width, height, next(_unfit(root, width * height, texts, content), ""), "".join(texts)
    )


def _unfit(root: etree._Element, area: float, texts: list[str], content: bytes) -> Iterator[str]:
    if root.tag != f"{{{SVG}}}svg" or not area > 0:
        yield "it is no SVG with a size"
    if any(etree.QName(element).localname == "foreignObject" for element in root.iter(etree.Element)):
        yield "it holds HTML, which only a page sets"
    for text in texts:
        if _TEX.search(text):
            yield f"it holds a formula that is not set: {' '.join(text.split())}"
    if b"var(" in content:
        yield "its colours are those of its page"
    for element in root.iter(f"{{{SVG}}}image", f"{{{SVG}}}use"):
        address = element.get("href") or element.get(f"{{{XLINK}}}href") or ""
        if not address.startswith(("data:", "#")):
            yield f"it shows a file beside it: {address}"


def laid(picture: Picture) -> str:
    """A card as SVG: white, the picture in its middle, as large as the margins allow; pixels are never
    enlarged.
    """
    room = min((WIDTH - 2 * MARGIN) / picture.width, (HEIGHT - 2 * MARGIN) / picture.height)
    scale = room if picture.root is not None else min(room, 1.0)
    width, height = picture.width * scale, picture.height * scale
    box = {
        "x": f"{(WIDTH - width) / 2:.3f}",
        "y": f"{(HEIGHT - height) / 2:.3f}",
        "width": f"{width:.3f}",
        "height": f"{height:.3f}",
    }
    card = etree.Element(
        f"{{{SVG}}}svg", {"width": str(WIDTH), "height": str(HEIGHT)}, nsmap={None: SVG, "xlink": XLINK}
    )
    if picture.root is not None:
        picture.root.attrib.update(box)
        card.append(picture.root)
    else:
        address = f"data:image/png;base64,{base64.b64encode(picture.content).decode()}"
        etree.SubElement(card, f"{{{SVG}}}image", {**box, f"{{{XLINK}}}href": address})
    return etree.tostring(card, encoding="unicode")
