"""Where a path leads, as a look of its own: Python asks for all that is known of a file to learn whether it is a link.

Without this, `Path(__file__).resolve()` would make a script depend on its own size, and a comment would draw it again.
"""

from __future__ import annotations

import os
import pathlib
from collections.abc import Callable
from typing import Any

from figpress.running.watch.quiet import Quiet

FAR = 40  # links in a row, as the kernel counts


def hush_resolving(quiet: Quiet, see: Callable[[str, str], None], idle: Callable[[], bool]) -> None:
    """Have `os.path.realpath` and `Path.resolve` note the links on the way, and nothing else of what they look at.
    What must exist (`strict`) is looked at as before.
    """

    def resolving(original: Callable[..., Any]) -> Callable[..., Any]:
        def resolve(path: Any, *arguments: Any, **keywords: Any) -> Any:
            if idle() or quiet.depth or any((*arguments, *keywords.values())):
                return original(path, *arguments, **keywords)
            with quiet:
                found = original(path)
                way = links(os.path.abspath(os.fsdecode(path)))
            for each in way:
                see(each, "leads")
            return found

        return resolve

    os.path.realpath = resolving(os.path.realpath)
    pathlib.Path.resolve = resolving(pathlib.Path.resolve)  # type: ignore[method-assign]


def links(path: str) -> list[str]:
    """Every path on the way to where an absolute path leads that is a link or might become one."""
    way: list[str] = []
    for _ in range(FAR):
        parts = path.split(os.sep)
        for count in range(2, len(parts) + 1):
            here = os.sep.join(parts[:count])
            way.append(here)
            if os.path.islink(here):
                there = os.path.join(os.path.dirname(here), os.readlink(here))
                path = os.path.normpath(os.path.join(there, *parts[count:]))
                break
        else:
            break
    return list(dict.fromkeys(way))
