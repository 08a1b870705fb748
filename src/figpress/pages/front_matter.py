"""Edits a page's front matter: an edit changes its own key and no other byte. What it says is read by
pages/reading.py.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from figpress.base.data import unfolded
from figpress.base.errors import Mistake
from figpress.base.places import Place

LOADER = getattr(
    yaml, "CBaseLoader", yaml.BaseLoader
)  # libyaml, as MkDocs: `[Is it clear?]` is a list to it, and an error to PyYAML's own reader
_FRONT = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*\r?(?:\n|\Z)", re.DOTALL | re.MULTILINE
)


def parted(text: str) -> tuple[Mapping[str, Any], str]:
    """A page's front matter as data (every scalar a text) and its body."""
    match = _FRONT.match(text)
    if not match:
        return {}, text
    try:
        front = yaml.load(match[1], LOADER) or {}
    except (yaml.YAMLError, RecursionError):  # a page of another tool's: reading.py says whether it matters
        return {}, text
    return (front, text[match.end() :]) if isinstance(front, dict) and not unfolded(front) else ({}, text)


def with_value(text: str, path: str, key: str, value: str) -> str:
    """`text` with a plain word as the value of a top-level key of its front matter."""
    match = _FRONT.match(text)
    if not match:
        return _before(text, f"{key}: {value}\n")
    node = _value_of(match[1], key, path)
    if node is None:
        return text[: match.end(1)] + f"{key}: {value}\n" + text[match.end(1) :]
    start = match.start(1)
    return text[: start + node.start_mark.index] + value + text[start + node.end_mark.index :]


def _before(text: str, lines: str) -> str:
    """`text` with a front matter of its own; a mark of the byte order stays the first thing in the file."""
    body = text.removeprefix("\ufeff")
    return f"{text[: len(text) - len(body)]}---\n{lines}---\n{body}"


def read(path: Path) -> str:
    """A text file with its line ends as they are."""
    with path.open(encoding="utf-8", newline="") as stream:
        return stream.read()


def _value_of(inner: str, key: str, path: str) -> yaml.Node | None:
    node = yaml.compose(inner, LOADER)
    if node is None:
        return None
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        raise Mistake("front matter is not written as lines of `key: value`", Place(path, 1))
    return next((value for name, value in node.value if name.value == key), None)
