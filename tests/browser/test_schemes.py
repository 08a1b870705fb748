"""Words can be read whatever the reader's system prefers, whether the theme has a switch, stays light, or is
dark.
"""

import pytest
import shelf

from figpress.base.configuration import open_site
from figpress.cli.scaffold import new_site
from figpress.freshness.figure import FigureScript
from figpress.site.build import build

THEMES = {
    "material": "theme: {name: material, font: false}",
    "material, slate": "theme: {name: material, font: false, palette: {scheme: slate}}",
    "mkdocs, dark": "theme: {name: mkdocs, color_mode: dark, highlightjs: false}",
    "mkdocs": "theme: {name: mkdocs, highlightjs: false}",
}
# Of the words of caption and heading: the least contrast with what the page's ground is, by WCAG.
CONTRAST = """() => {
  const rgb = (text) => text.match(/[0-9.]+/g).map(Number);
  const light = (c) => c.slice(0, 3).map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const grounds = [document.body, document.documentElement].map((e) => getComputedStyle(e).backgroundColor);
  const ground = light(rgb(grounds.find((c) => !/, 0\\)$/.test(c)) || "255 255 255"));
  const words = [...document.querySelectorAll("h1, figcaption")].map((e) => light(rgb(getComputedStyle(e).color)));
  return Math.min(...words.map((w) => (Math.max(w, ground) + 0.05) / (Math.min(w, ground) + 0.05)));
}"""


def contrast(chromium, address: str, scheme: str) -> float:
    page = chromium.new_page(color_scheme=scheme)
    page.goto(address)
    assert page.locator("figcaption").count()
    found = page.evaluate(CONTRAST)
    page.close()
    return found


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_words_can_be_read_in_every_theme(chromium, serve, tmp_path, theme):
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text(
        f"site_name: Tiny\n{theme}\nplugins: [figpress]\nmarkdown_extensions: [figpress]\n"
    )
    (tmp_path / "docs" / "index.md").write_text("# Home\n\n![A box](fig:one/paths)\n")
    drawn = shelf.drawn(
        tmp_path, "one/paths", shelf.SVG, script=FigureScript("one/paths", "figures/one/paths.py", "One box.")
    )
    address = serve(build(open_site(tmp_path), shelf.FakeGallery(drawn), strict=True).folder)
    for scheme in ("light", "dark"):
        assert contrast(chromium, address, scheme) >= 4.5, scheme


def test_a_new_blog_follows_the_readers_system(chromium, serve, tmp_path):
    new_site(tmp_path / "blog")
    (tmp_path / "blog" / "docs" / "index.md").write_text("# Home\n\n![A box](fig:one/paths)\n")
    (tmp_path / "blog" / "docs" / "first-section.md").write_text("# First\n")
    drawn = shelf.drawn(
        tmp_path, "one/paths", shelf.SVG, script=FigureScript("one/paths", "figures/one/paths.py", "One box.")
    )
    address = serve(build(open_site(tmp_path / "blog"), shelf.FakeGallery(drawn), strict=True).folder)
    grounds = set()
    for scheme in ("light", "dark"):
        assert contrast(chromium, address, scheme) >= 4.5, scheme
        page = chromium.new_page(color_scheme=scheme)
        page.goto(address)
        grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        page.close()
    assert len(grounds) == 2
