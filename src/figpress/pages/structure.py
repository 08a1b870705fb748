"""How pages hang together: headings in order, links inside the site that lead somewhere."""

import posixpath
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping

from figpress.base.finding import Finding
from figpress.base.nearest import did_you_mean
from figpress.base.places import Place
from figpress.pages.headings import HEADING, words_of
from figpress.pages.numbering import Numbering
from figpress.pages.page import Page
from figpress.pages.uncoded import line_of, uncoded

_LINK = re.compile(r"(?<![\\!])\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*\]\((?P<to>[^\s()<>]+)(?:\s+\"[^\"]*\")?\)")
_IMAGE = re.compile(r"(?<!\\)!\[(?P<alt>(?:[^\[\]\\]|\\.)*)\]\((?P<to>[^\s()<>]+)(?:\s+\"[^\"]*\")?\)")
_SCHEME = re.compile(r"[a-zA-Z][\w+.-]*:|//")
_ATTRIBUTES = re.compile(r"\{[^{}]*+\}\s*+$")
_BRACES = re.compile(r"\{([^{}]*+)\}")
_ID = re.compile(r"#([\w.:-]+)")
_HTML_ID = re.compile(r"\bid=[\"']([\w.:-]+)[\"']")


def heading_findings(pages: Iterable[Page]) -> tuple[Finding, ...]:
    """More than one first heading, and levels that are skipped: what a screen reader's outline trips over."""
    findings = []
    for page in pages:
        level = 0
        for match in HEADING.finditer(uncoded(page.body)):
            where = Place(page.path, line_of(page.body, match.start(), page.first_line))
            now = len(match["marks"])
            if now == 1 and level:
                findings.append(
                    Finding(
                        where,
                        "headings",
                        "warning",
                        "a second heading of the first level",
                        "A page has one; the others begin with ##.",
                    )
                )
            elif now > level + 1 and level:
                findings.append(
                    Finding(
                        where,
                        "headings",
                        "warning",
                        f"{'#' * now} after {'#' * level}: a level is skipped",
                        f"Begin it with {'#' * (level + 1)}.",
                    )
                )
            level = now
    return tuple(findings)


def link_findings(
    pages: Iterable[Page], files: Collection[str], numbering: Numbering, made: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Links to pages, files and anchors of the site that are not there, and images without alternative text.

    files  everything under docs/, relative to it
    made   what the build adds
    """
    pages = tuple(pages)
    anchors = {
        page.source: anchors_of(page)
        | {n.anchor for n in numbering.entries.values() if n.source == page.source}
        for page in pages
    }
    return tuple(f for page in pages for f in _of_page(page, files, anchors, made))


def _of_page(
    page: Page, files: Collection[str], anchors: Mapping[str, set[str]], made: Collection[str]
) -> Iterator[Finding]:
    text = uncoded(page.body)
    for match in [*_LINK.finditer(text), *_IMAGE.finditer(text)]:
        to = page.body[match.start("to") : match.end("to")]
        where = Place(page.path, line_of(page.body, match.start(), page.first_line))
        if match[0].startswith("!") and not match["alt"].strip() and not _SCHEME.match(to):
            yield Finding(
                where,
                "no-alt",
                "error",
                f"{to} has no alternative text",
                "Say between [ and ] what the picture shows.",
            )
        if _SCHEME.match(to) or to.startswith("/"):
            continue
        path, _, anchor = to.partition("#")
        source = (
            posixpath.normpath(posixpath.join(posixpath.dirname(page.source), path)) if path else page.source
        )
        if source not in files and source not in made and path:
            yield Finding(
                where,
                "dead-link",
                "error",
                f"{to} leads nowhere: there is no docs/{source}",
                did_you_mean(source, files),
            )
        elif anchor and source in anchors and anchor not in anchors[source]:
            yield Finding(
                where,
                "dead-link",
                "error",
                f"{to}: nothing on that page is called #{anchor}",
                did_you_mean(anchor, anchors[source]),
            )


def anchors_of(page: Page) -> set[str]:
    """What can be linked to on a page: its headings as Python-Markdown names them, and ids that its author
    wrote.
    """
    text = uncoded(page.body)
    found = {ids[-1] for inside in _BRACES.findall(text) if (ids := _ID.findall(inside))}
    found |= set(_HTML_ID.findall(text))
    twice: dict[str, int] = {}  # how far each name has been counted
    for match in HEADING.finditer(text):
        begin = match.start("rest")
        words = page.body[begin : begin + len(words_of(match["rest"], attributes=False))]
        slug = _slug(re.sub(r"\[([^\[\]]*+)\]\([^()]*+\)", r"\1", _ATTRIBUTES.sub("", words)))
        count = twice.get(slug, 0)
        while (name := slug if not count else f"{slug}_{count}") in found:
            count += 1
        twice[slug] = count
        found.add(name)
    return found


def _slug(heading: str) -> str:
    plain = (
        unicodedata.normalize("NFKD", re.sub(r"[$`*]", "", heading)).encode("ascii", "ignore").decode("ascii")
    )
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())
