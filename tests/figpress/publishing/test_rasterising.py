"""Pixels from SVG, decoded by Pillow: nothing of the machine's own fonts is in them."""

import io
import subprocess
import sys

import pytest

from figpress.publishing.rasterising import rasterised, unset

pytest.importorskip("matplotlib")
Image = pytest.importorskip("PIL.Image")


def pixels(inside):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="120" height="60">{inside}</svg>'
    return Image.open(io.BytesIO(rasterised(svg))).convert("RGBA")


def inked(image):
    return image.convert("RGB").point(lambda v: 255 - v).getbbox()


def test_what_is_not_drawn_is_white_and_what_is_has_its_colour():
    image = pixels('<rect x="10" y="20" width="30" height="10" fill="#0072b2"/>')
    assert image.size == (120, 60) and image.getpixel((1, 1)) == (255, 255, 255, 255)
    assert image.getpixel((20, 25)) == (0, 0x72, 0xB2, 255) and inked(image) == (10, 20, 40, 30)


def test_letters_are_those_of_dejavu_whatever_the_machine_has():
    from PIL import ImageFont

    from figpress.publishing.rasterising import _files

    dejavu = ImageFont.truetype(str(next(file for file in _files() if file.name == "DejaVuSans.ttf")), 40)
    left, top, right, bottom = dejavu.getbbox("dQ", anchor="ls")
    for family in ("DejaVu Sans", "Comic Sans MS", "sans-serif"):
        found = inked(pixels(f'<text x="10" y="45" font-size="40" font-family="{family}">dQ</text>'))
        assert found == pytest.approx((10 + left, 45 + top, 10 + right, 45 + bottom), abs=2)


def test_letters_that_there_are_not_are_told():
    assert unset("Σ ŵ ∂L x̂\n − ₖ") == ""
    assert unset("a漢字a") == "字漢"


@pytest.mark.parametrize(
    "svg",
    [
        "<p/>",
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" '
        'fill="#fff"/></svg>',
    ],
)
def test_what_is_no_svg_or_leaves_the_paper_white_is_an_error(svg):
    with pytest.raises(ValueError):
        rasterised(svg)


def test_nothing_that_plans_or_checks_imports_it():
    told = "import sys, figpress.cli.commands.publish, figpress.cli.whole; print([m for m in ('resvg_py', 'fontTools', 'matplotlib') if m in sys.modules])"
    assert (
        subprocess.run(
            [sys.executable, "-c", told], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[]"
    )
