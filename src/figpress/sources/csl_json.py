"""Works as CSL-JSON items, and back."""

from typing import Any

from figpress.sources.model import Date, Name, Work

_PARTS = {
    "family": "family", "given": "given", "literal": "literal", "suffix": "suffix",
    "dropping-particle": "dropping_particle", "non-dropping-particle": "non_dropping_particle",
}  # fmt: skip


def to_csl(work: Work) -> dict[str, Any]:
    """The CSL-JSON item of a work; what CSL has no word for (read, opened, archived) goes into `custom`."""
    item: dict[str, Any] = {"id": work.key, "type": work.type}
    if work.title:
        item["title"] = work.title
    item |= {variable: [name_to_csl(name) for name in people] for variable, people in work.names.items()}
    item |= {variable: date_to_csl(date) for variable, date in work.dates.items()}
    item |= work.texts
    if own := own_fields(work):
        item["custom"] = {"figpress": own}
    return item


def own_fields(work: Work) -> dict[str, Any]:
    """What sources.yaml says of a work beyond CSL."""
    own: dict[str, Any] = {}
    if work.read:
        own["read"] = {"on": work.read.on, "extent": work.read.extent, "summary": work.read.summary}
    if not work.opened:
        own["opened"] = "no"
    if work.why:
        own["why"] = work.why
    if work.also:
        own["also"] = list(work.also)
    if work.archived:
        own["archived"] = {
            "url": work.archived.url,
            "sha256": work.archived.sha256,
            "media_type": work.archived.media_type,
        }
    return own


def name_to_csl(name: Name) -> dict[str, str]:
    return {theirs: getattr(name, ours) for theirs, ours in _PARTS.items() if getattr(name, ours)}


def date_to_csl(date: Date) -> dict[str, Any]:
    told: dict[str, Any] = (
        {"date-parts": [list(part) for part in date.parts]} if date.parts else {"literal": date.literal}
    )
    if date.circa:
        told["circa"] = True
    if date.season:
        told["season"] = date.season
    return told
