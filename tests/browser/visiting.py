"""Visits to a built site that write down what goes wrong."""

from pathlib import Path

SLOW = "not used within a few seconds"  # Chromium's remark about a preloaded file measures the machine


def pages_of(site: Path) -> list[str]:
    """The address of every page, relative to the site."""
    paths = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return [path.removesuffix("index.html") for path in paths if not path.startswith("assets/")]


def html_of(site: Path, page: str) -> str:
    path = site / page
    return (path / "index.html" if path.is_dir() else path).read_text("utf-8")


class Visit:
    """One browsing context that writes down what goes wrong in it, and what it was sent."""

    def __init__(self, browser, address: str, **options):
        self.address = address
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.received: set[str] = set()
        self.page.on(
            "console",
            lambda message: self._note(
                message.type in ("error", "warning") and SLOW not in message.text, f"console: {message.text}"
            ),
        )
        self.page.on("pageerror", lambda error: self._note(True, f"error: {error}"))
        self.page.on(
            "request",
            lambda request: self._note(
                not request.url.startswith((address, "data:", "blob:")), f"asks elsewhere: {request.url}"
            ),
        )
        self.page.on("response", self._answered)

    def _note(self, wrong: bool, what: str) -> None:
        if wrong:
            self.wrong.append(what)

    def _answered(self, response) -> None:
        self.received.add(response.url)
        self._note(response.status >= 400, f"{response.status}: {response.url}")

    def open(self, path: str):
        self.received.clear()
        self.page.goto(self.address + path, wait_until="load")
        return self.page
