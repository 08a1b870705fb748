"""`![](code:package.module.function)`: the source of what ran, and `[](code:…)`: a link to it."""

import functools
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.util import AtomicString

from figpress.base.nearest import did_you_mean
from figpress.site.markdown.conversion import Conversion, text_element

FEW = 5  # figures named beside a listing that runs in none on its own page


def embed(conversion: Conversion, md: Markdown, name: str, alt: str, title: str) -> Element:
    """The listing, where it stands, and which figures ran it."""
    where = conversion.place("code", name, True)
    listing = conversion.library.listings.get(name)
    if listing is None:
        hint = did_you_mean(name, conversion.library.listings.known(name))
        return conversion.problem(
            "unknown-code",
            where,
            f"no such function: {name}",
            hint or "Name it as package.module.function.",
            "div",
        )
    figure = Element("figure", {"class": "fp-listing", "id": conversion.unique(f"code:{name}")})
    caption = SubElement(figure, "figcaption")
    text_element(caption, "code", name).tail = AtomicString(" · ")
    place = f"{listing.path}:{listing.line}"
    url = conversion.library.link_to_code(listing.path, listing.line, listing.last)
    text_element(caption, "a", place, href=url) if url else text_element(caption, "span", place)
    _users(conversion, caption, name)
    if title:
        SubElement(caption, "p").text = title
    body = SubElement(
        figure, "div", {"style": f"--fp-lines:{listing.source.count(chr(10)) + 1}"}
    )  # the place kept free while it is out of sight
    body.text = md.htmlStash.store(highlighted(listing.source))
    return figure


def _users(conversion: Conversion, caption: Element, name: str) -> None:
    """The figures whose run executed it: those of this page, else the first few; the others are counted."""
    entries = [conversion.library.numbering[f"fig:{id}"] for id in conversion.library.users(name)]
    shown = [entry for entry in entries if entry.source == conversion.page.source] or entries[:FEW]
    for place, entry in enumerate(shown):
        caption[-1].tail = AtomicString(", " if place else " · runs in ")
        text_element(caption, "a", f"Figure\u00a0{entry.number}", href=conversion.href(entry))
    if len(entries) > len(shown):
        caption[-1].tail = AtomicString(f" and {len(entries) - len(shown)} more")


def point(conversion: Conversion, name: str, text: str) -> Element:
    """The function's name, linked to its listing on the site, else to the repository, else not at all."""
    where = conversion.place("code", name)
    entry = conversion.library.numbering.get(f"code:{name}")
    listing = conversion.library.listings.get(name)
    if listing is None:
        hint = did_you_mean(name, conversion.library.listings.known(name))
        return conversion.problem("unknown-code", where, f"no such function: {name}", hint)
    url = (
        conversion.href(entry)
        if entry
        else conversion.library.link_to_code(listing.path, listing.line, listing.last)
    )
    holder = (
        Element("a", {"class": "fp-ref", "href": url})
        if url
        else Element("span", {"title": f"{listing.path}:{listing.line}"})
    )
    if text:
        holder.text = text
    else:
        text_element(holder, "code", name)
    return holder


@functools.lru_cache(1000)
def highlighted(source: str) -> str:
    """Python source as HTML, in the classes that the theme colours."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return highlight(source, PythonLexer(), HtmlFormatter(cssclass="highlight", wrapcode=True)).strip()
