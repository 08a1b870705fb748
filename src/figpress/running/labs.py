"""Executes a lab cell by cell and writes down what each cell said and drew, as a Jupyter notebook."""

from __future__ import annotations

import ast
import contextlib
import hashlib
import io
import json
from collections.abc import Callable, Iterable
from typing import Any

from figpress.pages.percent import Cell

Pictures = Callable[[], Iterable[tuple[str, bytes]]]


def execute(cells: Iterable[Cell], path: str, namespace: dict[str, Any], pictures: Pictures) -> str:
    """Run the cells in one namespace and return the notebook as JSON.

    path      stands in tracebacks, with the lines of the script
    pictures  what was drawn since it was asked last: media type and content

    Whatever a cell raises is raised: a lab that does not run is not shown.
    """
    written, count = [], 0
    for number, cell in enumerate(cells):
        shared = {
            "id": hashlib.sha256(f"{number} {cell.source}".encode()).hexdigest()[:8],
            "metadata": {},
            "source": cell.source,
        }
        if cell.kind == "markdown":
            written.append({"cell_type": "markdown", **shared})
            continue
        count += 1
        said, value = _run(cell, path, namespace)
        outputs = [{"output_type": "stream", "name": "stdout", "text": said}] if said else []
        outputs += [
            {"output_type": "display_data", "data": _bundle(*picture), "metadata": {}}
            for picture in pictures()
        ]
        if value is not None:
            outputs.append(
                {
                    "output_type": "execute_result",
                    "execution_count": count,
                    "data": {"text/plain": repr(value)},
                    "metadata": {},
                }
            )
        written.append({"cell_type": "code", "execution_count": count, "outputs": outputs, **shared})
    kernel = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return json.dumps(
        {"cells": written, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5},
        indent=1,
        ensure_ascii=False,
    )


def _run(cell: Cell, path: str, namespace: dict[str, Any]) -> tuple[str, Any]:
    """What a cell printed, and the value of its last line where that is an expression."""
    tree = ast.parse(cell.source, path)
    ast.increment_lineno(tree, cell.line - 1)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(tree, path, "exec"), namespace)
        value = (
            eval(compile(ast.Expression(last.value), path, "eval"), namespace) if last is not None else None
        )
    return said.getvalue(), None if cell.source.rstrip().endswith(";") else value


def _bundle(media_type: str, content: bytes) -> dict[str, str]:
    if media_type == "image/svg+xml":
        return {media_type: content.decode("utf-8")}
    import base64

    return {media_type: base64.b64encode(content).decode("ascii")}
