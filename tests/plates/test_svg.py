"""Each plate makes a real SVG: text that is text and large enough, and colours from the palette only."""

import re
from xml.etree import ElementTree

import pytest
from matplotlib.colors import to_hex
from pictures import ALL, DRAWN, GRAPHS, svg

import plates
from plates import colours

PALETTE = {*colours.THEME, *colours.SERIES, colours.NEUTRAL, colours.ON_PALE, colours.ON_DEEP}
PALETTE |= {colours.DEEP_FIRST, colours.PALE_FIRST}
MAPPED = {to_hex(colours.colour_map(kind)(i)) for kind in ("gradient", "value", "share") for i in range(257)}
NAMED = {"none", "transparent"}


@pytest.mark.parametrize("name", ALL)
def test_it_is_well_formed_and_no_wider_than_the_column(name):
    root = ElementTree.fromstring(svg(name))
    assert root.tag.endswith("svg")
    assert float(root.get("width").removesuffix("pt")) <= plates.WIDTH * 72 + 0.5


@pytest.mark.parametrize("name", ALL)
def test_text_is_text_of_nine_points_or_more(name):
    sizes = [
        float(s) for s in re.findall(r"font(?:-size)?[:=][\s\"']*(?:[a-z]+ )*([\d.]+)(?:px|pt)?", svg(name))
    ]
    assert "<text" in svg(name) and sizes
    assert min(sizes) >= 9


@pytest.mark.parametrize("name", ALL)
def test_every_colour_is_from_the_palette(name):
    found = set(
        re.findall(
            r"(?:fill|stroke|stop-color)\s*[:=]\s*\"?(#[0-9a-fA-F]{3,8}|[a-z]+|rgba?\([^)]*\))", svg(name)
        )
    )
    unknown = found - PALETTE - MAPPED - NAMED
    assert not unknown


@pytest.mark.parametrize("name", ALL)
def test_text_takes_only_colours_that_follow_the_page_or_its_cell(name):
    for text in re.findall(r"<text[^>]*>", svg(name)):
        colour = re.search(r"fill\s*[:=]\s*\"?(#[0-9a-f]{6})", text)
        cells = (colours.ON_PALE, colours.ON_DEEP, colours.DEEP_FIRST, colours.PALE_FIRST)
        assert colour and colour[1] in (colours.INK, colours.MUTED, *cells), text


@pytest.mark.parametrize("name", DRAWN)
def test_the_ground_is_transparent(name):
    ground = re.search(r'<g id="patch_1">(.*?)</g>', svg(name), re.S)
    assert ground is None or "fill: none" in ground[1] or "opacity: 0" in ground[1]


@pytest.mark.parametrize("name", ALL)
def test_the_same_picture_gives_the_same_bytes(name):
    first = svg(name)
    svg.cache_clear()
    assert svg(name) == first


@pytest.mark.parametrize("name", GRAPHS)
def test_graphs_use_the_font_of_all_figures(name):
    assert set(re.findall(r'font-family="([^"]+)"', svg(name))) == {"DejaVu Sans"}


def test_importing_plates_imports_no_torch():
    import subprocess
    import sys

    code = "import plates, sys; assert 'torch' not in sys.modules and 'graphviz' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
