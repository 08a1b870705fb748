"""A page's text after its includes, as the site's own configuration would resolve them.

pymdownx.snippets is asked itself; include-markdown's directive is read here. What only a build of the site
could tell is named, and not guessed.
"""

import glob
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from figpress.base.odd_files import within
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.base.yaml_file import loaded
from figpress.pages.page import Page
from figpress.pages.uncoded import line_of, uncoded

_DEEP = 20  # files that include one another
_FILES, _LETTERS = 2_000, 20_000_000  # that one page may include
_SNIPPET = re.compile(r"(?m)^[ \t]*-+8<-+")
_ADDRESS = re.compile(r"""(?m)^[ \t]*(?:-+8<-+[ \t]+)?["']?(https?://[^\s"']+)""")
_DIRECTIVE = re.compile(
    r"""\{%-?\s*include(?:-markdown)?\s+(?P<mark>["'])(?P<path>(?:(?!(?P=mark)).)+)(?P=mark)(?P<rest>.*?)-?%\}""",
    re.S,
)
_OPTION = re.compile(
    r"""(?P<name>start|end|exclude)\s*=\s*(?P<mark>["'])(?P<words>(?:(?!(?P=mark)).)*)(?P=mark)""", re.S
)
_BRACES = re.compile(r"(?m)^[ \t]*\{!\s*(?P<path>[^\s!]+)\s*!\}")
_MACRO = re.compile(r"\{\{.+?\}\}|\{%.+?%\}", re.S)


@dataclass(frozen=True)
class Included:
    """A page's body after its includes, and the directives that nobody here can resolve: (place, why)."""

    body: str
    unresolved: tuple[tuple[Place, str], ...] = ()


def included(site: Site, page: Page) -> Included:
    """The body of a page as the site's readers of it would see it before Markdown."""
    used = _Used(loaded(site.root / site.config)[0])
    body, wrong = page.body, []
    told = lambda at, why: wrong.append((Place(page.path, line_of(page.body, at, page.first_line)), why))  # noqa: E731
    if used.include_markdown:
        body = _directives(site, site.docs / page.source, body, told)
    if used.snippets is not None and (_SNIPPET.search(body) or used.snippets.get("auto_append")):
        body = _snippets(site, used.snippets, body, told)
    if used.markdown_include is not None:
        body = _braces(site.root, site.root / str(used.markdown_include.get("base_path", ".")), body, told)
    if used.macros and (found := _MACRO.search(uncoded(body))):
        told(
            max(page.body.find(found[0]), 0),
            f"a macro, which only a build of the site resolves: {found[0][:60]}",
        )
    return Included(body, tuple(dict.fromkeys(wrong)))


class _Used:
    """What of mkdocs.yml puts other text into a page."""

    def __init__(self, config: Mapping[str, Any]):
        extensions, plugins = _named(config.get("markdown_extensions")), _named(config.get("plugins"))
        self.snippets = extensions.get("pymdownx.snippets", extensions.get("pymdownx.extra.snippets"))
        self.markdown_include = extensions.get("markdown_include.include")
        self.include_markdown = "include-markdown" in plugins
        self.macros = "macros" in plugins


def _named(entries: Any) -> dict[str, dict[str, Any]]:
    """`- name` and `- name: {options}` alike, by name."""
    if isinstance(entries, Mapping):
        return {str(name): options if isinstance(options, dict) else {} for name, options in entries.items()}
    found: dict[str, dict[str, Any]] = {}
    for entry in entries if isinstance(entries, list) else []:
        found |= _named(entry) if isinstance(entry, Mapping) else {str(entry): {}}
    return found


def _snippets(site: Site, options: Mapping[str, Any], body: str, told: Callable[[int, str], None]) -> str:
    """By the extension's own preprocessor, told to speak of what is missing and to ask no server."""
    from markdown import Markdown
    from pymdownx.snippets import SnippetExtension, SnippetMissingError, SnippetPreprocessor

    first = _SNIPPET.search(body)
    at = first.start() if first else 0
    known = set(SnippetExtension().config)
    config = {
        **SnippetExtension().getConfigs(),
        **{k: v for k, v in options.items() if k in known and v is not None},
    }
    bases = config["base_path"] if isinstance(config["base_path"], list) else [config["base_path"]]
    config |= {
        "base_path": [
            str(site.root / str(base)) for base in bases if within(site.root, site.root / str(base))
        ],
        "restrict_base_path": True,
        "check_paths": True,
        "url_download": False,
    }
    if first and (address := _ADDRESS.search(body[at:])) and options.get("url_download"):
        told(at + address.start(), f"text of another server, which may change at any time: {address[1]}")
        return body
    try:
        return "\n".join(SnippetPreprocessor(config, Markdown()).run(body.split("\n")))
    except (SnippetMissingError, OSError, ValueError) as error:
        told(at, f"cannot be included: {error}")
        return body


def _directives(
    site: Site,
    source: Path,
    body: str,
    told: Callable[[int, str], None],
    deep: int = 0,
    left: list[int] | None = None,
) -> str:
    """`{% include-markdown "x.md" %}`: relative to its own file, or to docs/ when it begins with a slash.

    left  how many files, and letters, may yet be included: two that name each other twice are a million
    """
    left = left if left is not None else [_FILES, _LETTERS]

    def taken(path: Path) -> str:
        text = path.read_text("utf-8-sig")
        left[:] = [left[0] - 1, left[1] - len(text)]
        if min(left) < 0:
            raise _TooMuch
        return text

    def put(found: re.Match[str]) -> str:
        paths = list(_files(site, source, found["path"]))
        if not paths or deep > _DEEP:
            told(
                found.start(), f"cannot be included: {found['path']}" + (" includes itself" if paths else "")
            )
            return found[0]
        return "".join(
            _directives(site, path, _between(taken(path), found["rest"]), told, deep + 1, left)
            for path in paths
        )

    try:
        return _DIRECTIVE.sub(put, body)
    except _TooMuch:
        if deep:
            raise
        told(0, f"cannot be included: more than {_FILES} files, or {_LETTERS} letters, in one page")
        return body


def _files(site: Site, source: Path, written: str) -> Iterator[Path]:
    if re.match(r"https?://", written):
        return
    base = site.docs if written.startswith("/") else source.parent
    for name in sorted(glob.glob(str(base / written.lstrip("/")), recursive=True)):
        path = Path(name).resolve()
        if path.is_file() and path.is_relative_to(site.root):
            yield path


class _TooMuch(Exception):
    """Files that include one another more often than anybody means."""


def _between(text: str, options: str) -> str:
    asked = {
        found["name"]: found["words"].encode().decode("unicode_escape") for found in _OPTION.finditer(options)
    }
    if start := asked.get("start"):
        text = text.partition(start)[2]
    if end := asked.get("end"):
        text = text.partition(end)[0]
    return text


def _braces(root: Path, base: Path, body: str, told: Callable[[int, str], None]) -> str:
    def put(found: re.Match[str]) -> str:
        path = base / found["path"]
        if not path.is_file() or not within(root, path):
            told(found.start(), f"cannot be included: {found['path']}")
            return found[0]
        return path.read_text("utf-8-sig")

    return _BRACES.sub(put, body)
