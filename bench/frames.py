"""Frames of the figure at the head of the post, on a processor four times slower: while it is scrubbed, and during the wave.

    python bench/frames.py [--rate 4] [--width 390]

Opens the figure in Chromium, 390 pixels wide, traces at full speed and with its processor throttled: the intervals between frames that the page sees,
and the longest task of its main thread, in time of the processor, so that what else the machine does is not counted there. Fails
where a task takes more than 32 ms. Needs `pip install .[test]` and a Chromium on the path; run it on a machine that does nothing else.
"""

import argparse
import base64
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from _site import served

ROOT = Path(__file__).parents[1]  # this folder has an `equations` of its own
sys.path[:] = [folder for folder in sys.path if Path(folder).resolve() != Path(__file__).resolve().parent]
sys.path.insert(0, str(ROOT / "tests"))

LONGEST = 32.0  # ms
WATCH = """() => { window.seen = []; const on = (t) => { seen.push(t); requestAnimationFrame(on); }; requestAnimationFrame(on); }"""
SCRUB = "[aria-label='Training step']"


def traced(cdp, page, act: Callable[[], None]) -> tuple[list[float], list[tuple[float, str]]]:
    """Intervals of frames, and the main thread's tasks with the longest thing in each; all in milliseconds."""
    categories = "devtools.timeline,toplevel,disabled-by-default-devtools.timeline"
    page.evaluate(WATCH)
    done: list[dict] = []
    cdp.once("Tracing.tracingComplete", lambda told: done.append(told))
    cdp.send(
        "Tracing.start",
        {"transferMode": "ReturnAsStream", "traceConfig": {"includedCategories": categories.split(",")}},
    )
    act()
    cdp.send("Tracing.end")
    while not done:
        page.wait_for_timeout(50)
    times = page.evaluate("seen")
    text, stream = b"", done[0]["stream"]
    while True:
        part = cdp.send("IO.read", {"handle": stream})
        text += base64.b64decode(part["data"]) if part.get("base64Encoded") else part["data"].encode()
        if part["eof"]:
            break
    events = json.loads(text)["traceEvents"]
    return [b - a for a, b in zip(times, times[1:])], tasks(events, page.url)


def tasks(events: list[dict], url: str) -> list[tuple[float, str]]:
    """Of the thread that draws the page's frames: the processor's time of each task, and what took longest in it."""
    mains = {(e["pid"], e["tid"]) for e in events if e.get("name") == "FireAnimationFrame"}
    found = []
    own = [e for e in events if (e["pid"], e["tid"]) in mains and e.get("ph") == "X"]
    for task in (e for e in own if e["name"] == "ThreadControllerImpl::RunTask" or e["name"] == "RunTask"):
        end = task["ts"] + task["dur"]
        inner = [e for e in own if e is not task and task["ts"] <= e["ts"] < end and e["name"] not in DULL]
        longest = max(inner, key=lambda e: e["dur"], default=None)
        found.append((task.get("tdur", task["dur"]) / 1e3, longest["name"] if longest else ""))
    return found


DULL = {"RunTask", "ThreadControllerImpl::RunTask", "ThreadPool_RunTask", "SimpleWatcher::OnHandleReady"}


def scrub(page) -> None:
    """Back to the start and through all recorded moments, a key every other frame; then by pointer."""
    page.focus(SCRUB)
    page.keyboard.press("Home")
    for _ in range(22):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(40)
    box = page.locator(SCRUB).bounding_box()
    page.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    for k in range(60):
        page.mouse.move(box["x"] + 8 + (box["width"] - 16) * k / 59, box["y"] + box["height"] / 2)
        page.wait_for_timeout(16)
    page.mouse.up()


def wave(page) -> None:
    page.get_by_text("Send the gradient back").click()
    page.wait_for_function(
        "(([now, of]) => now && now === of)((document.querySelector('.fp-how [role=status]').textContent.match(/Station (\\d+) of (\\d+)/) ?? []).slice(1))",
        timeout=120_000,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rate", type=float, default=4)
    parser.add_argument("--width", type=int, default=390)
    chosen = parser.parse_args()
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = next((path for name in names if (path := shutil.which(name))), None)
    if not chromium:
        print("skipped: there is no Chromium on the path")
        return 0
    from equations import living_page
    from playwright.sync_api import sync_playwright

    late = []
    with tempfile.TemporaryDirectory() as folder:
        living_page.write(Path(folder))
        with served(Path(folder)) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": chosen.width, "height": 844})
            page.goto(address)
            page.wait_for_selector("body[data-live=yes]", timeout=120_000)
            cdp = page.context.new_cdp_session(page)
            for rate in (1.0, chosen.rate):
                cdp.send("Emulation.setCPUThrottlingRate", {"rate": rate})
                for name, act in (("scrubbing", scrub), ("the wave", wave)):
                    gaps, spent = traced(cdp, page, lambda act=act: act(page))
                    worst, what = max(spent)
                    late += [(name, worst)] if worst > LONGEST else []
                    print(f"{name}, throttled {rate:g} times: {len(gaps)} frames, {statistics.median(gaps):.1f} ms in the median, {sum(g > LONGEST for g in gaps)} over {LONGEST:.0f} ms, "
                          f"the longest {max(gaps):.1f} ms; {len(spent)} tasks of the main thread, the longest {worst:.1f} ms ({what})", flush=True)  # fmt: skip
            print(f"Chromium {browser.version}, {chosen.width} pixels wide")
            browser.close()
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
