"""Who asks a project's code for something without calling it: attributes of modules, code, defaults, names in
text that is compiled at run time. What is seen here need not be read off the code.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from types import CodeType, FrameType, FunctionType, ModuleType

from figpress.freshness.code.defaults import ALL
from figpress.freshness.code.whose import PRESS, is_installed
from figpress.freshness.trace import ANYWHERE, EVERY, LOCAL_NAMES, LOOKED_UP, NAMES
from figpress.running.instrument import Finder

WORD = re.compile(r"[^\W\d]\w*")
MADE = "__pd_eval_local_"  # what pandas makes of @ in a query
WITHIN = ".<locals>."
DEEP = 3  # frames between who wants a frame and who asks for it: inspect.currentframe, inspect.stack
LONG = 1 << 20  # characters: text of that length is data
OF_MODULES = frozenset(
    "__name__ __file__ __path__ __spec__ __loader__ __package__ __doc__ __builtins__ __class__ __cached__ "
    "__annotations__ __warningregistry__ __getattr__ __dir__".split()
)
# Parts of the standard library that take a module's names only to hand them on.
HANDS_ON = ("/dataclasses.py", "/typing.py", "/abc.py", "/enum.py")
ONLY_SIGNATURE = ("_signature", "unwrap", "_has_code_flag", "getfullargspec", "signature", "isgenerator")


def watch(module: ModuleType, name: str, note: Callable[[str], None]) -> bool:
    """Have a module note which of its attributes are looked up, by whatever way; False where it cannot."""
    if type(module) is not ModuleType:
        return False
    look_up = ModuleType.__getattribute__

    class Watched(ModuleType):
        def __getattribute__(self, attribute: str):
            if attribute[:2] != "__" or (attribute not in OF_MODULES and attribute != "__dict__"):
                note(f"{name}:{attribute}{LOOKED_UP}")
            elif attribute == "__dict__" and not _hands_on(sys._getframe(1)):
                note(f"{name}:{EVERY}{LOOKED_UP}")
            return look_up(self, attribute)

    Watched.__name__, Watched.__qualname__, Watched.__module__ = "module", "module", "builtins"
    module.__class__ = Watched
    return True


def is_watched(module: object) -> bool:
    """True for a module that notes its look-ups still: not so where its class was changed."""
    return type(module).__getattribute__.__qualname__ == "watch.<locals>.Watched.__getattribute__"


def _hands_on(frame: FrameType) -> bool:
    asking = frame.f_code.co_filename
    return asking.startswith((PRESS, "<frozen importlib")) or asking.endswith(HANDS_ON)


def _labels(code: CodeType, module: str) -> list[str]:
    """The label by which an instrumented function reports itself, first; then what only looks like one, a docstring
    say. Empty for other code.
    """
    said = [
        one.removeprefix(module) for one in code.co_consts if isinstance(one, str) and one.startswith(module)
    ]
    return sorted(said, key=lambda label: not _is_of(label, code))


def _is_of(label: str, code: CodeType) -> bool:
    return re.sub(r"#\d+", "", label) == code.co_qualname


class Asking:
    """Listens for code, defaults and compiled text; `hits` takes what is found."""

    def __init__(self, hits: set[str], finder: Finder):
        self.hits, self.finder = hits, finder
        self.busy = False
        self.plain: dict[str, CodeType] = {}  # file → its code as plain Python compiles it

    def audit(self, event: str, arguments: tuple) -> None:
        if event == "object.__getattr__":
            if arguments[1] in ("__code__", "__defaults__", "__kwdefaults__") and not self.busy:
                self.busy = True
                try:
                    self._asked(arguments[0], arguments[1], sys._getframe(1))
                finally:
                    self.busy = False
        elif event == "compile":
            self._compiled(*arguments)
        elif event == "exec":
            self._executed(arguments[0])
            self._around(1)
        elif event in ("sys.settrace", "sys.setprofile"):
            self.hits.add(LOCAL_NAMES)
        elif event == "sys._getframe":
            self._frame(lambda frame: "f_locals" in frame.f_code.co_names, DEEP)

    def _frame(self, sees: Callable[[FrameType], bool], deep: int) -> None:
        """Notes that local names may be seen, if one of those who ask is somebody who sees them."""
        if self.busy or LOCAL_NAMES in self.hits:
            return
        self.busy = True
        asking: FrameType | None = sys._getframe(2)
        while asking and deep:
            if sees(asking) and self._called_by_ours(asking):
                self.hits.add(LOCAL_NAMES)
            asking, deep = asking.f_back, deep - 1
        self.busy = False

    def _around(self, deep: int) -> None:
        """Notes that an evaluated text may see the local names of who evaluates it, and of the functions around
        that. A module has none: what is said of its names is noted as text.
        """
        if self.busy:
            return
        self.busy = True
        frame = sys._getframe(deep + 1)
        code, module = frame.f_code, frame.f_globals.get("__name__")
        if self.finder.ours(code.co_filename) and code.co_name != "<module>":
            label = next((one for one in _labels(code, f"{module}:") if _is_of(one, code)), "")
            parts = label.split(WITHIN)
            around = [WITHIN.join(parts[: count + 1]) for count in range(len(parts))] if label else []
            self.hits.update([f"{module}:{each}{NAMES}{LOOKED_UP}" for each in around] or [LOCAL_NAMES])
        self.busy = False

    def _called_by_ours(self, frame: FrameType | None) -> bool:
        """True when code of the project is among the callers; a package that is being imported has none."""
        while frame and not frame.f_code.co_filename.startswith("<frozen importlib"):
            if self.finder.ours(frame.f_code.co_filename):
                return True
            frame = frame.f_back
        return False

    def _asked(self, function: object, attribute: str, by: FrameType) -> None:
        if not isinstance(function, FunctionType):
            return
        code = function.__code__
        if not self.finder.ours(code.co_filename):
            return
        name, label = self._name(function, code)
        if attribute != "__code__":
            self.hits.add(f"{name}:{label}({ALL})")
        elif not (
            by.f_code.co_filename.endswith("inspect.py") and by.f_code.co_name.startswith(ONLY_SIGNATURE)
        ):
            # It may be compiled otherwise, or sent to another process: there our calls would break it.
            self.hits.update((f"{name}:{label}", f"{name}:{label}({ALL})", LOCAL_NAMES))
            plain = self._uninstrumented(code)
            if plain:
                function.__code__ = plain

    def _name(self, function: FunctionType, code: CodeType) -> tuple[str, str]:
        """The module and the label that a function is reported by: its own first call says them."""
        module = function.__globals__.get("__name__")
        for label in _labels(code, f"{module}:"):
            return str(module), label
        return str(function.__module__), function.__qualname__

    def _uninstrumented(self, code: CodeType) -> CodeType | None:
        file = code.co_filename
        if file not in self.plain:
            with self.finder.quiet, open(file, "rb") as source:
                self.plain[file] = compile(source.read(), file, "exec", dont_inherit=True)
        waiting = [self.plain[file]]
        while waiting:
            one = waiting.pop()
            if one.co_qualname == code.co_qualname and one.co_firstlineno == code.co_firstlineno:
                return one if one.co_freevars == code.co_freevars else None
            waiting += [inner for inner in one.co_consts if isinstance(inner, CodeType)]
        return None

    def _compiled(self, source: object, filename: object) -> None:
        if self.busy or not isinstance(source, str | bytes) or len(source) > LONG:
            return
        name = filename.decode("utf-8", "replace") if isinstance(filename, bytes) else str(filename)
        if name.startswith("<") or not name.endswith(".py"):
            text = source.decode("utf-8", "replace") if isinstance(source, bytes) else source
            self._said(WORD.findall(text))

    def _executed(self, code: object) -> None:
        waiting = [code]
        while waiting:
            one = waiting.pop()
            if isinstance(one, CodeType) and self._is_made(one):
                self._said(one.co_names)
                waiting += one.co_consts

    def _is_made(self, code: CodeType) -> bool:
        """True for code that no import has compiled from a file of Python's, a package's or ours."""
        file = code.co_filename
        if file.startswith("<"):
            return "frozen" not in file
        return code is not self.finder.made and not is_installed(file) and not file.startswith(PRESS)

    def _said(self, names: Iterable[str]) -> None:
        self.hits.update(f"{ANYWHERE}:{name.removeprefix(MADE)}{LOOKED_UP}" for name in names)

    def told(self, modules: Mapping[str, str]) -> Callable[[Iterable[str]], list[str]]:
        """Sorts out, of names said in compiled text, those that no project module knows."""
        known: set[str] = set()
        for name in (*modules, "__main__"):
            module = sys.modules.get(name)
            known.update(vars(module) if module else ())

        def ours(hits: Iterable[str]) -> list[str]:
            said = f"{ANYWHERE}:"
            return [
                h
                for h in hits
                if not h.startswith(said) or h == LOCAL_NAMES or h[len(said) : -len(LOOKED_UP)] in known
            ]

        return ours
