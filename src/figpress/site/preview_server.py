"""Serves a folder to this machine, and tells open pages when something is new."""

import functools
import http.server
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

EVENTS, FRAMES = "/figpress/events", "/figpress/frames/"


class Bulletin:
    """News for open pages, numbered; whoever asks waits for what is newer than what it has."""

    def __init__(self) -> None:
        self._news: list[str] = []
        self._changed = threading.Condition()
        self._closed = False
        self._readers: list[str] = []

    @property
    def readers(self) -> tuple[str, ...]:
        """The paths of the pages that are open."""
        with self._changed:
            return tuple(dict.fromkeys(self._readers))

    @contextmanager
    def reader(self, page: str) -> Iterator[None]:
        """Counts a page as open meanwhile."""
        with self._changed:
            self._readers.append(page)
        try:
            yield
        finally:
            with self._changed:
                self._readers.remove(page)

    def post(self, kind: str, **facts: object) -> None:
        """Tell everybody."""
        with self._changed:
            self._news.append(json.dumps({"kind": kind, **facts}))
            self._changed.notify_all()

    def close(self) -> None:
        """Let everybody go."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def after(self, seen: int, timeout: float) -> list[str] | None:
        """What was posted after the first `seen` news, perhaps nothing; None once closed."""
        with self._changed:
            if len(self._news) <= seen and not self._closed:
                self._changed.wait(timeout)
            return None if self._closed else self._news[seen:]

    def __len__(self) -> int:
        return len(self._news)


class PreviewServer:
    """A server on 127.0.0.1. `frames` gives the pictures of a figure as HTML, or None for an unknown one."""

    def __init__(
        self, folder: Path, port: int, bulletin: Bulletin, frames: Callable[[str], list[str] | None]
    ):
        handler = functools.partial(_Handler, directory=str(folder), bulletin=bulletin, frames=frames)
        self._server = _Server(("127.0.0.1", port), handler)
        self._bulletin = bulletin

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/"

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, daemon=True, name="preview").start()

    def close(self) -> None:
        self._bulletin.close()
        self._server.shutdown()
        self._server.server_close()


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # a page that was closed half-way is no error


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    extensions_map = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".woff2": "font/woff2",
    }

    def __init__(self, *arguments, bulletin: Bulletin, frames: Callable[[str], list[str] | None], **keywords):
        self.bulletin, self.frames = bulletin, frames
        super().__init__(*arguments, **keywords)

    def do_GET(self) -> None:
        if not self._welcome():
            self.send_error(403, "This preview answers its own pages only")
            return
        path = unquote(urlsplit(self.path).path)
        if path == EVENTS:
            self._events()
        elif path.startswith(FRAMES):
            found = self.frames(path.removeprefix(FRAMES))
            self._json(404 if found is None else 200, found)
        else:
            super().do_GET()

    def do_HEAD(self) -> None:
        self.send_error(405)

    def _welcome(self) -> bool:
        """Whether a request names this server, and comes from one of its pages, or from somebody who opens
        one.

        A page elsewhere can have its own name lead to this machine, and can ask for scripts and pictures of
        any.
        """
        port = self.server.server_address[1]
        names = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
        host, origin = self.headers.get_all("Host", []), self.headers.get_all("Origin", [])
        if len(host) != 1 or host[0].lower() not in names or len(origin) > 1:
            return False
        if origin and origin[0].lower() not in {f"http://{name}" for name in names}:
            return False
        site, mode = (
            self.headers.get("Sec-Fetch-Site", "none"),
            self.headers.get("Sec-Fetch-Mode", "navigate"),
        )
        opened = mode == "navigate" and self.headers.get("Sec-Fetch-Dest", "document") == "document"
        return site in ("none", "same-origin") or opened

    def translate_path(self, path: str) -> str:
        """The file of the built site; what a link leads out to is not there."""
        found = super().translate_path(path)
        top = os.path.realpath(self.directory)
        real = os.path.realpath(found) if "\0" not in found else ""
        return found if real == top or real.startswith(top + os.sep) else os.path.join(top, ".nothing")

    def list_directory(self, path: object) -> None:
        self.send_error(404, "File not found")

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "SAMEORIGIN")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass

    def _json(self, status: int, data: object) -> None:
        content = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _events(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        seen = len(self.bulletin)
        try:
            with self.bulletin.reader(unquote(urlsplit(self.headers.get("Referer", "")).path)):
                while (news := self.bulletin.after(seen, 15.0)) is not None:
                    seen += len(news)
                    self.wfile.write(
                        "".join(f"data: {item}\n\n" for item in news).encode() or b": still here\n\n"
                    )
                    self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            pass  # the page was closed
        self.close_connection = True
