"""The equations of the maths brief, as they are printed there and as they had to be rewritten."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Item:
    """One equation: the symbols script it is evaluated in, its number, as printed, and as it can be
    evaluated.
    """

    context: str
    number: str
    printed: str
    tex: str


def items() -> list[Item]:
    found: list[Item] = []
    context = ""
    for line in (Path(__file__).parent / "brief.txt").read_text("utf-8").splitlines():
        if line.startswith("## "):
            context = line[3:]
        elif line.startswith("> "):
            last = found.pop()
            found.append(Item(last.context, last.number, last.printed, line[2:]))
        elif line and not line.startswith("#"):
            number, _, tex = line.partition(" ")
            found.append(Item(context, number, tex, tex))
    return found


def by_context(chosen: list[Item]) -> dict[str, list[Item]]:
    grouped: dict[str, list[Item]] = {}
    for item in chosen:
        grouped.setdefault(item.context, []).append(item)
    return grouped
