"""Makes the cards of a publication: one picture for each page that has a figure which can stand alone."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from figpress.effects.pages import built
from figpress.effects.publishing.rasterising import rasterised, unset
from figpress.nouns.figure import Drawn
from figpress.nouns.page import Page
from figpress.nouns.publication import Card
from figpress.nouns.seams import Gallery
from figpress.rules.pages.spoken_tex import spoken
from figpress.rules.review import cards as rules

Raster = Callable[[str], bytes]


@dataclass(frozen=True)
class Cards:
    """The cards by page (relative to docs/), and why a named one cannot be, one line each."""

    of: Mapping[str, Card] = field(default_factory=dict)
    refusals: tuple[str, ...] = ()


def make(pages: Iterable[Page], gallery: Gallery, folder: Path, raster: Raster = rasterised) -> Cards:
    """Draw each page's card and file it under `folder` by its content.

    A page takes its first figure that is fresh and whole without its page. A figure that front matter names is taken, or refused with its reason.
    """
    pages = tuple(pages)
    elsewhere = rules.alternatives(pages)
    of: dict[str, Card] = {}
    refusals: list[str] = []
    drawn_before: dict[str, str] = {}
    for page in pages:
        for candidate in rules.candidates(page):
            drawn = gallery.figure(candidate.id)
            picture, reason = _picture(drawn)
            if drawn is not None and picture is not None:
                sha256 = drawn.images[0].sha256
                if sha256 not in drawn_before:
                    drawn_before[sha256] = built.add_card(folder, raster(rules.laid(picture)))
                alt = candidate.alt or elsewhere.get(candidate.id) or spoken(drawn.script.caption.replace("*", "").replace("`", ""))
                of[page.source] = Card(candidate.id, drawn_before[sha256], alt)
                break
            if candidate.named:
                refusals.append(f"{candidate.place}: {candidate.id} cannot be a card: {reason}")
    return Cards(of, tuple(refusals))


def _picture(drawn: Drawn | None) -> tuple[rules.Picture | None, str]:
    """What a figure shows first, or None and why that is no card."""
    if drawn is None:
        return None, "there is no such figure"
    if drawn.state != "fresh":
        return None, f"it is {drawn.state}"
    if not drawn.images:
        return None, "it shows no picture"
    picture = rules.read(drawn.images[0].path.read_bytes())
    if picture.unfit:
        return None, picture.unfit
    if missing := unset(picture.words):
        return None, f"there are no letters for {missing[:20]} (DejaVu, as matplotlib brings it, sets a card)"
    return picture, ""
