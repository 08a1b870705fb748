"""Ids that pages name: figures, pictures, functions and equations that must be there, and words for those who
cannot see them.
"""

from collections.abc import Callable, Iterable, Iterator

from figpress.base.finding import Finding
from figpress.base.nearest import did_you_mean
from figpress.pages.links import SchemeLink, links
from figpress.pages.numbering import Numbering
from figpress.pages.page import Page


def reference_findings(
    pages: Iterable[Page],
    numbering: Numbering,
    figures: Iterable[str],
    has_listing: Callable[[str], bool],
    listings_like: Callable[[str], Iterable[str]],
) -> tuple[Finding, ...]:
    """Unknown ids with the nearest known one, and pictures without alternative text. Borrowed ids are the
    registry's to check.

    figures        ids of the scripts that exist
    has_listing    whether a qualified name is a function or class of the site's code
    listings_like  names that could have been meant
    """
    figures = tuple(figures)
    findings: list[Finding] = []
    for page in pages:
        if page.card and page.card.partition("#")[0] not in figures:
            findings.append(
                Finding(
                    page.card_place,
                    "unknown-figure",
                    "error",
                    f"card: no such figure: {page.card}",
                    did_you_mean(page.card, figures) or f"Write figures/{page.card}.py.",
                )
            )
        for link in links(page.body, page.path, page.first_line):
            findings += _unknown(link, numbering, figures, has_listing, listings_like)
            if link.embeds and link.scheme in ("fig", "borrowed") and not link.text.strip():
                findings.append(
                    Finding(
                        link.place,
                        "no-alt",
                        "error",
                        f"{link.target} has no alternative text",
                        "Say between [ and ] what the picture shows, for those who cannot see it.",
                    )
                )
    return tuple(findings)


def _unknown(
    link: SchemeLink,
    numbering: Numbering,
    figures: tuple[str, ...],
    has_listing: Callable[[str], bool],
    like: Callable[[str], Iterable[str]],
) -> Iterator[Finding]:
    target = link.target
    script = target.partition("#")[0]
    if link.scheme == "fig" and script not in figures:
        yield Finding(
            link.place,
            "unknown-figure",
            "error",
            f"no such figure: {script}",
            did_you_mean(script, figures) or f"Write figures/{script}.py.",
        )
    elif (
        link.scheme in ("fig", "borrowed")
        and not link.embeds
        and numbering.get(f"{link.scheme}:{target}") is None
        and (link.scheme == "borrowed" or script in figures)
    ):
        yield Finding(
            link.place,
            "figure-not-shown",
            "error",
            f"{target} has no number: no page shows it",
            f"Embed it: ![alt text]({link.scheme}:{target})",
        )
    elif link.scheme == "eq" and numbering.get(f"eq:{target}") is None:
        yield Finding(
            link.place,
            "unknown-equation",
            "error",
            f"no equation is labelled eq:{target}",
            did_you_mean(target, numbering.known("eq")),
        )
    elif link.scheme == "code" and not has_listing(target):
        yield Finding(
            link.place,
            "unknown-code",
            "error",
            f"no such function: {target}",
            did_you_mean(target, like(target)),
        )


def unused_figures(pages: Iterable[Page], figures: Iterable[str]) -> tuple[str, ...]:
    """Figures that no page embeds or has as its card, and whose values none prints."""
    pages = tuple(pages)
    named = {
        link.target.partition("#")[0]
        for page in pages
        for link in links(page.body, page.path)
        if link.scheme in ("fig", "val")
    }
    named |= {page.card for page in pages}
    return tuple(id for id in figures if id not in named)
