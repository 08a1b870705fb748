"""The registry as pages look it up: citations and references in the site's style, credit lines, borrowed
files.
"""

import html
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from figpress.pages.page import Page
from figpress.site.markdown.library import CitedWork, Credit, Loan
from figpress.sources import credit as credits
from figpress.sources.bibliography import Bibliography
from figpress.sources.citation_model import Citation
from figpress.sources.cited import CitedAt, cited
from figpress.sources.model import Borrowed, Registry, Unavailable, Work

_ABSTRACT = re.compile(r"(?:the |its )?(?:title and )?abstract\b", re.IGNORECASE)
_MORE = re.compile(  # of the work itself: an abstract was not all
    r"\b(?:sections?|pages?|chapters?|parts?|paragraphs?|introduction|conclusions?|appendix|appendices|opening|beginning"
    r"|theorems?|algorithms?|figures?|tables?|whole|full|text|body)\b",
    re.IGNORECASE,
)


class RegisteredWorks:
    """A Bibliography (faces.markdown.library) over sources.yaml.

    files  by id of the borrowed figure: its verified file, or why it is not in hand
    """

    def __init__(
        self,
        registry: Registry,
        pages: Iterable[Page],
        style: str,
        files: Mapping[str, Path | Unavailable],
        root: Path = Path(),
    ):
        self.registry, self._files = registry, files
        self.mentions = tuple(
            mention for mention in cited(pages, registry.key) if mention.key in registry.works
        )
        self._bibliography = Bibliography(
            registry, style, (mention.key for mention in self.mentions), root=root
        )
        self._loans: dict[str, Loan] = {}

    def keys(self) -> tuple[str, ...]:
        return tuple(self.registry.works)

    def cite(self, citation: Citation, link: Callable[[str, str], str]) -> str:
        return self._bibliography.citation(citation).html(link)

    def work(self, key: str) -> CitedWork | None:
        work = self.registry.works.get(key)
        if work is None:
            return None
        return CitedWork(work.key, f"{self._bibliography.entry(work.key)}{_read(work)}", work.url)

    def state(self) -> str:
        """The registry, the order of first citation, and what is in hand: all that the answers are
        made of.
        """
        return repr(
            (self.registry, tuple(dict.fromkeys(mention.key for mention in self.mentions)), self._files)
        )

    def loans(self) -> tuple[str, ...]:
        return tuple(id for id, borrowed in self.registry.borrowed.items() if borrowed.use != "redrawn")

    def loan(self, id: str) -> Loan | None:
        if id not in self.loans():
            return None
        if id not in self._loans:
            borrowed = self.registry.borrowed[id]
            work = self.registry.works[borrowed.work]
            file = self._files.get(id, Unavailable("no file is registered for it"))
            pinned = borrowed.file
            media_type = "" if pinned is None else "image/png" if pinned.crop else pinned.media_type
            sha256 = "" if pinned is None else pinned.crop.sha256 if pinned.crop else pinned.sha256
            self._loans[id] = Loan(
                id, file, media_type, sha256, borrowed.title, _credit(borrowed, work), borrowed.use
            )
        return self._loans[id]

    def redrawn(self, figure: str) -> tuple[Credit, ...]:
        return tuple(_credit(b, self.registry.works[b.work]) for b in self.registry.redrawn(figure))

    def references(self, page: str) -> str:
        """The works that the pages cite, each with links back to where; what was read of it stands in the
        reading notes.
        """
        keys = dict.fromkeys(mention.key for mention in self.mentions)
        entries = [
            f'<li id="ref-{html.escape(key)}" class="fp-reference">{told} {self._back(key, page)}</li>'
            for key, told in self._bibliography.entries(keys)
        ]
        tag = "ol" if self._bibliography.numeric else "ul"
        return f'<{tag} class="fp-references">{"".join(entries)}</{tag}>'

    def reading_notes(self, page: str) -> str:
        """What was read, when, how much of it, and what it is used for; what nobody opened is said and
        counted.
        """
        parts, unread = [], []
        for key, work in self.registry.works.items():  # the author's own order
            told = self._bibliography.entry(key)
            if work.read is None:
                unread.append((work, told))
                continue
            parts.append(
                f'<section class="fp-note" id="note-{html.escape(key)}"><h2 '
                f'id="read-{html.escape(key)}">{html.escape(work.title)}</h2>'
                f'<p class="fp-reference">{told}</p><p>{html.escape(work.read.summary)}</p>'
                f'<p class="fp-meta">Read {html.escape(work.read.on)}: {html.escape(work.read.extent)}. {_archived(work)} '
                f"{self._back(key, page)}</p></section>"
            )
        kept = sum(work.archived is not None for work in self.registry.works.values())
        archived = (
            f"The text of {kept} is archived: what is quoted from them is looked up there, and a reviewer is shown the passage that a "
            "citation means."
            if kept
            else "No text is archived, so no passage can be shown."
        )
        count = (
            f"<p>Read: {len(parts)} of {len(self.registry.works)} registered works. Not opened: {len(unread)}; nothing is claimed about "
            f"their text. {archived}</p>"
        )
        missing = "".join(
            f"<li>{told}{f' <em>{html.escape(work.why)}</em>' if work.why else ''}</li>"
            for work, told in unread
        )
        closing = (
            f'<h2 id="not-opened">Not opened</h2><ul class="fp-references">{missing}</ul>' if unread else ""
        )
        return count + "".join(parts) + closing

    def credits(self, page: str, number: Callable[[str], tuple[str, str]]) -> str:
        """Every picture that is somebody else's or follows one; `number` gives (words, address) of a figure
        on the site.
        """
        rows = []
        for borrowed in self.registry.borrowed.values():
            words, address = number(
                f"fig:{borrowed.figure}" if borrowed.use == "redrawn" else f"borrowed:{borrowed.id}"
            )
            place = f'<a href="{html.escape(address)}">{words}</a>' if address else words
            line = _credit(borrowed, self.registry.works[borrowed.work]).html
            rows.append(f"<tr><td>{place}</td><td>{borrowed.use}</td><td>{line}</td></tr>")
        head = "<thead><tr><th scope='col'>Figure</th><th scope='col'>Use</th><th scope='col'>Credit</th></tr></thead>"
        return (
            f'<table class="fp-credits">{head}<tbody>{"".join(rows)}</tbody></table>'
            if rows
            else "<p>No picture here is anybody else's.</p>"
        )

    def _back(self, key: str, page: str) -> str:
        mentions = [mention for mention in self.mentions if mention.key == key]
        if not mentions:
            return '<span class="fp-back">not cited</span>'
        links = ", ".join(
            f'<a href="{_to(mention, page)}" aria-label="citation {i} of {html.escape(key)}">{i}</a>'
            for i, mention in enumerate(mentions, 1)
        )
        return f'<span class="fp-back">cited: {links}</span>'


def _to(mention: CitedAt, page: str) -> str:
    return f"{posixpath.relpath(mention.source, posixpath.dirname(page) or '.')}#{mention.anchor}"


def _read(work: Work) -> str:
    """On a card: that no more than the abstract was read, or that nobody opened it."""
    if not work.opened:
        return ' <span class="fp-read">not opened</span>'
    extent = work.read.extent if work.read else ""
    only = _ABSTRACT.match(extent) and not _MORE.search(extent)
    return ' <span class="fp-read">read: abstract</span>' if only else ""


def _archived(work: Work) -> str:
    """Whether a passage of it can be shown, and from which copy."""
    if work.archived is None:
        return "No text of it is archived: no passage can be shown."
    kind = {"application/pdf": "PDF", "text/html": "web page", "text/plain": "text"}[work.archived.media_type]
    return f'A passage can be shown, from <a href="{html.escape(work.archived.url)}">this {kind}</a>.'


def _credit(borrowed: Borrowed, work: Work) -> Credit:
    parts = credits.credit(borrowed, work).parts
    told = "".join(
        f'<a href="{html.escape(part.url)}">{html.escape(part.text)}</a>'
        if part.url
        else html.escape(part.text)
        for part in parts
    )
    return Credit(told, work.url)
