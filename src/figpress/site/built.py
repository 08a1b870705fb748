"""Reads and finishes a built site's folder: its files by hash, its pages, what a publication adds to them."""

import gzip
import hashlib
import html
import json
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from urllib.parse import unquote, urlsplit

from figpress.base.writing import write_beside
from figpress.site.model import MANIFEST, Entry, Shown

FIGURES = "figures.json"

_LINK = re.compile(
    r'<a\b(?P<before>[^>]*?)\bhref="(?P<href>[^"]*)"(?P<after>[^>]*)>(?P<text>.*?)</a>', re.DOTALL
)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_CARD = re.compile(r'<span class="fp-card">.*?</span></span>', re.DOTALL)
_MATH = re.compile(r'<span[^>]*data-tex="(?P<tex>[^"]*)".*?</math>.*?</span>', re.DOTALL)


def hashes(folder: Path) -> dict[str, str]:
    """Every file below `folder`, the manifest left out: path with forward slashes → sha256."""
    files = (path for path in folder.rglob("*") if path.is_file())
    found = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }
    found.pop(MANIFEST, None)
    found.pop(".nojekyll", None)
    return found


def entries(folder: Path, sources: Mapping[str, tuple[int, str]]) -> tuple[Entry, ...]:
    """The pages of a built site that came of `sources`: path relative to docs/ → last change, day of
    approval.
    """
    found = []
    for source, (updated, published) in sources.items():
        path = next((path for path in _outputs(source) if (folder / path).is_file()), None)
        if path is None:
            continue
        text = (folder / path).read_text("utf-8")
        article = text.partition("<article")[2] or text
        title = _HEADING.search(article) or _TITLE.search(text)
        words = next(
            (words for found in _PARAGRAPH.finditer(article) if len(words := _plain(found[1])) > 40), ""
        )
        address = path.removesuffix("index.html")
        found.append(
            Entry(
                source,
                path,
                address,
                _plain(title[1]) if title else source,
                _shortened(words),
                updated,
                published,
            )
        )
    return tuple(found)


def pictures(folder: Path) -> tuple[Shown, ...]:
    """Every picture of a built site's pages, as its figures.json has them."""
    path = folder / FIGURES
    return tuple(Shown(**one) for one in json.loads(path.read_text("utf-8"))) if path.is_file() else ()


def list_pictures(folder: Path, shown: Iterable[Shown]) -> None:
    """Write figures.json, in the order of the pages."""
    ordered = sorted(shown, key=lambda one: (one.page, one.src, one.id))
    write_beside(
        folder / FIGURES, json.dumps([asdict(one) for one in ordered], indent=1, ensure_ascii=False) + "\n"
    )


def add_card(folder: Path, png: bytes) -> str:
    """File a card under its content; answers its path below `folder`."""
    path = f"assets/cards/{hashlib.sha256(png).hexdigest()}.png"
    write_beside(folder / path, png)
    return path


def every_page(folder: Path, change: Callable[[str, str], str]) -> None:
    """Rewrite each HTML file: `change` gets its path below the root and its text."""
    for path in sorted(folder.rglob("*.html")):
        before = path.read_text("utf-8")
        after = change(path.relative_to(folder).as_posix(), before)
        if after != before:
            path.write_text(after, "utf-8")


def with_head(text: str, lines: str) -> str:
    """A page with more lines at the end of its head."""
    return text.replace("</head>", f"{lines}\n</head>", 1)


def with_banner(text: str, banner: str) -> str:
    """A page that says something before all else."""
    return re.sub(r"(<body\b[^>]*>)", lambda body: f"{body[1]}\n{banner}", text, count=1)


def without_links(text: str, page: str, source: str, gone: frozenset[str]) -> str:
    """A page on which links to the pages in `gone` are words only.

    page    its path below the root; source: relative to docs/, "" for a page that no file of docs/ became
    gone    pages relative to docs/. A site generator that does not know them leaves links to them as they
            were written.
    """
    outputs = {path for name in gone for path in _outputs(name)}

    def unlinked(link: re.Match[str]) -> str:
        parts = urlsplit(html.unescape(link["href"]))
        if parts.scheme or parts.netloc or not parts.path:
            return link[0]
        path = unquote(parts.path)
        as_written = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        as_built = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)).removeprefix("./")
        leads_away = (
            as_written in gone
            or {as_built, posixpath.join(as_built, "index.html"), f"{as_built}.html"} & outputs
        )
        return f'<span class="fp-unpublished">{link["text"]}</span>' if leads_away else link[0]

    return _LINK.sub(unlinked, text)


def zipped(text: str) -> bytes:
    """Gzipped without a date, so that twice the same text is twice the same bytes."""
    return gzip.compress(text.encode(), mtime=0)


def _outputs(source: str) -> Iterator[str]:
    """Where MkDocs may have written a page, with directory URLs and without."""
    stem = source.removesuffix(".md").removesuffix(".ipynb")
    folder, _, name = stem.rpartition("/")
    prefix = f"{folder}/" if folder else ""
    if name in ("index", "README"):
        yield f"{prefix}index.html"
    else:
        yield f"{stem}/index.html"
        yield f"{stem}.html"


def _plain(markup: str) -> str:
    markup = _CARD.sub("", markup)
    markup = _MATH.sub(lambda found: found["tex"], markup)
    markup = re.sub(r'<a class="(?:headerlink|anchor-link)".*?</a>', "", markup, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", markup)).split())


def _shortened(words: str, most: int = 200) -> str:
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0].rstrip(",;:") + " …"
