"""Only figures of our own that are fresh become cards."""

import hashlib
import io

from PIL import Image
from shelf import FakeGallery, drawn, failed

from figpress.pages.reading import parse_page
from figpress.publishing.card_files import make
from figpress.publishing.rasterising import rasterised

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 48"><rect width="40" height="48" fill="#0072b2"/></svg>'


def made(tmp_path, text, *figures, raster=lambda svg: svg.encode()):
    return make([parse_page(text, "docs/a.md", "a.md")], FakeGallery(*figures), tmp_path / "site", raster)


def test_a_borrowed_picture_that_comes_first_is_not_sent_round(tmp_path):
    card = made(
        tmp_path, "![Theirs](borrowed:them)\n\n![Ours](fig:qkv/paths)\n", drawn(tmp_path, svg=SVG)
    ).of["a.md"]
    assert (card.id, card.alt) == ("qkv/paths", "Ours")
    file = tmp_path / "site" / card.path
    assert file.stem == hashlib.sha256(file.read_bytes()).hexdigest() and "#0072b2" in file.read_text()
    assert not made(tmp_path, "![Theirs](borrowed:them)\n", drawn(tmp_path, svg=SVG)).of


def test_stale_and_failed_figures_are_passed_over_though_their_pictures_are_there(tmp_path):
    figures = (
        failed(tmp_path, "a/failed"),
        drawn(tmp_path, "a/stale", SVG, state="stale"),
        drawn(tmp_path, "a/fresh", SVG),
    )
    assert (
        made(tmp_path, "![1](fig:a/failed)\n\n![2](fig:a/stale)\n\n![3](fig:a/fresh)\n", *figures)
        .of["a.md"]
        .id
        == "a/fresh"
    )
    named = made(tmp_path, "---\ncard: a/stale\n---\n![3](fig:a/fresh)\n", *figures)
    assert named.of == {} and named.refusals == ("docs/a.md:2: a/stale cannot be a card: it is stale",)


def test_one_picture_is_drawn_once_however_many_pages_name_it(tmp_path):
    drawings = []
    pages = [
        parse_page("![1](fig:a/one)\n", "docs/a.md", "a.md"),
        parse_page("---\ncard: a/one\n---\n", "docs/b.md", "b.md"),
    ]
    cards = make(
        pages,
        FakeGallery(drawn(tmp_path, "a/one", SVG)),
        tmp_path / "site",
        lambda svg: drawings.append(svg) or svg.encode(),
    )
    assert len(drawings) == 1 and cards.of["a.md"] == cards.of["b.md"], (
        "also in its alternative text, which only the first page has"
    )


def test_what_cannot_be_drawn_is_passed_over_and_where_it_is_named_refused(tmp_path):
    white, ours = (
        drawn(tmp_path, "a/white", SVG.replace("#0072b2", "#ffffff")),
        drawn(tmp_path, "a/ours", SVG),
    )
    text = "![white](fig:a/white)\n\n![ours](fig:a/ours)\n"
    assert made(tmp_path, text, white, ours, raster=rasterised).of["a.md"].id == "a/ours"
    (refusal,) = made(tmp_path, f"---\ncard: a/white\n---\n{text}", white, ours, raster=rasterised).refusals
    assert (
        refusal
        == "docs/a.md:2: a/white cannot be a card: resvg cannot draw it: nothing of it is to be seen on white"
    )


def test_pixels_are_sent_at_their_own_size(tmp_path):
    file = io.BytesIO()
    Image.new("RGB", (300, 100), "#0072b2").save(file, "png")
    card = made(
        tmp_path, "![pixels](fig:qkv/paths)\n", drawn(tmp_path, svg=file.getvalue()), raster=rasterised
    ).of["a.md"]
    image = Image.open(tmp_path / "site" / card.path).convert("RGB")
    assert (
        image.size == (1200, 630)
        and image.point(lambda v: 255 - v).getbbox() == (450, 265, 750, 365)
        and image.getpixel((600, 315)) == (0, 0x72, 0xB2)
    )
