"""This repository's own post, built once from a copy, and a plain file server for it."""

import fcntl
import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def post(tmp_path_factory) -> Path:
    """The built site of this repository: its figures drawn, nothing of the working tree touched. Built once,
    however many processes run the tests.
    """
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with (shared / "post.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "post").exists():
            _build(shared / "post-in-work")
            (shared / "post-in-work").rename(shared / "post")
    return shared / "post" / "site"


def _build(copy: Path) -> None:
    copy.mkdir()
    for name in ("docs", "figures", "src", "overrides", "mkdocs.yml", "sources.yaml", "figures.lock"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.is_file():
            shutil.copy(source, copy / name)
    if (ROOT / ".figpress").is_dir():  # what was drawn already need not be drawn again
        shutil.copytree(
            ROOT / ".figpress", copy / ".figpress", ignore=shutil.ignore_patterns("site-*", "preview")
        )
    done = subprocess.run(
        [sys.executable, "-m", "figpress", "build", "-C", str(copy)], capture_output=True, text=True
    )
    assert (copy / "site" / "index.html").is_file(), done.stdout + done.stderr


@pytest.fixture(scope="session")
def living(tmp_path_factory, serve):
    """The address of the live figure's page, and what its helper script defines."""
    from equations import living_page

    folder = tmp_path_factory.mktemp("living")
    own = living_page.write(folder)
    return serve(folder), own


@pytest.fixture(scope="session")
def serve():
    """Serve a folder as a plain file server does; gives its address."""
    servers = []

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    def start(folder: Path) -> str:
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))
        )
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
