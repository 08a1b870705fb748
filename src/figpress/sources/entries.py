"""Parses sources.yaml: lines, models, nouns. Every error has its file, its line, its key and the nearest
known key.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from figpress.base.errors import Mistake
from figpress.base.finding import Finding
from figpress.base.nearest import did_you_mean
from figpress.base.places import Place
from figpress.sources import csl, marked_yaml, schema
from figpress.sources import model as works

_PARTS = ("works", "borrowed")


def parse(content: bytes, path: str) -> tuple[works.Registry, tuple[Finding, ...]]:
    """The entries that are well formed, the keys of those that are not, and a finding for each thing that is
    wrong.
    """
    findings: list[Finding] = []

    def wrong(line: int, message: str, hint: str = "") -> None:
        findings.append(Finding(Place(path, line), "sources-format", "error", message, hint))

    try:
        data = marked_yaml.read_yaml(content, path)
    except Mistake as mistake:
        found = Finding(
            mistake.where or Place(path), "sources-format", "error", mistake.message, mistake.hint
        )
        return works.Registry(path=path, readable=False), (found,)
    if data is None:
        return works.Registry(path=path), ()
    if not isinstance(data, marked_yaml.Mapping):
        wrong(1, "two parts are wanted at the top: works and borrowed")
        return works.Registry(path=path, readable=False), tuple(findings)
    readable = True
    for key in data:
        if key not in _PARTS:
            readable = False  # `work:` may hold what `works:` ought to
            wrong(
                data.lines[key],
                f"unknown part: {key}",
                did_you_mean(key, _PARTS) or "The parts are works and borrowed.",
            )
    parts = {}
    for part in _PARTS:
        parts[part] = data.get(part)
        if parts[part] is not None and not isinstance(parts[part], marked_yaml.Mapping):
            wrong(data.lines[part], f"{part}: a mapping from key to entry is wanted")
            parts[part], readable = None, False
    found_works = dict(_alone(dict(_works(parts["works"], path, wrong)), wrong))
    # A picture whose work is malformed is left out with it: that work's own finding says enough.
    found_borrowed = {
        id: b
        for id, b in _borrowed(parts["borrowed"], path, parts["works"] or {}, wrong)
        if b.work in found_works
    }
    found = {"works": found_works, "borrowed": found_borrowed}
    malformed = frozenset(
        f"{part}.{key}" for part in _PARTS for key in parts[part] or () if key not in found[part]
    )
    registry = works.Registry(
        works.Works(found_works), MappingProxyType(found_borrowed), path, malformed, readable
    )
    return registry, tuple(sorted(findings))


def _works(part: marked_yaml.Mapping | None, path: str, wrong: Any) -> Iterator[tuple[str, works.Work]]:
    for key, raw in (part or {}).items():
        line = part.lines[key]
        if not schema.KEY.fullmatch(key):
            wrong(line, f"works.{key}: a key is letters and digits, with _ : . / + - between them")
            continue
        entry = _validated(schema.WorkEntry, raw, f"works.{key}", line, wrong)
        if entry is None:
            continue
        before = entry.read is not None, entry.opened is not None
        if all(before):
            wrong(
                raw.lines["opened"],
                f"works.{key}: both `read` and `opened: no`",
                "A work was read or was not opened: keep one of the two.",
            )
            continue
        if lacking := nameless(raw):
            wrong(line, f"works.{key}: {lacking}", "A reference begins with a title, or with people.")
            continue
        if nobody_to_name(raw):
            wrong(
                line,
                f"works.{key}: nobody to name",
                "Give it an author, a container-title, a publisher, an address: what one finds it by.",
            )
            continue
        if entry.issued is None:
            wrong(line, f"works.{key}: missing key: issued", "Write a date, or issued: {literal: no date}.")
            continue
        yield key, _work(key, entry, raw, Place(path, line))


def _work(key: str, entry: Any, raw: marked_yaml.Mapping, where: Place) -> works.Work:
    given = {
        v: getattr(entry, v.replace("-", "_"))
        for v in raw
        if v not in ("type", "title", "read", "opened", "why", "archived", "arXiv", "also")
    }
    texts = {v: value for v, value in given.items() if v in csl.TEXTS}
    if entry.arXiv:
        texts = {**texts, "archive": "arXiv", "archive_location": entry.arXiv}
    return works.Work(
        key=key,
        type=entry.type,
        title=entry.title or "",
        names=MappingProxyType({v: value for v, value in given.items() if v in csl.NAMES}),
        dates=MappingProxyType({v: value for v, value in given.items() if v in csl.DATES}),
        texts=MappingProxyType(texts),
        read=works.Read(**dict(entry.read)) if entry.read else None,
        opened=entry.opened is None,
        why=entry.why or "",
        archived=works.Archived(**dict(entry.archived)) if entry.archived else None,
        also=entry.also or (),
        where=where,
        lines=MappingProxyType(dict(_lines(raw))),
    )


_OURS = frozenset(
    ("type", "title", "issued", "accessed", "language", "read", "opened", "why", "archived", "also")
)


def nameless(entry: Mapping[str, Any]) -> str:
    """What is missing of a work that has neither a title nor anybody who made it, or ""."""
    return "" if entry.get("title") or any(entry.get(role) for role in csl.NAMES) else "missing key: title"


def nobody_to_name(entry: Mapping[str, Any]) -> bool:
    """Whether a reference would have a title, and nothing else by which the work is found; of what nobody opened, no
    more may be known.
    """
    return not entry.get("opened") and not any(value for name, value in entry.items() if name not in _OURS)


def wrong_field(entry: Mapping[str, Any]) -> tuple[str, str] | None:
    """The first field of a work's entry that sources.yaml would not take, and why; None where it would."""
    try:
        schema.WorkEntry.model_validate(entry)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        return str(problem["loc"][0]), problem["msg"].removeprefix("Value error, ")
    return None


def _alone(found: dict[str, works.Work], wrong: Any) -> Iterator[tuple[str, works.Work]]:
    """The works whose other names are nobody else's."""
    taken = dict.fromkeys(found, "")
    for key, work in found.items():
        double = next((name for name in work.also if name in taken), None)
        taken |= dict.fromkeys(work.also, key)
        if double is None:
            yield key, work
        else:
            other = taken[double] or double
            wrong(
                work.at("also").line,
                f"works.{key}: also: {double} is {'its own key' if double == key else f'works.{other}'}",
                "A name leads to one work: take it out here or there.",
            )


def _borrowed(
    part: marked_yaml.Mapping | None, path: str, known: Any, wrong: Any
) -> Iterator[tuple[str, works.Borrowed]]:
    for key, raw in (part or {}).items():
        line = part.lines[key]
        if not schema.ID.fullmatch(key):
            wrong(line, f"borrowed.{key}: an id is lower-case words with hyphens")
            continue
        entry = _validated(schema.BorrowedEntry, raw, f"borrowed.{key}", line, wrong)
        if entry is None:
            continue
        if entry.work not in known:
            wrong(
                raw.lines["work"],
                f"borrowed.{key}: unknown work: {entry.work}",
                did_you_mean(entry.work, known),
            )
            continue
        if entry.use == "redrawn" and not entry.figure:
            wrong(line, f"borrowed.{key}: redrawn, but by which figure of ours?", "Add figure: section/name.")
            continue
        if entry.use != "redrawn" and entry.figure:
            wrong(raw.lines["figure"], f"borrowed.{key}: figure belongs to use: redrawn, this is {entry.use}")
            continue
        if entry.use in ("reproduced", "adapted") and not entry.file:
            wrong(
                line,
                f"borrowed.{key}: {entry.use}, but there is no file",
                "Add file: {url, sha256, media_type}.",
            )
            continue
        if entry.file and (entry.file.crop is not None) and entry.file.media_type != "application/pdf":
            wrong(
                raw.lines["file"], f"borrowed.{key}: crop belongs to a PDF, this is {entry.file.media_type}"
            )
            continue
        yield key, _picture(key, entry, raw, Place(path, line))


def _picture(key: str, entry: Any, raw: marked_yaml.Mapping, where: Place) -> works.Borrowed:
    file = basis = None
    if entry.file:
        crop = works.Crop(**dict(entry.file.crop)) if entry.file.crop else None
        file = works.SourceFile(entry.file.url, entry.file.sha256, entry.file.media_type, crop)
    if entry.basis:
        evidence = entry.basis.evidence
        told = (
            works.Evidence(evidence.quote, evidence.checked, evidence.url or "", evidence.file or "")
            if evidence
            else None
        )
        basis = works.Basis(entry.basis.kind, entry.basis.licence or "", told, entry.basis.reason or "")
    changes = entry.changes or ""
    return works.Borrowed(
        id=key,
        work=entry.work,
        locator=entry.locator,
        use=entry.use,
        title=entry.title or "",
        file=file,
        basis=basis,
        rightsholder=entry.rightsholder or "",
        changes="" if changes.lower().rstrip(".") == "none" else changes,
        figure=entry.figure or "",
        alt=entry.alt or "",
        where=where,
        lines=MappingProxyType(dict(_lines(raw))),
    )


def _validated(model: type[BaseModel], raw: Any, name: str, line: int, wrong: Any) -> Any:
    if not isinstance(raw, marked_yaml.Mapping):
        wrong(line, f"{name}: an entry with keys is wanted")
        return None
    empty = list(_empty(raw))
    for path in empty:
        wrong(
            _line_of(raw, path, line),
            f"{name}: {'.'.join(map(str, path))}: is empty",
            "Write something, or take the key out.",
        )
    try:
        entry = model.model_validate(raw)
        return None if empty else entry
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_context=False, include_input=True):
            if list(problem["loc"]) not in empty:
                wrong(*_told(problem, model, raw, name, line))
        return None


def _empty(raw: Any, path: tuple = ()) -> Iterator[list[Any]]:
    """Where a key, or an item of a list, has nothing behind it."""
    items = (
        raw.items()
        if isinstance(raw, marked_yaml.Mapping)
        else enumerate(raw)
        if isinstance(raw, marked_yaml.Sequence)
        else ()
    )
    for step, value in items:
        if value is None:
            yield [*path, step]
        else:
            yield from _empty(value, (*path, step))


def _told(problem: Any, model: type[BaseModel], raw: Any, name: str, line: int) -> tuple[int, str, str]:
    """The line, the message and the hint of one of pydantic's errors."""
    path = [step for step in problem["loc"]]
    at = _line_of(raw, path, line)
    dotted = ".".join(str(step) for step in path)
    known = _known_keys(model, path[:-1])
    match problem["type"]:
        case "extra_forbidden":
            meant = (
                did_you_mean(str(path[-1]), known)
                or f"Known here: {', '.join(sorted(known)[:12])}{' …' if len(known) > 12 else ''}."
            )
            return at, f"{name}: unknown key: {dotted}", meant
        case "missing":
            return at, f"{name}: missing key: {dotted}", ""
        case "literal_error":
            choices = _choices(model, path)
            meant = did_you_mean(str(problem["input"]), choices)
            listed = f"One of {', '.join(choices)}." if len(choices) < 12 else ""
            return (
                at,
                f"{name}: {dotted}: unknown word: {str(problem['input'])[:60]!r}",
                " ".join(part for part in (meant, listed) if part),
            )
        case "model_type" | "model_attributes_type":
            return (
                at,
                f"{name}: {dotted}: keys and values are wanted here",
                f"Known here: {', '.join(sorted(_known_keys(model, path))[:12])}.",
            )
        case _:
            return at, f"{name}: {dotted}: {problem['msg'].removeprefix('Value error, ')}", ""


def _line_of(raw: Any, path: list[Any], line: int) -> int:
    for step in path:
        if (isinstance(raw, marked_yaml.Mapping) and step in raw) or (
            isinstance(raw, marked_yaml.Sequence) and isinstance(step, int) and step < len(raw)
        ):
            line, raw = raw.lines[step], raw[step]
        else:
            break
    return line


def _model_at(model: Any, path: list[Any]) -> Any:
    """The annotation that stands at `path` in `model`."""
    for step in path:
        fields = getattr(model, "model_fields", {})
        found = next((info for field, info in fields.items() if step in (field, info.alias)), None)
        if found is None:
            return None
        inner = [a for a in get_args(found.annotation) if a is not type(None)]
        model = inner[0] if len(inner) == 1 and found.default is None else found.annotation
    return model


def _known_keys(model: Any, path: list[Any]) -> set[str]:
    return {
        info.alias or field for field, info in getattr(_model_at(model, path), "model_fields", {}).items()
    }


def _choices(model: Any, path: list[Any]) -> list[str]:
    return [str(word) for word in get_args(_model_at(model, path))]


def _lines(raw: Any, prefix: str = "") -> Iterator[tuple[str, int]]:
    if isinstance(raw, marked_yaml.Mapping):
        for key, line in raw.lines.items():
            yield prefix + key, line
            yield from _lines(raw[key], f"{prefix}{key}.")
