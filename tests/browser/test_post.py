"""The post as readers meet it: in light and dark, on a phone, without JavaScript, without a network."""

import gzip
import json
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")

import axe_playwright_python

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
LIMIT = 1_000_000  # bytes of a page over the wire, before anybody touches anything


def pages_of(site: Path) -> list[str]:
    """The address of every page, relative to the site."""
    paths = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return [path.removesuffix("index.html") for path in paths if not path.startswith("404") and "/assets/" not in f"/{path}"]


class Visit:
    """One browsing context that writes down what goes wrong in it."""

    def __init__(self, browser, address: str, **options):
        self.address = address
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.weight = 0
        self.page.on("console", lambda message: self._note(message.type in ("error", "warning"), f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self._note(True, f"error: {error}"))
        self.page.on("request", lambda request: self._note(not request.url.startswith((address, "data:", "blob:")), f"asks elsewhere: {request.url}"))
        self.page.on("response", self._answered)

    def _note(self, wrong: bool, what: str) -> None:
        if wrong:
            self.wrong.append(what)

    def _answered(self, response) -> None:
        self._note(response.status >= 400, f"{response.status}: {response.url}")

    def open(self, path: str):
        self.page.goto(self.address + path, wait_until="load")
        return self.page


@pytest.fixture(params=["light", "dark", "phone"])
def visit(request, chromium, post, serve):
    """A reader in light, in dark, or with a phone."""
    narrow = {"viewport": {"width": 390, "height": 844}} if request.param == "phone" else {"viewport": {"width": 1280, "height": 900}}
    visit = Visit(chromium, serve(post), color_scheme="dark" if request.param == "dark" else "light", **narrow)
    yield visit
    visit.context.close()


def test_every_page_opens_whole_and_asks_nobody_else(visit, post):
    for path in pages_of(post):
        page = visit.open(path)
        page.evaluate("for (const i of document.images) i.loading = 'eager'")
        page.wait_for_function("[...document.images].every(i => i.complete)")
        assert page.evaluate("[...document.images].filter(i => !i.naturalWidth).map(i => i.src)") == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is wider than its window"
        assert page.evaluate("[...document.querySelectorAll('.fp-figure svg')].every(s => s.getAttribute('aria-label'))"), path
    assert visit.wrong == []


# The insides of a picture with a name are not read out, nor is KaTeX's layout beside its MathML: both would only take time.
AXE_CONTEXT = "{exclude: [['.fp-svg > *'], ['.katex-html']]}"


@pytest.mark.parametrize(("scheme", "rules"), [("light", None), ("dark", ["color-contrast", "link-in-text-block"])])
def test_axe_finds_nothing(chromium, post, serve, scheme, rules):
    """All rules in light; in dark those that colours can break."""
    visit = Visit(chromium, serve(post), color_scheme=scheme, viewport={"width": 1280, "height": 900})
    only = f"runOnly: {json.dumps(rules)}, " if rules else ""
    found = []
    for path in pages_of(post):
        page = visit.open(path)
        page.evaluate(AXE)
        result = page.evaluate(f"axe.run({AXE_CONTEXT}, {{{only}resultTypes: ['violations']}})")
        found += [f"{path}: {v['id']}: {node['html'][:160]}" for v in result["violations"] for node in v["nodes"]]
    visit.context.close()
    assert found == []


def test_without_javascript_all_text_figures_and_formulas_are_there(chromium, post, serve):
    address = serve(post)
    plain, scripted = Visit(chromium, address, java_script_enabled=False), Visit(chromium, address)
    for path in pages_of(post):
        counts = []
        for visit in (plain, scripted):
            page = visit.open(path)
            counts.append([page.locator(what).count() for what in (".fp-figure .fp-frame > *", ".katex", "article p", ".fp-cite")])
        assert counts[0] == counts[1], path
    assert plain.wrong == []
    plain.context.close()
    scripted.context.close()


def test_a_page_is_light(chromium, post, serve):
    visit = Visit(chromium, serve(post))
    for path in pages_of(post):
        files: dict[str, int] = {}
        listen = lambda response: files.__setitem__(response.url, _wire(post, visit.address, response.url))  # noqa: B023, E731
        visit.page.on("response", listen)
        visit.open(path)
        visit.page.wait_for_load_state("networkidle")
        visit.page.remove_listener("response", listen)
        assert sum(files.values()) < LIMIT, (path, sorted(files.items(), key=lambda item: -item[1])[:5])
    visit.context.close()


def _wire(site: Path, address: str, url: str) -> int:
    """The size of a file as a server that compresses text sends it."""
    path = site / url.removeprefix(address).partition("?")[0].partition("#")[0]
    path = path / "index.html" if path.is_dir() else path
    content = path.read_bytes() if path.is_file() else b""
    return len(content) if path.suffix in (".woff2", ".png", ".jpg", ".webp", ".gz") else len(gzip.compress(content, 6))


def test_figures_json_names_every_picture_on_every_page(chromium, post, serve):
    listed = {(entry["page"], entry["src"] or entry["id"]) for entry in json.loads((post / "figures.json").read_text("utf-8"))}
    visit = Visit(chromium, serve(post))
    for path in pages_of(post):
        page = visit.open(path)
        name = path + "index.html" if path.endswith("/") or not path else path
        inline = page.evaluate("[...document.querySelectorAll('figure[data-figure]')].filter(f => f.querySelector('.fp-frame svg')).map(f => f.dataset.figure)")
        loaded = page.evaluate("[...document.images].map(i => i.getAttribute('src')).filter(s => !s.startsWith('data:')).map(s => new URL(s, document.baseURI).href)")
        shown = {(name, id) for id in inline} | {(name, src.removeprefix(visit.address)) for src in loaded}
        assert shown <= listed, shown - listed
    visit.context.close()


def test_a_citation_shows_its_work_to_the_keyboard(chromium, post, serve):
    visit = Visit(chromium, serve(post))
    cited = next(path for path in pages_of(post) if '"fp-cite"' in (post / path / "index.html").read_text("utf-8"))
    page = visit.open(cited)
    first = page.locator(".fp-cite").first
    assert not first.locator(".fp-card").is_visible()
    first.locator("a").first.focus()
    assert first.locator(".fp-card").is_visible()
    page.keyboard.press("Escape")
    assert not first.locator(".fp-card").is_visible()
    visit.context.close()


def test_a_figure_follows_the_switch_between_light_and_dark(chromium, post, serve):
    colours = []
    for scheme in ("light", "dark"):
        visit = Visit(chromium, serve(post), color_scheme=scheme)
        page = visit.open("")
        colours.append(page.evaluate("getComputedStyle(document.querySelector('.fp-figure svg [style*=\"--fp-ink\"]')).fill"))
        visit.context.close()
    assert colours[0] != colours[1]
