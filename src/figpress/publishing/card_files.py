"""Makes the cards of a publication: one picture for each page that has a figure which can stand alone."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from figpress.freshness.figure import Drawn
from figpress.freshness.seams import Gallery
from figpress.pages.page import Page
from figpress.pages.spoken_tex import spoken
from figpress.publishing.model import Card
from figpress.publishing.rasterising import rasterised, unset
from figpress.review import cards as rules
from figpress.site import built

Raster = Callable[[str], bytes]


@dataclass(frozen=True)
class Cards:
    """The cards by page (relative to docs/), and why a named one cannot be, one line each."""

    of: Mapping[str, Card] = field(default_factory=dict)
    refusals: tuple[str, ...] = ()


def make(pages: Iterable[Page], gallery: Gallery, folder: Path, raster: Raster = rasterised) -> Cards:
    """Draw each page's card and file it under `folder` by its content.

    A page takes its first figure that is fresh and whole without its page. A figure that front matter names
    is taken, or refused with its reason.
    """
    pages = tuple(pages)
    elsewhere = rules.alternatives(pages)
    of: dict[str, Card] = {}
    refusals: list[str] = []
    filed: dict[str, tuple[str, str, str]] = {}
    for page in pages:
        for candidate in rules.candidates(page):
            if candidate.id not in filed:
                filed[candidate.id] = _filed(gallery.figure(candidate.id), folder, raster)
            path, caption, reason = filed[candidate.id]
            if path:
                of[page.source] = Card(
                    candidate.id, path, candidate.alt or elsewhere.get(candidate.id) or caption
                )
                break
            if candidate.named:
                refusals.append(f"{candidate.place}: {candidate.id} cannot be a card: {reason}")
    return Cards(of, tuple(refusals))


def _filed(drawn: Drawn | None, folder: Path, raster: Raster) -> tuple[str, str, str]:
    """Where the card of a figure is, and the figure's caption in plain words; or "", "", and why there can be
    none.
    """
    if drawn is None:
        return "", "", "there is no such figure"
    if drawn.state != "fresh":
        return "", "", f"it is {drawn.state}"
    if not drawn.images:
        return "", "", "it shows no picture"
    picture = rules.read(drawn.images[0].path.read_bytes())
    if picture.unfit:
        return "", "", picture.unfit
    if missing := unset(picture.words):
        return (
            "",
            "",
            f"there are no letters for {missing[:20]} (DejaVu, as matplotlib brings it, sets a card)",
        )
    try:
        path = built.add_card(folder, raster(rules.laid(picture)))
    except ValueError as error:
        return "", "", f"resvg cannot draw it: {error}"
    return path, spoken(re.sub(r"[*`]", "", drawn.script.caption)), ""
