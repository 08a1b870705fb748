"""Which figure stands for a page elsewhere, what cannot stand without its page, and where a card has its
picture.
"""

import base64

import pytest
from lxml import etree

from figpress.pages.reading import parse_page
from figpress.review import cards

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" %s viewBox="%s">%s</svg>'
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (300).to_bytes(4, "big") + (100).to_bytes(4, "big")


def page(text):
    return parse_page(text, "docs/a.md", "a.md")


def svg(inside=b"<path d='M0 0H9'/>", box=b"0 0 200 100", sides=b""):
    return SVG % (sides, box, inside)


def test_the_first_computed_figure_stands_for_a_page_and_nothing_borrowed_does():
    text = "![Theirs](borrowed:them)\n\nSee [](fig:a/z).\n\n![One \\* two](fig:a/x)\n\n![Two](fig:a/y)\n"
    assert [(c.id, c.alt, str(c.place), c.named) for c in cards.candidates(page(text))] == [
        ("a/x", "One * two", "docs/a.md:5", False),
        ("a/y", "Two", "docs/a.md:7", False),
    ]
    assert cards.candidates(page("![Theirs](borrowed:them)\n")) == ()


def test_what_the_front_matter_names_stands_alone_at_its_line():
    (named,) = cards.candidates(page("---\ntitle: A\ncard: a/y\n---\n![One](fig:a/x)\n\n![Two](fig:a/y)\n"))
    assert (named.id, named.alt, str(named.place), named.named) == ("a/y", "Two", "docs/a.md:3", True)


def test_a_card_belongs_to_what_a_page_shows():
    shown = cards.shown(page("---\ncard: b/y\n---\n![One](fig:a/x)\n\n[](fig:a/z)\n"))
    assert {id: str(place) for id, place in shown.items()} == {"a/x": "docs/a.md:4", "b/y": "docs/a.md:2"}


@pytest.mark.parametrize(
    "inside, why",
    [
        (
            b"<foreignObject width='9' height='9'><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>",
            "HTML",
        ),
        (b"<text>the slope $\\bar K$</text>", r"\bar K"),
        (b"<text>$x$</text>", "not set: $x$"),
        (b"<text>half <tspan>\\frac</tspan>{1}{2}</text>", r"\frac"),
        (b"<path d='M0 0H9' style='stroke: var(--fp-ink)'/>", "colours"),
        (b"<image xlink:href='photo.jpg' width='9' height='9'/>", "beside it: photo.jpg"),
        (b"<image href='https://example.org/photo.jpg' width='9' height='9'/>", "beside it: https"),
    ],
)
def test_what_only_its_page_finishes_cannot_stand_alone(inside, why):
    assert why in cards.read(svg(inside)).unfit


@pytest.mark.parametrize(
    "inside",
    [
        b"<text>from $5 to $10</text>",
        b"<text>$5 and $ 6</text>",
        b"<text>W_Q</text>",
        b"<image href='data:image/png;base64,AA=='/>",
        b"<use xlink:href='#a'/>",
    ],
)
def test_money_and_plain_words_can(inside):
    assert cards.read(svg(inside)).unfit == ""


@pytest.mark.parametrize(
    "content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html/>", b"GIF89a", b"", svg(box=b"0 0 0 9")]
)
def test_what_is_no_picture_says_so(content):
    assert cards.read(content).unfit


@pytest.mark.parametrize(
    "content, width, height",
    [
        (svg(box=b"0 0 200 100"), 1068, 534),  # held by its height
        (svg(box=b"-10 0 400 100"), 1104, 276),  # held by its width
        (svg(box=b"0 0 30 60", sides=b"width='30pt' height='60pt'"), 267, 534),
        (PNG, 300, 100),  # pixels are not blown up
    ],
)
def test_the_picture_is_in_the_middle_and_as_large_as_fits(content, width, height):
    card = etree.fromstring(cards.laid(cards.read(content)))
    x, y, w, h = (float(card[0].get(name)) for name in ("x", "y", "width", "height"))
    assert (card.get("width"), card.get("height")) == ("1200", "630")
    assert (w, h) == pytest.approx((width, height)) and (2 * x + w, 2 * y + h) == pytest.approx((1200, 630))


def test_pixels_travel_inside_the_card():
    image = etree.fromstring(cards.laid(cards.read(PNG)))[0]
    assert base64.b64decode(image.get("{http://www.w3.org/1999/xlink}href").partition(",")[2]) == PNG
