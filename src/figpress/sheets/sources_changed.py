"""What changed of works and loans between two registries: field by field, what was and what is."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from figpress.base.places import Place
from figpress.review.approval import UNPRINTED
from figpress.sources.csl_json import to_csl
from figpress.sources.model import Borrowed, Registry, Work

_SHORT = 12  # digits of a digest that tell two files apart


def works_changed(
    keys: Iterator[str] | set[str], before: Registry, now: Registry
) -> Iterator[tuple[str, Place, str]]:
    """A row a changed field of these works: kind, place, words."""
    for key in sorted(keys):
        old, new = before.works.get(key), now.works.get(key)
        if new is not None:
            yield from _rows("work", key, new.where, _work(old) if old else {}, _work(new), old is None)


def loans_changed(
    ids: Iterator[str] | set[str], before: Registry, now: Registry
) -> Iterator[tuple[str, Place, str]]:
    """A row a changed field of these borrowed figures."""
    for id in sorted(ids):
        old, new = before.borrowed.get(id), now.borrowed.get(id)
        if new is not None:
            yield from _rows("loan", id, new.where, _loan(old) if old else {}, _loan(new), old is None)


def _rows(
    kind: str, name: str, where: Place, old: Mapping[str, str], new: Mapping[str, str], added: bool
) -> Iterator[tuple[str, Place, str]]:
    if added:
        yield kind, where, f"{name} is new: {new.get('title') or new.get('locator', '')}"
        return
    for field in dict.fromkeys([*old, *new]):
        if old.get(field, "") != new.get(field, ""):
            yield kind, where, f"{name}: {field}: “{old.get(field, '')}” → “{new.get(field, '')}”"


def _work(work: Work) -> dict[str, str]:
    printed = {name: value for name, value in to_csl(work).items() if name not in UNPRINTED}
    return {name: _told(value) for name, value in printed.items()}


def _loan(one: Borrowed) -> dict[str, str]:
    file, basis = one.file, one.basis
    told = {
        "work": one.work,
        "locator": one.locator,
        "title": one.title,
        "use": one.use,
        "changes": one.changes,
        "right": " ".join(filter(None, [basis.kind, basis.licence, basis.reason])) if basis else "none",
        "rightsholder": one.rightsholder,
        "file": file.sha256[:_SHORT] if file else "none",
        "crop": "",
    }
    if file and file.crop:
        crop = asdict(file.crop)
        told["crop"] = f"page {crop['page']}, {crop['box']}, {crop['dpi']} dpi, {crop['sha256'][:_SHORT]}"
    return told


def _told(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(_told, value))
    if isinstance(value, dict):
        parts = value.get("date-parts")
        return (
            "/".join("-".join(map(str, part)) for part in parts)
            if parts
            else ", ".join(map(str, value.values()))
        )
    return str(value)
