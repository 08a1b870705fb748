"""One browser for all tests: playwright allows one at a time in a process."""

import os
import shutil
import tempfile

import hypothesis
import pytest

# No test depends on how fast a machine is: an example may take as long as it takes.
hypothesis.settings.register_profile(
    "figpress", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("figpress")

# What tests keep is no user's cache; commands that tests start find it, too.
os.environ["FIGPRESS_CACHE"] = CACHE = tempfile.mkdtemp(prefix="figpress-tests-")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser is slow. Files with slow tests come first: of two processes, none is left alone with a long one
    at the end.
    """
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.slow)
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_unconfigure() -> None:
    shutil.rmtree(CACHE, ignore_errors=True)


FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


@pytest.fixture(scope="session")
def chromium():
    """The machine's own Chromium, through playwright."""
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: pip install .[test]"
    )
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is on the path")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()
