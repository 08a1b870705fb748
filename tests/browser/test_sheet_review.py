"""The whole of a review on a sheet that was opened from disk: by keyboard, by touch, offline; then taken in."""

import json
import os
import subprocess
import sys

import pytest

PAGE = """---
title: Boxes
status: in-review
---
# Boxes

The box is [120](val:a/box#width) wide, and its width is never measured twice [@ito2020, p. 7]. A formula, $x^2$, stays whole.

![A box](fig:a/box)

$$
a = b
$$

<!-- unchecked: an example -->
"""
SITE = {
    "mkdocs.yml": "site_name: Blog\nplugins: [figpress]\nmarkdown_extensions: [figpress]\n",
    "docs/a.md": PAGE,
    "figures/a/box.py": '''"""A box."""

import figpress


class Picture:
    def to_svg(self):
        return '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><rect width="120" height="40"/></svg>'


figpress.show(Picture())
figpress.value("width", 120)
''',
    "sources.yaml": 'works:\n  ito2020: {type: article-journal, title: On boxes, author: ["Ito, Mo"], issued: 2020, '
    "read: {on: 2026-01-02, extent: all of it, summary: It measures boxes.}}\n",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("reviewed")
    for name, text in SITE.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    press(root, "render", "--quiet")
    press(root, "review", "a", "--to", str(root / "sheets"))
    return root


def press(root, *words):
    done = subprocess.run(
        [sys.executable, "-m", "figpress", *words, "-C", str(root)],
        capture_output=True,
        text=True,
        env={**os.environ, "NO_COLOR": "1"},
        check=False,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def opened(made, chromium):
    """A page on the sheet, offline; nothing it does may ask anybody or complain."""
    contexts, wrong = [], []

    def open_it(**options):
        context = chromium.new_context(offline=True, accept_downloads=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("request", lambda r: r.url.startswith(("file:", "blob:", "data:")) or wrong.append(r.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: message.type == "error" and wrong.append(message.text))
        page.goto((made / "sheets" / "a.html").as_uri())
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert wrong == []


def tab_to(page, selector, most=200):
    """Walk with the Tab key alone until the thing has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by the Tab key")


def said(root, path):
    return press(root, "review", "--take", str(path)).splitlines()


def test_by_keyboard_alone(made, opened, tmp_path):
    page = opened(viewport={"width": 1280, "height": 900})
    tab_to(page, '[data-anchor="paragraph-0"] .review-tools button')
    page.keyboard.press("Enter")
    page.keyboard.type("Mo Ito")  # a name is asked for first
    page.keyboard.press("Tab")
    page.keyboard.type("never measured twice")
    page.keyboard.press("Tab")
    page.keyboard.type("Who says so?")
    page.keyboard.press("Tab")
    page.keyboard.type("measured once")
    tab_to(page, "#review-form [type=submit]", 12)
    page.keyboard.press("Enter")
    assert page.locator(".review-card").count() == 1
    tab_to(page, '[data-anchor^="number"]')  # a number, and the citation behind it
    page.keyboard.press("Enter")
    page.keyboard.type("In which unit?")
    page.keyboard.press("Control+Enter")
    if page.locator("#review-dialog[open]").count():
        tab_to(page, "#review-form [type=submit]", 12)
        page.keyboard.press("Enter")
    tab_to(page, '[data-anchor="figure a/box"] .review-tools button')
    page.keyboard.press("Enter")
    page.keyboard.type("This corner")
    for value in ("10", "20", "30", "40"):
        page.keyboard.press("Tab")
        page.keyboard.type(value)
    tab_to(page, "#review-form [type=submit]", 12)
    page.keyboard.press("Enter")
    tab_to(page, '[data-tick="paragraph-0"]')
    page.keyboard.press("Space")
    tab_to(page, ".review-card:nth-child(1) .review-buttons button")
    page.keyboard.press("Enter")
    page.keyboard.type("I looked: nobody.")
    tab_to(page, "#review-form [type=submit]", 12)
    page.keyboard.press("Enter")
    assert page.locator(".review-card .review-card").count() == 1
    assert "3 said, 1 of" in page.locator("#review-count").inner_text()
    page.reload()  # kept in the browser
    assert page.locator("#review-threads > .review-card").count() == 3
    tab_to(page, "#review-save")
    with page.expect_download() as saving:
        page.keyboard.press("Enter")
    path = tmp_path / saving.value.suggested_filename
    saving.value.save_as(path)
    assert path.name == "review-a-moito.json"
    data = json.loads(path.read_text())
    assert data["@context"] == "http://www.w3.org/ns/anno.jsonld" and len(data["items"]) == 5
    lines = said(made, path)
    assert len(lines) == 3 and all(line.startswith("exact") and "Mo Ito" in line for line in lines), lines
    assert any("“never measured twice” → “measured once”" in line for line in lines)
    assert '"value": "figure a/box&xywh=percent:10,20,30,40"' in (made / "reviews/a/mo-ito.json").read_text()


def test_the_next_sheet_shows_the_thread_and_another_reviewer_answers(made, opened, tmp_path):
    (made / "reviews/a").mkdir(parents=True, exist_ok=True)
    if not (made / "reviews/a/mo-ito.json").exists():
        pytest.skip("the review before it did not arrive")
    press(made, "review", "a", "--to", str(made / "sheets"))
    page = opened(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    assert "Mo Ito" in page.locator("#review-threads").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "wider than a phone"
    page.locator("#review-name").fill("Jo")
    page.locator("#review-name").blur()
    card = page.locator(".review-card", has_text="measured once").first
    card.get_by_role("button", name="Answer").first.tap()
    page.locator("#review-text").fill("I agree.")
    page.locator("#review-form [type=submit]").tap()
    card.get_by_role("button", name="Resolve").first.tap()
    assert "resolved by Jo" in page.locator("#review-threads").inner_text()
    picture = page.locator('[data-anchor="figure a/box"] img')
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 4)
    page.locator("#review-text").fill("This point")
    page.locator("#review-form [type=submit]").tap()
    page.locator('[data-tick="figure a/box"]').tap()
    page.evaluate(  # as a finger's long press selects
        """() => { const walker = document.createTreeWalker(document.querySelector('[data-anchor="paragraph-0"]'), NodeFilter.SHOW_TEXT);
        let node; while ((node = walker.nextNode()) && !node.data.includes("stays whole"));
        const at = node.data.indexOf("stays whole"); getSelection().setBaseAndExtent(node, at, node, at + 11); }"""
    )
    page.locator("#review-selection:not([disabled])").tap()
    assert page.locator("#review-quote").input_value() == "stays whole"
    page.locator("#review-text").fill("Does it?")
    page.locator("#review-form [type=submit]").tap()
    page.locator("#review-copy").tap()
    assert "“stays whole”: Does it?" in page.locator("#review-plain").input_value()
    with page.expect_download() as saving:
        page.locator("#review-save").tap()
    path = tmp_path / "jo.json"
    saving.value.save_as(path)
    lines = said(made, path)
    assert len(lines) == 2 and all(line.startswith("exact") for line in lines), lines
    again = press(made, "review", "a", "--threads")
    assert "resolved" in again and again.count("Jo:") == 2


def test_a_selection_over_a_formula_takes_it_whole(made, opened):
    page = opened(viewport={"width": 1280, "height": 900})
    page.evaluate(
        """() => { const formula = document.querySelector('[data-anchor="paragraph-0"] .katex'), texts = [];
        const walker = document.createTreeWalker(formula, NodeFilter.SHOW_TEXT);
        for (let node; (node = walker.nextNode()); ) texts.push(node);
        getSelection().setBaseAndExtent(texts.at(-1), 0, formula.closest(".fp-kept").nextSibling, 6); }"""
    )
    page.locator("#review-selection:not([disabled])").click()
    assert page.locator("#review-quote").input_value() == "\ufffc, stays"
    page.locator("#review-cancel").click()


def test_words_of_a_comment_are_no_markup(made, opened, tmp_path):
    """What a reviewer writes is text to the next reader, whoever wrote it."""
    evil = "</script><img src=x onerror=alert(1)> & <b>bold</b>"
    sheet = made / "sheets" / "a.html"
    page = opened(viewport={"width": 1280, "height": 900})
    page.locator('[data-anchor="paragraph-0"] .review-tools button').click()
    page.locator("#review-by").fill(evil)
    page.locator("#review-text").fill(evil)
    page.locator("#review-form [type=submit]").click()
    assert evil in page.locator(".review-card").last.inner_text()
    with page.expect_download() as saving:
        page.locator("#review-save").click()
    saving.value.save_as(tmp_path / "evil.json")
    said(made, tmp_path / "evil.json")
    press(made, "review", "a", "--to", str(made / "sheets"))
    assert "<img src=x" not in sheet.read_text()
    page.evaluate("localStorage.clear()")
    page.goto(sheet.as_uri())
    assert evil in page.locator("#review-threads").inner_text()
    assert page.locator("#review-threads img").count() == 0
