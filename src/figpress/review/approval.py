"""What an approval binds to, and whether it still stands."""

import ast
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from figpress.freshness.code import canon
from figpress.freshness.figure import Drawn
from figpress.numbers.compared import compared, looked_up, shown
from figpress.pages.links import links
from figpress.pages.listing_model import Listing
from figpress.pages.page import Page
from figpress.pages.prose import text_digest
from figpress.pages.section import Approval
from figpress.sources.model import Registry

# A part's name says what it is: "text", "figure a/b", "caption a/b", "value a/b#c", "listing p.f", "borrowed
# id".
Parts = Mapping[str, str]
SHOWN = 16  # digits kept beside an approval to name what changed; the digest over all of them is whole


@dataclass(frozen=True)
class Standing:
    """An approval against the section as it is now.

    state    approved: the digest is the same; changed: it is not; none: nobody has approved
    by       who approved last, or ""
    changes  what is different from what was approved, one line each
    """

    state: Literal["approved", "changed", "none"]
    by: str = ""
    on: str = ""
    changes: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.state == "none":
            return "not approved"
        if self.state == "approved":
            return f"approved by {self.by} on {self.on}"
        return f"changed since {self.by}'s approval on {self.on}: {'; '.join(self.changes)}"


def parts_of(
    page: Page,
    front: Mapping[str, Any],
    figure: Callable[[str], Drawn | None],
    listing: Callable[[str], Listing | None],
    registry: Registry,
) -> Parts:
    """Everything on a page that an approval is of, by name.

    A number counts as it is printed, code as a syntax tree, a figure by the fingerprint of its code and by
    its caption.
    """
    parts: dict[str, str] = {"text": text_digest(front, page.body)}
    for link in links(page.body, page.path, page.first_line):
        target = link.target
        if link.scheme == "fig" and link.embeds:
            parts |= _figure(target, figure(target))
        elif link.scheme == "borrowed" and link.embeds:
            file = registry.borrowed[target].file if target in registry.borrowed else None
            parts[f"borrowed {target}"] = (
                (file.crop.sha256 if file.crop else file.sha256) if file else "missing"
            )
        elif link.scheme == "code":
            found = listing(target)
            parts[f"listing {target}"] = (
                _sha256(canon.canonical(ast.parse(found.source), bodies=True)) if found else "missing"
            )
        elif link.scheme == "val":
            id, _, name = target.partition("#")
            printed = _printed(link.text, figure(id), name)
            before = parts.get(f"value {target}")
            parts[f"value {target}"] = f"{before}; {printed}" if before else printed
    if (
        page.card and f"figure {page.card}" not in parts
    ):  # that it is named is part of the text; here is what stands there
        parts |= _figure(page.card, figure(page.card))
    return parts


def _figure(id: str, drawn: Drawn | None) -> Parts:
    if drawn is None:
        return {f"figure {id}": "missing", f"caption {id}": "missing"}
    return {
        f"figure {id}": drawn.fingerprint.removeprefix("sha256:"),
        f"caption {id}": _sha256(drawn.script.caption),
    }


def digest(parts: Parts) -> str:
    """The sha256 over all parts, whatever their order."""
    text = json.dumps(dict(parts), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def approve(parts: Parts, by: str, on: str, note: str = "") -> Approval:
    """The approval of exactly these parts."""
    return Approval(
        by=by,
        on=on,
        digest=digest(parts),
        note=note,
        parts={name: value[:SHOWN] for name, value in parts.items()},
    )


def standing(approvals: Iterable[Approval], parts: Parts) -> Standing:
    """Whether any approval is of exactly these parts; else what changed since the last one."""
    given = sorted(approvals, key=lambda approval: approval.on)
    now = digest(parts)
    for approval in reversed(given):
        if approval.digest == now:
            return Standing("approved", approval.by, approval.on)
    if not given:
        return Standing("none")
    last = given[-1]
    return Standing("changed", last.by, last.on, changes(last.parts, parts))


def changes(before: Parts, now: Parts) -> tuple[str, ...]:
    """The parts that are not as they were, in words."""
    if not before:
        return ("the approval does not say what it was of",)
    lines = []
    for name in sorted({*before, *now}):
        if name not in now:
            lines.append(f"{name} is gone")
        elif name not in before:
            lines.append(f"{name} is new")
        elif now[name][:SHOWN] != before[name]:
            lines.append(
                f"{name}: {before[name]} → {now[name]}" if name.startswith("value ") else f"{name} changed"
            )
    return tuple(lines) or ("the approval's own entry was edited",)


def _printed(text: str, drawn: Drawn | None, name: str) -> str:
    """The number as `text` would have to print it; noise below that precision changes nothing."""
    claim = looked_up(drawn.values, name) if drawn else None
    if claim is None:
        return "missing"
    found = compared(text, claim)
    return text if found.agrees else found.suggestion or shown(claim)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
