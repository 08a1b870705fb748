"""Fetches a published site and compares it with what was sent."""

import hashlib
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urljoin

from figpress.base.errors import Mistake
from figpress.base.site import Site
from figpress.base.writing import write_beside
from figpress.publishing.model import Manifest
from figpress.site.model import MANIFEST

AT_ONCE, TARGETS = 8, "targets.json"
Fetch = Callable[[str], bytes | None]  # the bytes at an address, or None where there is nothing


@dataclass(frozen=True)
class Compared:
    """A published site against what was sent.

    commit   of what was sent; "" and `there` tell what is there instead, when it says so
    missing, different  paths of files
    """

    commit: str
    there: str
    missing: tuple[str, ...] = ()
    different: tuple[str, ...] = ()
    files: int = 0

    @property
    def same(self) -> bool:
        return not self.missing and not self.different


def remember(site: Site, manifest: Manifest, target: str = "") -> None:
    """Keep what was sent, by its commit and by where it went, for `compare`; what was sent last is known as such."""
    write_beside(_kept(site, manifest.commit, manifest.preview), manifest.text())
    write_beside(site.private / "published.json", manifest.text())
    if target:
        kept = _targets(site) | {target: manifest.commit + ("-preview" if manifest.preview else "")}
        write_beside(site.private / "published" / TARGETS, json.dumps(kept, indent=1, sort_keys=True))


def _targets(site: Site) -> dict[str, str]:
    """The commit that each target was sent last."""
    try:
        told = json.loads((site.private / "published" / TARGETS).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(commit) for name, commit in told.items()} if isinstance(told, dict) else {}


def sent_last(site: Site, target: str) -> Manifest:
    """What this target was sent last from here; a Mistake where that is nothing."""
    targets = _targets(site)
    commit, _, preview = targets.get(target, "").partition("-")
    try:
        return Manifest.parse(_kept(site, commit, bool(preview)).read_text("utf-8"))
    except (OSError, ValueError):
        known = ", ".join(targets) or "none is known"
        raise Mistake(f"nothing was sent to {target} from this folder", hint=f"Targets: {known}.") from None


def remembered(site: Site) -> Manifest:
    """What was sent last from here, or a Mistake."""
    try:
        return Manifest.parse((site.private / "published.json").read_text("utf-8"))
    except (OSError, ValueError):
        raise Mistake(
            "nothing has been published from this folder",
            hint="figpress publish --to DIR | gh-pages | HOST:PATH; then --check URL",
        ) from None


def sent_to(site: Site, url: str, fetch: Fetch) -> Manifest:
    """What was sent from here of the commit that `url` says it shows; else what was sent last, to wherever."""
    last = remembered(site)
    try:
        there = _there(url, fetch)
        return Manifest.parse(_kept(site, there.commit, there.preview).read_text("utf-8"))
    except (OSError, ValueError):
        return last


def _kept(site: Site, commit: str, preview: bool) -> Path:
    if not re.fullmatch(r"[0-9a-f]{7,64}", commit):  # it may be said by somebody else's server
        raise ValueError(f"no commit: {commit!r}")
    return site.private / "published" / f"{commit}{'-preview' if preview else ''}.json"


def _there(url: str, fetch: Fetch) -> Manifest:
    content = fetch(urljoin(url.rstrip("/") + "/", MANIFEST)) or b""
    return Manifest.parse(content.decode("utf-8", "replace"))


def compare(sent: Manifest, url: str, fetch: Fetch) -> Compared:
    """Every file that was sent, as it is at `url` now. Raises Mistake where there is none of them."""
    base = url.rstrip("/") + "/"
    try:
        there = _there(url, fetch).commit
    except ValueError:
        there = ""
    paths = sorted(sent.files)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        contents = list(threads.map(lambda path: fetch(urljoin(base, quote(path))), paths))
    found = {
        path: hashlib.sha256(content).hexdigest()
        for path, content in zip(paths, contents, strict=True)
        if content is not None
    }
    if paths and not found:
        raise Mistake(
            f"none of the {len(paths)} files that were sent is at {base}",
            hint="Is the address right, and is anything served there?",
        )
    missing = tuple(path for path in paths if path not in found)
    different = tuple(path for path, sha256 in found.items() if sha256 != sent.files[path])
    return Compared(sent.commit, there, missing, different, len(paths))
