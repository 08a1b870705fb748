"""Reads YAML as plain data that remembers its lines, through the C parser.

Scalars stay the text that was written (an arXiv number keeps its last zero, a year is "2017"): what they mean
is for the
schema to say. Left out on purpose: tags, merge keys, several documents.
"""

from typing import Any

import yaml

from figpress.base.errors import Mistake
from figpress.base.places import Place

DEEPEST, LARGEST = 20, 2_000_000
_NULLS = {"", "~", "null", "Null", "NULL"}


class Mapping(dict):
    """A mapping with the line of each key, and its own."""

    __slots__ = ("line", "lines", "size")

    def __init__(self, line: int):
        super().__init__()
        self.line, self.lines, self.size = line, {}, 1


class Sequence(list):
    """A list with the line of each item, and its own."""

    __slots__ = ("line", "lines", "size")

    def __init__(self, line: int):
        super().__init__()
        self.line, self.lines, self.size = line, [], 1


def read_yaml(content: bytes, path: str) -> Any:
    """The document in `content`: Mappings, Sequences, text and None; or a Mistake with the line in `path`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Mistake(
            "not UTF-8", Place(path, content[: error.start].count(b"\n") + 1), "Save the file as UTF-8."
        ) from None
    try:
        # CSafeLoader's own cursor, not yaml.parse: that one costs six times as much.
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        return _Builder(path).document(loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else text[: getattr(error, "position", 0) or 0].count("\n") + 1
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        if "nesting depth" in problem:  # some versions of PyYAML have a limit of their own
            raise Mistake(f"nested deeper than {DEEPEST} levels", Place(path, line)) from None
        raise Mistake(
            f"not YAML: {problem}",
            Place(path, line),
            "A colon, a # or a quotation mark inside a text wants quotes around it.",
        ) from None


class _Builder:
    def __init__(self, path: str):
        self.path = path
        self.anchors: dict[str, Any] = {}

    def wrong(self, message: str, line: int, hint: str = "") -> Mistake:
        return Mistake(message, Place(self.path, line), hint)

    def document(self, loader: Any) -> Any:
        loader.get_event()  # stream start
        if isinstance(loader.get_event(), yaml.StreamEndEvent):
            return None
        root = Sequence(0)  # holds the document's one node
        open_nodes: list[Any] = [root]
        open_anchors: list[str | None] = [None]
        key: str | None = None  # the key that waits for its value
        waiting: list[str | None] = []
        while True:
            event = loader.get_event()
            kind = type(event)
            if kind is yaml.DocumentEndEvent:
                break
            line = event.start_mark.line + 1
            parent = open_nodes[-1]
            if kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                node = open_nodes.pop()
                if anchor := open_anchors.pop():
                    self.anchors[anchor] = node
                open_nodes[-1].size += node.size
                if open_nodes[-1].size > LARGEST:
                    raise self.wrong("the aliases in this file unfold to more than two million values", line)
                key = waiting.pop()
                continue
            if kind is yaml.AliasEvent:
                if event.anchor not in self.anchors:
                    raise self.wrong(f"*{event.anchor} stands inside itself or was never defined", line)
                value = self.anchors[event.anchor]
                parent.size += getattr(value, "size", 1)
                key = self.place(parent, key, value, line)
                continue
            if event.tag is not None and event.tag != "!":
                raise self.wrong(f"tags are not read here: {event.tag}", line, "Write the plain text.")
            if kind is yaml.ScalarEvent:
                value = None if event.implicit[0] and event.value in _NULLS else event.value
                if event.anchor:
                    self.anchors[event.anchor] = value
                parent.size += 1
                key = self.place(parent, key, value, line)
                continue
            node = Mapping(line) if kind is yaml.MappingStartEvent else Sequence(line)
            if len(open_nodes) > DEEPEST:
                raise self.wrong(f"nested deeper than {DEEPEST} levels", line)
            self.anchors.pop(event.anchor, None)
            waiting.append(self.place(parent, key, node, line))
            open_nodes.append(node)
            open_anchors.append(event.anchor)
            key = None
        if not isinstance(loader.get_event(), yaml.StreamEndEvent):
            raise self.wrong(
                "more than one document in this file",
                loader.peek_event().start_mark.line + 1 if loader.check_event() else 0,
            )
        return root[0]

    def place(self, parent: Any, key: str | None, value: Any, line: int) -> str | None:
        """Put `value` where it belongs; the key that waits afterwards."""
        if type(parent) is Sequence:
            parent.append(value)
            parent.lines.append(line)
            return None
        if key is None:
            if not isinstance(value, str):
                raise self.wrong("a key must be a plain text", line)
            if value in parent.lines:
                raise self.wrong(
                    f"the key {value!r} stands here twice",
                    line,
                    f"The first is on line {parent.lines[value]}.",
                )
            parent.lines[value] = line
            return value
        parent[key] = value
        return None
