"""Sets mathematics at build time: KaTeX in an embedded JavaScript engine, each formula once."""

import functools
import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from figpress.base.errors import Mistake
from figpress.base.sealed import opened_json, sealed_json
from figpress.base.writing import write_beside
from figpress.site.katex.provide import DIST, HERE, NotProvided, provide

_STACK = 8 << 20  # bytes: formulas nest, and the stack that a thread has by itself differs by system


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
    """Formulas as HTML with MathML inside, cached by content under `folder`; `macros` hold for all
    of them.
    """

    def __init__(self, folder: Path, macros: Mapping[str, str] = MappingProxyType({})):
        self.macros = dict(macros)
        pinned = [(HERE / name).read_bytes() for name in ("package-lock.json", "set.js")]
        words = b"\0".join([*pinned, json.dumps(self.macros, sort_keys=True).encode()])
        self._cache = Path(folder) / f"katex-{hashlib.sha256(words).hexdigest()[:16]}" / "formulas.json"
        self._asked = False

    @cached_property
    def _known(self) -> dict[str, dict]:
        try:
            return opened_json(self._cache.read_bytes())
        except (OSError, ValueError):  # none yet, or one that was cut short: set them again
            return {}

    def warm(self, formulas: Iterable[Formula]) -> None:
        """Set all that are not known yet, in one go."""
        asked = set(formulas)
        self._asked = self._asked or bool(asked)
        wanted = sorted(formula for formula in asked if _key(formula) not in self._known)
        if not wanted:
            return
        self._known.update(zip(map(_key, wanted), self._set(wanted), strict=True))
        write_beside(self._cache, sealed_json(self._known, ensure_ascii=False))

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
        """True once a formula was asked for: a site without any needs no fonts."""
        return self._asked

    def assets(self) -> dict[str, Path]:
        """The style sheet and the fonts: path on the site, below its KaTeX folder, to file."""
        dist = distribution()
        fonts = {f"fonts/{font.name}": font for font in sorted((dist / "fonts").glob("*.woff2"))}
        return {"katex.min.css": dist / "katex.min.css", **fonts}

    def _set(self, formulas: list[Formula]) -> list[dict]:
        question = {
            "formulas": [{"tex": f.tex, "display": f.display} for f in formulas],
            "macros": self.macros,
        }
        return json.loads(_engine()(json.dumps(question)))


def distribution() -> Path:
    """KaTeX's files: in a wheel from the beginning, in a clone once it is set up. Raises Mistake."""
    try:
        return provide(DIST)
    except NotProvided as error:
        raise Mistake(
            f"KaTeX's files are not in this copy of figpress, and could not be fetched: {error}",
            hint="A clone is set up once, with a network: pip install -e . (an installed wheel has them).",
        ) from None


@functools.cache
def _engine() -> Callable[[str], str]:
    """`set` of set.js. The engine belongs to a thread of its own, whose stack is as deep as
    formulas may want.
    """
    before = threading.stack_size(_STACK)
    try:
        thread = ThreadPoolExecutor(1, "katex")
        told = thread.submit(_opened).result()
    finally:
        threading.stack_size(before)
    return lambda question: thread.submit(told, question).result()


def _opened() -> Callable[[str], str]:
    try:
        import quickjs
    except ModuleNotFoundError:
        raise Mistake(
            "formulas are set by quickjs-ng, which is not here", hint="pip install quickjs-ng"
        ) from None
    context = quickjs.Context()
    context.set_max_stack_size(_STACK * 3 // 4)
    context.eval((distribution() / "katex.min.js").read_text("utf-8"))
    context.eval((HERE / "set.js").read_text("utf-8"))
    return context.get("set")


def _key(formula: Formula) -> str:
    return ("$$" if formula.display else "$") + formula.tex
