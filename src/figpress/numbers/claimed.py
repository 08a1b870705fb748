"""Numbers in the prose against the numbers that were computed."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from figpress.base.finding import Finding
from figpress.base.nearest import did_you_mean
from figpress.base.places import Place
from figpress.numbers.compared import compared, looked_up
from figpress.numbers.printed import Comparison
from figpress.numbers.sample import plain, samples
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


def left_out(pages: Iterable[Page], values: Values, script: Callable[[str], str]) -> tuple[Finding, ...]:
    """An error for each set on the pages of which members are neither measured nor excused."""
    findings = []
    for id in sorted({link.target.partition("#")[0] for page in pages for link in _claims(page)}):
        for one in samples(values(id) or {}).values():
            if one.members and one.missing:
                findings.append(
                    Finding(
                        Place(script(id)),
                        "member-left-out",
                        "error",
                        f"{one.name} holds over {len(one.members)} of {one.size} {one.called}",
                        "Measure the others, or say in without={…} which are left out and why.",
                    )
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
    claim = looked_up(values(id) or {}, name)
    return compared(link.text, claim) if claim else None


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
    sets = samples(published)
    names = sorted({*plain(published), *(name for name, one in sets.items() if one.members)})
    wanted, _, member = name.partition("@")
    if member and wanted in sets:
        members = [one for one, _ in sets[wanted].members]
        hint = did_you_mean(member, members) or f"Its members are {', '.join(members[:6])}."
    else:
        hint = did_you_mean(name, names) or (
            f"It publishes {', '.join(names)}." if names else "It publishes none."
        )
    return Finding(
        link.place,
        "unknown-value",
        "error",
        f"figure {id} publishes no value {name or '(no name after #)'}",
        hint,
    )
