"""Takes reviewers' files in, says where each mark belongs now, and writes an accepted proposal into its page."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from figpress.base.errors import Mistake
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.base.writing import write_beside
from figpress.pages.displays import displays
from figpress.pages.links import links
from figpress.pages.page import Page
from figpress.pages.reading import read_pages
from figpress.review.approval import SHOWN, Parts
from figpress.review.approve import section_page
from figpress.sheets.anchoring import Anchor, Placement, digest_of, placed
from figpress.sheets.annotations import Annotation, Review, parse_review, read_reviews, write_review
from figpress.sheets.uncited import paragraphs
from figpress.sources.quotations import citations_in


@dataclass(frozen=True)
class Thread:
    """A mark, where it belongs now, and what was answered."""

    placement: Placement
    replies: tuple[Annotation, ...] = ()
    resolution: Annotation | None = None

    @property
    def resolved(self) -> str:
        """By whom, or ""."""
        return self.resolution.by if self.resolution else ""

    @property
    def said(self) -> str:
        """In words: the comment, and what is proposed."""
        one = self.placement.annotation
        quote = f"“{one.quote.exact}” " if one.quote else ""
        proposed = f"→ “{one.words}” " if one.motivation == "editing" else ""
        return f"{quote}{proposed}{one.text}".strip()


def anchors_of(page: Page, parts: Parts) -> tuple[Anchor, ...]:
    """Everything on a page that can be marked, in its order; `parts` is what an approval of it would be of."""
    found = [
        Anchor(f"paragraph-{number}", digest_of(one.text), one.place, one.text)
        for number, one in enumerate(paragraphs(page))
    ]
    counts: dict[str, int] = {}

    def named(name: str) -> str:
        counts[name] = counts.get(name, 0) + 1
        return name if counts[name] == 1 else f"{name} ({counts[name]})"

    for link in links(page.body, page.path, page.first_line):
        if link.scheme in ("fig", "borrowed") and link.embeds:
            part = "figure" if link.scheme == "fig" else "borrowed"
            digest = parts.get(f"{part} {link.target}", "missing")[:SHOWN]
            found.append(Anchor(named(f"figure {link.target}"), digest, link.place))
        elif link.scheme == "val":
            found.append(Anchor(named(f"number {link.target}"), link.text, link.place))
    for display in displays(page.body, page.path, page.first_line):
        name = named(f"equation {display.label}" if display.label else f"equation on line {display.line}")
        found.append(Anchor(name, digest_of(display.printed), display.place))
    text = "\n" * (page.first_line - 1) + page.body
    for cited in citations_in(text, page.path)[0]:
        for cite in cited.citation.cites:
            locator = cite.locator.written if cite.locator else ""
            found.append(Anchor(named(f"citation {cite.key}"), locator, cited.where))
    return tuple(found)


def take(site: Site, files: Iterable[Path]) -> tuple[Review, ...]:
    """Merge reviewers' files into the site's own, one a reviewer and section. Raises Mistake for no review."""
    pages = read_pages(site)
    reviews = []
    for path in files:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise Mistake(f"cannot be read: {error.strerror}", Place(str(path))) from None
        review = parse_review(content, str(path))
        section_page(pages, review.section)
        reviews.append(review)
    for review in reviews:
        write_review(site, review)
    return tuple(reviews)


def threads(
    site: Site, page: Page, parts: Parts, anchors: tuple[Anchor, ...] | None = None
) -> tuple[Thread, ...]:
    """What reviewers said of a section, where it belongs now, in the order of the page; what is gone comes
    last. `anchors`: of the page, where they are known already.
    """
    assert page.section is not None
    said = [one for review in read_reviews(site, page.section.slug) for one in review.items]
    found = []
    for placement in placed(
        [one for one in said if one.text not in ("checked", "approve") or one.motivation != "assessing"],
        anchors_of(page, parts) if anchors is None else anchors,
    ):
        mine = placement.annotation.id
        about = [one for one in said if one.about == mine]
        resolution = next(
            (one for one in about if one.motivation == "assessing" and one.text == "resolved"), None
        )
        found.append(
            Thread(placement, tuple(one for one in about if one.motivation == "replying"), resolution)
        )
    return tuple(
        sorted(found, key=lambda one: one.placement.anchor.place.line if one.placement.anchor else 10**9)
    )


_CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")


def accept(site: Site, page: Page, parts: Parts, id: str) -> Place:
    """Write a proposal into the page as CriticMarkup. Raises Mistake where its words no longer stand."""
    known = {thread.placement.annotation.id: thread.placement for thread in threads(site, page, parts)}
    matching = [full for full in known if full.endswith(id)]
    placement = known[matching[0]] if len(matching) == 1 else None
    if placement is None or placement.annotation.motivation != "editing":
        raise Mistake(f"no such proposal: {id}", hint="figpress review --threads SECTION lists them.")
    anchor, one = placement.anchor, placement.annotation
    if anchor is None or placement.start < 0 or placement.outcome not in ("exact", "moved"):
        where = anchor.place if anchor else None
        raise Mistake(
            f"the words of proposal {id} are {placement.outcome}", where, "Write the change by hand."
        )
    path = site.docs / page.source
    text = path.read_bytes().decode("utf-8")
    old = anchor.words[placement.start : placement.end]
    # The words are looked for from the paragraph's own line on, behind what stands before them in it.
    lines = text.split("\n")
    begin = sum(len(line) + 1 for line in lines[: anchor.place.line - 1])
    before = _in_text(text, begin, anchor.words[: placement.start])
    written = _in_text(text, before[1] if before else begin, old)
    if written is None:
        raise Mistake(
            f"the words of proposal {id} cannot be replaced as they stand", anchor.place, "Write it by hand."
        )
    said = f"{one.by}: {one.text}" if one.text.strip() else one.by
    note = f"{{>>{_safe(said)}<<}}"
    stands = text[written[0] : written[1]]
    mark = f"{{~~{stands}~>{_safe(one.words)}~~}}" if one.words else f"{{--{stands}--}}"
    write_beside(path, (text[: written[0]] + mark + note + text[written[1] :]).encode())
    today = datetime.date.today().isoformat()
    for review in read_reviews(site, page.section.slug if page.section else ""):
        if any(item.id == one.id for item in review.items):
            write_review(site, replace(review, items=(replace(one, accepted=today),)))
    return anchor.place


def _in_text(text: str, at: int, old: str) -> tuple[int, int] | None:
    """The span of `old` in the file from `at` on, however its lines are broken."""
    found = re.search(r"\s+".join(map(re.escape, old.split())), text[at:])
    return (at + found.start(), at + found.end()) if found else None


def _safe(words: str) -> str:
    """Words that begin and end no mark, no comment, no code and no template, and stay on one line."""
    for mark in ("~>", "~~}", "<<}", "{>>", "++}", "--}", "{++", "{--", "{~~", "{==", "==}"):
        words = words.replace(mark, " ")
    words = re.sub(r"<(?=[!?])|--(?=>)|\{(?=[{%#])", lambda found: f"{found[0]} ", words)
    if "`" in _CODE.sub("", words):  # code that goes on to the next backtick of the page
        words = words.replace("`", "'")
    return " ".join(words.split())
