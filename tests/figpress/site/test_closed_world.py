"""The closed world sees every way by which HTML takes a picture; a browser says which ways there are."""

import doctest
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from figpress.base.site import Site
from figpress.site import taken
from figpress.site.closed_world import check

WAYS = {
    "img": '<img src="{}">',
    "img srcset": '<img src="own.png" srcset="own.png 1x, {} 2x">',
    "img srcset alone": '<img srcset="{}">',
    "srcset with commas in it": '<img srcset="{}?a=1,2 2x, own.png 1x">',
    "srcset without blanks": '<img srcset="own.png 1x,{} 2x">',
    "picture": '<picture><source srcset="{}"><img src="own.png"></picture>',
    "input": '<input type="image" src="{}">',
    "poster": '<video poster="{}"></video>',
    "object": '<object data="{}" type="image/png"></object>',
    "embed": '<embed src="{}">',
    "iframe": '<iframe src="{}"></iframe>',
    "svg image": '<svg width="9" height="9"><image width="9" height="9" href="{}"/></svg>',
    "svg image, old": '<svg width="9" height="9"><image width="9" height="9" xlink:href="{}"/></svg>',
    "svg filter": '<svg width="9" height="9"><filter id="f"><feImage href="{}"/></filter>'
    '<rect width="9" height="9" filter="url(#f)"/></svg>',
    "icon": '<link rel="icon" href="{}">',
    "touch icon": '<link rel="apple-touch-icon" href="{}">',
    "preload": '<link rel="preload" as="image" href="{}">',
    "preload set": '<link rel="preload" as="image" imagesrcset="{} 1x">',
    "style": '<p style="background: url({})">x</p>',
    "style, quoted": "<p style=\"background: url('{}')\">x</p>",
    "image-set": "<p style=\"background: image-set('{}' 1x)\">x</p>",
    "style element": "<style>p {{ background: url({}) }}</style><p>x</p>",
    "import": '<style>@import "{}";</style>',
    "body": '<table background="{}"><tr><td>x</td></tr></table>',
    "shared": '<meta property="og:image" content="{}">',
}
NOT_ASKED = {"icon", "touch icon", "shared"}  # a headless browser has no tab to show them in


def findings(tmp_path, body: str):
    (tmp_path / "docs").mkdir()
    (tmp_path / "site").mkdir()
    (tmp_path / "site/own.png").write_bytes(b"x")
    (tmp_path / "site/index.html").write_text(f"<!doctype html><html><body>{body}</body></html>", "utf-8")
    library = SimpleNamespace(site=Site(tmp_path, "A site"), pages={})
    return check(tmp_path / "site", library, ())


@pytest.mark.parametrize("way", WAYS)
def test_a_picture_from_elsewhere_is_seen_however_it_is_taken(tmp_path, way):
    found = findings(tmp_path, WAYS[way].format("https://elsewhere.example/x.png"))
    assert [f.rule for f in found] == ["hot-link"], way


@pytest.mark.parametrize("way", sorted(set(WAYS) - {"import"}))
def test_own_pictures_are_no_finding(tmp_path, way):
    assert findings(tmp_path, WAYS[way].format("own.png")) == (), way


def test_the_doctests_run():
    assert doctest.testmod(taken).failed == 0


@pytest.mark.slow
def test_a_browser_asks_for_each_of_them(chromium):
    """The list is right: whatever stands in it makes a browser send a request."""
    asked = set()

    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self):
            asked.add(self.path.partition("?")[0])
            self.send_response(200)
            self.send_header("Content-Type", "text/html" if self.path == "/" else "image/png")
            self.end_headers()
            if self.path == "/":
                self.wfile.write(page.encode())

        def log_message(self, *args):
            pass

    names = {way: f"/{i}.png" for i, way in enumerate(WAYS)}
    page = "<!doctype html><html><body>" + "".join(WAYS[w].format(n) for w, n in names.items())
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = chromium.new_context(device_scale_factor=2)
    try:
        opened = context.new_page()
        opened.goto(f"http://127.0.0.1:{server.server_port}/", wait_until="networkidle")
    finally:
        context.close()
        server.shutdown()
    assert {way for way, name in names.items() if name not in asked} <= NOT_ASKED
