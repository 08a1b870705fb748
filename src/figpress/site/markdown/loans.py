"""`![alt](borrowed:id)`: somebody else's picture with its credit, or a card that says why it is not here."""

from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.util import AtomicString

from figpress.base.nearest import did_you_mean
from figpress.site.markdown import figures
from figpress.site.markdown.conversion import Conversion, text_element
from figpress.site.markdown.library import Loan

SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/svg+xml": ".svg",
}


def embed(conversion: Conversion, md: Markdown, id: str, alt: str, title: str) -> Element:
    """The picture from its verified file: a reader's browser asks nobody else for it."""
    where = conversion.place("borrowed", id, True)
    loan = conversion.library.bibliography.loan(id)
    if loan is None:
        hint = (
            did_you_mean(id, conversion.library.bibliography.loans())
            or "Register it under `borrowed:` in sources.yaml."
        )
        return conversion.problem("unknown-borrowed", where, f"no such borrowed figure: {id}", hint, "div")
    if not alt:
        conversion.report(
            "no-alt",
            where,
            f"borrowed figure {id} has no alternative text",
            "Say between the brackets what is to be seen.",
        )
    figure = Element(
        "figure",
        {"class": "fp-figure fp-borrowed", "id": conversion.unique(f"borrowed:{id}"), "data-borrowed": id},
    )
    if isinstance(loan.file, Path):
        frame = SubElement(figure, "div", {"class": "fp-frame fp-paper", "data-sha256": loan.sha256})
        figures.raster(frame, conversion.to(loan_path(loan)), alt)
    else:
        conversion.report(
            "not-fetched", where, f"borrowed figure {id}: {loan.file.reason}", loan.file.hint, "warning"
        )
        card = SubElement(figure, "div", {"class": "fp-card-instead", "role": "note"})
        SubElement(card, "p").text = AtomicString(alt)
        line = SubElement(card, "p")
        line.text = AtomicString(f"The picture is not shown here: {loan.file.reason}. ")
        if loan.credit.url:
            text_element(line, "a", "See it at its source", href=loan.credit.url)
    caption = SubElement(figure, "figcaption")
    figures.caption_line(
        conversion, caption, f"borrowed:{id}", title or AtomicString(loan.caption), "borrowed"
    )
    credit = SubElement(caption, "p", {"class": "fp-credit"})
    credit.text = md.htmlStash.store(loan.credit.html)
    return figure


def point(conversion: Conversion, id: str, text: str) -> Element:
    """ "Figure 3.2", as for a figure of our own."""
    return figures.point(conversion, id, text, "borrowed")


def loan_path(loan: Loan) -> str:
    """Where a borrowed file stands on the site."""
    return f"assets/borrowed/{loan.id}-{loan.sha256[:12]}{SUFFIXES.get(loan.media_type, '')}"
