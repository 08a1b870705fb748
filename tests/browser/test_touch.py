"""A figure's module makes its picture touchable; the picture itself needs no script; a preview swaps what was
redrawn.
"""

import hashlib
from dataclasses import replace

import pytest
import shelf

from figpress.base.configuration import open_site
from figpress.freshness.figure import Artifact, FigureScript
from figpress.site.build import build
from figpress.site.preview_server import PreviewServer
from figpress.site.serve import Preview

CONFIG = "site_name: Tiny\ntheme: {name: material, font: false}\nplugins: [figpress]\nmarkdown_extensions: [figpress]\n"
MODULE = """\
export default function (frame, data) {
  const said = document.createElement("button");
  said.textContent = `data ${data.n}`;
  said.onclick = () => { said.textContent = "touched"; };
  frame.append(said);
}
"""


@pytest.fixture
def site(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "src").mkdir()
    (tmp_path / "mkdocs.yml").write_text(CONFIG)
    (tmp_path / "docs" / "index.md").write_text("# Home\n\nBefore.\n\n![A box](fig:one/paths)\n\nAfter.\n")
    return open_site(tmp_path)


def figure(site, svg: str = shelf.SVG):
    """The figure of the page, without formulas."""
    return shelf.drawn(
        site.root, "one/paths", svg, script=FigureScript("one/paths", "figures/one/paths.py", "One box.")
    )


def artifact(site, name: str, text: str, media_type: str, role: str) -> Artifact:
    path = site.root / name
    path.write_text(text)
    return Artifact(name, path, hashlib.sha256(text.encode()).hexdigest(), media_type, role)


def test_a_module_is_handed_its_frame_and_its_data(chromium, serve, site):
    drawn = figure(site)
    extra = (
        artifact(site, "m.js", MODULE, "text/javascript", "module"),
        artifact(site, "d.json", '{"n": 7}', "application/json", "data"),
    )
    built = build(site, shelf.FakeGallery(replace(drawn, artifacts=(*drawn.artifacts, *extra))), strict=True)
    page = chromium.new_page()
    wrong = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.goto(serve(built.folder))
    button = page.get_by_role("button", name="data 7")
    button.wait_for()
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="touched").wait_for()
    assert wrong == []
    page.close()
    plain = chromium.new_context(java_script_enabled=False)
    static = plain.new_page()
    static.goto(serve(built.folder))
    assert static.get_by_role("img", name="A box").is_visible()
    assert not static.get_by_role("button", name="data 7").count()
    plain.close()


NUMBERS = """\
what,x,y,value
"attention, head 1",1,1,0.25
"attention, head 1",2,1,0.75
"attention, head 1",1,2,-1
"attention, head 1",2,2,
loss,0,4.5,
loss,10,-0.5,
"""


def test_the_values_behind_a_picture_are_walked_by_keyboard(chromium, serve, site):
    drawn = figure(site)
    numbers = artifact(site, "n.csv", NUMBERS, "text/csv", "numbers")
    built = build(site, shelf.FakeGallery(replace(drawn, artifacts=(*drawn.artifacts, numbers))), strict=True)
    page = chromium.new_page()
    page.goto(serve(built.folder))
    frame = page.get_by_role("group", name="Picture; Enter walks its values")
    frame.focus()
    assert not page.locator(".fp-walked").count()
    said = page.locator(".fp-walked")
    for key, words in (
        ("Enter", "1 of 2, attention, head 1: row 1, column 1: 0.25"),
        ("ArrowLeft", "1 of 2, attention, head 1: row 1, column 1: 0.25"),
        ("ArrowRight", "1 of 2, attention, head 1: row 1, column 2: 0.75"),
        ("ArrowDown", "1 of 2, attention, head 1: row 2, column 2: empty"),
        ("ArrowLeft", "1 of 2, attention, head 1: row 2, column 1: −1"),
        ("PageDown", "2 of 2, loss: 2 of 2, at 10: −0.5"),
        ("ArrowLeft", "2 of 2, loss: 1 of 2, at 0: 4.5"),
        ("ArrowUp", "1 of 2, attention, head 1: row 1, column 1: 0.25"),
    ):
        page.keyboard.press(key)
        said.filter(has_text=words).wait_for()
    page.keyboard.press("Escape")
    said.wait_for(state="detached")
    page.close()


MODULE_INSTEAD = (
    'export default function (frame) {\n  const panel = document.createElement("div");\n  panel.className = "fp-touch";\n'
    '  panel.textContent = "touch me";\n  frame.append(panel);\n  frame.dataset.live = "instead";\n}\n'
)


def test_what_can_be_touched_takes_the_pictures_place_but_not_on_paper(chromium, serve, site):
    drawn = figure(site)
    module = artifact(site, "m.js", MODULE_INSTEAD, "text/javascript", "module")
    built = build(site, shelf.FakeGallery(replace(drawn, artifacts=(*drawn.artifacts, module))), strict=True)
    page = chromium.new_page()
    page.goto(serve(built.folder))
    panel, picture = page.get_by_text("touch me"), page.locator(".fp-frame > .fp-svg")
    panel.wait_for()
    assert not picture.is_visible()
    page.get_by_role("button", name="The figure as printed").click()
    assert picture.is_visible() and not panel.is_visible()
    page.get_by_role("button", name="Touch it").click()
    assert panel.is_visible() and not picture.is_visible()
    page.emulate_media(media="print")
    assert picture.is_visible() and not panel.is_visible()
    page.close()


def test_a_redrawn_figure_and_a_changed_word_appear_in_the_open_page(chromium, site):
    shown = {"svg": shelf.SVG}
    preview = Preview(
        site,
        lambda site, ids, told: told("one/paths", figure(site, shown["svg"]).images),
        lambda s: False,
        lambda s: shelf.FakeGallery(figure(s, shown["svg"])),
        lambda _: None,
    )
    preview.folder.mkdir(parents=True)
    server = PreviewServer(preview.folder, 0, preview.bulletin, preview.frames)
    server.start()
    try:
        preview.refresh()
        page = chromium.new_page()
        page.goto(server.url)
        page.wait_for_selector("html[data-preview=live]", state="attached")
        page.evaluate("window.mine = 'not reloaded'")
        shown["svg"] = shelf.SVG.replace(">dQ<", ">dK<")
        preview.refresh()
        page.wait_for_function("document.querySelector('.fp-frame text').textContent == 'dK'")
        assert page.get_by_role("img", name="A box").is_visible()
        text = site.docs / "index.md"
        text.write_text(text.read_text().replace("After.", "Afterwards."))
        preview.refresh()
        page.get_by_text("Afterwards.").wait_for()
        assert page.evaluate("window.mine") == "not reloaded"
        page.close()
    finally:
        server.close()


def test_a_mistake_keeps_the_last_good_pages(site):
    said = []
    preview = Preview(
        site,
        lambda site, ids, told: None,
        lambda s: False,
        lambda s: shelf.FakeGallery(figure(s)),
        said.append,
    )
    preview.folder.mkdir(parents=True)
    preview.refresh()
    good = (preview.folder / "index.html").read_bytes()
    (site.docs / "index.md").write_text("---\nstatus: drafted\n---\n# Home\n")
    preview.refresh()
    assert "docs/index.md:2" in said[-1]
    assert (preview.folder / "index.html").read_bytes() == good
