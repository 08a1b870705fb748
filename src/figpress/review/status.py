"""How a section moves from a plan to a publication, and what is missing for its next step."""

from collections.abc import Iterable
from dataclasses import dataclass

from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.pages.headings import HEADING, words_of
from figpress.pages.links import links
from figpress.pages.page import Page
from figpress.pages.section import STATUSES, Status
from figpress.pages.uncoded import line_of, uncoded
from figpress.review.approval import Standing
from figpress.sources.citations import NARRATIVE

ASIDE = ".aside"  # `## Exercises {.aside}`: a heading that argues nothing and needs neither figure nor source


@dataclass(frozen=True)
class Heading:
    """A `##` heading and what stands below it, down to the next."""

    title: str
    line: int
    figures: int
    sources: int
    aside: bool


def next_status(status: Status) -> Status | None:
    """The step after `status`, or None after the last."""
    following = STATUSES[STATUSES.index(status) + 1 :]
    return following[0] if following else None


def headings(page: Page) -> tuple[Heading, ...]:
    """The `##` headings of a page, each with the number of figures embedded and of sources named below it."""
    text = uncoded(page.body)
    found = [match for match in HEADING.finditer(text) if match["marks"] == "##"]
    ends = [*(match.start() for match in found[1:]), len(text)][: len(found)]
    result = []
    for match, end in zip(found, ends, strict=True):
        below = page.body[match.end() : end]
        embedded = [
            link for link in links(below, page.path) if link.embeds and link.scheme in ("fig", "borrowed")
        ]
        borrowed = sum(link.scheme == "borrowed" for link in embedded)
        sources = borrowed + len(NARRATIVE.findall(uncoded(below)))
        title, begin = words_of(match["rest"]), match.start("rest")
        aside = ASIDE in match["rest"][len(title) :]
        title = page.body[begin : begin + len(title)]
        line = line_of(page.body, match.start(), page.first_line)
        result.append(Heading(title, line, len(embedded), sources, aside))
    return tuple(result)


def missing(page: Page, standing: Standing, findings: Iterable[Finding]) -> tuple[str, ...]:
    """What a section lacks for its next step, one line each; empty when it may go on, or has
    nowhere to go.
    """
    section = page.section
    match next_status(section.status) if section else None:
        case "agreed":
            lacking = [] if section.plan else ["plan: is not written"]
            return tuple(
                lacking
                if section.questions
                else [*lacking, "questions: none is written (write the open ones down, or `- none`)"]
            )
        case "draft":
            return () if section.agreed_by else ("agreed_by: nobody has agreed to the plan",)
        case "in-review":
            return tuple(_per_heading(page))
        case "approved":
            return tuple(f"{f.where}: {f.message}" for f in findings if f.severity == "error")
        case "published":
            return () if standing.state == "approved" else (str(standing),)
    return ()


def status_findings(page: Page, standing: Standing, findings: Iterable[Finding] = ()) -> tuple[Finding, ...]:
    """What is missing for the next step, as warnings; and, as an error, a status that claims an approval
    nobody gave.
    """
    section = page.section
    if section is None:
        return ()
    where = Place(page.path, 1)
    if section.status in ("approved", "published") and standing.state != "approved":
        hint = f"Read its sheet (figpress review {section.slug}), then: figpress approve {section.slug} --by NAME; or set status: in-review"
        return (
            Finding(
                where,
                "approval-missing" if standing.state == "none" else "approval-changed",
                "error",
                f"status is {section.status}, but the section is {standing}",
                hint,
            ),
        )
    step = next_status(section.status)
    # The findings themselves are listed already; counting them here would say everything twice.
    return tuple(
        Finding(where, "next-step", "warning", f"to be {step}: {what}")
        for what in missing(page, standing, findings)
    )


def _per_heading(page: Page) -> Iterable[str]:
    found = headings(page)
    if not found:
        yield "no ## heading yet"
    for heading in found:
        lacking = [
            name for name, count in (("figure", heading.figures), ("source", heading.sources)) if not count
        ]
        if lacking and not heading.aside:
            yield f"{page.path}:{heading.line}: no {' and no '.join(lacking)} under {heading.title!r}"
