"""Packages that show docstrings: command lines, schemas, help pages. All of them tidy what they show by the
same function of Python, and that is where it is seen.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterable

WORDS = 200  # characters of a docstring that must be found in a file


class Shown:
    """The docstrings that were tidied since `begin`."""

    def __init__(self) -> None:
        self.texts: set[str] = set()

    def begin(self) -> None:
        """Listen from here on. There is no way back."""
        inspect.cleandoc = self._listening(inspect.cleandoc)

    def _listening(self, tidy: Callable[[str], str]) -> Callable[[str], str]:
        def cleandoc(doc: str) -> str:
            of_text = (
                sys._getframe(1).f_code.co_filename == ast.__file__
            )  # ast.get_docstring: that read a file
            if isinstance(doc, str) and not of_text:
                self.texts.add(doc.strip().partition("\n")[0].rstrip()[:WORDS])
            return tidy(doc)

        cleandoc.__doc__ = tidy.__doc__
        return cleandoc

    def of(self, sources: Iterable[tuple[str, str]]) -> list[str]:
        """The names of those modules, given with their text, in which one of them stands."""
        texts = [text for text in self.texts if text]
        return [name for name, source in sources if any(_begins(text, source) for text in texts)]


def _begins(text: str, source: str) -> bool:
    """True where a line or a literal begins with this text."""
    return text in source and bool(re.search(rf"""(?:["']|^)\s*{re.escape(text)}""", source, re.MULTILINE))
