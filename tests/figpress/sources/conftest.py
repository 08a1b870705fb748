"""Tiny registries, written as an author writes them."""

import http.server
import sys
import textwrap
import threading

import pytest
from registries import WORKS, parsed

from figpress.base.site import Site
from figpress.sources.web import Limits, Web


@pytest.fixture
def registry():
    """Makes a registry of the two works above and of the `borrowed:` entries given (indented by two spaces)."""

    def make(borrowed=""):
        return parsed(
            WORKS + ("borrowed:\n" + textwrap.indent(textwrap.dedent(borrowed), "  ") if borrowed else "")
        )

    return make


@pytest.fixture
def site(tmp_path):
    return Site(root=tmp_path.resolve(), title="A site")


class Misbehaving:
    """A real HTTP server on loopback. A path is answered by the function registered for it: handler, number
    of the request -> None.
    """

    def __init__(self):
        self.answers, self.requests, self.errors = {}, [], []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                path = self.path.partition("?")[0]
                outer.requests.append((self.path, dict(self.headers)))
                answer = outer.answers.get(path)
                if answer is None:
                    return self.reply(b"nothing here", status=404)
                try:
                    answer(self, sum(path == asked.partition("?")[0] for asked, _ in outer.requests))
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def reply(self, body, media_type="image/svg+xml", status=200, length=None, **headers):
                self.send_response(status)
                self.send_header("Content-Type", media_type)
                self.send_header("Content-Length", str(len(body) if length is None else length))
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                self.wfile.write(body)
                if length is not None and length > len(body):
                    self.close_connection = True

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, request, address):
                if not isinstance(
                    error := sys.exc_info()[1], ConnectionError | ValueError
                ):  # ValueError: a file closed under it
                    outer.errors.append(error)

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()

    def on(self, path, answer):
        """`answer` is the body, or a function of (handler, number of the request)."""
        self.answers[path] = answer if callable(answer) else lambda handler, turn: handler.reply(answer)
        return self.url + path

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        assert not self.errors  # what an answer asserts counts, too


@pytest.fixture
def server():
    made = Misbehaving()
    yield made
    made.close()


@pytest.fixture
def web():
    """The web without its guard against loopback and without waiting; `slept` is what it would have waited."""
    slept = []
    made = Web(limits=Limits(largest=100_000, connect=2, read=0.5, total=3), private=True, sleep=slept.append)
    made.slept = slept
    return made
