"""Pictures on pages: one of several, one that moves, one for a phone, a table; and the letters that they bring along."""

import io
import re

import pytest
from engine.sites import tiny
from fontTools.ttLib import TTFont
from PIL import Image

from figpress.freshness.gallery import open_gallery
from figpress.running.looking import pixels
from figpress.site import figure_fonts
from figpress.site.build import build

CONFIG = "site_name: Tiny\ntheme: {name: material, font: false}\nplugins: [figpress]\n"
PLT = '"""A claim."""\nimport matplotlib.pyplot as plt\n'
MOVES = (
    PLT + "from matplotlib.animation import FuncAnimation\nfig, ax = plt.subplots(figsize=(2, 1))\n"
    "(line,) = ax.plot([0, 1], [0, 1])\nmoves = FuncAnimation(fig, lambda i: line.set_ydata([0, i]), frames=3)\n"
)
FRAME = (
    '"""A claim."""\nimport figpress\n\n\nclass DataFrame:\n    columns = ["a"]\n    def _repr_html_(self):\n'
    "        return \"<table onclick='x()'><thead><tr><th>a</th></tr></thead><tr><td>7</td></tr></table>\"\n\n\n"
    "figpress.show(DataFrame())\n"
)


@pytest.fixture
def built(tmp_path, draw):
    def built(scripts, page):
        files = {f"figures/{name}.py": text for name, text in scripts.items()}
        site = tiny(tmp_path, {**files, "mkdocs.yml": CONFIG, "docs/index.md": f"# Tiny\n\n{page}\n"})
        report = draw(site)
        assert not report.failed, report.failed
        result = build(site, open_gallery(site), strict=False)
        return (result.folder / "index.html").read_text("utf-8"), result

    return built


TWO = PLT + "plt.title('first')\nplt.figure()\nplt.title('second')\n"


def test_one_of_several(built):
    html, result = built({"two": TWO}, "![The second](fig:two#2)\n\nSee [](fig:two#2).")
    assert ">second<" in html and ">first<" not in html and not result.findings
    assert 'href="#fig-two-2">Figure\u00a01</a>' in html


@pytest.mark.parametrize("nth", ["3", "0", "x"])
def test_one_that_is_not_there(built, nth):
    _, result = built({"two": TWO}, f"![The third](fig:two#{nth})")
    (finding,) = result.findings
    assert finding.rule == "unknown-figure" and "two draws 2 pictures" in finding.message


def test_one_that_moves_has_a_still_for_paper_and_for_who_wants_no_motion(built):
    html, result = built({"moves": MOVES}, "![It rises](fig:moves)")
    source, image = re.search(r"<picture[^>]*><source ([^>]*?)/?><img ([^>]*?)/?></picture>", html).groups()
    assert "prefers-reduced-motion: reduce" in source and "print" in source and 'alt="It rises"' in image
    still, motion = (
        re.search(rf'{name}="([^"]*)"', part)[1] for name, part in (("srcset", source), ("src", image))
    )
    with Image.open(result.folder / motion) as moving, Image.open(result.folder / still) as one:
        assert (moving.format, moving.n_frames, one.format) == ("WEBP", 3, "PNG")


def test_a_table_is_a_table_and_does_nothing(built):
    html, result = built({"table": FRAME}, "![Seven](fig:table)")
    assert "<td>7</td>" in html and "<table onclick" not in html and '<th scope="col">a</th>' in html
    assert not result.findings


def test_what_fits_a_phone_is_there_for_it_too(built):
    html, _ = built({"wide": PLT + "plt.figure(figsize=(7, 2)).gca().plot([1, 2])\n"}, "![A line](fig:wide)")
    wide, narrow = re.findall(r'<svg[^>]*class="(fp-wide|fp-narrow) fp-svg[^>]*>', html)
    assert (wide, narrow) == ("fp-wide", "fp-narrow")
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_what_does_not_fit_is_not_squeezed(built):
    script = (
        PLT
        + "f = plt.figure(figsize=(7, 2))\nf.text(0.1, 0.5, 'words that need the whole width of the column, all of it')\n"
    )
    html, _ = built({"wide": script}, "![A line](fig:wide)")
    assert "fp-narrow" not in html


LETTERS = PLT + "plt.figure(figsize=(4, 1.5)); plt.axis('off')\nplt.text(0, 0.7, 'Qaé → ∞', size=20)\nplt.text(0, 0.1, 'Bold', weight='bold', size=20)\n"  # fmt: skip


def test_the_site_serves_the_letters_that_its_figures_use_and_no_others(built):
    html, result = built({"letters": LETTERS}, "![Letters](fig:letters)")
    sheet = (result.folder / "assets/figpress/figure-fonts.css").read_text("utf-8")
    assert (
        'href="./assets/figpress/figure-fonts.css"' in html
        or 'href="assets/figpress/figure-fonts.css"' in html
    )
    faces = dict(re.findall(r"font-weight:(\d+);.*?url\(([^)]*)\)", sheet))
    have = {}
    for weight, address in faces.items():
        with TTFont(result.folder / "assets/figpress" / address) as font:
            assert font.flavor == "woff2"
            have[weight] = {chr(code) for code in font.getBestCmap()}
    assert have["400"] == set("Qaé→∞ ") and have["700"] == set("Bold ")
    assert (result.folder / "assets/figpress/fonts/LICENSE.txt").is_file()


def test_a_font_that_was_damaged_is_made_again(tmp_path):
    face = ("DejaVu Sans", False, False)
    path = figure_fonts.kept_subset(tmp_path, face, "ab ")
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 4]))
    assert figure_fonts.kept_subset(tmp_path, face, "ab ").read_bytes() == whole


def test_the_browser_shows_what_the_library_drew(built, chromium):
    """In Chromium, without a DejaVu of its own being asked: the page's fonts are loaded, and the picture is the same."""
    script = (
        LETTERS
        + "plt.text(0.5, 0.1, r'$\\\\nabla f = \\\\sqrt{\\\\pi}$', size=20, math_fontfamily='cm')\n".replace(
            "\\\\", "\\"
        )
    )
    html, result = built({"letters": script}, "![Letters](fig:letters)")
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto((result.folder / "index.html").as_uri())
    assert page.evaluate("document.fonts.ready.then(() => [...document.fonts].filter(f => f.family.includes('DejaVu') && f.status == 'loaded').length)") >= 2  # fmt: skip
    shot = page.locator("svg.fp-svg").screenshot(animations="disabled")
    page.close()
    drawn = open_gallery_picture(result)
    with Image.open(io.BytesIO(shot)) as image:
        out = io.BytesIO()
        pixels.on(drawn).resize(image.size, 4).save(out, format="png")
    assert pixels.likeness(shot, out.getvalue()) >= pixels.LEAST


def open_gallery_picture(result):
    from figpress.base.configuration import open_site

    site = open_site(result.folder.parent)
    return pixels.shown(open_gallery(site).figure("letters").images[0].path.read_bytes())


LABEL = 'import figpress\n\n\ndef label():\n    return "short" if figpress.width() < 5 else "words for a column"\n'


def twice(size=""):
    """A script that hands over what draws its figure, with words that another module chooses."""
    return (
        '"""A claim."""\nimport figpress\nimport matplotlib.pyplot as plt\nfrom _label import label\n\n\n'
        f"def draw():\n    figure = plt.figure({size})\n    figure.text(0.1, 0.5, f'{{figpress.width():g}} ' + label())\n"
        "    return figure\n\n\nfigpress.show(draw)\n"
    )


def test_a_function_is_asked_for_both_widths_and_makes_one_picture(built):
    html, result = built({"two": twice(), "_label": LABEL}, "![A text](fig:two)")
    wide, narrow = re.findall(r'<svg[^>]*class="fp-(?:wide|narrow) fp-svg.*?</svg>', html, re.S)
    assert "7.2 words for a column" in wide and "3.72 short" in narrow
    assert not result.findings and not list(
        result.folder.rglob("two-2*")
    )  # the narrow one is no second picture


def test_what_a_script_draws_too_wide_for_a_phone_is_told_and_not_shown(built):
    html, result = built({"two": twice("figsize=(6, 2)"), "_label": LABEL}, "![A text](fig:two)")
    assert "fp-narrow" not in html
    assert [f.rule for f in result.findings if "576 pixels wide" in f.message] == ["too-wide"]


def test_words_that_leave_the_picture_for_a_phone_are_found(built):
    label = LABEL.replace('"short"', '"long " * 20')
    _, result = built({"two": twice(), "_label": label}, "![A text](fig:two)")
    assert ["drawn for a phone, " in f.message for f in result.findings if f.rule == "text-cut-off"] == [True]


def test_a_graph_that_runs_across_runs_down_on_a_phone(built):
    graph = (
        '"""A claim."""\nimport figpress\nimport graphviz\ngraph = graphviz.Digraph(graph_attr={{"rankdir": "{way}"}})\n'
        "for k in range(9):\n    graph.edge({ends})\nfigpress.show(graph)\n"
    )
    scripts = {
        "across": graph.format(way="LR", ends='f"box {k}", f"box {k + 1}"'),
        "broad": graph.format(way="TB", ends='"top", f"box {k}"'),
    }
    html, _ = built(scripts, "![A chain](fig:across)\n\n![A fan](fig:broad)")
    across, broad = re.findall(r'<figure class="fp-figure.*?</figure>', html, re.S)
    assert "fp-narrow" in across and across.count(">box 9<") == 2 and "fp-narrow" not in broad
