"""What every script shows, drawn by plain Python: the press has no part in it.

A process that has imported the packages, and nothing of the library, forks a child for each edit; that imports
the library as it is now and forks a child for each script. Seeds, fonts and clocks are fixed; a picture is the
SVG of a figure that is open when the script ends. What takes five times as long as it did counts as failed.
"""

import hashlib
import importlib
import io
import json
import os
import random
import resource
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

PATIENCE = 300.0  # seconds by the clock: such a script waits for somebody
Shown = dict[str, str]  # script → digest of its pictures, or "failed: …"


class Truth:
    """Asks a process of its own, so that forks start small. `scripts` are paths below the folder of figures."""

    def __init__(self, source: Path, library: str, figures: Path, packages: list[str]):
        environment = {
            **os.environ, "PYTHONHASHSEED": "0", "MPLBACKEND": "agg", "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1", "PYTHONPYCACHEPREFIX": str(figures.parent / "pyc"),
            "SOURCE_DATE_EPOCH": "0",
        }  # fmt: skip
        words = [sys.executable, __file__, str(source), library, str(figures), *packages]
        self.process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def shown(self, scripts: list[str], limits: dict[str, float]) -> tuple[Shown, dict[str, float]]:
        """What these show now, and the seconds of the processor that each took. `limits`: seconds, by script."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"scripts": scripts, "limits": limits}) + "\n")
        self.process.stdin.flush()
        return tuple(json.loads(self.process.stdout.readline()))  # type: ignore[return-value]

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


def _serve(source: str, library: str, figures: str, packages: list[str]) -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for name in packages:
        importlib.import_module(name)
    sys.path.insert(0, source)
    for line in sys.stdin:
        asked = json.loads(line)
        answer = _forked(lambda asked=asked: _all(library, figures, asked["scripts"], asked["limits"]))
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _all(
    library: str, figures: str, scripts: list[str], limits: dict[str, float]
) -> tuple[Shown, dict[str, float]]:
    try:
        importlib.import_module(library)
    except BaseException as error:
        return dict.fromkeys(scripts, f"failed: import, {type(error).__name__}"), {}
    shown: Shown = {}
    seconds: dict[str, float] = {}
    for script in scripts:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        shown[script] = _forked(
            lambda script=script: _one(os.path.join(figures, script), limits.get(script, 60)), PATIENCE
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds[script] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return shown, seconds


def _one(script: str, limit: float) -> str:
    import runpy

    import matplotlib.pyplot as plt
    import numpy

    resource.setrlimit(resource.RLIMIT_CPU, (int(limit) + 1, int(limit) + 2))
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    os.chdir(os.path.dirname(script))
    sys.path.insert(0, os.path.dirname(script))
    sys.argv = [script]
    random.seed(0)
    numpy.random.seed(0)
    plt.rcParams["svg.hashsalt"] = "figpress"
    time.time = lambda: 0.0
    open_figures: list = []
    plt.show = lambda *a, **k: None
    try:
        left = runpy.run_path(script, run_name="__main__")
        open_figures = [plt.figure(n) for n in plt.get_fignums()] or [left["figure"]]
        drawn = []
        for figure in open_figures:
            content = io.BytesIO()
            figure.savefig(content, format="svg", metadata={"Date": None})
            drawn.append(hashlib.sha256(content.getvalue()).hexdigest())
        return " ".join(drawn)
    except BaseException as error:
        return f"failed: {type(error).__name__}"


def _forked(what, patience: float = 86400.0):
    """What a function returns in a child of its own; who waits for ever is ended, with all that it started."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os.close(reading)
        try:
            with open(os.devnull, "r+") as nothing:
                os.dup2(nothing.fileno(), 2)
                os.dup2(nothing.fileno(), 1)
            with os.fdopen(writing, "w") as file:
                json.dump(what(), file)
        finally:
            os._exit(0)
    os.close(writing)
    if not select.select([reading], [], [], patience)[0]:
        os.killpg(child, signal.SIGKILL)
    with os.fdopen(reading) as file:
        text = file.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else "failed: killed"


if __name__ == "__main__":
    _serve(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
