"""Gathers what a reviewer of a section is shown: the page, what stands behind it, and what changed."""

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from figpress.base.finding import Finding
from figpress.base.git import Repository
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.freshness.figure import Drawn
from figpress.freshness.seams import Gallery
from figpress.numbers.compared import compared, looked_up, shown
from figpress.numbers.replicas import Replicas, read_replicas
from figpress.pages import critic, front_matter, prose
from figpress.pages.displays import displays
from figpress.pages.included import included
from figpress.pages.links import SchemeLink, links
from figpress.pages.numbering import Numbering, number
from figpress.pages.page import Page
from figpress.review.approval import SHOWN, Parts, Standing, changes, digest
from figpress.review.approve import standings
from figpress.review.cards import alternatives
from figpress.review.status import missing
from figpress.sheets import uncited
from figpress.sheets.code_changed import CodeChange
from figpress.sheets.model import (
    CitationSeen,
    EquationSeen,
    FigureSeen,
    LoanSeen,
    MarkSeen,
    NumberSeen,
    ParagraphSeen,
    Sheet,
    ValueSeen,
)
from figpress.sheets.sources_changed import loans_changed, works_changed
from figpress.sheets.taking import anchors_of, threads
from figpress.sources.credit import credit, credits_of
from figpress.sources.model import Borrowed, Registry, Work
from figpress.sources.passages import passage
from figpress.sources.plain_text import archived_texts
from figpress.sources.quotations import citations_in, quotations_in
from figpress.sources.registry import read_registry


@dataclass(frozen=True)
class Base:
    """The site at another revision, drawn.

    changed  what differs between the code behind a figure then and now, in words, by its id
    """

    revision: str
    pages: Mapping[str, Page]  # by path relative to docs/
    gallery: Gallery
    changed: Callable[[str], tuple[str, ...]]
    parts: Mapping[str, Parts] = field(default_factory=dict)  # what an approval would have been of, by page
    bodies: Mapping[str, str] = field(default_factory=dict)  # the pages after their includes
    registry: Registry = field(default_factory=Registry)
    code: Mapping[str, tuple[CodeChange, ...]] = field(
        default_factory=dict
    )  # behind each figure, as differences


@dataclass(frozen=True)
class Review:
    """One site while its sheets are written; everything that several sheets need is read once.

    findings  of the whole site
    marks     what came of evaluating the display on a page's line: (state, note, how it was read)
    """

    site: Site
    pages: tuple[Page, ...]
    gallery: Gallery
    findings: tuple[Finding, ...] = ()
    base: Base | None = None
    repository: Repository | None = None
    marks: Callable[[str, int], tuple[str, str, tuple[str, ...]]] | None = None
    registry: Registry = field(default_factory=Registry)
    numbering: Numbering = field(default_factory=Numbering)
    standings: Mapping[str, Standing] = field(default_factory=dict)
    replicas: Replicas = field(default_factory=Replicas)
    parts: Mapping[str, Parts] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)  # of the works whose archive is at hand


def open_review(
    site: Site, pages: Iterable[Page], chosen: Iterable[Page], gallery: Gallery, **rest
) -> Review:
    """Read what the sheets of the `chosen` among all `pages` share."""
    pages = tuple(pages)
    registry, _ = read_registry(site)
    stood = standings(site, gallery, chosen)
    return Review(
        site,
        pages,
        gallery,
        registry=registry,
        numbering=number(pages, site.mathematics)[0],
        standings=stood.standings,
        parts=stood.parts,
        replicas=read_replicas(site),
        texts=archived_texts(site, registry),
        **rest,
    )


def sheet(review: Review, page: Page) -> Sheet:
    """The sheet of one section."""
    section = page.section
    assert section is not None, "only sections have sheets"
    found = links(page.body, page.path, page.first_line)
    standing = review.standings[page.source]
    mine = tuple(
        f for f in review.findings if f.rule != "open-mark" and concerns(f, page, review.registry)
    )  # marks are shown as what they are
    before, after, since = _text_before(review, page, standing)
    anchors = anchors_of(page, review.parts[page.source])
    figures = tuple(
        _figure(review, page, link) for link in found if link.scheme == "fig" and link.embeds
    ) + tuple(_card(review, page))
    return Sheet(
        section=section,
        page=page,
        base=review.base.revision[:10] if review.base else "",
        standing=str(standing),
        approved=standing.state == "approved",
        changes=standing.changes,
        prose=_difference(before, after) if before is not None else (),
        prose_since=since,
        missing=missing(page, standing, mine),
        figures=figures,
        loans=tuple(_loan(review, link, mine) for link in found if link.scheme == "borrowed" and link.embeds),
        values=tuple(_value(review, link) for link in found if link.scheme == "val"),
        citations=tuple(_citations(review, page)),
        paragraphs=tuple(_paragraphs(review, page)),
        equations=tuple(_equations(review, page)),
        marks=tuple(
            MarkSeen(mark.kind, mark.place, mark.text, mark.about)
            for mark in critic.marks(page.body, page.path, page.first_line)
        ),
        findings=mine,
        since_base=tuple(_since_base(review, page)) if review.base else (),
        digest=digest(review.parts[page.source]),
        anchors=anchors,
        threads=threads(review.site, page, review.parts[page.source], anchors),
    )


def concerns(finding: Finding, page: Page, registry: Registry) -> bool:
    """Findings on the page, and those on a registry entry or a script that the page shows."""
    if finding.where.path == page.path:
        return True
    named = (link for link in links(page.body, page.path) if link.scheme in ("fig", "val", "borrowed"))
    shown = [link.target.partition("#")[0] for link in named] + [page.card] * bool(page.card)
    if finding.where.path == registry.path:
        return any(
            _spans(registry, finding.where.line, borrowed)
            for id, borrowed in registry.borrowed.items()
            if id in shown
        )
    return any(finding.where.path.endswith(f"/{id}.py") for id in shown)


def _spans(registry: Registry, line: int, borrowed: Borrowed) -> bool:
    """Whether a line of the registry belongs to this entry."""
    starts = sorted(entry.where.line for entry in (*registry.works.values(), *registry.borrowed.values()))
    following = next((start for start in starts if start > borrowed.where.line), line + 1)
    return borrowed.where.line <= line < following


def _card(review: Review, page: Page) -> Iterator[FigureSeen]:
    """The figure that the page names as its card, where the page itself does not show it: an approval is of
    it, too.
    """
    if page.card and page.card not in alternatives([page]):
        link = SchemeLink(
            page.path,
            page.card_line,
            "fig",
            True,
            page.card,
            alternatives(review.pages).get(page.card, ""),
            "",
            0,
            0,
        )
        seen = _figure(review, page, link)
        yield replace(seen, number=f"Card: {seen.number}")


def _figure(review: Review, page: Page, link: SchemeLink) -> FigureSeen:
    drawn = review.gallery.figure(link.target)
    entry = review.numbering.get(f"fig:{link.target}")
    label = f"Figure {entry.number}" if entry else link.target
    if drawn is None:
        return FigureSeen(link.target, link.place, label, link.text, "", "", "missing", ("no such figure",))
    then = review.base.gallery.figure(link.target) if review.base else None
    functions = review.base.changed(link.target) if review.base and then else ()
    return FigureSeen(
        id=link.target,
        place=link.place,
        number=label,
        alt=link.text,
        caption=link.title or drawn.script.caption,
        script=drawn.script.path,
        state=drawn.state,
        reasons=drawn.reasons,
        now=drawn.images,
        before=then.images if then else (),
        change=_change(review, drawn, then, functions),
        caption_before=_caption_before(review, page, link.target, then) if review.base else "",
        functions=functions,
        code=review.base.code.get(link.target, ()) if review.base else (),
        values=_numbers(drawn, then),
        provenance=tuple(drawn.provenance.items()),
        executed=drawn.functions,
        credits=tuple(line.text for line in credits_of(link.target, review.registry)),
    )


def _change(review: Review, drawn: Drawn, then: Drawn | None, functions: tuple[str, ...]):
    if review.base is None:
        return ""
    if drawn.state != "fresh":  # its picture is of another code, so it cannot be compared
        return "undrawn"
    if then is None or not then.images:
        return "new"
    if [a.sha256 for a in drawn.artifacts] != [a.sha256 for a in then.artifacts]:
        return "changed"
    return "code" if functions else "none"


def _caption_before(review: Review, page: Page, id: str, then: Drawn | None) -> str:
    """The caption at the base: the title written on its page then, else the script's own."""
    old = review.base.pages.get(page.source) if review.base else None
    for link in links(old.body, old.path) if old else ():
        if (link.scheme, link.target, link.embeds) == ("fig", id, True) and link.title:
            return link.title
    return then.script.caption if then else ""


def _numbers(drawn: Drawn, then: Drawn | None) -> tuple[NumberSeen, ...]:
    before = then.values if then else {}
    return tuple(
        NumberSeen(name, before.get(name), drawn.values.get(name))
        for name in sorted({*before, *drawn.values})
    )


def _loan(review: Review, link: SchemeLink, findings: Iterable[Finding]) -> LoanSeen:
    borrowed = review.registry.borrowed.get(link.target)
    if borrowed is None:
        return LoanSeen(link.target, link.place, link.text, None)
    work = review.registry.works.get(borrowed.work)
    basis = borrowed.basis
    right = (
        " ".join(filter(None, [basis.kind, basis.licence, basis.reason])) if basis else "none is registered"
    )
    if basis and basis.evidence:
        right += f": “{basis.evidence.quote}” ({basis.evidence.url or basis.evidence.file}, {basis.evidence.checked})"
    about = tuple(
        finding
        for finding in findings
        if finding.where.path == review.registry.path
        and _spans(review.registry, finding.where.line, borrowed)
    )
    return LoanSeen(
        link.target,
        link.place,
        link.text,
        borrowed,
        credit(borrowed, work).text if work else "",
        right,
        about,
    )


def _value(review: Review, link: SchemeLink) -> ValueSeen:
    id, _, name = link.target.partition("#")
    drawn = review.gallery.figure(id)
    then = review.base.gallery.figure(id) if review.base else None
    before = looked_up(then.values, name) if then else None
    claim = looked_up(drawn.values, name) if drawn else None
    was = before.number if before else None
    if claim is None:
        return ValueSeen(link.place, link.text, link.target, None, was, "no such value", bool(review.base))
    found = compared(link.text, claim)
    return ValueSeen(
        link.place,
        link.text,
        link.target,
        claim.number,
        was,
        "" if found.agrees else found.message,
        bool(review.base),
        "; ".join(
            filter(
                None,
                (
                    shown(claim)
                    if claim.sample and claim.sample.members
                    else "",  # the number stands beside it
                    review.replicas.told(id, name, link.text),
                ),
            )
        ),
    )


def _citations(review: Review, page: Page) -> Iterable[CitationSeen]:
    text = "\n" * (page.first_line - 1) + page.body  # lines count as in the file
    quotes = {
        (quotation.where, quotation.cite): quotation.text for quotation in quotations_in(text, page.path)
    }
    for cited in citations_in(text, page.path)[0]:
        for cite in cited.citation.cites:
            locator = cite.locator.written if cite.locator else ""
            quote, work = quotes.get((cited.where, cite), ""), review.registry.works.get(cite.key)
            text = review.texts.get(work.key, "") if work else ""
            found = passage(work, text, locator, quote) if work and text else None
            yield CitationSeen(cited.where, cite.key, locator, quote, work, found, _held(work, text))


def _held(work: Work | None, text: str) -> str:
    """Why the words of a work cannot be shown here, or ""."""
    if work is None or text:
        return ""
    return (
        "its archive is not at hand (figpress sources fetch)" if work.archived else "nobody has its text here"
    )


def _paragraphs(review: Review, page: Page) -> Iterable[ParagraphSeen]:
    old = review.base.pages.get(page.source) if review.base else None
    known = {paragraph.text for paragraph in uncited.paragraphs(old)} if old else set()
    for paragraph in uncited.paragraphs(page):
        changed = review.base is not None and paragraph.text not in known
        yield ParagraphSeen(
            paragraph.place,
            paragraph.text,
            paragraph.support,
            paragraph.flag,
            paragraph.claim,
            changed,
            paragraph.sentence,
        )


def _equations(review: Review, page: Page) -> Iterable[EquationSeen]:
    for display in displays(page.body, page.path, page.first_line):
        if display.unchecked:
            state, note, reading = "unchecked", display.unchecked, ()
        else:
            state, note, reading = (
                review.marks(page.path, display.line)
                if review.marks
                else ("unknown", "not evaluated yet", ())
            )
        yield EquationSeen(display.place, display.label, display.printed, state, note, reading)


def _since_base(review: Review, page: Page) -> Iterator[tuple[str, Place, str]]:
    """What is not as it was of the page's head, its sources and the code that it shows; all else has its
    rows.
    """
    base = review.base
    old = base.pages.get(page.source) if base else None
    if base is None or old is None or page.section is None:
        return
    was, now = old.section, page.section
    head = [("title", old.title, page.title), ("card", old.card, page.card)]
    head += [("plan", was.plan if was else "", now.plan)]
    head += [("questions", "; ".join(was.questions) if was else "", "; ".join(now.questions))]
    for name, before, after in head:
        if before != after:
            yield "head", Place(page.path, 1), f"{name}: “{before}” → “{after}”"
    parts = review.parts[page.source]
    of = lambda kind: {name.removeprefix(kind) for name in parts if name.startswith(kind)}  # noqa: E731
    follows = {one.id for id in of("figure ") for one in review.registry.redrawn(id)}
    yield from works_changed(of("work "), base.registry, review.registry)
    yield from loans_changed(of("borrowed ") | follows, base.registry, review.registry)
    before_parts = {name: value[:SHOWN] for name, value in base.parts.get(page.source, {}).items()}
    for line in changes(before_parts, parts) if before_parts else ():
        if line.startswith(("listing ", "style of references")):
            yield "changed", Place(page.path, 1), line


def _text_before(review: Review, page: Page, standing: Standing) -> tuple[str | None, str, str]:
    """The body to compare with: as it was approved last, else as it was at the base; and which of the two it
    is.
    """
    if standing.state == "changed" and review.repository and page.section:
        last = max(page.section.approvals, key=lambda approval: approval.on)
        wanted = last.parts.get("text", "?")
        for commit, _ in review.repository.history(page.path):
            front, body = front_matter.parted(review.repository.text(commit, page.path) or "")
            if prose.text_digest(front, body).startswith(wanted):
                return body, page.body, f"the approval of {last.by} on {last.on}"
    if review.base:
        return (
            review.base.bodies.get(page.source, ""),
            included(review.site, page).body,
            f"revision {review.base.revision[:10]}",
        )
    return None, "", ""


def _difference(before: str, now: str) -> tuple[str, ...]:
    lines = difflib.ndiff(prose.paragraphs(before), prose.paragraphs(now))
    return tuple(line for line in lines if line.startswith(("- ", "+ ")))
