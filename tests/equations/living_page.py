"""The live figure at the head of the post on a page of its own, as files: for tests and benchmarks in a browser."""

import json
import runpy
import sys
from pathlib import Path

from equations import living

from figpress.running.modules import with_siblings

ROOT = Path(__file__).parents[2]
HOME = ROOT / "figures" / "home"
PAGE = """<!doctype html><html lang="en" style="font-size: 125%"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>t</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="figpress.css"><main><figure><div class="fp-frame" id="f"></div></figure></main>
<script type="module">import how from "./how.mjs"; const data = await (await fetch("data.json")).json();
await how(document.getElementById("f"), data, RUNS); document.body.dataset.live = "yes";</script>"""


def write(folder: Path) -> dict:
    """Writes index.html and what it asks for. Returns what the figure's helper script defines."""
    sets = living.write(folder)
    sys.path.insert(0, str(HOME))
    try:
        own = runpy.run_path(str(HOME / "_living.py"))
    finally:
        sys.path.remove(str(HOME))
    measured = json.loads((HOME / "one-word.json").read_text("utf-8"))["recorded"]
    start = {"adjective": "wide", "answer": "street", "step": 200, "head": 4}
    data = {
        **own["data"](),
        "recorded": measured[::2],
        "equations": {"top.H_bar": ["H", "build-it/#eq-top"]},
        "start": start,
    }
    (folder / "data.json").write_text(json.dumps(data), "utf-8")
    (folder / "how.mjs").write_text(with_siblings(HOME / "one-word.mjs"), "utf-8")
    style = ROOT / "src/figpress/site/assets/figpress.css"
    (folder / "figpress.css").write_text(style.read_text("utf-8"), "utf-8")
    runs = json.dumps({name: f"./{name}.mjs" for name in sets})
    (folder / "index.html").write_text(PAGE.replace("RUNS", runs), "utf-8")
    return own
