"""axe on every page of the built site: all rules, light and dark, 1280 and 390 pixels wide, every fold open.

    figpress build && python bench/axe.py [SITE] [PAGE…]

Needs `pip install .[test]` and a Chromium on the path. Prints each violation by page, rule and node, and
fails if there is any.
The tests run a part of this matrix (tests/browser/test_post.py); this is the whole of it.
"""

import shutil
import sys
import time
from collections import Counter
from pathlib import Path

from _site import pages, served

WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")
# A scrolling box gets its name and its place in the tab order when the page is idle.
READY = """async () => {
  for (const frame of document.querySelectorAll(".fp-frame[data-module]")) { // what can be touched comes when it is near
    frame.scrollIntoView();
    for (let k = 0; k < 100 && !("live" in frame.dataset); k++) await new Promise((done) => setTimeout(done, 50));
  }
  scrollTo(0, 0);
  for (const fold of document.querySelectorAll("details")) fold.open = true;
  dispatchEvent(new Event("resize"));
  return new Promise((done) => {
    const look = () => ("measured" in document.documentElement.dataset ? done() : setTimeout(look, 50));
    setTimeout(look, 50);
  });
}"""


def main(site: Path, wanted: list[str]) -> int:
    try:
        import axe_playwright_python
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        print(f"skipped: {error.name} is not installed (pip install .[test])")
        return 0
    chromium = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))),
        None,
    )
    if not chromium or not (site / "index.html").is_file():
        print(
            f"skipped: {'no Chromium on the path' if not chromium else f'no site in {site}: figpress build'}"
        )
        return 0
    script = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
    names = wanted or pages(site)
    wrong, begun = 0, time.monotonic()
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for width in WIDTHS:
            for scheme in SCHEMES:
                context = browser.new_context(
                    viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
                )
                tab = context.new_page()
                found = Counter()
                for name in names:
                    tab.goto(address + name)
                    tab.evaluate(READY)
                    tab.evaluate(script)
                    answer = tab.evaluate(
                        "axe.run({resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})"
                    )
                    for violation in answer["violations"]:
                        for node in violation["nodes"]:
                            print(
                                f"{name or 'home'} ({scheme}, {width}): {violation['id']}: "
                                f"{node['html'][:160]} {[check['message'] for check in node['any']][:1]}"
                            )
                            found[violation["id"]] += 1
                wrong += sum(found.values())
                version = f"axe-core {answer['testEngine']['version']}, Chromium {browser.version}"
                print(
                    f"{width} {scheme}: {len(names)} pages, {sum(found.values())} violations",
                    dict(found) or "",
                    flush=True,
                )
                context.close()
        browser.close()
    print(f"{version}; {time.monotonic() - begun:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    arguments = sys.argv[1:]
    sys.exit(main(Path(arguments[0] if arguments else "site"), arguments[1:]))
