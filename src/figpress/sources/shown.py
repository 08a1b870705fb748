"""What was read, and what it is used for: findings and the data of the reading-notes page."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from figpress.base.finding import Finding
from figpress.base.nearest import did_you_mean
from figpress.base.places import Place
from figpress.sources.citation_model import Citation
from figpress.sources.model import Borrowed, Registry, Unavailable, Work


@dataclass(frozen=True)
class Cited:
    """A citation and where it stands."""

    where: Place
    citation: Citation


@dataclass(frozen=True)
class Shown:
    """A borrowed picture embedded in a page."""

    where: Place
    id: str


@dataclass(frozen=True)
class ReadingNote:
    """A work with what it is used for.

    cited     the places that cite it, in order
    borrowed  the pictures taken from it or drawn after it
    """

    work: Work
    cited: tuple[Place, ...]
    borrowed: tuple[Borrowed, ...]


@dataclass(frozen=True)
class ReadingNotes:
    """The notes in the order of sources.yaml, and what the page counts."""

    notes: tuple[ReadingNote, ...]

    @property
    def read(self) -> int:
        return sum(note.work.read is not None for note in self.notes)

    @property
    def not_opened(self) -> int:
        return sum(not note.work.opened for note in self.notes)

    @property
    def without_archive(self) -> int:
        return sum(note.work.archived is None for note in self.notes)


def reading_notes(registry: Registry, cited: Iterable[Cited]) -> ReadingNotes:
    """Every registered work with its summary and its uses."""
    places: dict[str, list[Place]] = {}
    for one in cited:
        for key in one.citation.keys:
            places.setdefault(registry.key(key), []).append(one.where)
    taken: dict[str, list[Borrowed]] = {}
    for borrowed in registry.borrowed.values():
        taken.setdefault(registry.key(borrowed.work), []).append(borrowed)
    return ReadingNotes(
        tuple(
            ReadingNote(work, tuple(places.get(key, ())), tuple(taken.get(key, ())))
            for key, work in registry.works.items()
        )
    )


def citation_findings(registry: Registry, cited: Iterable[Cited]) -> tuple[Finding, ...]:
    """Unknown keys, works that nobody cites, and cited works of which nothing was read."""
    cited = tuple(cited)
    findings = [
        Finding(
            one.where,
            "unknown-work",
            "error",
            f"no such work: {key}",
            did_you_mean(key, registry.works) or "Register it under `works:` in sources.yaml.",
        )
        for one in cited
        for key in one.citation.keys
        if registry.lacks_work(key)
    ]
    return (
        *findings,
        *_twice(registry),
        *(finding for note in reading_notes(registry, cited).notes for finding in _of_note(note)),
    )


def _twice(registry: Registry) -> Iterator[Finding]:
    """One work under two keys: its citations would part, and references print it twice."""
    first: dict[str, Work] = {}
    for work in registry.works.values():
        for name in filter(
            None, (work.doi.lower() and f"DOI {work.doi.lower()}", work.arxiv and f"arXiv {work.arxiv}")
        ):
            other = first.setdefault(name, work)
            if other is not work:
                yield Finding(
                    work.where,
                    "same-work",
                    "warning",
                    f"works.{work.key} and works.{other.key} have the same {name}",
                    f"Keep one; {other.where} is the other.",
                )


def _of_note(note: ReadingNote) -> Iterator[Finding]:
    work, key = note.work, note.work.key
    used = bool(note.cited or note.borrowed)
    if not used:
        yield Finding(
            work.where, "unused-work", "warning", f"works.{key}: nobody cites it", "Cite it, or take it out."
        )
    if work.read is None and work.opened:
        hint = "Add read: {on, extent, summary}, or the honest opened: no."
        yield Finding(
            work.where,
            "unread-work",
            "error" if used else "warning",
            f"works.{key}: neither a summary nor `opened: no`",
            hint,
        )
    if not work.opened:
        yield Finding(
            work.at("opened"), "not-opened", "notice", f"works.{key}: cited without having been opened"
        )
    if used and work.archived is None:
        yield Finding(
            work.where,
            "no-archive",
            "notice",
            f"works.{key}: no archived text, so its quotations cannot be looked up",
        )


def borrowed_findings(
    registry: Registry, shown: Iterable[Shown], figures: Collection[str], files: Mapping[str, object]
) -> tuple[Finding, ...]:
    """Unknown and unused pictures, redrawn figures that do not exist, and files that are missing, untrue or
    unsafe.

    figures  ids of the computed figures that exist
    files    what `effects.archive.borrowed_files` found: paths, or why there is none
    """
    shown = tuple(shown)
    findings = [
        Finding(
            one.where,
            "unknown-borrowed",
            "error",
            f"no such borrowed picture: {one.id}",
            did_you_mean(one.id, registry.borrowed),
        )
        for one in shown
        if registry.lacks_picture(one.id)
    ]
    seen = {one.id for one in shown}
    for borrowed in registry.borrowed.values():
        if borrowed.use == "redrawn":
            if borrowed.figure not in figures:
                findings.append(
                    Finding(
                        borrowed.at("figure"),
                        "unknown-figure",
                        "error",
                        f"borrowed.{borrowed.id}: no such figure of ours: {borrowed.figure}",
                        did_you_mean(borrowed.figure, figures),
                    )  # fmt: skip
                )
        elif borrowed.use != "data" and borrowed.id not in seen:
            findings.append(
                Finding(
                    borrowed.where,
                    "unused-borrowed",
                    "warning",
                    f"borrowed.{borrowed.id}: no page shows it",
                    "Show it, or take it out.",
                )
            )
        if isinstance(found := files.get(borrowed.id), Unavailable) and borrowed.file is not None:
            rule, severity = {
                "absent": ("absent-file", "warning"),
                "untrue": ("untrue-sha256", "error"),
                "unsafe": ("unsafe-file", "error"),
            }[found.kind]
            findings.append(
                Finding(
                    borrowed.at("file.sha256"),
                    rule,
                    severity,
                    f"borrowed.{borrowed.id}: {found.reason}",
                    found.hint,
                )
            )
    return tuple(findings)
