"""The sheet of the largest section when nothing has to be drawn: how long it takes, how large it is, how many pages it prints on.

    python bench/review.py [SECTION]

The pages are counted in the PDF that Chromium prints on A4 paper (figpress's [test] extra and a Chromium).
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = 5
PRESS = (sys.executable, "-m", "figpress")


def best(*command: str) -> tuple[float, float]:
    """Seconds of the quickest of several runs, and of the processor in the thriftiest."""
    times, processor = [], []
    for _ in range(RUNS):
        begun, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(time.perf_counter() - begun)
        processor.append(spent.ru_utime + spent.ru_stime - used.ru_utime - used.ru_stime)
    return min(times), min(processor)


def draw(section: str) -> None:
    """All that the sheet shows is drawn, and nothing else."""
    told = subprocess.run([*PRESS, "review", section, "--json"], cwd=ROOT, check=True, capture_output=True)
    facts = json.loads(told.stdout)
    wanted = {figure["id"] for figure in facts["figures"]}
    wanted |= {value["id"].partition("#")[0] for value in facts["values"]}
    subprocess.run([*PRESS, "render", "--quiet", *sorted(wanted)], cwd=ROOT, check=True)


def pages(sheet: Path, scheme: str) -> int:
    """How many pages of A4 the sheet prints on."""
    import os

    import pypdfium2
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = os.environ.get("FIGPRESS_CHROMIUM") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(sheet.as_uri())
        page.emulate_media(media="print", color_scheme=scheme)
        document = pypdfium2.PdfDocument(page.pdf(format="A4", prefer_css_page_size=True))
        browser.close()
    return len(document)


def main() -> None:
    sections = [page for page in ROOT.glob("docs/*.md") if "\nstatus:" in page.read_text("utf-8")[:2000]]
    largest = max(sections, key=lambda page: page.stat().st_size).stem
    section = sys.argv[1] if sys.argv[1:] else largest
    draw(section)
    (python, _), (start, _) = best(sys.executable, "-c", "pass"), best(*PRESS, "--version")
    with tempfile.TemporaryDirectory() as folder:
        took, used = best(*PRESS, "review", section, "--to", folder)
        sheet = Path(folder) / f"{section}.html"
        size, printed = sheet.stat().st_size, pages(sheet, "light")
    print(f"python {python:.2f} s, figpress --version {start:.2f} s")
    print(f"review {section}: {took:.2f} s, {used:.2f} s of the processor (bar: 2 s)")
    print(f"the sheet: {size / 1e6:.2f} MB (bar: 1.5 MB); printed on {printed} pages of A4 (bar: under 8)")


if __name__ == "__main__":
    main()
