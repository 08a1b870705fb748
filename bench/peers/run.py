"""One workload, several tools: cold, no-op, one library function edited, one comment. Ratios count; all in
one run.

python bench/peers/run.py [--rounds N] [--peers DIR ...]

DIR: folders where peers are installed, each in its own, e.g. `pip install --target DIR markdown-exec`; what
is not found is
reported as not run. Times are medians of whole processes, with the least and the most, by the clock and by
the processors;
on a busy machine the second says more. Scripts say in a log that they ran, so re-runs are counted, not
believed.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from workload import COMMENT, EDIT, FIGURES, LIBRARY, base, write

PLAIN = "theme:\n  name: mkdocs\n"


@dataclass
class Tool:
    """How one tool is set up, run and made to forget."""

    name: str
    files: Callable[[Path], dict[str, str]]
    command: list[str]
    caches: tuple[str, ...]
    needs: str = ""  # a module that must be importable


def pages(line: Callable[[str], str]) -> dict[str, str]:
    return {
        f"docs/page{p}.md": f"# Page {p}\n\n"
        + "\n\n".join(line(id) for id in FIGURES if id.startswith(f"page{p}/"))
        for p in range(6)
    } | {"docs/index.md": "# Home\n"}


def figpress(folder: Path) -> dict[str, str]:
    return (
        base(folder)
        | pages(lambda id: f"![Lines](fig:{id})")
        | {"mkdocs.yml": f"site_name: Peers\nplugins: [figpress]\nmarkdown_extensions: [figpress]\n{PLAIN}"}
    )


def markdown_exec(folder: Path) -> dict[str, str]:
    block = """```python exec="1" html="1"
import io, runpy, sys
import matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt
plt.close("all")
if "src" not in sys.path: sys.path.insert(0, "src")
runpy.run_path("figures/{id}.py")
out = io.StringIO()
plt.gcf().savefig(out, format="svg")
print(out.getvalue())
```"""
    return (
        base(folder)
        | pages(lambda id: block.replace("{id}", id))
        | {
            "mkdocs.yml": "site_name: Peers\nplugins: [markdown-exec]\nmarkdown_extensions: "
            f"[pymdownx.superfences]\n{PLAIN}"
        }
    )


def sphinx_gallery(folder: Path) -> dict[str, str]:
    files = base(folder)
    scripts = {f"gallery/plot_{id.replace('/', '_')}.py": files.pop(f"figures/{id}.py") for id in FIGURES}
    conf = "import sys\nsys.path.insert(0, 'src')\nextensions = ['sphinx_gallery.gen_gallery']\nsphinx_gallery_conf = {'examples_dirs': 'gallery', 'gallery_dirs': 'auto'}\n"
    return (
        files
        | scripts
        | {
            "conf.py": conf,
            "index.rst": "Peers\n=====\n\n.. toctree::\n\n   auto/index\n",
            "gallery/README.rst": "Gallery\n=======\n",
        }
    )


def mkdocs_gallery(folder: Path) -> dict[str, str]:
    files = base(folder)
    scripts = {
        f"docs/examples/plot_{id.replace('/', '_')}.py": files.pop(f"figures/{id}.py") for id in FIGURES
    }
    conf = "import sys\nsys.path.insert(0, 'src')\nconf = {}\n"
    config = "site_name: Peers\ntheme: {name: material, font: false}\nplugins:\n  - gallery:\n      conf_script: docs/conf.py\n      examples_dirs: docs/examples\n      gallery_dirs: docs/auto\nnav: [{Home: index.md}, {Gallery: auto}]\n"
    return (
        files
        | scripts
        | {
            "docs/conf.py": conf,
            "docs/index.md": "# Home\n",
            "docs/examples/README.md": "# Gallery\n",
            "mkdocs.yml": config,
        }
    )


def plain(folder: Path) -> dict[str, str]:
    return pages(lambda id: f"![Lines]({id.replace('/', '-')}.svg)") | {
        "mkdocs.yml": f"site_name: Peers\nmarkdown_extensions: [attr_list, md_in_html]\n{PLAIN}"
    }


PYTHON = sys.executable
TOOLS = [
    Tool(
        "figpress build",
        figpress,
        [PYTHON, "-m", "figpress", "build", "-q"],
        (".figpress", "site", "figures.lock"),
    ),
    Tool("markdown-exec", markdown_exec, [PYTHON, "-m", "mkdocs", "build", "-q"], ("site",), "markdown_exec"),
    Tool(
        "sphinx-gallery",
        sphinx_gallery,
        [PYTHON, "-m", "sphinx", "-q", "-b", "html", ".", "site"],
        ("site", "auto", "sg_execution_times.rst"),
        "sphinx_gallery",
    ),
    Tool(
        "mkdocs-gallery",
        mkdocs_gallery,
        [PYTHON, "-m", "mkdocs", "build", "-q"],
        ("site", "docs/auto"),
        "mkdocs_gallery",
    ),
    Tool("plain mkdocs, figures on disk", plain, [PYTHON, "-m", "mkdocs", "build", "-q"], ("site",)),
]


def memory_of(process: int, stop: threading.Event, peak: list[int]) -> None:
    """The largest proportional set size of a process and all that it started, in MB."""
    while not stop.wait(0.05):
        total, waiting = 0, [process]
        while waiting:
            one = waiting.pop()
            try:
                for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                    if line.startswith("Pss:"):
                        total += int(line.split()[1])
                for task in Path(f"/proc/{one}/task").iterdir():
                    waiting += [int(c) for c in (task / "children").read_text().split()]
            except OSError:
                continue
        peak[0] = max(peak[0], total // 1024)


class Bench:
    def __init__(self, tool: Tool, folder: Path, environment: dict[str, str]):
        self.tool, self.folder, self.environment = tool, folder, environment
        write(folder, tool.files(folder))
        if tool.files is plain:
            for id in FIGURES:
                (folder / "docs" / f"{id.replace('/', '-')}.svg").write_text(
                    "<svg xmlns='http://www.w3.org/2000/svg'/>"
                )
        self.peak = 0

    def run(self) -> tuple[float, float, int]:
        """Seconds by the clock and of the processors, and how many scripts ran."""
        log = self.folder.with_suffix(".log")
        log.write_text("")
        started, used = time.perf_counter(), _processors()
        process = subprocess.Popen(
            self.tool.command,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        stop, peak = threading.Event(), [0]
        watch = threading.Thread(target=memory_of, args=(process.pid, stop, peak))
        watch.start()
        said, _ = process.communicate()
        seconds = time.perf_counter() - started
        stop.set()
        watch.join()
        self.peak = max(self.peak, peak[0])
        if process.returncode:
            raise SystemExit(f"{self.tool.name} failed:\n{said}")
        return seconds, _processors() - used, len(log.read_text().split())

    def forget(self) -> None:
        for name in self.tool.caches:
            path = self.folder / name
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)

    def edit(self, old: str, new: str) -> None:
        path = self.folder / "src/lib.py"
        text = path.read_text()
        path.write_text(text.replace(old, new) if old in text else text.replace(new, old))


def _processors() -> float:
    """Seconds that processes which have ended used, and those that they waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def home(tool: Tool, folders: list[str], environment: dict[str, str]) -> dict[str, str] | None:
    """The environment in which a tool runs: with its own folder and nobody else's; None where it is not
    installed.
    """
    if not tool.needs:
        return environment
    for folder in ("", *folders):
        mine = environment | ({"PYTHONPATH": str(Path(folder).resolve())} if folder else {})
        if (
            subprocess.run([PYTHON, "-c", f"import {tool.needs}"], env=mine, capture_output=True).returncode
            == 0
        ):
            return mine
    return None


def warm_edit(folder: Path, rounds: int) -> float:
    """Seconds from an edit of a library function to four redrawn figures, with a process that is warm."""
    from figpress.base.configuration import open_site
    from figpress.running.render import Studio

    studio, times = Studio(open_site(folder)), []
    studio.render()
    for number in range(rounds + 1):
        (folder / "src/lib.py").write_text(
            LIBRARY.replace("torch.tanh(x * 1.0)", f"torch.tanh(x * 8.{number}5)")
        )
        started = time.perf_counter()
        report = studio.render()
        times.append(time.perf_counter() - started)
        assert len(report.rendered) in (4, 0), report
    studio.close()
    return statistics.median(times[1:])


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--peers", nargs="*", default=[])
    given = arguments.parse_args()
    environment = os.environ | {"OMP_NUM_THREADS": "1", "NO_MKDOCS_2_WARNING": "1"}
    table: dict[str, dict[str, tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        benches = []
        for number, tool in enumerate(TOOLS):
            mine = home(tool, given.peers, environment)
            if mine is None:
                print(f"{tool.name:<32} not run: {tool.needs} is not installed")
                continue
            benches.append(Bench(tool, Path(scratch, str(number)).resolve(), mine))
        cells: dict[str, dict[str, list]] = {b.tool.name: {} for b in benches}
        for _ in range(given.rounds):  # in turns, so that whatever else the machine does falls on all
            for bench in benches:
                row = cells[bench.tool.name]
                bench.forget()
                row.setdefault("cold", []).append(bench.run())
                row.setdefault("no-op", []).append(bench.run())
                if bench.tool.files is not plain:
                    bench.edit(*EDIT)
                    row.setdefault("function", []).append(bench.run())
                    bench.edit(*COMMENT)
                    row.setdefault("comment", []).append(bench.run())
        for bench in benches:
            row = cells[bench.tool.name]
            table[bench.tool.name] = {
                name: (statistics.median(r[0] for r in runs), statistics.median(r[1] for r in runs))
                for name, runs in row.items()
            }
            print(f"{bench.tool.name}, peak {bench.peak} MB")
            for name, runs in row.items():
                wall, used = table[bench.tool.name][name]
                times = [run[0] for run in runs]
                counted = f"  {runs[-1][2]:>2} scripts ran" if bench.tool.files is not plain else ""
                print(
                    f"    {name:<9} {wall:6.2f} s ({min(times):.2f} to {max(times):.2f})  processors "
                    f"{used:6.2f} s{counted}"
                )
        warm = warm_edit(benches[0].folder, given.rounds)
    ours, other, floor = (
        table["figpress build"],
        table.get("markdown-exec"),
        table["plain mkdocs, figures on disk"],
    )
    print(f"warm process, function edited: {warm:.2f} s")
    judge("no-op build", ours["no-op"], floor["no-op"], 1.1, 0.15, "plain MkDocs")
    judge("comment", ours["comment"], floor["no-op"], 1.1, 0.15, "plain MkDocs")
    if other:
        judge("cold", ours["cold"], other["cold"], 0.85, 0.0, "markdown-exec")
        judge("function edited", ours["function"], other["function"], 0.65, 0.0, "markdown-exec")
        judge("function edited, warm", (warm, 0.0), other["function"], 0.25, 0.0, "markdown-exec")
    print(
        f"{'peak memory':<22} {benches[0].peak} MB, bar 400 MB: "
        f"{'met' if benches[0].peak <= 400 else 'MISSED'}"
    )


def judge(
    what: str, ours: tuple[float, float], theirs: tuple[float, float], factor: float, more: float, who: str
) -> None:
    """A bar is of the clock; what the processors say stands beside it."""
    met = "met" if ours[0] <= factor * theirs[0] + more else "MISSED"
    extra = f" + {more} s" if more else ""
    print(
        f"{what:<22} {ours[0]:5.2f} s, bar {factor} x {who}'s {theirs[0]:.2f} s{extra} = "
        f"{factor * theirs[0] + more:5.2f} s: {met}; ratio {ours[0] / theirs[0]:.2f}, of processors "
        f"{ours[1] / theirs[1]:.2f}"
    )


if __name__ == "__main__":
    main()
