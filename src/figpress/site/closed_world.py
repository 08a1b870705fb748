"""After a build: every image of every page is computed, borrowed or an asset of the site, and figures.json
says which.
"""

import hashlib
import posixpath
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.html

from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.site.built import list_pictures
from figpress.site.markdown.library import Library
from figpress.site.model import Shown
from figpress.site.site_files import Served
from figpress.site.taken import in_css, taken


def check(folder: Path, library: Library, served: Iterable[Served]) -> tuple[Finding, ...]:
    """Reads the built site back, writes its figures.json, and returns what has no business on a page."""
    world = _World(folder, library, {file.path: file for file in served})
    shown: list[Shown] = []
    for path in sorted(folder.rglob("*.html")):
        shown += world.page(path)
    for path in sorted(folder.rglob("*.css")):
        world.sheet(path)
    list_pictures(folder, shown)
    return tuple(world.findings)


class _World:
    def __init__(self, folder: Path, library: Library, served: dict[str, Served]):
        self.folder, self.library, self.served = folder, library, served
        self.findings: list[Finding] = []
        self._digests: dict[Path, str] = {}

    def page(self, path: Path) -> Iterator[Shown]:
        page = path.relative_to(self.folder).as_posix()
        tree = lxml.html.parse(str(path), lxml.html.HTMLParser(encoding="utf-8")).getroot()
        if tree is None:
            return
        for figure in tree.iter("figure"):
            if id := figure.get("data-figure"):
                credit = " ".join(
                    " ".join(line.text_content().split()) for line in figure.find_class("fp-credit")
                )
                for frame in figure.find_class("fp-frame"):
                    if frame.find("svg") is not None:
                        yield Shown(page, "", "computed", id, frame.get("data-sha256", ""), credit)
        for element, address in taken(tree):
            figure = next((a for a in element.iterancestors("figure")), None)
            yield from self._one(page, address, figure)

    def sheet(self, path: Path) -> None:
        name = path.relative_to(self.folder).as_posix()
        for address in in_css(path.read_text("utf-8", "replace")):
            if urlsplit(address).scheme in ("http", "https") or address.startswith("//"):
                self._found(name, "hot-link", f"a style sheet loads {address}")

    def _one(self, page: str, address: str, figure) -> Iterator[Shown]:
        parts = urlsplit(address)
        if parts.scheme == "data":
            if figure is None or not (figure.get("data-figure") or figure.get("data-borrowed")):
                self._found(
                    page,
                    "data-uri",
                    "an image is given as a data URI, so nobody can say where it comes from",
                    "data:image",
                )
            return
        own = self.library.site.url
        if own and address.startswith(own):
            address, parts = address[len(own) :], urlsplit(address[len(own) :])
        elif parts.scheme or parts.netloc:
            self._found(page, "hot-link", f"an image is loaded from elsewhere: {address}", address)
            return
        elif parts.path.startswith("/"):  # as on 404.html, which may be shown for any address
            base = urlsplit(own).path.rstrip("/") + "/"
            address = address.removeprefix(base) if own else address
        else:
            address = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path)))
        src = unquote(urlsplit(address).path).lstrip("/")
        file = self.folder / src
        if not file.is_file():
            self._found(page, "no-image", f"an image is not there: {src}", src)
            return
        served = self.served.get(src)
        kind = served.kind if served else "asset"
        credit = (
            " ".join(" ".join(line.text_content().split()) for line in figure.find_class("fp-credit"))
            if figure is not None
            else ""
        )
        if kind == "asset" and not self._listed(src):
            self._found(
                page,
                "unregistered-image",
                f"{src} is neither drawn by a script nor registered in sources.yaml",
                src,
            )
        yield Shown(page, src, kind, served.id if served else "", self._digest(file), credit)

    def _listed(self, src: str) -> bool:
        """The theme's own pictures and what figpress adds are assets; a file that somebody put into docs/ is
        not, unless it is listed.
        """
        return (
            src in self.served
            or not (self.library.site.docs / src).is_file()
            or any(fnmatch(src, name) for name in self.library.site.assets)
        )

    def _digest(self, file: Path) -> str:
        if file not in self._digests:
            self._digests[file] = hashlib.sha256(file.read_bytes()).hexdigest()
        return self._digests[file]

    def _found(self, page: str, rule: str, message: str, words: str = "") -> None:
        finding = Finding(self._place(page, words), rule, "error", message, _NEXT[rule])
        if finding not in self.findings:
            self.findings.append(finding)

    def _place(self, page: str, words: str) -> Place:
        """The author's page and the line on which `words` stand, a path or an address; else the
        built page.
        """
        folder = page.removesuffix("index.html").rstrip("/")
        for source in (f"{folder}.md", f"{folder}/index.md".lstrip("/"), page.replace(".html", ".md")):
            if known := self.library.pages.get(source):
                for number, line in enumerate(known.body.splitlines(), known.first_line):
                    if words and (words in line or posixpath.basename(words) in line):
                        return Place(known.path, number)
                return Place(known.path)
        return Place(page)


_NEXT = {
    "hot-link": "Register it under `borrowed:` in sources.yaml, and the site serves its own copy.",
    "data-uri": "Save it as a file and register it, or draw it with a script.",
    "no-image": "Is the name right, and the file under docs/?",
    "unregistered-image": "Register it under `borrowed:`, or list it under `assets:` in the figpress "
    "plugin's options when it is your own.",
}
