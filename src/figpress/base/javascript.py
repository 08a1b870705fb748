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
        finally:
            threading.stack_size(before)

    def call(self, function: str, *arguments: Any) -> Any:
        """What a global function says to these arguments; both travel as JSON."""
        told = ", ".join(json.dumps(argument) for argument in arguments)
        return json.loads(
            self._thread.submit(self._context.eval, f"JSON.stringify({function}({told}))").result()
        )


def _opened(scripts: tuple[str, ...]):
    import quickjs

    context = quickjs.Context()
    context.set_max_stack_size(_STACK * 3 // 4)
    for script in scripts:
        context.eval(script)
    return context
