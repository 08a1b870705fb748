"""What a reviewer is shown of a section: facts, which a face prints as HTML, Markdown or JSON."""

from dataclasses import dataclass
from typing import Literal

from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.freshness.figure import Artifact
from figpress.pages.page import Page
from figpress.pages.section import Section
from figpress.sheets.anchoring import Anchor
from figpress.sheets.code_changed import CodeChange
from figpress.sheets.taking import Thread
from figpress.sources.model import Borrowed, Work
from figpress.sources.passages import Passage

DIGITS = 5  # that a reader can compare; more, where two numbers differ only beyond them
SAID = 3  # reasons that a row names; `figpress why` names all
CHANGES = {
    "new": "is new",
    "changed": "looks different",
    "code": "looks the same, its code does not",
    "undrawn": "is shown as it was drawn last, before it changed: figpress render",
}


def number(value: float | None, digits: int = DIGITS) -> str:
    """A number as a reader wants it: whole ones whole, others with a few digits; "" for none."""
    if value is None:
        return ""
    if isinstance(value, int) or (value == int(value) if abs(value) < 1e15 else False):
        return f"{int(value)}"
    return f"{value:.{digits}g}"


def two(before: float | None, now: float | None) -> str:
    """Two numbers with as many digits as it takes to tell them apart."""
    for digits in range(DIGITS, 18):
        told = [number(value, digits) or "nothing" for value in (before, now)]
        if told[0] != told[1] or before == now:
            break
    return " → ".join(told)


@dataclass(frozen=True)
class NumberSeen:
    """A value of a figure, now and at the base; None where there is none."""

    name: str
    before: float | None
    now: float | None

    @property
    def changed(self) -> bool:
        return self.before != self.now


@dataclass(frozen=True)
class FigureSeen:
    """A computed figure of the section.

    alt, caption     now; caption_before is "" when nothing is compared
    state, reasons   of its picture against the code as it is now
    change           against the base: new, changed, code (its code only), none, undrawn (nobody knows), or ""
                     when nothing is compared
    functions        what changed in its code since the base, in words; `code` is its difference
    credits          lines of what it follows
    """

    id: str
    place: Place
    number: str
    alt: str
    caption: str
    script: str
    state: str
    reasons: tuple[str, ...] = ()
    now: tuple[Artifact, ...] = ()
    before: tuple[Artifact, ...] = ()
    change: Literal["", "none", "new", "changed", "code", "undrawn"] = ""
    caption_before: str = ""
    functions: tuple[str, ...] = ()
    code: tuple[CodeChange, ...] = ()
    values: tuple[NumberSeen, ...] = ()
    provenance: tuple[tuple[str, str], ...] = ()
    executed: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()


@dataclass(frozen=True)
class LoanSeen:
    """A borrowed figure of the section, its right, its credit, and what is wrong with it."""

    id: str
    place: Place
    alt: str
    borrowed: Borrowed | None
    credit: str = ""
    right: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class ValueSeen:
    """A number in the prose: as printed, as computed, as computed at the base."""

    place: Place
    text: str
    target: str  # "section/figure#name"
    computed: float | None
    before: float | None
    message: str = ""  # why it does not agree, or ""
    compared: bool = False
    over: str = ""  # the set that it holds over, with what was left out and why; and where it held again

    @property
    def changed(self) -> bool:
        return self.compared and self.before != self.computed


@dataclass(frozen=True)
class CitationSeen:
    """A work cited at a place, with the quoted words that lean on it, and the passage that is meant.

    held  whether anybody here has its text: "", or why not
    """

    place: Place
    key: str
    locator: str
    quote: str
    work: Work | None
    passage: Passage | None = None
    held: str = ""


@dataclass(frozen=True)
class ParagraphSeen:
    """A paragraph of prose: what it leans on, whether that is missing, and whether its words are other than
    at the base.

    sentence  the one that holds the claim, without Markdown's marks
    """

    place: Place
    text: str
    support: tuple[str, ...]
    flag: Literal["claim", "plain", ""]
    claim: str
    changed: bool = False
    sentence: str = ""

    @property
    def claimed(self) -> str:
        """The words of the claim without quotation marks of their own."""
        return self.claim.strip('“”"')


@dataclass(frozen=True)
class EquationSeen:
    """A displayed equation and what came of evaluating it."""

    place: Place
    label: str
    tex: str
    state: str  # evaluated, unchecked, failed or unknown
    note: str = ""
    reading: tuple[str, ...] = ()  # how it was understood, one text a statement


@dataclass(frozen=True)
class MarkSeen:
    """A reviewer's mark in the text."""

    kind: str
    place: Place
    text: str
    about: str = ""


@dataclass(frozen=True)
class Sheet:
    """Everything that a reviewer of one section needs.

    base      the revision that it is compared with, shortened; "" for none
    standing  whether its approval stands, in words
    changes   what changed since the last approval, one line each
    prose     paragraphs that went, came or changed since the base or the last approval: "- old", "+ new"
    missing   what the next step wants, one line each
    anchors   what a reviewer can mark; threads: what reviewers have said, where it belongs now
    """

    section: Section
    page: Page
    base: str = ""
    standing: str = ""
    approved: bool = False
    changes: tuple[str, ...] = ()
    prose: tuple[str, ...] = ()
    prose_since: str = ""
    missing: tuple[str, ...] = ()
    figures: tuple[FigureSeen, ...] = ()
    loans: tuple[LoanSeen, ...] = ()
    values: tuple[ValueSeen, ...] = ()
    citations: tuple[CitationSeen, ...] = ()
    paragraphs: tuple[ParagraphSeen, ...] = ()
    equations: tuple[EquationSeen, ...] = ()
    marks: tuple[MarkSeen, ...] = ()
    findings: tuple[Finding, ...] = ()
    since_base: tuple[tuple[str, Place, str], ...] = ()  # head, works, loans, listings: kind, place, words
    digest: str = ""  # of everything that an approval would be of
    anchors: tuple[Anchor, ...] = ()
    threads: tuple[Thread, ...] = ()

    @property
    def code(self) -> tuple[CodeChange, ...]:
        """What changed in the code behind its figures, each line once: a function's own difference is left out where its
        module's shows it.
        """
        found = tuple(dict.fromkeys(change for figure in self.figures for change in figure.code))
        whole = {change.path: set(change.lines) for change in found if not change.name}
        return tuple(
            change
            for change in found
            if not change.name
            or any(
                line.startswith(("+", "-")) and line not in whole.get(change.path, ())
                for line in change.lines
            )
        )

    @property
    def notices(self) -> tuple[Finding, ...]:
        """Findings that want no eye; the others are rows of `to_look_at`."""
        return tuple(finding for finding in self.findings if finding.severity == "notice")

    @property
    def unheld(self) -> tuple[str, ...]:
        """Keys of the cited works whose text nobody has here."""
        return tuple(dict.fromkeys(c.work.key for c in self.citations if c.work and c.held))

    @property
    def works(self) -> tuple[Work, ...]:
        """The works that are cited, each once, in the order of their first citation."""
        return tuple({c.work.key: c.work for c in self.citations if c.work}.values())

    @property
    def uncited(self) -> tuple[ParagraphSeen, ...]:
        """Paragraphs that claim something and lean on nothing."""
        return tuple(paragraph for paragraph in self.paragraphs if paragraph.flag == "claim")

    @property
    def to_look_at(self) -> tuple[tuple[str, Place, str], ...]:
        """What wants a reviewer's eye, the gravest first: kind, place, words."""
        rows: list[tuple[str, Place, str]] = []
        for severity in ("error", "warning"):
            rows += [
                (severity, finding.where, finding.message)
                for finding in self.findings
                if finding.severity == severity
            ]
        rows += [
            ("comment", mark.place, f"{mark.text}{f' (on: {mark.about})' if mark.about else ''}")
            for mark in self.marks
            if mark.kind != "highlight"
        ]
        rows += self.since_base
        rows += [
            (
                "review",
                thread.placement.anchor.place if thread.placement.anchor else Place(self.page.path, 1),
                f"{thread.placement.annotation.by}: {thread.said} ({thread.placement.outcome})",
            )
            for thread in self.threads
            if not thread.resolved
        ]
        for figure in self.figures:
            if figure.state != "fresh":
                more = f"; and {len(figure.reasons) - SAID} more" if len(figure.reasons) > SAID else ""
                rows.append(
                    (figure.state, figure.place, f"{figure.id}: {'; '.join(figure.reasons[:SAID])}{more}")
                )
            if figure.change in CHANGES:
                what = CHANGES[figure.change]
                rows.append(
                    (
                        "figure",
                        figure.place,
                        f"{figure.id} {what}{': ' + '; '.join(figure.functions) if figure.functions else ''}",
                    )
                )
            if figure.caption_before and figure.caption_before != figure.caption:
                rows.append(
                    ("caption", figure.place, f"{figure.id}: “{figure.caption_before}” → “{figure.caption}”")
                )
        rows += [
            (
                "number",
                value.place,
                f"{value.target}: {two(value.before, value.computed)}, printed {value.text}",
            )
            for value in self.values
            if value.changed
        ]
        rows += [
            ("uncited", paragraph.place, f"“{paragraph.claimed}” — {paragraph.sentence or paragraph.text}")
            for paragraph in self.uncited
        ]
        return tuple(rows)
