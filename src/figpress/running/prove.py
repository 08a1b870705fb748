"""Verifies that links still answer, that rights still read as quoted, and that pinned files are still what
they were.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.sources.archive import SUFFIXES
from figpress.sources.images import sniff
from figpress.sources.model import Borrowed, Evidence, Registry, SourceFile, Unavailable
from figpress.sources.plain_text import text_of
from figpress.sources.quotations import stands_in
from figpress.sources.registry import open_registry
from figpress.sources.web import Page, Web

PAUSE = 0.5  # seconds between two questions to one host
_CLOSED = {401, 402, 403, 405, 406, 429, 451, 999}  # there, but not for programs


@dataclass(frozen=True)
class Proof:
    """One thing that was looked at: "link", "licence" or "file", of which entry, and what came of it (None:
    it holds).
    """

    kind: str
    id: str
    url: str
    finding: Finding | None


def prove(site: Site, web: Web, told: Callable[[Proof], None] = lambda proof: None) -> tuple[Proof, ...]:
    """Ask every address of the registry: one question at a time to a host, six hosts at once."""
    registry = open_registry(site)
    jobs = sorted(_jobs(site, registry), key=lambda job: (job[2], job[0], job[1]))
    by_host: dict[str, list] = {}
    for job in jobs:
        by_host.setdefault(urlsplit(job[2]).netloc, []).append(job)

    def ask_host(questions: list) -> list[Proof]:
        proofs = []
        once = _Once(web)
        for kind, id, url, ask in questions:
            proofs.append(Proof(kind, id, url, ask(once)))
            told(proofs[-1])
        return proofs

    with ThreadPoolExecutor(6) as pool:
        return tuple(proof for proofs in pool.map(ask_host, by_host.values()) for proof in proofs)


class _Once:
    """The web for one host: each address is asked once, with a pause between two."""

    def __init__(self, web: Web):
        self.web, self.pages, self.states = web, {}, {}

    def get(self, url: str) -> Page | Unavailable:
        if url not in self.pages:
            self._pause(url)
            self.pages[url] = self.web.get(url)
        return self.pages[url]

    def status(self, url: str) -> int | Unavailable:
        if url not in self.states:
            self._pause(url)
            self.states[url] = self.web.status(url)
        return self.states[url]

    def _pause(self, url: str) -> None:
        if (self.pages or self.states) and not self.web.given_up(url):
            self.web.sleep(PAUSE)


def _jobs(site: Site, registry: Registry) -> Iterable[tuple]:
    for work in registry.works.values():
        if work.url:
            yield (
                "link",
                work.key,
                work.url,
                lambda web, w=work: _link(web, f"works.{w.key}", w.url, w.at("URL")),
            )
    for borrowed in registry.borrowed.values():
        if borrowed.file:
            yield "file", borrowed.id, borrowed.file.url, lambda web, b=borrowed: _file(web, b, b.file)
        if borrowed.basis and borrowed.basis.evidence:
            evidence = borrowed.basis.evidence
            yield (
                "licence",
                borrowed.id,
                raw_address(evidence.url),
                lambda web, b=borrowed, e=evidence: _evidence(site, web, b, e),
            )


def _link(web: _Once, name: str, url: str, where: Place) -> Finding | None:
    answer = web.status(url)
    if isinstance(answer, Unavailable):
        return Finding(where, "link-silent", "warning", f"{name}: {answer.reason}", answer.hint)
    if answer in _CLOSED:
        return Finding(
            where,
            "link-closed",
            "notice",
            f"{name}: {url} answers {answer}: it may be there for people alone",
        )
    if answer >= 400:
        return Finding(
            where,
            "link-dead",
            "error",
            f"{name}: {url} answers {answer}",
            "Find where it has moved, or name an archived copy.",
        )
    return None


def _file(web: _Once, borrowed: Borrowed, file: SourceFile) -> Finding | None:
    """Whether the address still gives the registered content; what is kept here is not asked."""
    import hashlib

    page = web.get(file.url)
    where = borrowed.at("file.url")
    if isinstance(page, Unavailable):
        return Finding(
            where,
            "file-gone",
            "warning",
            f"borrowed.{borrowed.id}: {page.reason}",
            page.hint or "The kept copy still stands; find where the file has moved.",
        )
    if hashlib.sha256(page.content).hexdigest() != file.sha256:
        return Finding(
            where,
            "untrue-sha256",
            "error",
            f"borrowed.{borrowed.id}: {file.url} gives another file now",
            "Pin a version in the address.",
        )
    return None


def _evidence(site: Site, web: _Once, borrowed: Borrowed, evidence: Evidence) -> Finding | None:
    """Whether the words that give the right still stand where they were read."""
    where, name = borrowed.at("basis.evidence"), f"borrowed.{borrowed.id}"
    if evidence.url:
        page = web.get(raw_address(evidence.url))
        if isinstance(page, Unavailable):
            return Finding(where, "licence-silent", "warning", f"{name}: {page.reason}", page.hint)
        text = text_of(page.content, page.media_type or sniff(page.content))
    else:
        path = site.root / evidence.file
        if not path.is_file():
            return Finding(where, "rights", "error", f"{name}: the document does not exist: {evidence.file}")
        media_type = next(
            (kind for kind, suffix in SUFFIXES.items() if suffix == path.suffix.lower()), "text/plain"
        )
        text = text_of(path.read_bytes(), media_type)
        if not text:
            return Finding(
                where,
                "licence-unread",
                "notice",
                f"{name}: {evidence.file} holds no text that a program can read",
            )
    if not stands_in(evidence.quote, text):
        shown = evidence.quote if len(evidence.quote) < 60 else f"{evidence.quote[:57]}…"
        return Finding(
            where,
            "licence-differs",
            "error",
            f"{name}: “{shown}” does not stand there any more",
            f"Read {evidence.url or evidence.file} again before you go on using it.",
        )
    return None


def raw_address(url: str) -> str:
    """GitHub shows a file inside a page that scripts put together; its plain text stands elsewhere."""
    parts = urlsplit(url)
    if parts.netloc == "github.com" and "/blob/" in parts.path:
        return f"https://raw.githubusercontent.com{parts.path.replace('/blob/', '/', 1)}"
    return url
