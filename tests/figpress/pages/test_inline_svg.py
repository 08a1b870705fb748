"""An inlined SVG has its own names, follows the theme where it was drawn in the theme's ink, and leaks no
style.
"""

import re

import pytest

from figpress.pages.inline_svg import inline_svg

DRAWN = b"""<?xml version="1.0"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns:xlink="http://www.w3.org/1999/xlink" xmlns="http://www.w3.org/2000/svg" width="72pt" height="36pt" viewBox="0 0 72 36" version="1.1">
 <metadata><x>2026-11-21</x></metadata>
 <defs><style type="text/css">*{stroke-linejoin: round; fill: #24292F}</style><clipPath id="c1"><path d="M0 0"/></clipPath></defs>
 <g id="rows" clip-path="url(#c1)" style="fill: none; stroke: #24292f; clip-path: url(#c1)">
  <use xlink:href="#c1" fill="#0072b2" stroke="#D0D7DE"/>
  <text fill="#24292f">a &lt; b</text>
 </g>
</svg>"""


def test_every_name_and_every_reference_to_it_is_prefixed():
    html = inline_svg(DRAWN, "f1-", "An axis")
    assert set(re.findall(r' id="([^"]+)"', html)) == {"f1-svg", "f1-c1", "f1-rows"}
    assert html.count("url(#f1-c1)") == 2 and 'href="#f1-c1"' in html
    assert "#c1" not in html.replace("#f1-c1", "")


def test_theme_colours_become_variables_and_data_colours_stay():
    html = inline_svg(DRAWN, "f1-", "An axis")
    assert "24292f" not in html.lower() and "d0d7de" not in html.lower()
    assert html.count("var(--fp-ink)") == 3 and html.count("var(--fp-faint)") == 1
    assert 'fill="#0072b2"' in html


def test_its_style_sheet_styles_nothing_else():
    html = inline_svg(DRAWN, "f1-", "An axis")
    assert "#f1-svg *" in html
    assert not re.search(r"[>}]\s*\*\s*\{", html)


def test_it_is_an_image_with_a_name_and_a_size_and_no_date():
    html = inline_svg(DRAWN, "f1-", 'Said "so" & <more>')
    assert html.startswith("<svg") and 'role="img"' in html
    assert 'aria-label="Said &quot;so&quot; &amp; &lt;more&gt;"' in html
    assert 'width="96" height="48"' in html
    assert "2026" not in html and "xmlns" not in html and "a &lt; b" in html


def test_a_picture_in_other_colours_is_left_alone_on_paper():
    svg = re.sub(rb"(?i)#24292f", b"#000000", DRAWN)
    html = inline_svg(svg, "f1-", "x")
    assert "var(" not in html and "fp-plain" in html and 'stroke="#D0D7DE"' in html


@pytest.mark.parametrize("junk", [b"", b"not xml", b"<html/>", b"<svg"])
def test_junk_is_refused(junk):
    with pytest.raises(ValueError, match="no SVG"):
        inline_svg(junk, "f1-", "x")
