"""The review sheet of a section with five planted faults, read from disk in a real browser by somebody who
knows nothing.
"""

import subprocess
import sys

import pytest

PICTURE = '''"""{caption}"""

import figpress
from shapes import width


class Picture:
    def to_svg(self):
        return f'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60"><rect width="{{width()}}" height="40" fill="#24292f"/></svg>'


figpress.show(Picture())
figpress.value("width", width())
'''
STILL = '''"""It stays as it is."""

import figpress


class Picture:
    def to_svg(self):
        return '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60"><circle r="20" cx="30" cy="30"/></svg>'


figpress.show(Picture())
'''
SITE = {
    ".gitignore": ".figpress/\nsite/\n",
    "mkdocs.yml": "site_name: Blog\nplugins: [figpress]\nmarkdown_extensions: [figpress]\nnav: [a.md, "
    "refs.md]\n",
    "docs/refs.md": "# References\n\n[REFERENCES]\n",
    "docs/a.md": """---
title: Boxes
status: in-review
questions: ["Is it wide enough?"]
---
# Boxes

## The box

The box is [120](val:a/box#width) wide, as [@ito2020, p. 7] has it: “boxes are best when they are wide” [@ito2020, p. 9].

![A box](fig:a/box)

![A circle](fig:a/still)

A formula, $\\bar x^2$, and take the second factor.
""",
    "figures/a/box.py": PICTURE.format(caption="A box."),
    "figures/a/still.py": STILL,
    "src/shapes.py": "def width():\n    return 120\n",
    "sources.yaml": """works:
  ito2020:
    type: article-journal
    title: On boxes
    author: ["Ito, Mo"]
    issued: 2020
    URL: https://example.org/boxes
    read: {on: 2026-01-02, extent: all of it, summary: It measures boxes.}
""",
}
FAULTS = {
    "src/shapes.py": ("120", "150"),  # the figure and the number change
    "docs/a.md": (
        "A formula",
        "Boxes were shown to be faster than circles.\n\nThis {==word==}{>>which word?<<} stays.\n\n![A "
        "photo](borrowed:photo)\n\nA formula",
    ),
    "sources.yaml": (
        "works:",
        "borrowed:\n  photo:\n    work: ito2020\n    locator: fig. 1\n    title: A photo of a box\n    "
        "use: reproduced\n"
        f"    file: {{url: 'https://example.org/p.png', sha256: {'0' * 64}, media_type: image/png}}\nworks:",
    ),
}


def figpress(root, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "figpress", *arguments, "-C", str(root)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    """The sheet's path: of the site with its faults, against the commit before them."""
    root = tmp_path_factory.mktemp("blog")
    for name, text in SITE.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    git = ["git", "-C", str(root), "-c", "user.name=Al", "-c", "user.email=al@example.org"]
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True)
    assert figpress(root, "render").returncode == 0
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "before"], check=True)
    for name, (old, new) in FAULTS.items():
        text = (root / name).read_text()
        assert old in text
        (root / name).write_text(text.replace(old, new, 1))
    assert figpress(root, "render").returncode == 0
    done = figpress(root, "review", "a", "--base", "HEAD", "--to", str(root / "out"))
    assert done.returncode == 0, done.stderr
    return root / "out" / "a.html"


@pytest.fixture
def page(chromium, sheet):
    """The sheet in a browser that notes what it asks for and what it complains of."""
    page = chromium.new_page(viewport={"width": 1200, "height": 900})
    page.said, page.asked = [], []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(sheet.as_uri())
    yield page
    page.close()


def test_it_asks_nobody_and_complains_of_nothing(page, sheet):
    assert [url for url in page.asked if not url.startswith("data:")] == [sheet.as_uri()]
    assert page.said == []


def test_all_five_faults_stand_in_what_is_to_be_looked_at(page):
    rows = page.locator("#look tbody tr").all_inner_texts()

    def found(*words):
        return any(all(word in row for word in words) for row in rows)

    assert found("figure", "a/box", "looks different", "shapes.width changed")
    assert found("number", "a/box#width", "120", "150")
    assert found("uncited", "Boxes were shown to be faster")
    assert found("comment", "which word?")
    assert found("error", "photo") or found("error", "reproduced without a basis")
    assert not found("a/still")


def test_each_row_leads_to_its_place(page):
    for link in page.locator("#look tbody a").all():
        assert page.locator(link.get_attribute("href")).count() == 1


def test_the_changed_figure_has_before_and_after_and_a_slider(page):
    figure = page.locator("#figure-a-box")
    assert figure.locator("img").count() == 2
    images = figure.locator("img").evaluate_all("imgs => imgs.map(i => [i.src, i.naturalWidth])")
    assert images[0][0] != images[1][0] and all(width == 200 for _, width in images)
    slider = figure.locator("input[type=range]")
    slider.focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    assert figure.locator("[data-compare]").evaluate("e => e.style.getPropertyValue('--at')") == "60%"
    figure.get_by_label("blend").check()
    assert figure.locator(".after").first.evaluate("e => getComputedStyle(e).opacity") == "0.6"
    figure.get_by_label("side by side").check()
    left, right = (figure.locator(name).first.bounding_box() for name in (".before", ".after"))
    assert left["x"] < right["x"] and abs(left["y"] - right["y"]) < 2
    assert page.locator("#figure-a-still img").count() == 1


def test_beside_the_paragraph_stand_work_and_place_and_each_fact_once(page):
    note = page.locator(".row", has_text="The box is").locator(".notes").inner_text()
    assert "“boxes are best when they are wide”: nobody has its text here." in note
    for words in ("On boxes", "p. 7", "p. 9", "figpress check --write"):
        assert words in note
    assert "It measures boxes." not in note  # what its reader wrote stands with the work, once
    assert page.locator("body").inner_text().count("It measures boxes.") == 1
    assert page.locator("body").inner_text().count("120 → 150") == 1


def test_the_code_that_changed_stands_there_as_a_difference(page):
    told = page.locator("#code").inner_text()
    assert "shapes.py" in told and "-    return 120" in told and "+    return 150" in told


def test_the_slider_says_which_end_is_which(page):
    ends = page.locator("#figure-a-box .controls .end").all_inner_texts()
    assert ends == ["before", "after"]


def test_claims_comments_and_formulas_stand_in_the_text(page):
    assert "a claim without a source" in page.locator(".row", has_text="Boxes were shown").inner_text()
    assert (
        page.locator("math").count() == 1
        and "which word?" in page.locator("article .fp-comment").inner_text()
    )


def test_formulas_are_set_as_on_the_site_in_fonts_that_the_sheet_carries(page):
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family.replaceAll('\"', ''))"
    )
    assert "KaTeX_Math" in loaded
    bar = page.locator(".katex-html .katex-accent").bounding_box()
    assert bar["width"] > 4 and bar["height"] > 4


def test_everything_is_reached_by_keyboard(page):
    wanted = page.locator("a[href]:visible, input, summary, [tabindex='0']").count()
    seen = set()
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate(
                "() => { const e = document.activeElement; return "
                "[...document.querySelectorAll('*')].indexOf(e) }"
            )
        )
    radios = page.locator("input[type=radio]").count()
    assert (
        len(seen) >= wanted - radios
    )  # one of a group of radio buttons is reached by Tab, the others by arrows


def test_on_paper_both_pictures_stand_side_by_side_and_nothing_is_cut(page):
    page.emulate_media(media="print")
    figure = page.locator("#figure-a-box")
    left, right = (figure.locator(name).first.bounding_box() for name in (".before", ".after"))
    assert left["x"] < right["x"] and not figure.locator(".controls").is_visible()
    page.set_viewport_size({"width": 720, "height": 1000})  # A4 without its margins
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_it_fits_a_phone_and_the_dark(page):
    page.set_viewport_size({"width": 360, "height": 800})
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
