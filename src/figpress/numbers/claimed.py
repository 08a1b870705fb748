"""Numbers in the prose against the numbers that were computed."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from figpress.base.finding import Finding
from figpress.base.nearest import did_you_mean
from figpress.numbers.printed import Comparison, compare
from figpress.pages.links import SchemeLink, links
from figpress.pages.page import Page

Values = Callable[[str], Mapping[str, float] | None]


def value_findings(pages: Iterable[Page], values: Values, ids: Iterable[str]) -> tuple[Finding, ...]:
    """A finding for each printed number that is not what was computed, or that nobody computed.

    values  what a figure published, by its id; None where it was never drawn
    ids     of all figures
    """
    ids = tuple(ids)
    findings = []
    for page in pages:
        for link in _claims(page):
            found = _compared(link, values)
            if found is None:
                findings.append(_unknown(link, values, ids))
            elif not found.agrees:
                hint = f"figpress check --write would print {found.suggestion}" if found.suggestion else ""
                findings.append(
                    Finding(link.place, found.rule, "error", f"{found.message} ({link.target})", hint)
                )
    return tuple(findings)


def corrected(page: Page, values: Values) -> str:
    """The page's body with its numbers made true: nothing else is touched."""
    body = page.body
    for link in sorted(_claims(page), key=lambda link: -link.start):
        found = _compared(link, values)
        if found and not found.agrees and found.suggestion:
            body = body[: link.start] + found.suggestion + body[link.end :]
    return body


def _claims(page: Page) -> Iterator[SchemeLink]:
    return (link for link in links(page.body, page.path, page.first_line) if link.scheme == "val")


def _compared(link: SchemeLink, values: Values) -> Comparison | None:
    id, _, name = link.target.partition("#")
    published = values(id)
    if published is None or name not in published:
        return None
    return compare(link.text, published[name], published.get(f"{name} of"))


def _unknown(link: SchemeLink, values: Values, ids: tuple[str, ...]) -> Finding:
    id, _, name = link.target.partition("#")
    if id not in ids:
        return Finding(link.place, "unknown-figure", "error", f"no such figure: {id}", did_you_mean(id, ids))
    published = values(id)
    if published is None:
        return Finding(
            link.place,
            "value-unknown",
            "error",
            f"{link.text} was never computed: {id} has not been drawn",
            f"figpress render {id}",
        )
    hint = did_you_mean(name, published) or (
        f"It publishes {', '.join(sorted(published))}." if published else "It publishes none."
    )
    return Finding(
        link.place,
        "unknown-value",
        "error",
        f"figure {id} publishes no value {name or '(no name after #)'}",
        hint,
    )
