"""Adds entries to sources.yaml without touching a byte of what stands there, comments and order included."""

import datetime
import io
import re
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from figpress.base.errors import Mistake
from figpress.base.places import Place
from figpress.base.writing import write_beside
from figpress.sources import marked_yaml
from figpress.sources.registry import parse_registry


def add_entries(
    path: Path, part: str, entries: Mapping[str, Mapping[str, Any]], name: str = "sources.yaml"
) -> dict[str, int]:
    """Put new entries at the end of `works` or `borrowed`; the line of each. The file is made where there is
    none.

    Raises Mistake where the file is malformed, an entry is, or a key is taken: then the file stays as it is.
    """
    before = path.read_bytes() if path.exists() else b""
    _, findings = parse_registry(before, name)
    if findings:
        raise Mistake(findings[0].message, findings[0].where, "Mend sources.yaml first.")
    mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    after = mark + inserted(before.decode("utf-8-sig"), part, entries, name).encode()
    registry, findings = parse_registry(after, name)
    if findings:
        entry = ", ".join(entries)
        raise Mistake(f"cannot add {entry}: {findings[0].message}", None, findings[0].hint)
    write(path, after)
    known = registry.works if part == "works" else registry.borrowed
    return {key: known[key].where.line for key in entries}


def inserted(
    text: str, part: str, entries: Mapping[str, Mapping[str, Any]], name: str = "sources.yaml"
) -> str:
    """`text` with the entries at the end of the part."""
    data = marked_yaml.read_yaml(text.encode(), name)
    data = data if data is not None else marked_yaml.Mapping(0)
    taken = data.get(part) or {}
    for key in entries:
        if key in taken:
            raise Mistake(
                f"{part}.{key} exists already", Place(name, taken.lines[key]), "Choose another key."
            )
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    if part not in data:
        gap = ["\n"] if lines and lines[-1].strip() else []
        return "".join([*lines, *gap, *_ended([f"{part}:\n", _dumped(entries, "  ")], text)])
    head = data.lines[part] - 1
    if not taken or not _block(taken, lines):
        return _by_ruamel(text, part, entries)
    following = min((line for line in data.lines.values() if line - 1 > head), default=len(lines) + 1) - 1
    last = max(i for i in range(head, following) if re.match(r"\s+[^\s#]", lines[i]) or i == head)
    indent = re.match(r"\s*", lines[next(iter(taken.lines.values())) - 1])[0]
    return "".join([*lines[: last + 1], *_ended(["\n", _dumped(entries, indent)], text), *lines[last + 1 :]])


def with_fields(text: str, key: str, fields: Mapping[str, Any]) -> str:
    """`text` with these fields of a work's entry set, and those that are None taken out; no other line changes.

    Raises Mistake for an entry that stands in one line.
    """
    for field, value in fields.items():
        text = _with_field(text, key, field, value)
    return text


def _with_field(text: str, key: str, field: str, value: Any) -> str:
    works = marked_yaml.read_yaml(text.encode(), "sources.yaml")["works"]
    entry = works[key]
    lines = text.splitlines(keepends=True)
    if not _block(entry, lines):
        hint = f"Write it over several lines, or set {field} by hand."
        raise Mistake(f"works.{key} stands in one line", Place("sources.yaml", works.lines[key]), hint)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    indent = re.match(r"\s*", lines[next(iter(entry.lines.values())) - 1])[0]
    new = [] if value is None else _ended([_dumped({field: value}, indent)], text)
    if field in entry:
        begin = entry.lines[field] - 1
        return "".join([*lines[:begin], *new, *lines[_end(lines, begin, indent) :]])
    own = [entry.lines[name] for name in ("read", "opened", "why", "archived") if name in entry]
    at = min(own) - 1 if own else _end(lines, max(entry.lines.values()) - 1, indent)
    return "".join([*lines[:at], *new, *lines[at:]])


def _end(lines: list[str], begin: int, indent: str) -> int:
    """Where a field ends that begins on a line: before the next that is not deeper; blank lines and comments behind it
    are not its own.
    """
    end = begin + 1
    for at in range(begin + 1, len(lines)):
        if not lines[at].strip():
            continue
        deep = len(lines[at]) - len(lines[at].lstrip())
        if deep < len(indent) or (deep == len(indent) and not lines[at].lstrip().startswith("- ")):
            break
        end = at + 1
    return end


def _ended(new: list[str], text: str) -> list[str]:
    """New lines end as the file's own do."""
    return [part.replace("\n", "\r\n") for part in new] if "\r\n" in text else new


def _block(taken: marked_yaml.Mapping, lines: list[str]) -> bool:
    """Whether each entry begins on a line of its own: not {a: …, b: …}."""
    return all(
        re.match(rf"\s+[\"']?{re.escape(key)}[\"']?\s*:", lines[line - 1])
        for key, line in taken.lines.items()
    )


def _dumped(entries: Mapping[str, Any], indent: str) -> str:
    out = io.StringIO()
    for i, (key, entry) in enumerate(entries.items()):
        if i:
            out.write("\n")
        _yaml().dump({key: _natural(entry)}, out)
    return "".join(
        indent + line if line.strip() else line for line in out.getvalue().splitlines(keepends=True)
    )


def _by_ruamel(text: str, part: str, entries: Mapping[str, Any]) -> str:
    """For a part in flow style, or an empty one: the whole file through ruamel, which keeps comments and
    order.
    """
    yaml = _yaml()
    document = yaml.load(text)
    if not document[part]:
        document[part] = {}
    for key, entry in entries.items():
        document[part][key] = _natural(entry)
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def _yaml():
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width, yaml.allow_unicode, yaml.preserve_quotes = (
        4096,
        True,
        True,
    )  # long prose is folded below, addresses never
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _natural(value: Any) -> Any:
    """As a person writes: 2017 and 2017-06-12 without quotes."""
    if isinstance(value, Mapping):
        return {key: _natural(inner) for key, inner in value.items()}
    if isinstance(value, list) and value and all(isinstance(number, int | float) for number in value):
        from ruamel.yaml.comments import CommentedSeq

        numbers = CommentedSeq(value)
        numbers.fa.set_flow_style()  # a box stands on one line
        return numbers
    if isinstance(value, list | tuple):
        return [_natural(inner) for inner in value]
    if isinstance(value, str) and re.fullmatch(r"[1-9]\d{0,8}", value):
        return int(value)
    if isinstance(value, str) and re.fullmatch(r"[12]\d{3}-\d\d-\d\d", value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            return value
    if isinstance(value, str) and len(value) > 100 and " " in value and re.fullmatch(r"\S+(?: \S+)*", value):
        return _folded(value)
    return value


def _folded(text: str) -> Any:
    """Prose as `>-`, broken at spaces."""
    from ruamel.yaml.scalarstring import FoldedScalarString

    folded = FoldedScalarString(text)
    lines = textwrap.wrap(text, 108, break_long_words=False, break_on_hyphens=False)
    ends = [sum(len(line) + 1 for line in lines[: i + 1]) - 1 for i in range(len(lines) - 1)]
    folded.fold_pos = ends
    return folded


def write(path: Path, content: bytes) -> None:
    """Write a file beside and rename it into place; a Mistake where the disk will not."""
    try:
        write_beside(path, content)
    except OSError as error:
        raise Mistake(
            f"cannot write {path.name}: {error.strerror}",
            None,
            "Free some space, or make the folder writable.",
        ) from None
