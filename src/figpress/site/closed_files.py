"""What goes out: no file from outside the site's tree, and in a publication none that no page asks for."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import lxml.html

from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.base.site import Site

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


def leave_at_home(folder: Path, site: Site) -> tuple[str, ...]:
    """Take out of a built folder the files of docs/ that no page in it asks for and that `assets:` does not
    list.

    Such files belong to a draft that stays at home, or to nobody. Returns their paths.
    """
    asked = set(_asked(folder))
    gone = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        ours = (site.docs / name).is_file() and path.suffix != ".html"
        if ours and name not in asked and not any(fnmatch(name, known) for known in (*KNOWN, *site.assets)):
            path.unlink()
            gone.append(name)
    return tuple(gone)


def _asked(folder: Path) -> Iterator[str]:
    """Every file that a page, or a style sheet, names."""
    for path in folder.rglob("*.html"):
        page = path.relative_to(folder).as_posix()
        tree = lxml.html.parse(str(path), lxml.html.HTMLParser(encoding="utf-8")).getroot()
        for element in tree.iter() if tree is not None else ():
            for value in element.attrib.values() if isinstance(element.tag, str) else ():
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
