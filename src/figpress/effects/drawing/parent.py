"""The warm process as it is seen from outside: how it is started, spoken to and ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from figpress.nouns.site import Site

KEPT = ("PATH", "HOME", "CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT")


class WarmProcess:
    """A process that imports third-party modules, and forks a fresh child for every job that it is sent.

    modules  what it was told to import so far
    """

    def __init__(self, site: Site, modules: Iterable[str] = ()):
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", "from figpress.effects.drawing.warm import main; main()"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=hermetic(site), cwd=site.root, start_new_session=True,
        )  # fmt: skip
        assert self.process.stdout
        self.answers = self.process.stdout.fileno()
        self.modules: set[str] = set()
        self.warm(modules)

    def warm(self, modules: Iterable[str]) -> None:
        """Have it import what it has not imported yet."""
        if more := sorted(set(modules) - self.modules):
            self.send({"do": "warm", "modules": more})
            self.modules.update(more)

    def send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def close(self) -> None:
        """End it and its children: it keeps nothing, so nobody waits for it to tidy up."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            try:
                if stream:
                    stream.close()
            except BrokenPipeError:
                pass


def hermetic(site: Site) -> dict[str, str]:
    """The environment of every run: fixed seeds, locale, date, fonts, one thread; little of the caller's own."""
    fonts = site.private / "fonts"
    (fonts / "matplotlib").mkdir(parents=True, exist_ok=True)
    configuration = fonts / "fonts.conf"
    if not configuration.exists():
        configuration.write_text(_fontconfig(fonts), "utf-8")
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {
        **kept,
        "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC",
        "SOURCE_DATE_EPOCH": "0", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
        "MPLBACKEND": "agg", "MPLCONFIGDIR": str(fonts / "matplotlib"), "FONTCONFIG_FILE": str(configuration),
        "CUBLAS_WORKSPACE_CONFIG": ":4096:8",
    }  # fmt: skip


def _fontconfig(cache: Path) -> str:
    """A fontconfig file that knows matplotlib's own fonts and no others."""
    import importlib.util

    spec = importlib.util.find_spec("matplotlib")
    folder = Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf" if spec and spec.origin else Path("/nowhere")
    return f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{folder}</dir><cachedir>{cache}</cachedir></fontconfig>\n'
