"""Only figures of our own that are fresh become cards."""

import hashlib

from shelf import FakeGallery, drawn, failed

from figpress.conductors.cards import make
from figpress.effects.pages.reading import parse_page

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 48"><rect width="40" height="48" fill="#0072b2"/></svg>'


def made(tmp_path, text, *figures, raster=lambda svg: svg.encode()):
    return make([parse_page(text, "docs/a.md", "a.md")], FakeGallery(*figures), tmp_path / "site", raster)


def test_a_borrowed_picture_that_comes_first_is_not_sent_round(tmp_path):
    card = made(tmp_path, "![Theirs](borrowed:them)\n\n![Ours](fig:qkv/paths)\n", drawn(tmp_path, svg=SVG)).of["a.md"]
    assert (card.id, card.alt) == ("qkv/paths", "Ours")
    file = tmp_path / "site" / card.path
    assert file.stem == hashlib.sha256(file.read_bytes()).hexdigest() and "#0072b2" in file.read_text()
    assert not made(tmp_path, "![Theirs](borrowed:them)\n", drawn(tmp_path, svg=SVG)).of


def test_stale_and_failed_figures_are_passed_over_though_their_pictures_are_there(tmp_path):
    figures = failed(tmp_path, "a/failed"), drawn(tmp_path, "a/stale", SVG, state="stale"), drawn(tmp_path, "a/fresh", SVG)
    assert made(tmp_path, "![1](fig:a/failed)\n\n![2](fig:a/stale)\n\n![3](fig:a/fresh)\n", *figures).of["a.md"].id == "a/fresh"
    named = made(tmp_path, "---\ncard: a/stale\n---\n![3](fig:a/fresh)\n", *figures)
    assert named.of == {} and named.refusals == ("docs/a.md:2: a/stale cannot be a card: it is stale",)


def test_one_picture_is_drawn_once_however_many_pages_name_it(tmp_path):
    drawings = []
    pages = [parse_page("![1](fig:a/one)\n", "docs/a.md", "a.md"), parse_page("---\ncard: a/one\n---\n", "docs/b.md", "b.md")]
    cards = make(pages, FakeGallery(drawn(tmp_path, "a/one", SVG)), tmp_path / "site", lambda svg: drawings.append(svg) or svg.encode())
    assert len(drawings) == 1 and cards.of["a.md"] == cards.of["b.md"], "also in its alternative text, which only the first page has"
