"""The built site as the page benchmarks see it: its pages, and a server that compresses text as one on the
web does.
"""

import contextlib
import functools
import gzip
import http.server
import mimetypes
import threading
from collections.abc import Iterator
from pathlib import Path

TEXT = ("text/", "application/javascript", "application/json", "application/xml", "image/svg+xml")


def pages(site: Path) -> list[str]:
    """The address of every page, relative to the site; the home page is ""."""
    found = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return [path.removesuffix("index.html") for path in found if not path.startswith("assets/")]


def post(site: Path) -> list[str]:
    """The pages of the post itself: sections, labs, home and what stands around them."""
    around = ("notation/", "references/", "reading-notes/", "credits/", "colophon/")
    return [
        page
        for page in pages(site)
        if page in ("", *around) or page.startswith("labs/") or 'data-state="fresh"' in _text(site, page)
    ]


def _text(site: Path, page: str) -> str:
    path = site / page
    return (path / "index.html" if path.is_dir() else path).read_text("utf-8")


class _Compressing(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        packed = kind.startswith(TEXT)
        body = _content(path, path.stat().st_mtime_ns, packed)
        self.send_response(200)
        self.send_header("Content-Type", kind + ("; charset=utf-8" if kind.startswith("text/") else ""))
        self.send_header("Cache-Control", "max-age=600")
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@functools.cache
def _content(path: Path, changed: int, packed: bool) -> bytes:
    return gzip.compress(path.read_bytes(), 6) if packed else path.read_bytes()


@contextlib.contextmanager
def served(site: Path) -> Iterator[str]:
    """The site's address while the block runs."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Compressing, directory=str(site))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
