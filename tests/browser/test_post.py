"""The post as readers meet it: in light and dark, on a phone, without JavaScript, without a network."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")

import axe_playwright_python
from visiting import Visit, html_of, pages_of

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
LIMIT = 1_000_000  # bytes of a page over the wire, before anybody touches anything


# The insides of a picture with a name are not read out, nor is KaTeX's layout beside its MathML: both would
# only take time.
AXE_CONTEXT = "{exclude: [['.fp-svg > *'], ['.katex-html']]}"
COLOURS = ["color-contrast", "link-in-text-block"]  # what a dark page can break that a light one does not
# One page of each kind is looked at with every rule and every fold open in the dark and on a phone, too;
# bench/axe.py does so with all.
KINDS = ("", "notation/", "references/", "credits/", "process/plan/", "labs/residuals/", "404.html")
# They are taken out before axe looks: its time grows faster than the page, excluded or not.
LEAN = """
for (const layout of document.querySelectorAll(".katex-html")) layout.textContent = layout.textContent;
for (const picture of document.querySelectorAll("svg.fp-svg[aria-label]"))
  if (!picture.querySelector(".fp-touch, [tabindex]") && !picture.closest("[data-live]")) picture.replaceChildren();
"""
SYMBOLS = "for (const fold of document.querySelectorAll('.fp-symbols, .question')) fold.open = true"
EVERYTHING = "for (const fold of document.querySelectorAll('details')) fold.open = true"
# What scrolls gets its name and its place in the tab order when the page is idle.
MEASURED = """async () => {
  if (!document.querySelector("script[src*='figpress/figpress.']")) return; // a page that uses none of the press is left alone
  for (const frame of document.querySelectorAll(".fp-frame[data-module]:not([data-live])")) { // what can be touched comes when it is near
    frame.scrollIntoView();
    for (let k = 0; k < 100 && !("live" in frame.dataset); k++) await new Promise((done) => setTimeout(done, 50));
  }
  scrollTo(0, 0);
  dispatchEvent(new Event("resize"));
  return new Promise((done) => {
    const look = () => ("measured" in document.documentElement.dataset ? done() : setTimeout(look, 20));
    setTimeout(look, 20);
  });
}"""


def axe(page, opened: str, rules: list[str] | None = None) -> list[str]:
    """Violations, with these folds open: rule and node."""
    page.evaluate(opened)
    page.evaluate(MEASURED)
    only = f"runOnly: {json.dumps(rules)}, " if rules else ""
    found = page.evaluate(f"axe.run({AXE_CONTEXT}, {{{only}resultTypes: ['violations']}})")["violations"]
    if not rules and page.query_selector(
        ".fp-touch"
    ):  # what fingers use in figures; the theme's lists of links are its own
        found += page.evaluate(
            "axe.run({include: [['.fp-touch']]}, {runOnly: ['target-size'], resultTypes: ['violations']})"
        )["violations"]
    return [f"{v['id']}: {node['html'][:200]}" for v in found for node in v["nodes"]]


@dataclass(frozen=True)
class Seen:
    """What one visit of one page has shown: each page is opened once, and looked at in light, in dark and as
    on a phone.
    """

    weight: int
    broken: list[str]
    nameless: int
    inline: list[str]
    loaded: list[str]
    light: list[str]
    dark: list[str]
    small: list[str]
    phone: int


@pytest.fixture(scope="module")
def tour(chromium, post, serve):
    """(page to what was seen on it, what went wrong on the way)."""
    visit = Visit(chromium, serve(post), viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    seen = {}
    for path in pages_of(post):
        page = visit.open(path)
        weight = sum(_wire(post, visit.address, url) for url in visit.received)
        page.evaluate("for (const i of document.images) i.loading = 'eager'")
        page.wait_for_function("[...document.images].every(i => i.complete)")
        broken = page.evaluate("[...document.images].filter(i => !i.naturalWidth).map(i => i.src)")
        nameless = page.evaluate(
            "[...document.querySelectorAll('.fp-svg, .fp-frame img')].filter(s => "
            "!(s.getAttribute('aria-label') || s.alt)).length"
        )
        inline = page.evaluate(
            "[...document.querySelectorAll('figure[data-figure]')].filter(f => f.querySelector('.fp-frame "
            "> svg.fp-svg')).map(f => f.dataset.figure)"
        )
        loaded = page.evaluate("[...document.images].map(i => i.src).filter(s => !s.startsWith('data:'))")
        page.set_viewport_size({"width": 390, "height": 844})
        page.evaluate(EVERYTHING if path in KINDS else SYMBOLS)
        phone = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.evaluate(AXE + LEAN)
        light = axe(page, SYMBOLS)
        page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
        dark = axe(page, EVERYTHING) if path in KINDS else axe(page, SYMBOLS, COLOURS) if inline else []
        small = []
        if path in KINDS:
            page.set_viewport_size({"width": 390, "height": 844})
            small = axe(page, EVERYTHING)
            page.set_viewport_size({"width": 1280, "height": 900})
        seen[path] = Seen(
            weight,
            broken,
            nameless,
            inline,
            [src.removeprefix(visit.address) for src in loaded],
            light,
            dark,
            small,
            phone,
        )
    visit.context.close()
    return seen, visit.wrong


def _wire(site: Path, address: str, url: str) -> int:
    """The size of a file as a server that compresses text sends it."""
    path = site / url.removeprefix(address).partition("?")[0].partition("#")[0]
    path = path / "index.html" if path.is_dir() else path
    content = path.read_bytes() if path.is_file() else b""
    return (
        len(content)
        if path.suffix in (".woff2", ".png", ".jpg", ".webp", ".gz")
        else len(gzip.compress(content, 6))
    )


def of(tour, what: str) -> dict[str, object]:
    """The pages on which `what` is not empty."""
    return {path: value for path, seen in tour[0].items() if (value := getattr(seen, what))}


def test_no_page_complains_or_asks_anybody_else(tour):
    assert tour[1] == []


def test_every_picture_loads_and_has_a_name(tour):
    assert of(tour, "broken") == {}
    assert of(tour, "nameless") == {}


def test_axe_finds_nothing_in_light(tour):
    assert of(tour, "light") == {}


def test_axe_finds_nothing_in_dark(tour):
    assert of(tour, "dark") == {}


def test_axe_finds_nothing_on_a_phone(tour):
    assert of(tour, "small") == {}


def test_the_looked_at_kinds_are_there(tour):
    assert set(KINDS) <= set(tour[0])


def test_no_page_is_wider_than_a_phone(tour):
    assert {path: seen.phone for path, seen in tour[0].items() if seen.phone > 0} == {}


def test_every_page_is_light(tour):
    assert {path: seen.weight for path, seen in tour[0].items() if seen.weight >= LIMIT} == {}


def test_figures_json_names_every_picture_on_every_page(tour, post):
    listed = {
        (entry["page"], entry["src"] or entry["id"])
        for entry in json.loads((post / "figures.json").read_text("utf-8"))
    }
    shown = {
        (path + "index.html" if not path.endswith(".html") else path, thing)
        for path, seen in tour[0].items()
        for thing in (*seen.inline, *seen.loaded)
    }
    assert shown - listed == set()
    assert len({thing for _, thing in shown}) >= 45


def test_without_javascript_figures_formulas_and_text_are_there(chromium, post, serve):
    visit = Visit(chromium, serve(post), java_script_enabled=False)
    for path in (page for page in pages_of(post) if 'class="fp-figure"' in html_of(post, page)):
        page = visit.open(path)
        pictures = page.locator(".fp-frame > svg, .fp-frame img")
        assert pictures.count() >= page.locator(".fp-figure .fp-frame").count() > 0, path
        assert pictures.first.is_visible() and page.locator("article > p").last.is_visible(), path
        assert page.locator(".fp-display .katex-html").count() == page.locator(".fp-display math").count(), (
            path
        )
    assert visit.wrong == []
    visit.context.close()


CLASHES = """() => {
  const rects = (selector) => [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility()).map((e) => [e.getBoundingClientRect(), e.id || e.className]);
  const notes = rects(".fp-side"), others = rects(".fp-frame, .fp-listing, .fp-equation, .md-typeset__scrollwrap, article > p, .fp-noted > p");
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const outside = notes.filter(([a]) => a.left < 0 || a.right > innerWidth).map(([, name]) => `${name} leaves the page`);
  return outside.concat(notes.flatMap(([a, name], k) =>
    notes.slice(k + 1).concat(others).filter(([b]) => meet(a, b)).map(([, other]) => `${name} lies on ${other}`)));
}"""


@pytest.mark.parametrize("width", [1280, 1000, 390])
def test_side_notes_lie_on_nothing(chromium, post, serve, width):
    visit = Visit(chromium, serve(post), viewport={"width": width, "height": 900})
    noted = [path for path in pages_of(post) if "fp-side" in html_of(post, path)]
    assert noted
    for path in noted:
        page = visit.open(path)
        page.add_style_tag(content="*, *::before { content-visibility: visible !important }")
        assert page.evaluate(CLASHES) == [], path
        beside = page.evaluate(
            "[...document.querySelectorAll('.fp-noted')].every(n => "
            "n.lastElementChild.getBoundingClientRect().left >= "
            "n.firstElementChild.getBoundingClientRect().right)"
        )
        assert beside == (width > 900), path
    visit.context.close()


def test_a_citation_shows_its_work_to_the_keyboard(chromium, post, serve):
    visit = Visit(chromium, serve(post))
    cited = next(path for path in pages_of(post) if '"fp-cite"' in html_of(post, path))
    page = visit.open(cited)
    first = page.locator(".fp-cite").first
    assert not first.locator(".fp-card").is_visible()
    first.locator("a").first.focus()
    assert first.locator(".fp-card").is_visible()
    page.keyboard.press("Escape")
    assert not first.locator(".fp-card").is_visible()
    visit.context.close()


def test_a_symbol_says_what_it_means_to_pointer_and_keyboard(chromium, post, serve):
    visit = Visit(chromium, serve(post))
    page = visit.open("attention/")
    symbol = page.locator(".fp-display .katex-html .fp-bar").first
    symbol.hover()
    bubble = page.locator(".fp-bubble")
    assert "gradient of the loss with respect to" in bubble.text_content()
    assert page.locator(".fp-lit").count() > 1
    page.mouse.move(0, 0)
    page.keyboard.press("Escape")
    assert not bubble.count()
    page.locator(".fp-display:has(.fp-sym)").first.focus()
    page.keyboard.press("ArrowRight")
    first = bubble.text_content()
    page.keyboard.press("ArrowRight")
    assert first and bubble.text_content() != first
    visit.context.close()


def test_a_display_shows_at_a_click_how_it_was_read(chromium, post, serve):
    visit = Visit(chromium, serve(post))
    page = visit.open("attention/")
    mark = page.locator("details.fp-mark").first
    told = mark.locator(".fp-reading").first  # its reading; its program stands below
    assert not told.is_visible()
    mark.locator("summary").click()
    assert told.is_visible()
    words = told.text_content()
    assert "  =  " in words and "×" in words  # every term with its shape
    mark.locator("summary").press("Enter")
    assert not told.is_visible()
    visit.context.close()


def test_a_figure_follows_the_switch_between_light_and_dark(chromium, post, serve):
    colours = []
    for scheme in ("light", "dark"):
        visit = Visit(chromium, serve(post), color_scheme=scheme)
        page = visit.open("")
        colours.append(
            page.evaluate(
                "getComputedStyle(document.querySelector('.fp-figure svg [style*=\"--fp-ink\"]')).fill"
            )
        )
        visit.context.close()
    assert colours[0] != colours[1]
