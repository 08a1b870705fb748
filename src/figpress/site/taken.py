"""Every address from which a page takes a picture: attributes, candidate lists, styles."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".ico", ".bmp")
_CARDS = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
_XLINK = ("{http://www.w3.org/1999/xlink}href", "xlink:href")
_DRAWN = ("image", "feimage", "use")  # of SVG, in the lower case that HTML's parser gives
_FRAMES = ("object", "embed", "iframe")
_CSS = re.compile(
    r"""url\(\s*(?P<q>['"]?)(?P<url>.*?)(?P=q)\s*\)
      | @import\s*(?P<i>['"])(?P<sheet>.*?)(?P=i)
      | image-set\((?P<set>(?:[^()]|\([^()]*\))*)\)""",
    re.S | re.X | re.I,
)
_QUOTED = re.compile(r"(?<!\()(['\"])(.*?)\1", re.S)


def taken(tree) -> Iterator[tuple]:
    """(element, address) of whatever makes a browser ask for a picture; places within the page are none."""
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        css = element.text or "" if element.tag == "style" else element.get("style", "")
        for address in (*_attributes(element), *in_css(css)):
            if address and not address.startswith("#"):
                yield element, address


def candidates(srcset: str) -> Iterator[str]:
    """The addresses of a `srcset`. An address may hold commas; one at its end parts it from the next.

    >>> list(candidates("a.png 1x,b.png?x=1,2 2x, c.png"))
    ['a.png', 'b.png?x=1,2', 'c.png']
    """
    rest = srcset
    while rest := rest.lstrip(" \t\r\n\f,"):
        address, _, rest = rest.partition(" ") if " " in rest else (rest, "", "")
        if address.endswith(","):
            yield address.rstrip(",")
            continue
        yield address
        _, _, rest = rest.partition(",")


def in_css(text: str) -> Iterator[str]:
    """The addresses that a style asks for: url(), @import, and the plain strings of image-set()."""
    if not re.search(r"url\(|@import|image-set\(", text, re.I):
        return
    for match in _CSS.finditer(text):
        if match["set"] is None:
            yield match["url"] if match["sheet"] is None else match["sheet"]
            continue
        yield from in_css(match["set"])
        yield from (quoted[1] for quoted in _QUOTED.findall(match["set"]))


def _attributes(element) -> Iterator[str]:
    tag, get = element.tag, element.get
    if tag in ("img", "source", "input", "video"):
        yield from (get("src", ""), get("poster", ""))
    elif tag in _FRAMES:
        address = get("data" if tag == "object" else "src", "")
        yield address if urlsplit(address).path.lower().endswith(PICTURES) else ""
    elif tag == "link":
        preloaded = "preload" in get("rel", "") and get("as") == "image"
        yield get("href", "") if preloaded or "icon" in get("rel", "") else ""
    elif tag == "meta":
        yield get("content", "") if (get("property") or get("name")) in _CARDS else ""
    elif tag in _DRAWN:
        yield from (get(name, "") for name in ("href", *_XLINK))
    yield get("background", "")
    for name in ("srcset", "imagesrcset"):
        yield from candidates(get(name, ""))
