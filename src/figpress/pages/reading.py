"""Reads the pages of a site: front matter to a Section, the rest as text."""

import datetime
import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from figpress.base.data import unfolded
from figpress.base.errors import Mistake
from figpress.base.merges import conflict
from figpress.base.nearest import did_you_mean
from figpress.base.odd_files import linked_out
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.pages.approvals import read_approvals
from figpress.pages.front_matter import LOADER
from figpress.pages.headings import words_of
from figpress.pages.page import Page
from figpress.pages.section import STATUSES, Section
from figpress.pages.uncoded import uncoded

KEYS = ("title", "status", "plan", "questions", "approvals", "agreed_by", "symbols", "card")
SECTION_KEYS = frozenset(
    {"plan", "questions", "approvals", "agreed_by", "symbols"}
)  # of a page with a status
_FRONT = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*\n?", re.M | re.S)
_OPEN = re.compile(
    rf"---[ \t]*\n(?:[ \t]*#.*\n)*(?:{'|'.join(KEYS)})[ \t]*:"
)  # a rule, and a line that looks like one of our keys
_OURS = re.compile(rf"^[ \t]*(?:status|{'|'.join(sorted(SECTION_KEYS))})[ \t]*:", re.M)
_POSTS = re.compile(r"^[ \t]*\[POSTS\][ \t]*$", re.M)
_DRAFT = re.compile(r"^draft[ \t]*:", re.M)
_HEADING = re.compile(r"^# ++(?P<rest>[^ \n][^\n]*)$", re.M)


# Plugins that make no pages: beside others a nav may name a page that is not there yet.
_NO_PAGES = {
    "search",
    "figpress",
    "mkdocs-jupyter",
    "social",
    "tags",
    "privacy",
    "offline",
    "minify",
    "optimize",
}


def read_pages(
    site: Site,
    sources: Sequence[str] | None = None,
    written: Mapping[str, str] = MappingProxyType({}),
    always: Sequence[str] = (),
) -> tuple[Page, ...]:
    """Every Markdown page under docs/: those of the nav in its order, then the others by name.

    sources  the pages in the order that readers see, where a generator has said it; with those of `always`
    written  the texts of pages that no file under docs/ holds

    Sections are numbered in that order. Raises Mistake for front matter that cannot be right.
    """
    found = (
        {path.relative_to(site.docs).as_posix() for path in site.docs.rglob("*.md")}
        if site.docs.is_dir()
        else set()
    )
    if sources is None or always:
        ordered = _in_nav_order(site, found)
        sources = ordered if sources is None else _with(sources, [s for s in ordered if s in always], ordered)
    pages, number = [], 0
    for source in sources:
        if source not in found and source not in written:
            continue
        text = written.get(source)
        path = f"{site.docs_dir}/{source}"
        page = (
            read_page(site, source, number + 1)
            if text is None
            else parse_page(text, path, source, number + 1, site.statuses)
        )
        number += page.section is not None
        pages.append(page)
    return tuple(pages)


def drafted(site: Site) -> tuple[str, ...]:
    """The drafts of a blog, relative to docs/: shown to their author only. Elsewhere `draft:` is none of
    ours.
    """
    texts = (
        {path: path.read_text("utf-8", "replace") for path in site.docs.rglob("*.md")}
        if site.docs.is_dir()
        else {}
    )
    if not any("[POSTS]" in text and _POSTS.search(uncoded(text)) for text in texts.values()):
        return ()
    said = (path.relative_to(site.docs).as_posix() for path, text in texts.items() if _DRAFT.search(text))
    return tuple(source for source in sorted(said) if read_page(site, source).draft)


def makes_no_pages(site: Site) -> bool:
    """Whether every page of the site is a file under docs/, as far as is known of its plugins."""
    return {name.rpartition("/")[2] for name in site.plugins} <= _NO_PAGES


def _with(sources: Sequence[str], more: list[str], ordered: list[str]) -> list[str]:
    """`sources` with `more` where they stand in `ordered`: each behind the page before it."""
    result = list(sources)
    for source in more:
        before = [other for other in ordered[: ordered.index(source)] if other in result]
        result.insert(result.index(before[-1]) + 1 if before else 0, source)
    return result


def _in_nav_order(site: Site, found: set[str]) -> list[str]:
    listed = [source for source in dict.fromkeys(site.nav) if source.endswith(".md")]
    for source in listed if makes_no_pages(site) else ():
        if source not in found:
            raise Mistake(
                f"the nav names a page that is not there: {source}",
                Place(site.config, _nav_line(site, source)),
                did_you_mean(source, found),
            )
    others = sorted(
        found.difference(listed), key=lambda source: (source not in ("index.md", "README.md"), source)
    )
    return [*(source for source in listed if source in found), *others]


def _nav_line(site: Site, source: str) -> int:
    """The line of the configuration that names a page."""
    lines = (site.root / site.config).read_text("utf-8-sig").splitlines()
    named = re.compile(rf"(?<![\w./-]){re.escape(source)}(?![\w./-])")
    return next((number for number, line in enumerate(lines, 1) if named.search(line.partition("#")[0])), 0)


def read_page(site: Site, source: str, number: int = 0) -> Page:
    """The page `source` (relative to docs/); a section gets `number`."""
    path = f"{site.docs_dir}/{source}"
    if linked_out(site, site.docs / source):
        raise Mistake(
            "a link out of the site's folder: not followed",
            Place(path),
            "Copy the file to where the link is, or take the link away.",
        )
    try:
        text = (site.docs / source).read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Mistake(
            "not written in UTF-8",
            Place(path, error.object[: error.start].count(b"\n") + 1),
            "Save it as UTF-8.",
        ) from None
    except OSError as error:
        raise Mistake(f"cannot be read: {error.strerror}", Place(path)) from None
    page = parse_page(text, path, source, number, site.statuses)
    if page.section is None:
        return page
    approvals, wrong = read_approvals(site, page.section.slug)
    return replace(page, section=replace(page.section, approvals=approvals, bad_approvals=wrong))


def parse_page(text: str, path: str, source: str, number: int = 0, others: Sequence[str] = ()) -> Page:
    """A page from its text; `path` stands in the errors, `others` are statuses that mean something to the
    theme.
    """
    text = text.replace("\r\n", "\n")
    if line := conflict(text):
        raise Mistake(
            "git left the marks of an unfinished merge",
            Place(path, line),
            "Choose what stays, and take the marks out.",
        )
    front = _FRONT.match(text)
    if not front and _OPEN.match(text):
        raise Mistake(
            "front matter without its end", Place(path, 1), "Put --- on a line of its own after the last key."
        )
    body = text[front.end() :] if front else text
    meta = _Front(front["yaml"], path) if front else None
    heading = _HEADING.search(body)
    title = (meta.text("title") if meta else "") or (words_of(heading["rest"]) if heading else "")
    section = _section(meta, source, number, title) if meta and _has_status(meta, others) else None
    card = meta.text("card") if meta else ""
    first_line = 1 + (text[: front.end()].count("\n") if front else 0)
    return Page(
        path,
        source,
        title,
        section,
        body,
        first_line,
        card,
        meta.lines["card"] if meta and card else 0,
        **(_post(meta) if meta else {}),
    )


def _post(meta: "_Front") -> dict[str, Any]:
    """What a front matter says of a post. Other tools have such keys, too: what is not written as here is not
    ours.
    """
    said = meta.values

    def word(key: str) -> str:
        return _plain(said[key]) if isinstance(said.get(key), str) else ""

    def words(*keys: str) -> tuple[str, ...]:
        value = next((said[key] for key in keys if said.get(key)), [])
        return (
            tuple(map(_plain, value))
            if isinstance(value, list)
            else (_plain(value),)
            if isinstance(value, str)
            else ()
        )

    days = {key: day for key in ("date", "updated") if is_date(day := word(key)[:10])}
    return {
        **days,
        "authors": words("authors", "author"),
        "tags": words("tags"),
        "draft": word("draft").lower() == "true",
        "description": word("description"),
    }


def _has_status(meta: "_Front", others: Sequence[str]) -> bool:
    """Whether a page is a section: its status is one of ours, or was meant to be. Themes have statuses, too."""
    status = meta.values.get("status")
    if isinstance(status, str) and status not in STATUSES:
        meant = SECTION_KEYS & meta.values.keys() or difflib.get_close_matches(
            status, STATUSES, n=1, cutoff=0.8
        )
        return status not in others and bool(meant)
    return status is not None


def _section(meta: "_Front", source: str, number: int, title: str) -> Section:
    status = meta.text("status")
    if status not in STATUSES:
        raise meta.mistake(
            "status",
            f"no such status: {status!r}",
            did_you_mean(status, STATUSES) or f"One of: {', '.join(STATUSES)}",
        )
    return Section(
        slug=Path(source).stem,
        page=source,
        number=number,
        title=title,
        status=status,  # type: ignore[arg-type]
        plan=meta.text("plan"),
        questions=meta.texts("questions"),
        agreed_by=meta.text("agreed_by"),
        symbols=meta.text("symbols"),
    )


class _Front:
    """One front matter while it is read: values by key, and the line of each key for the errors."""

    def __init__(self, text: str, path: str):
        self.path = path
        try:
            # Every scalar stays text: YAML 1.1 would read the key `on` as True and a date as a date.
            node = yaml.compose(text, LOADER)
            values = yaml.load(text, LOADER) or {}
        except RecursionError:
            raise Mistake("front matter is nested too deeply", Place(path, 1)) from None
        except yaml.YAMLError as error:
            if not _OURS.search(text):  # what MkDocs passes over is nothing of ours
                self.values, self.lines = {}, {}
                return
            mark = getattr(error, "problem_mark", None)
            raise Mistake(
                f"front matter is not YAML: {getattr(error, 'problem', error)}",
                Place(path, mark.line + 2 if mark else 1),
            ) from None
        if why := unfolded(values):
            raise Mistake(f"front matter cannot be used: {why}", Place(path, 1), "Write it out.")
        if not isinstance(values, dict) and not any(key in text for key in ("status", *SECTION_KEYS)):
            values, node = {}, None
        if not isinstance(values, dict):
            raise Mistake("front matter is not a list of keys and values", Place(path, 1))
        self.values = values
        self.lines = {key.value: key.start_mark.line + 2 for key, _ in node.value} if node else {}
        ours = values.get("status") in STATUSES or SECTION_KEYS & values.keys()
        for key in map(
            str, values
        ):  # a theme has keys of its own, so only what looks like one of ours is questioned
            meant = difflib.get_close_matches(key, KEYS, n=1, cutoff=0.8)
            if key not in KEYS and meant and (ours or (meant == ["status"] and values[key] in STATUSES)):
                raise self.mistake(key, f"unknown key in the front matter: {key}", did_you_mean(key, KEYS))

    def mistake(self, key: str, message: str, hint: str = "") -> Mistake:
        return Mistake(message, Place(self.path, self.lines.get(key, 1)), hint)

    def text(self, key: str) -> str:
        value = self.values.get(key)
        if isinstance(value, list | dict):
            raise self.mistake(key, f"{key} is one text, not a {type(value).__name__}")
        return _plain(value)

    def items(self, key: str) -> list[Any]:
        value = self.values.get(key) or []
        if not isinstance(value, list):
            raise self.mistake(key, f"{key} is a list")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(_plain(item) for item in self.items(key))


def is_date(text: str) -> bool:
    """Whether a text is a day, as ISO 8601 writes it."""
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _plain(value: Any) -> str:
    return "" if value is None else str(value).strip()
