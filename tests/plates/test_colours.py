"""Data colours are seen on both pages, and stay apart for readers who see fewer of them."""

from itertools import combinations

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figpress.pages import inline_svg
from plates import colours

LIGHT, DARK = "#ffffff", "#1e2129"
# Severe colour blindness in linear RGB (Machado, Oliveira and Fernandes, 2009, severity 1).
SEEN = {
    "all colours": numpy.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def linear(colour):
    c = numpy.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return numpy.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def oklab(rgb):
    """Perceptual coordinates (Ottosson, 2020): equal distances look about equally large."""
    lms = numpy.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    ) @ numpy.clip(rgb, 0, 1)
    return numpy.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    ) @ numpy.cbrt(lms)


def distance(a, b, view):
    matrix = numpy.array(SEEN[view])
    return float(numpy.linalg.norm(oklab(matrix @ linear(a)) - oklab(matrix @ linear(b))))


@pytest.mark.parametrize("page", [LIGHT, DARK])
@pytest.mark.parametrize("colour", [*colours.SERIES, colours.NEUTRAL])
def test_a_line_is_seen_on_either_page(colour, page):
    assert colours.contrast(colour, page) >= 3.0


@pytest.mark.parametrize("view", SEEN)
@pytest.mark.parametrize("a,b", list(combinations(colours.SERIES, 2)))
def test_two_lines_stay_apart(a, b, view):
    assert distance(a, b, view) >= 0.08  # a just noticeable difference is about 0.02


def test_the_measure_of_colour_blindness_can_fail():
    assert (
        distance("#b06000", "#6f8000", "deuteranopia") < 0.08 < distance("#b06000", "#6f8000", "all colours")
    )


@pytest.mark.parametrize("colour", [colours.INK, colours.MUTED])
def test_text_is_readable_on_white(colour):
    assert colours.contrast(colour, LIGHT) >= 4.5


def test_theme_colours_are_no_data_colours():
    data = {*colours.SERIES, colours.NEUTRAL, colours.ZERO, colours.ON_PALE, colours.ON_DEEP}
    assert not data & set(colours.THEME)
    for kind in ("gradient", "value", "share"):
        assert not {hexed(colours.colour_map(kind)(i)) for i in range(257)} & set(colours.THEME)


def hexed(rgba):
    from matplotlib.colors import to_hex

    return to_hex(rgba)


@given(st.sampled_from(["gradient", "value"]), st.floats(0, 1))
def test_a_sign_never_looks_stronger_than_the_other(kind, x):
    low, high = (oklab(linear(hexed(colours.colour_map(kind)(0.5 + s * x / 2))))[0] for s in (-1, 1))
    assert abs(low - high) < 0.02


@given(st.sampled_from(["gradient", "value"]), st.floats(0.05, 1), st.sampled_from(list(SEEN)))
def test_the_signs_are_told_apart_by_everybody(kind, x, view):
    a, b = (hexed(colours.colour_map(kind)(0.5 + s * x / 2)) for s in (-1, 1))
    assert distance(a, b, view) > 0.1 * x


@given(st.sampled_from(["gradient", "value", "share"]), st.floats(0, 1))
def test_a_number_on_a_cell_is_readable(kind, x):
    cell = hexed(colours.colour_map(kind)(x))
    assert colours.contrast(colours.text_on(cell), cell) >= 4.5


@given(st.sampled_from(["gradient", "value", "share"]), st.floats(0, 1))
def test_a_number_on_a_cell_is_readable_where_the_page_turns_it_over(kind, x):
    cell = hexed(colours.colour_map(kind)(x))
    exchanged = {colours.DEEP_FIRST: colours.ON_DEEP, colours.PALE_FIRST: colours.ON_PALE}
    words = colours.text_on(cell)
    assert colours.contrast(seen_turned(exchanged.get(words, words)), seen_turned(cell)) >= 4.5


def seen_turned(colour):
    """Through the page's own filter, as the site writes it."""
    rows = numpy.array([float(value) for value in inline_svg.TURN.split()]).reshape(4, 5)
    channels = numpy.array([*(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)), 1.0, 1.0])
    return hexed((rows @ channels).clip(0, 1))


def test_the_exchanged_inks_are_the_pages_own():
    assert (colours.DEEP_FIRST, colours.PALE_FIRST) == (inline_svg.DEEP_FIRST, inline_svg.PALE_FIRST)


def test_zero_has_one_colour_of_its_own():
    assert {hexed(colours.colour_map(kind)(0.5)) for kind in ("gradient", "value")} == {colours.ZERO}
    assert hexed(colours.colour_map("share")(0.0)) == colours.ZERO


def test_an_unknown_map_names_those_there_are():
    with pytest.raises(ValueError, match="'gradients'; there are gradient, value, share"):
        colours.colour_map("gradients")
