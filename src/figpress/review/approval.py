"""What an approval binds to, and whether it still stands."""

import ast
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from figpress.freshness.code import canon
from figpress.freshness.figure import Drawn
from figpress.numbers.compared import compared, looked_up, shown
from figpress.pages.critic import without_comments
from figpress.pages.links import links
from figpress.pages.listing_model import Listing
from figpress.pages.page import Page
from figpress.pages.prose import text_digest, unwrapped
from figpress.pages.section import Approval
from figpress.pages.uncoded import uncoded
from figpress.sources.citations import NARRATIVE
from figpress.sources.credit import credit, credits_of
from figpress.sources.csl_json import to_csl
from figpress.sources.model import Registry, Work

# A part's name says what it is: "text", "figure a/b", "caption a/b", "value a/b#c", "listing p.f", "borrowed
# id".
Parts = Mapping[str, str]
UNPRINTED = frozenset({"id", "custom", "abstract", "annote", "keyword"})
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
    body: str | None = None,
    style: str = "",
) -> Parts:
    """Everything on a page that an approval is of, by name.

    A number counts as it is printed, code as a syntax tree, a figure by the fingerprint of its code and by
    its caption, a work by all that a reference may print of it, a loan by its file, right and credit.

    body   the page's text after its includes, where it has any
    style  of the site's references
    """
    parts: dict[str, str] = {"text": text_digest(front, page.body)}
    if body is not None and body != page.body:
        parts["text with what it includes"] = _sha256(unwrapped(body))
    text = page.body if body is None else body
    parts |= _works(text, registry, style)
    for link in links(text, page.path, page.first_line):
        target = link.target
        if link.scheme == "fig" and link.embeds:
            parts |= _figure(target, figure(target), registry)
        elif link.scheme == "borrowed" and link.embeds:
            parts |= _loan(target, registry)
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
        parts |= _figure(page.card, figure(page.card), registry)
    return parts


def _figure(id: str, drawn: Drawn | None, registry: Registry) -> Parts:
    if drawn is None:
        return {f"figure {id}": "missing", f"caption {id}": "missing"}
    follows = [credit.text for credit in credits_of(id, registry)]
    return {
        f"figure {id}": drawn.fingerprint.removeprefix("sha256:"),
        f"caption {id}": _sha256(drawn.script.caption),
        **({f"credit {id}": _of(follows)} if follows else {}),
    }


def _works(text: str, registry: Registry, style: str) -> Parts:
    named = {match["key"] for match in NARRATIVE.finditer(without_comments(uncoded(text)))}
    cited = {registry.key(name) for name in named if name in registry.works}
    parts = {f"work {key}": _printed_work(registry.works[key]) for key in sorted(cited)}
    return {**parts, "style of references": style} if cited and style else parts


def _printed_work(work: Work) -> str:
    """What a reference may print of it, in whatever style; notes to oneself are nobody else's."""
    return _of({name: value for name, value in to_csl(work).items() if name not in UNPRINTED})


def _loan(id: str, registry: Registry) -> Parts:
    """The file and what is cut of it, how it is used and by what right, and the line of credit with its
    links.
    """
    borrowed = registry.borrowed.get(id)
    if borrowed is None:
        return {f"borrowed {id}": "missing"}
    file, basis, work = borrowed.file, borrowed.basis, registry.works.get(borrowed.work)
    told = credit(borrowed, work) if work else None
    return {
        f"borrowed {id}": _of([file.sha256, asdict(file.crop) if file.crop else None]) if file else "missing",
        f"use of {id}": _of([borrowed.use, borrowed.changes]),
        f"right to {id}": _of([basis.kind, basis.licence, basis.reason] if basis else None),
        f"place of {id}": _of([borrowed.work, borrowed.locator, borrowed.title]),
        f"credit of {id}": _of([asdict(part) for part in told.parts] if told else None),
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
            told = name.startswith("value ") or name == "style of references"
            lines.append(f"{name}: {before[name]} → {now[name]}" if told else f"{name} changed")
    return tuple(lines) or ("the approval's own entry was edited",)


def _printed(text: str, drawn: Drawn | None, name: str) -> str:
    """The number as `text` would have to print it; noise below that precision changes nothing."""
    claim = looked_up(drawn.values, name) if drawn else None
    if claim is None:
        return "missing"
    found = compared(text, claim)
    return text if found.agrees else found.suggestion or shown(claim)


def _of(value: Any) -> str:
    return _sha256(json.dumps(value, sort_keys=True, ensure_ascii=False, default=str))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
