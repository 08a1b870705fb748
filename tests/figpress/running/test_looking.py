"""What the press sees in a picture, drawn so that each fault is there or is not."""

import pytest

from figpress.running.looking.look import look
from figpress.running.renderers import matplotlib
from figpress.running.renderers.picture import vector


def seen(inside, size='width="200" height="100" viewBox="0 0 200 100"'):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="DejaVu Sans" font-size="12">{inside}</svg>'
    return {one.rule for one in look(vector(svg.encode()))[1]}


MARK = '<rect x="1" y="1" width="9" height="9" fill="#0072b2"/>'


@pytest.mark.parametrize(
    "inside, rules",
    [
        (MARK, set()),
        ("", {"blank-picture"}),
        ('<rect width="50" height="50" fill="#ffffff"/>', {"blank-picture"}),
        ('<rect width="50" height="50" fill="#fefefe"/>', {"blank-picture"}),
        (MARK + '<text x="20" y="50">words</text>', set()),
        (MARK + '<text x="190" y="50">words</text>', {"text-cut-off"}),
        (MARK + '<text x="190" y="50" text-anchor="end">words</text>', set()),
        (MARK + '<g transform="translate(180 0)"><text x="10" y="50">words</text></g>', {"text-cut-off"}),
        (MARK + '<text x="20" y="50">words</text><text x="22" y="52">other</text>', {"text-on-text"}),
        (MARK + '<text x="20" y="50">words</text><text x="20" y="66">other</text>', set()),
        (MARK + '<text x="20" y="50">words</text><text x="20" y="50" transform="rotate(90 20 50)">other</text>', set()),
        (MARK + '<text x="20" y="50" fill="#ffffff">words</text>', {"low-contrast"}),
        (MARK + '<text x="20" y="50" fill="#f4f4f4">words</text>', {"low-contrast"}),
        ('<rect width="200" height="100" fill="#000080"/><text x="20" y="50" fill="#ffffff">words</text>', set()),
        ('<rect width="200" height="100" fill="#000080"/><text x="20" y="50">words</text>', {"low-contrast"}),
        # in the theme's ink all is well in the light: in the dark the ink turns pale, and stands on a pale cell
        ('<text x="20" y="50" fill="#24292f">words</text>', set()),
        ('<rect width="200" height="100" fill="#dddddd"/><text x="20" y="50" fill="#24292f">words</text>', {"low-contrast"}),
        (MARK + '<text x="20" y="50">日</text>', {"missing-glyph"}),
        (MARK + '<text x="20" y="50" font-family="Comic Sans">so</text>', {"font-not-at-hand"}),
        (MARK + '<text x="20" y="50" font-family="sans-serif">so</text>', set()),
        (MARK + "<style>text { font-family: Arial }</style><text x='20' y='50'>so</text>", {"font-not-at-hand"}),
        (MARK + '<text x="20" y="50">W<tspan dy="3" font-size="9">Q</tspan></text>', set()),
        (MARK + '<text x="190" y="50">W<tspan dy="3">Q, and more</tspan></text>', {"text-cut-off"}),
        (MARK + '<text x="20" y="50"><tspan>W</tspan><tspan font-weight="bold">日</tspan></text>', {"missing-glyph"}),
        (MARK + '<defs><text x="900" y="50">so</text></defs>', set()),
    ],
)  # fmt: skip
def test_what_is_seen(inside, rules):
    assert seen(inside) == rules


def test_a_drawing_without_a_size_is_looked_at_all_the_same():
    assert seen(MARK, 'viewBox="0 0 200 100"') == set()


@pytest.mark.parametrize(
    "colour, rules", [("#24292f", set()), ("#f4f4f4", {"low-contrast"}), ("#111111", {"low-contrast"})]
)
def test_a_formula_that_is_drawn_as_a_path_is_judged_by_its_own_colour(colour, rules):
    """Pale on the white page it cannot be read; black beside the theme's ink it cannot be read in the dark."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(3, 2))
    figure.text(0.5, 0.7, "plain words", color="#24292f", ha="center")
    figure.text(0.5, 0.3, r"$\nabla f = \infty$", color=colour, ha="center")
    assert {one.rule for one in look(matplotlib.draw(figure))[1]} == rules
