"""Edits a page's front matter: an edit changes its own key and no other byte. What it says is read by
pages/reading.py.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from figpress.base.errors import Mistake
from figpress.base.places import Place
from figpress.pages.section import Approval

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
    return yaml.load(match[1], LOADER) or {}, text[match.end() :]


def with_approval(text: str, path: str, approval: Approval) -> str:
    """`text` with one more approval at the end of its front matter's `approvals`."""
    item = _written(approval)
    match = _FRONT.match(text)
    if not match:
        return _before(text, f"approvals:\n{item}")
    inner, start = match[1], match.start(1)
    node = _value_of(inner, "approvals", path)
    if node is None:
        return text[: match.end(1)] + f"approvals:\n{item}" + text[match.end(1) :]
    if isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style:
        margin = " " * node.start_mark.column
        end = start + _line_end(inner, _last_leaf(node).end_mark.index)
        return text[:end] + "".join(margin + line for line in item.splitlines(keepends=True)) + text[end:]
    if isinstance(node, yaml.SequenceNode) and node.value:
        raise Mistake(
            "approvals are written in brackets",
            Place(path, node.start_mark.line + 2),
            "Write each on lines of its own, beginning with a dash",
        )
    begin, end = start + node.start_mark.index, start + node.end_mark.index  # `approvals:` or `approvals: []`
    line = start + _line_end(
        inner,
        node.end_mark.index if node.end_mark.index > node.start_mark.index else node.start_mark.index - 1,
    )
    return text[:begin].rstrip(" ") + text[end:line] + item + text[line:]


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


def _written(approval: Approval) -> str:
    """One approval as YAML lines; `on` stays plain, though YAML 1.1 reads the bare word as True."""
    lines = [f"- by: {_scalar(approval.by)}", f"  on: {approval.on}", f"  digest: {approval.digest}"]
    if approval.note:
        lines.append(f"  note: {_scalar(approval.note)}")
    if approval.parts:
        lines.append("  parts:")
        lines += [f"    {_scalar(name)}: {_scalar(value)}" for name, value in sorted(approval.parts.items())]
    return "\n".join(lines) + "\n"


def _scalar(text: str) -> str:
    return yaml.safe_dump(text, allow_unicode=True, width=10_000).removesuffix("...\n").rstrip("\n")


def _value_of(inner: str, key: str, path: str) -> yaml.Node | None:
    node = yaml.compose(inner, LOADER)
    if node is None:
        return None
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        raise Mistake("front matter is not written as lines of `key: value`", Place(path, 1))
    return next((value for name, value in node.value if name.value == key), None)


def _last_leaf(node: yaml.Node) -> yaml.Node:
    """The last scalar or flow collection: a block collection's own end lies past the comments that
    follow it.
    """
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node


def _line_end(text: str, index: int) -> int:
    """The offset after the line of `index`; the end of a literal scalar is one already."""
    if index and text[index - 1] == "\n":
        return index
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1
