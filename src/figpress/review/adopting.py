"""The pictures of a site that nobody accounts for yet, once each: what could become a figure, a loan or an
asset.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.pages.page import Page
from figpress.pages.uncoded import line_of, uncoded

_PICTURE = re.compile(
    r"(?<!\\)!\[(?:[^\[\]\\]|\\.)*\]\(\s*<?(?P<to>[^\s()<>]+)|<img\b[^>]*?\bsrc=[\"'](?P<src>[^\"']+)", re.I
)
_NOT_OURS = (".git", ".venv", ".figpress", "node_modules", "site", "site-packages")


def pictures(site: Site, pages: Iterable[Page]) -> tuple[Finding, ...]:
    """A notice for each picture, at the place that shows it first."""
    scripts = {
        path.stem.replace("_", "-").lower(): site.relative(path)
        for path in sorted(site.root.rglob("*.py"))
        if not any(part in _NOT_OURS for part in path.relative_to(site.root).parts)
    }
    seen: dict[str, Finding] = {}
    for page in pages:
        for to, place in _shown(page):
            parts = urlsplit(to)
            if parts.scheme in ("fig", "borrowed", "data"):
                continue
            away = bool(parts.netloc)
            name = (
                to
                if away
                else posixpath.normpath(posixpath.join(posixpath.dirname(page.source), unquote(parts.path)))
            )
            if not away and any(fnmatch(name, listed) for listed in site.assets):
                continue
            seen.setdefault(name, Finding(place, "adopt", "notice", *_said(name, away, scripts)))
    return tuple(seen.values())


def _shown(page: Page) -> Iterator[tuple[str, Place]]:
    for found in _PICTURE.finditer(uncoded(page.body)):
        yield (
            found["to"] or found["src"],
            Place(page.path, line_of(page.body, found.start(), page.first_line)),
        )


def _said(name: str, away: bool, scripts: dict[str, str]) -> tuple[str, str]:
    if away:
        return f"{name} is loaded from elsewhere", "Borrow it: figpress sources add, then ![…](borrowed:ID)."
    script = scripts.get(PurePosixPath(name).stem.replace("_", "-").lower())
    if script:
        return (
            f"{name} may be drawn by {script}",
            "Move the script to figures/SECTION/, and write ![…](fig:SECTION/NAME).",
        )
    return (
        f"{name} has no script and no source",
        "Draw it (a script in figures/), borrow it (sources.yaml), or list it under `assets:` as your own.",
    )
