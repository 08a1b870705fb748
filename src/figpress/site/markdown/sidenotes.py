"""Footnotes, `[^name]`, become side notes: each stands beside its paragraph, or under it where there is no
room beside.
"""

from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions.footnotes import NBSP_PLACEHOLDER
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

BESIDE = {
    "p",
    "ul",
    "ol",
    "blockquote",
}  # what a note can stand beside; a note of anything else stays at the end of the page


class SideNotes(Treeprocessor):
    """Moves what the footnotes extension has put at the end of the page; its numbers, names and links stay as
    they are.
    """

    def __init__(self, md: Markdown, wanted: Callable[[], bool]):
        super().__init__(md)
        self.wanted = wanted

    def run(self, root: Element) -> None:
        if not self.wanted():
            return
        end = next((child for child in root if child.tag == "div" and child.get("class") == "footnote"), None)
        if end is None:
            return
        notes = {item.get("id"): item for item in end.iter("li")}
        for block in [child for child in root if child.tag in BESIDE]:
            mine = [link for link in block.iter("a") if link.get("class") == "footnote-ref"]
            names = dict.fromkeys(link.get("href", "")[1:] for link in mine)
            taken = [(name, notes.pop(name)) for name in names if name in notes]
            if taken:
                _beside(
                    root, block, taken, {link.get("href", "")[1:]: "".join(link.itertext()) for link in mine}
                )
        kept = end.find("ol")
        if kept is not None:
            for item in [item for item in kept if item.get("id") not in notes]:
                kept.remove(item)
        if not notes:
            root.remove(end)


def _beside(root: Element, block: Element, notes: list[tuple[str, Element]], numbers: dict[str, str]) -> None:
    """A row of the block and, behind it, its notes: who hears the page hears them in this order."""
    row = Element("div", {"class": "fp-noted"})
    row.tail = "\n"
    at = list(root).index(block)
    root.remove(block)
    root.insert(at, row)
    block.tail = "\n"
    row.append(block)
    column = SubElement(row, "div", {"class": "fp-sides"})
    for name, note in notes:
        side = SubElement(
            column,
            "aside",
            {"class": "fp-side", "id": name, "role": "note", "aria-label": f"Note {numbers[name]}"},
        )
        for part in list(note):
            for link in [link for link in part.iter("a") if link.get("class") == "footnote-backref"]:
                _drop(part, link)
            if len(part) or (part.text or "").strip():
                side.append(part)
        number = Element("span", {"class": "fp-side-number", "aria-hidden": "true"})
        number.text = AtomicString(numbers[name])
        first = side[0] if len(side) and side[0].tag == "p" else side
        number.tail, first.text = f" {first.text or ''}", None
        first.insert(0, number)


def _drop(holder: Element, link: Element) -> None:
    """The way back is short: the paragraph stands beside."""
    for parent in holder.iter():
        if link in list(parent):
            before = list(parent).index(link)
            if before:
                parent[before - 1].tail = (parent[before - 1].tail or "").removesuffix(NBSP_PLACEHOLDER)
            else:
                parent.text = (parent.text or "").removesuffix(NBSP_PLACEHOLDER)
            parent.remove(link)
            return
