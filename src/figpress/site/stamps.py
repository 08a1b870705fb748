"""Knows that a site need not be built: everything it was built from, and everything that was built, is as it
was.

A stamp is kept of every good build: one digest of the inputs, one of each file of the output, and what the
figures' runs
looked at. All are verified by content; a page that somebody edited in the built site, or a file that is gone,
is a
reason to build. A configuration whose inputs cannot be named is never stamped.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import sys
import sysconfig
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from figpress.base.data import read_json
from figpress.base.site import Site
from figpress.base.writing import write_beside
from figpress.freshness.code.sourcetree import AT_THE_TOP, NOT_OURS
from figpress.freshness.present import Present
from figpress.freshness.records import Records
from figpress.freshness.trace import Seen
from figpress.pages.listing import Listings

PRESS = Path(__file__).parents[1]
CACHES = {".pytest_cache", ".hypothesis", ".ruff_cache", ".mypy_cache", ".cache", ".ipynb_checkpoints"}
# Of .figpress/: no page is made of these, or they are made of what is looked at anyway.
PASSING = {
    "scratch",
    "locks",
    "tables",
    "preview",
    "fonts",
    "labs",
    "review",
    "revisions",
    "stamp.json",
    "warm.json",
}


@dataclass(frozen=True)
class Shown:
    """What the pages of a site show of source text: files that were read, and functions that are listed."""

    files: frozenset[str]  # absolute
    names: frozenset[str]


class Stamp:
    """The stamp of one site, built in one way (`words`: the command's options)."""

    def __init__(self, site: Site, words: str = ""):
        self.site, self.folder, self.words = site, site.built, words
        self.path = site.private / "stamp.json"
        self.before, self.started = "", time.perf_counter()
        self.told: dict = {}  # what `keep` was told to remember
        self.code: dict[str, str] = {}  # of modules that figures ran: path → digest of the text
        self._digests: dict[tuple[str, int, int, int], str] = {}

    def holds(self) -> bool:
        """True when the last build was good, and neither what it was made from nor what it made has
        changed.
        """
        try:
            kept = read_json(self.path.read_bytes())
        except (OSError, ValueError):
            return False
        if not isinstance(kept, dict) or not kept.keys() >= {
            "inputs",
            "outputs",
            "seen",
            "told",
            "code",
            "trees",
            "listed",
        }:
            return False
        self.code = self._texts(kept["code"])
        self.before = self.inputs()
        self.told = kept["told"]
        now = self._now(kept["seen"])
        return (
            kept["inputs"] == self.before
            and kept["outputs"] == self.outputs()
            and all(now.get(name) == saw for name, saw in kept["seen"].items())
            and (kept["code"] == self.code or self._reads_alike(kept))
        )

    def begin(self) -> bool:
        """Note what is about to be built from: after drawing, before reading a page. True when `holds` saw
        the same.
        """
        self.path.unlink(missing_ok=True)
        seen, code = self.before, self.code
        records = Records(self.site).every()
        self.code = self._texts(
            {path for record in records for path in record.trace.modules.values()}
            - {record.path for record in records}
        )
        self.before = self.inputs()
        return seen == self.before and code == self.code

    def keep(self, told: dict, shown: Shown | None = None) -> None:
        """Remember a good build, of what there was at `begin`. A cache only: failing to write it is no
        failure.

        shown  what pages show of source text; without it, any text may be shown
        """
        trees = {
            path: _tree(self.site.root / path)
            for path in self.code
            if shown and str(self.site.root / path) not in shown.files
        }
        listed = _listed(self.site, shown.names) if shown else {}
        data = {
            "inputs": self.before,
            "outputs": self.outputs(),
            "seen": self._seen(),
            "told": told,
            "code": self.code,
            "trees": trees,
            "listed": listed,
        }
        try:
            if self._texts(self.code) == self.code:  # else what was built is not what is there
                write_beside(self.path, json.dumps(data, sort_keys=True))
        except OSError:
            pass

    def _texts(self, paths: Iterable[str]) -> dict[str, str]:
        return {path: self._digest(self.site.root / path) for path in paths}

    def _reads_alike(self, kept: dict) -> bool:
        """Whether the modules that figures ran differ in nothing that is executed, and in nothing that pages
        show.
        """
        changed = [path for path, text in self.code.items() if kept["code"][path] != text]
        return all(kept["trees"].get(path) == _tree(self.site.root / path) for path in changed) and kept[
            "listed"
        ] == _listed(self.site, kept["listed"])

    def _seen(self) -> dict[str, str]:
        """What the figures' runs saw: files wherever they lie ("content data/x.csv"), variables ("$LEVEL"),
        versions ("torch").
        """
        seen: dict[str, str] = {}
        for record in Records(self.site).every():
            seen.update({**record.prints.files, **record.prints.environment})
        return seen

    def _now(self, seen: dict[str, str]) -> dict[str, str]:
        """What runs would see now of the same."""
        present = Present(self.site)
        now = present.versions({name for name in seen if " " not in name and not name.startswith("$")})
        for name in seen:
            how, _, path = name.partition(" ")
            if name.startswith("$"):
                now[name] = present.variable(name[1:])
            elif path:
                now[name] = present.file(Seen(path, how))  # type: ignore[arg-type]
        return now

    def inputs(self) -> str:
        """The digest of all that a build reads: the site's files, what was drawn and fetched, the press,
        packages, the day.
        """
        hasher = hashlib.sha256()
        environment = sorted(
            (k, v)
            for k, v in os.environ.items()
            if k.startswith(("FIGPRESS_", "MKDOCS_")) or k in ("CI", "SOURCE_DATE_EPOCH")
        )
        for word in (
            self.words,
            str(self.folder),
            sys.version,
            time.strftime("%Y-%m-%d"),
            repr(environment),
            repr(list(_packages(self.site.root))),
            self._named(),
        ):
            hasher.update(f"{word}\0".encode("utf-8", "surrogateescape"))
        code = {self.site.root / path for path in self.code}
        for path in _files(self.site.root, NOT_OURS | AT_THE_TOP | CACHES | {self.folder.name}):
            hasher.update(
                f"{path}\0{'code' if path in code else self._digest(path)}\0".encode(
                    "utf-8", "surrogateescape"
                )
            )
        git = self.site.root / ".git"
        for path in (
            git / "HEAD",
            git / "logs" / "HEAD",
            *_files(self.site.private, PASSING),
            *_files(PRESS, {"__pycache__"}),
        ):
            hasher.update(f"{path}\0{_state(path)}\0".encode("utf-8", "surrogateescape"))
        return hasher.hexdigest()

    def outputs(self) -> dict[str, str]:
        """The digest of every file of the built site."""
        return {str(p.relative_to(self.folder)): self._digest(p) for p in _files(self.folder, set())}

    def _named(self) -> str:
        """What the configuration names beyond the site's folder: variables of the environment, files and
        folders
        elsewhere.
        """
        try:
            text = (self.site.root / self.site.config).read_text("utf-8", "replace")
        except OSError:
            return ""
        words = set(re.findall(r"[^\s'\"\[\]{},]+", text))
        named = [
            f"{word}={os.environ[word]}" for word in sorted(words) if "!ENV" in text and word in os.environ
        ]
        by_content = {
            *self.site.mirrors,
            Path(os.path.normpath(self.site.root / self.site.store_url)),
        }  # what lies there is named by its digest
        for word in sorted(w for w in words if w.startswith(("../", "/")) or w == ".."):
            path = Path(os.path.normpath(self.site.root / word))
            if not path.exists() or path.is_relative_to(self.site.root) or path in by_content:
                continue
            if self.site.root.is_relative_to(path):  # all that lies above: nobody can look at that every time
                return f"never the same: {time.time_ns()}"
            named += [
                f"{file} {self._digest(file)}"
                for file in (
                    [path] if path.is_file() else _files(path, {"__pycache__", ".git", "node_modules"})
                )
            ]
        return "\n".join(named)

    def _digest(self, path: Path) -> str:
        """Of a file's content; one that has not been touched while this command runs is read once."""
        try:
            state = os.stat(path)
            key = (str(path), state.st_size, state.st_mtime_ns, state.st_ino)
            if key not in self._digests:
                with open(path, "rb") as file:
                    self._digests[key] = hashlib.file_digest(file, "sha256").hexdigest()
            return self._digests[key]
        except OSError:
            return "absent"


def _tree(path: Path) -> str:
    """The digest of a module as it is executed: without comments and places. Of one that does not parse,
    another each time.
    """
    try:
        return hashlib.sha256(
            ast.dump(ast.parse(path.read_bytes())).encode("utf-8", "surrogatepass")
        ).hexdigest()
    except (OSError, SyntaxError, ValueError):
        return f"never the same: {time.time_ns()}"


def _listed(site: Site, names: Iterable[str]) -> dict[str, str]:
    """The digests of the listings of these functions, as a page shows them."""
    listings = Listings(site)
    return {
        name: hashlib.sha256(repr(listings.get(name)).encode("utf-8", "surrogatepass")).hexdigest()
        for name in sorted(names)
    }


def installed(root: Path) -> str:
    """The digest of the press, the interpreter and the packages that a site in `root` is built with."""
    press = [f"{path} {_state(path)}" for path in _files(PRESS, {"__pycache__"})]
    return hashlib.sha256(
        repr((sys.version, list(_packages(root)), press)).encode("utf-8", "surrogateescape")
    ).hexdigest()


def _packages(root: Path) -> Iterator[tuple[str, list[str]]]:
    """Where Python imports from, and what is installed there; whole files of folders that hold no installed
    packages.
    """
    library = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), os.path.dirname(os.__file__)}
    for folder in dict.fromkeys(sys.path):
        if (
            not os.path.isdir(folder)
            or folder in library
            or folder.endswith("lib-dynload")
            or Path(folder).is_relative_to(root)
        ):
            continue
        names = sorted(_names(folder))
        if folder.endswith("-packages") or any(name.endswith(".dist-info") for name in names):
            yield folder, names
        elif not PRESS.parent.is_relative_to(folder) and not root.is_relative_to(folder):
            yield (
                folder,
                [
                    f"{path} {_state(path)}"
                    for path in _files(Path(folder), {"__pycache__", ".git", "node_modules"})
                ],
            )


def _files(root: Path, without: set[str]) -> list[Path]:
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in without)
        found += [
            Path(folder, name) for name in sorted(names) if name not in without and not name.endswith(".pyc")
        ]
    return found


def _state(path: Path) -> str:
    """Size and time: for what is named by its content, or changes only when it is installed."""
    try:
        state = os.stat(path)
    except OSError:
        return "absent"
    return f"{state.st_size} {state.st_mtime_ns}"


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []
