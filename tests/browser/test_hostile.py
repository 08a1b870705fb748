"""Registries, reviewers, front matter, file names and drawings that mean harm, in a real browser: on the page, in the sheet, in
the feed, under the preview. No script of theirs runs and no request leaves.
"""

import http.client
import json
import subprocess
import sys
from urllib.parse import quote, urlsplit

import lxml.etree
import lxml.html
import pytest
import yaml
from playwright.sync_api import Error
from strangers.payloads import DRAWINGS, EVIL, NAMES, PAYLOADS, TABLES

from figpress.base.configuration import open_site
from figpress.publishing.syndication import feed, metadata
from figpress.site.built import entries
from figpress.site.preview_server import Bulletin, PreviewServer

SCRIPT = '''"""{caption}"""
import figpress


class Picture:
    def to_svg(self):
        return {svg!r}


figpress.value({name!r}, 1)
figpress.show(Picture())
'''
GOOD = '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="48"><rect width="9" height="9"/></svg>'


def works_and_pictures():
    works, borrowed = {}, {}
    for number, payload in enumerate(PAYLOADS):
        words = " ".join(payload.split())
        works[f"work{number}"] = {
            "type": "article-journal", "title": f"A title {words}", "author": [{"family": f"Family {words}", "given": words}],
            "issued": 2020, "container-title": f"A journal {words}", "publisher": words, "page": "1-2",
            "read": {"on": "2026-11-21", "extent": words, "summary": f"A summary {words}"},
        }  # fmt: skip
        borrowed[f"picture{number}"] = {
            "work": f"work{number}", "title": f"A picture {words}", "locator": f"fig. {number} {words}",
            "file": {"url": "https://example.org/x.png", "sha256": "0" * 64, "media_type": "image/png"}, "use": "adapted",
            "basis": {"kind": "licence", "licence": "CC-BY-4.0", "evidence": {"url": "https://example.org/", "quote": words, "checked": "2026-11-21"}},
            "rightsholder": f"Holder {words}", "changes": f"cut {words}",
        }  # fmt: skip
    return yaml.safe_dump({"works": works, "borrowed": borrowed}, allow_unicode=True, width=10**6)


GROUPS = [range(start, min(start + 8, len(PAYLOADS))) for start in range(0, len(PAYLOADS), 8)]


def front(payload):
    """A page that has little but its front matter."""
    flat = " ".join(payload.split())
    said = {"title": f"Title {flat}", "description": f"Said {flat}", "tags": [flat], "author": flat}
    return f"---\n{yaml.safe_dump(said, width=10**6)}---\nWords.\n"


def page(numbers):
    """What reviewers, the registry and scripts say of eight payloads."""
    flat = " ".join(PAYLOADS[numbers[0]].split())
    head = yaml.safe_dump({"title": f"Title {flat}", "status": "in-review", "questions": [flat]}, width=10**6)
    return f"---\n{head}---\n# Heading\n" + "\n".join(block(number) for number in numbers)


def block(number):
    payload = PAYLOADS[number]
    flat = " ".join(payload.split())
    return f"""
{{>>A comment {payload}<<}} {{++an addition {flat}++}} {{--a deletion {flat}--}} {{~~old {flat}~>new {flat}~~}} {{=={flat}==}}{{>>{flat}<<}}

As [@work{number}, p. 1] says, and @work{number} too: [1](val:p{number}/box#x).

![A box](fig:p{number}/box)

![A picture](borrowed:picture{number})
"""


@pytest.fixture(scope="session")
def hostile(tmp_path_factory):
    root = tmp_path_factory.mktemp("hostile")
    texts = {
        "mkdocs.yml": "site_name: Hostile\nsite_url: https://hostile.example/\ntheme: {name: material, font: false}\nplugins: [search, figpress]\n"
        "markdown_extensions: [figpress, attr_list, admonition]\n",
        "sources.yaml": works_and_pictures(),
        "docs/index.md": "# Home\n\n[REFERENCES]\n\n[READING-NOTES]\n\n[CREDITS]\n",
    }
    for number, payload in enumerate(PAYLOADS):
        caption = payload.replace("\\", "\\\\").replace('"""', "")
        texts[f"docs/front{number}.md"] = front(payload)
        texts[f"figures/p{number}/box.py"] = SCRIPT.format(caption=f"A claim {caption}", svg=GOOD, name="x")
    for number, numbers in enumerate(GROUPS):
        texts[f"docs/page{number}.md"] = page(numbers)
    texts["docs/drawings.md"] = "# Drawings\n" + "".join(
        f"\n![A drawing](fig:d/draw{number})\n" for number in range(len(DRAWINGS))
    )
    for number, svg in enumerate(DRAWINGS):
        texts[f"figures/d/draw{number}.py"] = SCRIPT.format(
            caption="A claim.", svg=svg, name="<b onclick=alert(1)>"
        )
    texts["docs/tables.md"] = "# Tables\n" + "".join(
        f"\n![A table](fig:t/table{n})\n" for n in range(len(TABLES))
    )
    for number, table in enumerate(TABLES):
        texts[f"figures/t/table{number}.py"] = (
            f'"""A claim."""\nimport figpress\n\n\nclass Table:\n    def _repr_html_(self):\n        return {table!r}\n\n\nfigpress.show(Table())\n'
        )
    for number, name in enumerate(NAMES):
        texts[f"docs/{name}.md"] = "Words without a heading.\n"
        texts[f"docs/{name}folder/in{number}.md"] = f"![A box](fig:{name}/box)\n"
        texts[f"figures/{name}/box.py"] = SCRIPT.format(caption="A claim.", svg=GOOD, name="x")
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "figpress", "build", "-C", root, "--json"], capture_output=True, text=True
    )
    assert (root / "site" / "index.html").is_file(), done.stderr[-3000:]
    review = subprocess.run(
        [sys.executable, "-m", "figpress", "review", "-C", root], capture_output=True, text=True
    )
    assert review.returncode == 0, review.stderr[-3000:]
    return root


SCAN = """() => [...document.querySelectorAll('*')].flatMap(e => [
    ...[...e.attributes].filter(a => /^on/i.test(a.name)).map(a => `${e.tagName} ${a.name}=${a.value}`),
    ...[...e.attributes].filter(a => ['href', 'src', 'action', 'xlink:href', 'data', 'formaction'].includes(a.name)
        && /^[\\s\\x00-\\x20]*(javascript:|vbscript:|data:text)/i.test(a.value)).map(a => `${e.tagName} ${a.name}=${a.value}`),
    ...(e.tagName.toLowerCase() == 'script' && /alert/.test(e.textContent) ? [`script ${e.textContent}`] : []),
    ...(['IFRAME', 'OBJECT', 'EMBED', 'BASE', 'FOREIGNOBJECT'].includes(e.tagName.toUpperCase()) ? [e.outerHTML.slice(0, 80)] : []),
    ...(/evil\\.example/.test(e.getAttribute('src') || '') || (e.tagName != 'A' && /evil\\.example/.test(e.getAttribute('href') || ''))
        ? [e.outerHTML.slice(0, 80)] : []),
])"""


def visited(browser, addresses, home=""):
    """What went wrong on each page: dialogs, foreign requests, and active things in the document."""
    context = browser.new_context()
    wrong = []
    try:
        tab = context.new_page()
        tab.on("dialog", lambda dialog: (wrong.append((tab.url, "dialog", dialog.message)), dialog.dismiss()))
        tab.on(
            "request",
            lambda request: (
                wrong.append((tab.url, "request", request.url)) if _foreign(request.url, home) else None
            ),
        )
        for address in addresses:
            tab.goto(address, wait_until="load")
            wrong += [(address, "active", found) for found in tab.evaluate(SCAN)]
    finally:
        context.close()
    return wrong


def _foreign(url, home):
    return urlsplit(url).scheme not in ("data", "blob", "file") and not (home and url.startswith(home))


def test_pages_under_the_preview(hostile, chromium):
    server = PreviewServer(hostile / "site", 0, Bulletin(), lambda id: None)
    server.start()
    try:
        built = sorted(
            path.relative_to(hostile / "site").as_posix() for path in (hostile / "site").rglob("*.html")
        )
        chosen = [path for path in built if not path.startswith("front")] + [
            "front6/index.html",
            "front4/index.html",
        ]
        addresses = [server.url + quote(path.removesuffix("index.html")) for path in chosen]
        assert len(addresses) >= len(GROUPS) + 2 * len(NAMES) + 2
        assert visited(chromium, addresses, server.url) == []
    finally:
        server.close()


def test_sheets(hostile, chromium):
    sheets = sorted((hostile / ".figpress" / "review").glob("*.html"))
    assert len(sheets) == len(GROUPS) + 1
    assert visited(chromium, [sheet.as_uri() for sheet in sheets]) == []


def test_a_sheet_runs_no_script_but_its_own(hostile, chromium, tmp_path):
    """Even what an author's own HTML brings: a sheet is sent around."""
    sheet = next(
        path
        for path in sorted((hostile / ".figpress" / "review").glob("*.html"))
        if path.name != "index.html"
    )
    text = sheet.read_text("utf-8").replace(
        "<main", "<script>alert(1)</script><img src=x onerror=alert(1)><main", 1
    )
    (tmp_path / "sheet.html").write_text(text, "utf-8")
    assert [
        kind for _, kind, _ in visited(chromium, [(tmp_path / "sheet.html").as_uri()]) if kind == "dialog"
    ] == []


def test_what_the_payloads_do_where_they_are_not_text(chromium, tmp_path):
    """The tests above can fail: as HTML of a page, most of these payloads act."""
    acting = 0
    for number, payload in enumerate([*PAYLOADS[::2], *DRAWINGS[::3]]):
        path = tmp_path / f"{number}.html"
        path.write_text(f"<!doctype html><meta charset=utf-8><body>{payload}</body>", "utf-8")
        try:
            acting += bool(visited(chromium, [path.as_uri()]))
        except Error:  # it has led the page away
            acting += 1
    assert acting > 12


def test_front_matter_is_text_on_every_page(hostile):
    """What a browser would see, without one: the heads and the navigation of all pages."""
    for path in (hostile / "site").rglob("*.html"):
        root = lxml.html.parse(str(path)).getroot()
        handlers = [
            (e.tag, n) for e in root.iter() if isinstance(e.tag, str) for n in e.attrib if n.startswith("on")
        ]
        scripts = [e.text for e in root.iter("script") if "alert" in (e.text or "")]
        foreign = [
            e.tag
            for e in root.iter()
            if isinstance(e.tag, str) and EVIL in (e.get("src") or e.get("href") or "") and e.tag != "a"
        ]
        assert (handlers, scripts, foreign) == ([], [], []), path


def test_the_words_are_there_as_words(hostile):
    """They were not thrown away: a title with a tag in it is shown as it was written."""
    text = lxml.html.parse(str(hostile / "site" / "page0" / "index.html")).getroot().text_content()
    for words in (
        "A claim <script>alert(1)</script>",
        "A picture <script>alert(1)</script>",
        "an addition <script>alert(1)</script>",
    ):
        assert words in text


def test_drawings_that_are_more_are_not_shown(hostile):
    figures = (hostile / "site" / "drawings" / "index.html").read_text("utf-8").split("<figure")[1:]
    assert len(figures) == len(DRAWINGS)
    shown = [n for n, figure in enumerate(figures) if "<svg" in figure.partition("</figure>")[0]]
    assert shown == [n for n, svg in enumerate(DRAWINGS) if "CDATA" in svg]  # words, which an SVG may hold


def test_tables_are_shown_without_what_acts(hostile):
    page = (hostile / "site" / "tables" / "index.html").read_text("utf-8")
    figures = page.split("<figure")[1:]
    assert len(figures) == len(TABLES) and sum("<td" in figure for figure in figures) > len(TABLES) // 2
    root = lxml.html.fromstring(page)
    inside = [e for frame in root.find_class("fp-table") for e in frame.iter() if isinstance(e.tag, str)]
    assert not [
        e
        for e in inside
        if e.tag in ("script", "img", "link", "base", "meta", "form", "input", "svg", "math", "a")
    ]
    assert not [e for e in inside for value in e.values() if EVIL in value or "fixed" in value]
    assert not [e for e in inside if e.tag == "style" and EVIL in (e.text or "")]


def test_feed_and_metadata(hostile):
    site = open_site(hostile)
    sources = {f"front{n}.md": (1, "2026-01-01") for n in range(len(PAYLOADS))}
    sources |= {f"page{n}.md": (1, "2026-01-01") for n in range(len(GROUPS))}
    found = entries(hostile / "site", sources)
    told = lxml.etree.fromstring(feed(site, found).encode())
    assert {lxml.etree.QName(e).localname for e in told.iter()} <= {
        "feed", "title", "id", "link", "updated", "author", "name", "entry", "published", "summary"
    }  # fmt: skip
    for entry in found:
        head = lxml.html.fromstring(f"<html><head>{metadata(site, entry)}</head></html>")
        assert {e.tag for e in head.iter()} <= {"html", "head", "meta", "link", "body"}
    for path in (hostile / "site").rglob("*.html"):
        head = lxml.html.parse(str(path)).getroot().find("head")
        said = {meta.get("name") for meta in head.iter("meta") if EVIL in (meta.get("content") or "")}
        assert said <= {"description", "author"} and not head.findall("meta[@http-equiv='refresh']")


def asked(server, path="/", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(server.url).port, timeout=10)
    connection.putrequest("GET", path, skip_host=True)
    for name, value in headers.items():
        for one in value if isinstance(value, list) else [value]:
            connection.putheader(name.replace("_", "-"), one)
    connection.endheaders()
    return connection.getresponse()


@pytest.fixture
def preview(tmp_path):
    site = tmp_path / "site"
    (site / "in").mkdir(parents=True)
    (site / "index.html").write_text("home")
    (site / "in" / "a.txt").write_text("a")
    (tmp_path / "secret.txt").write_text("secret")
    (site / "out.txt").symlink_to(tmp_path / "secret.txt")
    (site / "up").symlink_to(tmp_path)
    (site / "passwd").symlink_to("/etc/passwd")
    (site / "within.txt").symlink_to(site / "in" / "a.txt")
    server = PreviewServer(site, 0, Bulletin(), lambda id: [json.dumps(id)])
    server.start()
    yield server
    server.close()


def test_the_preview_answers_its_own_names(preview):
    port = urlsplit(preview.url).port
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"LOCALHOST:{port}", f"[::1]:{port}"):
        assert asked(preview, Host=host).status == 200
    for host in (
        "evil.example",
        f"evil.example:{port}",
        "127.0.0.1",
        f"127.0.0.1.evil.example:{port}",
        f"127.0.0.1:{port}@x",
        "",
        [f"127.0.0.1:{port}", "x"],
    ):
        for path in ("/", "/figpress/events", "/figpress/frames/a", "/nothing"):
            assert asked(preview, path, Host=host).status == 403
    assert asked(preview).status in (400, 403)


def test_the_preview_answers_its_own_pages(preview):
    host = urlsplit(preview.url).netloc
    own = {
        "Host": host,
        "Origin": f"http://{host}",
        "Sec_Fetch_Site": "same-origin",
        "Sec_Fetch_Mode": "cors",
    }
    assert asked(preview, "/figpress/frames/a", **own).status == 200
    for origin in ("https://evil.example", "null", f"https://{host}", f"http://{host}.evil.example"):
        assert asked(preview, "/figpress/frames/a", Host=host, Origin=origin).status == 403
    script = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "script"}
    assert asked(preview, Host=host, **script).status == 403
    frame = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "iframe"}
    assert asked(preview, Host=host, **frame).status == 403
    link = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    assert asked(preview, Host=host, **link).status == 200


@pytest.mark.parametrize(
    "path",
    ["/out.txt", "/up/secret.txt", "/up/", "/passwd", "/../secret.txt", "/%2e%2e/secret.txt", "/in/../../secret.txt", "/in/", "/..%2fsecret.txt",
     "//etc/passwd", "/in/%00", "/%5c..%5csecret.txt"],
)  # fmt: skip
def test_the_preview_serves_the_built_site_only(preview, path):
    answer = asked(preview, path, Host=urlsplit(preview.url).netloc)
    assert answer.status in (400, 404) and b"secret" not in answer.read()


def test_a_link_within_the_site_is_served(preview):
    assert asked(preview, "/within.txt", Host=urlsplit(preview.url).netloc).read() == b"a"
