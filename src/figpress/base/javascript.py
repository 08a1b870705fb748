"""A JavaScript interpreter inside Python, for libraries in that language: no process, no files."""

import json
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

_STACK = 32 << 20  # bytes: what is set nests, and the stack that a thread has by itself differs by system


class Interpreter:
    """Some scripts, run once, and their functions; it has no network, no files and no clock of its own.

    It belongs to a thread of its own, whose stack is as deep as recursive code may want.
    """

    def __init__(self, name: str, scripts: Iterable[str]):
        before = threading.stack_size(_STACK)
        try:
            self._thread = ThreadPoolExecutor(1, name)
            self._context = self._thread.submit(_opened, tuple(scripts)).result()
            self._functions: dict[str, Any] = {}
        finally:
            threading.stack_size(before)

    def run(self, script: str) -> None:
        """Runs one more script."""
        self._thread.submit(self._context.eval, script).result()

    def call(self, function: str, *arguments: Any) -> Any:
        """What a global function says to these arguments; both travel as JSON, and NaN and Infinity as code."""
        told = json.dumps(arguments)
        if "NaN" in told or "Infinity" in told:
            said = self._thread.submit(self._context.eval, f"JSON.stringify({function}(...{told}))")
        else:
            said = self._thread.submit(self._parsed, function, told)
        return json.loads(said.result())

    def _parsed(self, function: str, told: str) -> str:
        """A large argument is read much sooner as JSON than as code."""
        if function not in self._functions:
            self._context.eval(
                f"var told_{function} = (text) => JSON.stringify({function}(...JSON.parse(text)))"
            )
            self._functions[function] = self._context.get(f"told_{function}")
        return self._functions[function](told)


def _opened(scripts: tuple[str, ...]):
    import quickjs

    context = quickjs.Context()
    context.set_max_stack_size(_STACK * 3 // 4)
    for script in scripts:
        context.eval(script)
    return context
