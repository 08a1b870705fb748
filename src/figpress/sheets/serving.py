"""Shows sheets to a local network: whoever has the link, which holds a secret, may read; nobody may write."""

import http.server
import secrets
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit


def sheet_server(folder: Path, address: tuple[str, int]) -> tuple[http.server.ThreadingHTTPServer, str]:
    """The server and the secret in its addresses. Only HTML files that lie in `folder` itself are shown."""
    secret = secrets.token_urlsafe(24)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = unquote(urlsplit(self.path).path).split("/")
            path = (
                folder / asked[2]
                if len(asked) == 3 and secrets.compare_digest(asked[1].encode(), secret.encode())
                else None
            )
            if path is None or path.name not in {known.name for known in folder.glob("*.html")}:
                self.send_error(404)
                return
            content = path.read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Referrer-Policy", "no-referrer")
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """The link is a secret: it is not printed a second time."""

    return http.server.ThreadingHTTPServer(address, Handler), secret


def serve_sheets(folder: Path, first: str, tell: Callable[[str], object]) -> None:
    """Serve until the keyboard interrupts."""
    server, secret = sheet_server(folder, ("0.0.0.0", 0))
    port = server.server_address[1]
    tell(f"http://{_own_address()}:{port}/{secret}/{first}")
    tell("Whoever has this link can read the sheets, and nothing else; stop with Ctrl+C.")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


def _own_address() -> str:
    """The address by which others on the network reach this machine; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            return socket.gethostname()
