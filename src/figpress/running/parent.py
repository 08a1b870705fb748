"""The warm process as it is seen from outside: how it is started, spoken to and ended."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from figpress.base.site import Site
from figpress.base.writing import write_beside
from figpress.running.processes import end

OUTDATED = (
    112  # the status of a run whose packages read, while they were imported, a file that is another now
)
FIRST = (
    "torch",
    "numpy",
    "matplotlib",
    "matplotlib.pyplot",
    "scipy",
    "pandas",
)  # what most share, and takes longest
BELOW = {
    "torch": ("numpy",),
    "matplotlib": ("numpy",),
    "matplotlib.pyplot": ("numpy", "matplotlib"),
}  # they import it
KEPT = ("PATH", "HOME", "CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT")


class WarmProcess:
    """The processes that import third-party modules, and fork a fresh child for every job that they are sent.

    sets  what they were told to hold so far, in order
    """

    def __init__(self, site: Site, sets: Iterable[Iterable[str]] = ()):
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", "from figpress.running.warm import main; main()"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=hermetic(site), cwd=site.root,
            start_new_session=True,
        )  # fmt: skip
        assert self.process.stdout
        self.answers = self.process.stdout.fileno()
        self.sets: set[tuple[str, ...]] = set()
        self.warm(sets)

    def warm(self, sets: Iterable[Iterable[str]]) -> None:
        """Have one of them hold each of these sets of modules."""
        if more := sorted({in_order(modules) for modules in sets} - self.sets - {()}):
            self.send({"do": "warm", "sets": more})
            self.sets.update(more)

    def send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin
        with contextlib.suppress(BrokenPipeError):  # it has ended: whoever waits for its answers will notice
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
            self.process.stdin.flush()

    def close(self) -> None:
        """End it and its children: it keeps nothing, so nobody waits for it to tidy up."""
        end(self.process.pid)
        threading.Thread(
            target=self.process.wait, daemon=True
        ).start()  # what it held takes a while to be given back
        for stream in (self.process.stdin, self.process.stdout):
            try:
                if stream:
                    stream.close()
            except BrokenPipeError:
                pass


def in_order(modules: Iterable[str]) -> tuple[str, ...]:
    """Third-party modules in the one order in which they are imported, whoever else is drawn."""
    rank = {name: number for number, name in enumerate(FIRST)}
    third = {name for name in modules if name.partition(".")[0] not in sys.stdlib_module_names}
    third |= {below for name in third for below in BELOW.get(name, ())}
    return tuple(sorted(third, key=lambda name: (rank.get(name, len(rank)), name)))


def hermetic(site: Site) -> dict[str, str]:
    """The environment of every run: fixed seeds, locale, date, fonts, one thread; little of the
    caller's own.
    """
    fonts = _fonts(site)
    configuration = fonts / "fonts.conf"
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {
        **kept,
        "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8",
        "LANG": "C.UTF-8", "TZ": "UTC",
        "SOURCE_DATE_EPOCH": "0", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
        "MPLBACKEND": "agg", "MPLCONFIGDIR": str(fonts / "matplotlib"), "FONTCONFIG_FILE": str(configuration),
        "CUBLAS_WORKSPACE_CONFIG": ":4096:8",
        # memory in larger pages: a fork has fewer of them to hand on
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    }  # fmt: skip


def _fonts(site: Site) -> Path:
    """Where matplotlib and fontconfig keep their lists of fonts: the same for all sites of a user, as making
    one takes a second.
    """
    import importlib.util

    spec = importlib.util.find_spec("matplotlib")
    ours = (
        Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf" if spec and spec.origin else Path("/nowhere")
    )
    try:
        folder = Path(
            os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache",
            "figpress",
            f"fonts-{hashlib.sha256(str(ours).encode()).hexdigest()[:12]}",
        )
        (folder / "matplotlib").mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # no home, or not ours to write in
        folder = site.private / "fonts"
        (folder / "matplotlib").mkdir(parents=True, exist_ok=True)
    if not (folder / "fonts.conf").exists():
        write_beside(folder / "fonts.conf", _fontconfig(ours, folder).encode())
    return folder


def _fontconfig(fonts: Path, cache: Path) -> str:
    """A fontconfig file that knows matplotlib's own fonts and no others."""
    return f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>\n'
