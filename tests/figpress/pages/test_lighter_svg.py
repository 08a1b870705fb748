"""A lighter drawing draws the same: markers stand where they were used, and nothing that shows or is asked
for by name is gone.
"""

from lxml import etree

from figpress.pages.lighter_svg import lighten

# A circle of radius 3 as matplotlib writes its marker "o".
CIRCLE = (
    "M 0 3 C 0.795609 3 1.55874 2.683901 2.12132 2.12132 C 2.683901 1.55874 3 0.795609 3 0 C 3 -0.795609 "
    "2.683901 -1.55874 2.12132 -2.12132 "
    "C 1.55874 -2.683901 0.795609 -3 0 -3 C -0.795609 -3 -1.55874 -2.683901 -2.12132 -2.12132 C -2.683901 "
    "-1.55874 -3 -0.795609 -3 0 "
    "C -3 0.795609 -2.683901 1.55874 -2.12132 2.12132 C -1.55874 2.683901 -0.795609 3 0 3 z"
)


def lighter(body: str) -> etree._Element:
    root = etree.fromstring(f"<svg>{body}</svg>")
    lighten(root, "p-")
    return root


def test_a_dot_is_a_circle_where_it_was_used_in_its_colour_with_its_markers_edge():
    root = lighter(
        f'<defs><path id="p-m1" d="{CIRCLE}" style="stroke: #111111"/></defs><g><use href="#p-m1" x="10.5" '
        'y="20" style="fill: #0072b2"/></g>'
    )
    (dot,) = root
    assert (dot.tag, dict(dot.attrib)) == (
        "circle",
        {"cx": "10.5", "cy": "20", "r": "3", "style": "fill: #0072b2;stroke: #111111"},
    )


def test_any_other_marker_is_moved_to_its_place_and_keeps_what_it_carries():
    root = lighter(
        '<defs><path id="p-t" d="M 0 0  L 0 3.5  "/></defs><use href="#p-t" x="7" y="8" class="tick"/>'
    )
    (tick,) = root
    assert (tick.tag, dict(tick.attrib)) == (
        "path",
        {"d": "M 0 0 L 0 3.5", "transform": "translate(7 8)", "class": "tick"},
    )


def test_an_ellipse_is_no_circle():
    flat = CIRCLE.replace("M 0 3", "M 0 2")
    assert lighter(f'<defs><path id="p-m" d="{flat}"/></defs><use href="#p-m" x="1" y="1"/>')[0].tag == "path"


def test_what_is_used_in_another_way_stays_used():
    for body in (
        # its own paint would lose to the use's
        '<defs><path id="p-m" d="M 0 0" fill="red"/></defs><use href="#p-m" x="1" y="1" style="fill: blue"/>',
        '<defs><path id="p-m" d="M 0 0"/></defs><use href="#p-m" transform="scale(2)"/>',
        '<defs><symbol id="p-m"><path d="M 0 0"/></symbol></defs><use href="#p-m"/>',
    ):
        assert [element.tag for element in lighter(body).iter("use", "symbol")].count("use") == 1, body


def test_names_that_somebody_gave_or_refers_to_stay_and_numbered_ones_go():
    root = lighter(
        '<g id="p-axes_1"><path d="M 1 1"/></g><g id="p-edge2"><path d="M 2 2"/></g>'
        '<clipPath id="p-patch_3"><rect/></clipPath><g clip-path="url(#p-patch_3)"><path d="M 3 3"/></g>'
    )
    assert [element.get("id") for element in root.iter() if element.get("id")] == ["p-edge2", "p-patch_3"]


def test_words_and_the_order_of_painting_stay():
    root = lighter(
        "<g>\n <path d='M 1 1'/>\n <g>\n  <text>a <tspan>b</tspan> c</text>\n </g>\n</g>\n<g>\n</g><path "
        "d='M 2 2'/>"
    )
    assert [child.tag for child in root] == ["path", "text", "path"]
    assert "".join(root[1].itertext()) == "a b c"
    assert "\n" not in etree.tostring(root, encoding="unicode")
