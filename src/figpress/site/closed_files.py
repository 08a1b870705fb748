"""What goes out: no file from outside the site's tree, and in a publication none that no page asks for."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import lxml.html
from lxml import etree

from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.pages.page import Page

if TYPE_CHECKING:
    from mkdocs.structure.files import Files

# Asked for by machines, by name.
KNOWN = (
    "CNAME",
    "robots.txt",
    "favicon.ico",
    "humans.txt",
    "ads.txt",
    "security.txt",
    ".well-known/*",
    "google*.html",
)
_FILE = re.compile(r"""\]\(\s*<?([^\s()<>]+)|(?:src|href|data)\s*=\s*["']([^"']+)["']""")
_URL = re.compile(r"(?:url\(\s*|@import\s+)['\"]?([^'\")\s]+)")


def without_links_out(files: Files, docs: str, root: Path) -> tuple[Finding, ...]:
    """Take away the files of `docs` that are links to something outside the site's tree; a finding for each."""
    around = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
    tree = os.path.join(os.path.realpath(around), "")
    found = []
    for file in list(files):
        path = os.path.join(docs, file.src_uri)
        if file.src_dir == docs and not os.path.realpath(path).startswith(tree):
            files.remove(file)
            place = Place(os.path.relpath(path, root).replace(os.sep, "/"))
            found.append(
                Finding(place, "link-out", "error", "a link out of the site's folder: not followed", _NEXT)
            )
    return tuple(found)


_NEXT = "Copy the file to where the link is, or take the link away."


def leave_at_home(folder: Path, site: Site, home: Iterable[Page] = ()) -> tuple[str, ...]:
    """Take out of a built folder the files of docs/ that no page in it asks for and that `assets:` does not
    list, and what belongs to the pages that stay at `home`, listed or not.

    A file belongs to a page that names it, or in whose folder it lies; one that a published page asks for
    goes out. Returns the paths of those taken out.
    """
    asked, theirs = set(_asked(folder)), set(_belonging(site, home))
    gone = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if name in asked or not (site.docs / name).is_file():
            continue
        free = path.suffix == ".html" or any(fnmatch(name, known) for known in (*KNOWN, *site.assets))
        if name in theirs or not free:
            path.unlink()
            gone.append(name)
    return tuple(gone)


def _belonging(site: Site, home: Iterable[Page]) -> Iterator[str]:
    """The files of docs/ that pages name, and those in their folders."""
    for page in home:
        for found in _FILE.finditer(page.body):
            address = unquote(found[1] or found[2]).partition("#")[0]
            if address and not re.match(r"[a-z][a-z0-9+.-]*:|/", address, re.IGNORECASE):
                yield posixpath.normpath(posixpath.join(posixpath.dirname(page.source), address))
        own = site.docs / page.source.removesuffix(".md")
        yield from (path.relative_to(site.docs).as_posix() for path in own.rglob("*") if path.is_file())


def _asked(folder: Path) -> Iterator[str]:
    """Every file that a page, or a style sheet, names."""
    for path in folder.rglob("*.html"):
        page = path.relative_to(folder).as_posix()
        tree = lxml.html.parse(str(path), lxml.html.HTMLParser(encoding="utf-8")).getroot()
        for element in tree.iter(etree.Element) if tree is not None else ():
            for value in element.attrib.values():
                for address in {value, *(part.split()[0] for part in value.split(",") if part.split())}:
                    yield _file(address, page)
            if element.tag == "style":
                yield from (_file(found, page) for found in _URL.findall(element.text or ""))
            yield from (_file(found, page) for found in _URL.findall(element.get("style", "")))
    for path in folder.rglob("*.css"):
        page = path.relative_to(folder).as_posix()
        yield from (_file(found, page) for found in _URL.findall(path.read_text("utf-8", "replace")))


def _file(address: str, page: str) -> str:
    """The file of the site that an address on a page may mean."""
    try:
        path = unquote(urlsplit(address.strip()).path)
    except ValueError:
        return ""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(page), path)).lstrip("/")
