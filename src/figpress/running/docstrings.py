"""Packages that show docstrings: command lines, schemas, help pages. All of them tidy what they show by the
same function of Python, and that is where it is seen.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterable

WORDS = 200  # characters by which a docstring is known
LINES = 4  # of them that are looked for in a file before it is parsed
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
ESCAPED = re.compile(r"""[\\"']|[^\x20-\uffff]""")  # may be written otherwise than it reads


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
            tidied = tidy(doc)
            if not of_text:
                self.texts.add(tidied[:WORDS])
            return tidied

        cleandoc.__doc__ = tidy.__doc__
        return cleandoc

    def of(self, sources: Iterable[tuple[str, str]]) -> list[str]:
        """The names of those modules, given with their text, in which one of them is a docstring."""
        texts = [text for text in self.texts if text.strip()]
        return [
            name for name, source in sources if _documents(source, [t for t in texts if _may_hold(source, t)])
        ]


def _may_hold(source: str, text: str) -> bool:
    lines = [line.strip() for line in text.splitlines()[:LINES]]
    return all(ESCAPED.search(line) or line in source for line in lines)


def _documents(source: str, texts: list[str]) -> bool:
    """True where a docstring of this module begins with one of these texts."""
    if not texts:
        return False
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, DOCUMENTED))
    docs = [doc for node in nodes if (doc := ast.get_docstring(node))]
    return any(_begins(doc, text) for doc in docs for text in texts)


def _begins(doc: str, text: str) -> bool:
    """True where the text is the docstring, or lines at its head: "Returns", say, is a heading in many others'."""
    return doc.startswith(text) and (len(text) >= WORDS or doc[len(text) : len(text) + 1] in ("", "\n", "\f"))
