"""Approvals, each a file: approvals/<section>/<day>-<name>-<digest>.yaml, so that two branches merge."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from figpress.base.data import unfolded
from figpress.base.finding import Finding
from figpress.base.merges import conflict
from figpress.base.nearest import did_you_mean
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.base.writing import write_beside
from figpress.pages.front_matter import LOADER
from figpress.pages.section import Approval

FOLDER = "approvals"
_KEYS = ("by", "on", "digest", "note", "parts")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def read_approvals(site: Site, slug: str) -> tuple[tuple[Approval, ...], tuple[Finding, ...]]:
    """The approvals of a section, the earliest first, and what is wrong with the files that hold none."""
    given, wrong = [], []
    for path in _files(site, slug):
        place = Place(path.relative_to(site.root).as_posix(), 1)
        try:
            given.append(_approval(path.read_text("utf-8-sig")))
        except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
            line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
            wrong.append(
                Finding(
                    Place(place.path, line),
                    "bad-approval",
                    "error",
                    f"no approval: {getattr(error, 'problem', None) or error}",
                    "It counts for nothing as it is: figpress approve writes a whole one.",
                )
            )
    return tuple(sorted(given, key=lambda approval: (approval.on, approval.by))), tuple(wrong)


def write_approval(site: Site, slug: str, approval: Approval) -> Path:
    """Its file; the same approval twice is one file."""
    name = "-".join(re.findall(r"\w+", approval.by.lower())) or "somebody"
    number = approval.digest.removeprefix("sha256:")[:12]
    path = site.root / FOLDER / slug / f"{approval.on}-{name[:40]}-{number}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    data: dict[str, Any] = {"by": approval.by, "on": approval.on, "digest": approval.digest}
    data |= {"note": approval.note} if approval.note else {}
    data |= {"parts": dict(sorted(approval.parts.items()))} if approval.parts else {}
    write_beside(path, yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000).encode())
    return path


def _files(site: Site, slug: str) -> Iterator[Path]:
    folder = site.root / FOLDER / slug
    yield from sorted(path for path in folder.glob("*.yaml") if path.is_file()) if folder.is_dir() else ()


def _approval(text: str) -> Approval:
    if at := conflict(text):
        raise ValueError(f"git left the marks of an unfinished merge on line {at}")
    data = yaml.load(text, LOADER)  # every scalar stays text: YAML 1.1 reads the bare word `on` as True
    if why := unfolded(data):
        raise ValueError(why)
    if not isinstance(data, dict):
        raise ValueError("it is a mapping with by, on and digest")
    for key in data:
        if key not in _KEYS:
            raise ValueError(f"unknown key: {key}. {did_you_mean(str(key), _KEYS)}".strip())
    for key in _KEYS[:3]:
        if not isinstance(data.get(key), str) or not data[key].strip():
            raise ValueError(f"it does not say {key!r}")
    if not _DIGEST.fullmatch(data["digest"]):
        raise ValueError(f"its digest is none: {data['digest'][:80]!r}")
    parts = data.get("parts") or {}
    if not isinstance(parts, dict):
        raise ValueError("its parts are names and digests")
    named = {str(name): str(value) for name, value in parts.items()}
    return Approval(
        data["by"].strip(), data["on"].strip(), data["digest"], str(data.get("note") or ""), named
    )
