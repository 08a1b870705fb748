"""What reviewers say, as W3C Web Annotations: one file a reviewer, reviews/<section>/<name>.json."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from figpress.base.data import read_json
from figpress.base.errors import Mistake
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.base.writing import write_beside

FOLDER = "reviews"
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MOTIVATIONS = ("commenting", "editing", "replying", "assessing")
Motivation = Literal["commenting", "editing", "replying", "assessing"]
_LARGEST = 5_000_000  # bytes of a reviewer's file
_LONGEST = 20_000  # characters of one text in it


@dataclass(frozen=True)
class Quote:
    """Words with what stood before and behind them."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class Annotation:
    """One thing that a reviewer said.

    motivation  commenting; editing proposes `words`; replying answers the annotation `about`; assessing says
                a word of a thing: "checked", "resolved" (of the annotation `about`), "approve" (of the sheet)
    anchor      our own id of what it is about: "paragraph-3", "figure a/box", … ; "" for a reply
    digest      of that thing, as it was on the sheet that was seen; of the whole sheet for "approve"
    box         of a figure, in per cent of it: "10,20,30,40", or a point "10,20,0,0"
    """

    id: str
    by: str
    on: str
    motivation: Motivation
    text: str = ""
    words: str = ""
    anchor: str = ""
    digest: str = ""
    quote: Quote | None = None
    start: int = -1
    box: str = ""
    about: str = ""
    accepted: str = ""


@dataclass(frozen=True)
class Review:
    """A reviewer's file: of which section, and of which sheet."""

    section: str
    by: str
    sheet: str
    items: tuple[Annotation, ...]


def parse_review(content: bytes, name: str) -> Review:
    """A reviewer's file. Raises Mistake for what is none, naming the file."""
    where = Place(name)
    if len(content) > _LARGEST:
        raise Mistake("too large for a review", where, "It holds comments alone, and no pictures.")
    try:
        data = read_json(content.decode("utf-8-sig"))
        about = data["figpress"]
        section, by, sheet = (_text(about.get(key), key) for key in ("section", "by", "sheet"))
        items = tuple(_annotation(item) for item in data["items"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Mistake(
            f"not a review that a sheet saved: {str(error)[:200] or type(error).__name__}",
            where,
            "On the sheet: Save my review; then figpress review --take FILE.",
        ) from None
    if not re.fullmatch(r"[\w.-]+", section) or not by:
        raise Mistake("it does not say of which section and by whom it is", where)
    return Review(section, by, sheet, items)


def as_json(review: Review) -> dict[str, Any]:
    """The review as an annotation page."""
    return {
        "@context": CONTEXT,
        "type": "AnnotationPage",
        "figpress": {"section": review.section, "by": review.by, "sheet": review.sheet},
        "items": [item(annotation) for annotation in review.items],
    }


def read_reviews(site: Site, section: str) -> tuple[Review, ...]:
    """Every reviewer's file of a section, by name."""
    folder = site.root / FOLDER / section
    return tuple(
        parse_review(path.read_bytes(), path.relative_to(site.root).as_posix())
        for path in sorted(folder.glob("*.json"))
    )


def merged(old: Iterable[Annotation], new: Iterable[Annotation]) -> tuple[Annotation, ...]:
    """Both, each once; of one that was edited, the later."""
    found: dict[str, Annotation] = {}
    for annotation in (*old, *new):
        known = found.get(annotation.id)
        if known is None or annotation.on >= known.on:
            found[annotation.id] = replace(
                annotation, accepted=annotation.accepted or (known.accepted if known else "")
            )
    return tuple(sorted(found.values(), key=lambda annotation: (annotation.on, annotation.id)))


def write_review(site: Site, review: Review) -> Path:
    """The file of its reviewer, merged with what is there."""
    name = "-".join(re.findall(r"\w+", review.by.lower()))[:60] or "somebody"
    path = site.root / FOLDER / review.section / f"{name}.json"
    known = parse_review(path.read_bytes(), path.name).items if path.is_file() else ()
    whole = replace(review, items=merged(known, review.items))
    write_beside(path, json.dumps(as_json(whole), indent=1, ensure_ascii=False) + "\n")
    return path


def _annotation(item: Mapping[str, Any]) -> Annotation:
    target, motivation = item["target"], item["motivation"]
    if motivation not in MOTIVATIONS:
        raise ValueError(f"unknown motivation {motivation!r}")
    bodies = item.get("body") or []
    told = {body.get("purpose", "commenting"): _text(body.get("value"), "body") for body in bodies}
    selectors = {} if isinstance(target, str) else {one["type"]: one for one in target.get("selector", [])}
    anchor, _, box = _text(selectors.get("FragmentSelector", {}).get("value"), "anchor").partition(
        "&xywh=percent:"
    )
    if box and not re.fullmatch(r"[\d.]+(,[\d.]+){3}", box):
        raise ValueError(f"no box: {box!r}")
    quote = selectors.get("TextQuoteSelector")
    start = selectors.get("TextPositionSelector", {}).get("start", -1)
    return Annotation(
        id=_text(item["id"], "id"),
        by=_text(item["creator"]["name"], "creator"),
        on=_text(item.get("modified") or item["created"], "created"),
        motivation=motivation,
        text=told.get("commenting") or told.get("tagging") or told.get("replying") or "",
        words=told.get("editing", ""),
        anchor=anchor,
        digest="" if isinstance(target, str) else _text(target.get("figpress:digest"), "digest"),
        quote=Quote(*(_text(quote.get(key), key) for key in ("exact", "prefix", "suffix")))
        if quote
        else None,
        start=start if isinstance(start, int) else -1,
        box=box,
        about=target if isinstance(target, str) else "",
        accepted=_text(item.get("figpress:accepted"), "accepted"),
    )


def item(one: Annotation) -> dict[str, Any]:
    """One annotation as W3C's model has it."""
    purposes = {"assessing": "tagging", "replying": "replying"}
    bodies = [
        {"type": "TextualBody", "purpose": purposes.get(one.motivation, "commenting"), "value": one.text}
    ]
    if one.motivation == "editing":
        bodies.append({"type": "TextualBody", "purpose": "editing", "value": one.words})
    selectors: list[dict[str, Any]] = []
    if one.anchor:
        box = f"&xywh=percent:{one.box}" if one.box else ""
        selectors.append({"type": "FragmentSelector", "value": one.anchor + box})
    if one.quote:
        exact, prefix, suffix = one.quote.exact, one.quote.prefix, one.quote.suffix
        selectors.append({"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix})
    if one.start >= 0 and one.quote:
        selectors.append(
            {"type": "TextPositionSelector", "start": one.start, "end": one.start + len(one.quote.exact)}
        )
    target: Any = one.about or {"source": "", "selector": selectors, "figpress:digest": one.digest}
    return {
        "id": one.id,
        "type": "Annotation",
        "motivation": one.motivation,
        "creator": {"type": "Person", "name": one.by},
        "created": one.on,
        "body": bodies,
        "target": target,
        **({"figpress:accepted": one.accepted} if one.accepted else {}),
    }


def _text(value: Any, name: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise ValueError(f"{name} is no short text")
    return value
