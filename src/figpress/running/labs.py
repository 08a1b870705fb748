"""Executes a lab cell by cell and writes down what each cell said and drew, as a Jupyter notebook."""

from __future__ import annotations

import ast
import base64
import contextlib
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
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


CARRIED = "figpress-carried"  # the tag of the cell that brings the site's own code
_BRING = """# Brings what this lab needs of its site's own code ({count} files), where that is not at hand. It only unpacks text.
import base64, importlib.util, io, sys, tempfile, zipfile

if not all(map(importlib.util.find_spec, {names!r})):
    sys.path.insert(0, tempfile.mkdtemp(prefix="lab-"))
    zipfile.ZipFile(io.BytesIO(base64.b85decode("{packed}"))).extractall(sys.path[0])"""


def carrying(notebook: str, source: Mapping[str, bytes]) -> str:
    """The notebook with a first code cell that unpacks the site's own modules and their data.

    source  by path below the folder that they are imported from: {"byhand/linear.py": b"…"}
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(source):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), source[name], zipfile.ZIP_DEFLATED)
    names = sorted({name.partition("/")[0].removesuffix(".py") for name in source})
    packed = base64.b85encode(content.getvalue()).decode("ascii")
    data = json.loads(notebook)
    first = next((at for at, cell in enumerate(data["cells"]) if cell["cell_type"] == "code"), 0)
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "id": "carried",
        "metadata": {"tags": [CARRIED], "jupyter": {"source_hidden": True}},
        "outputs": [],
        "source": _BRING.format(count=len(source), names=names, packed=packed),
    }
    data["cells"].insert(first, cell)
    return json.dumps(data, indent=1, ensure_ascii=False)


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
    return {media_type: base64.b64encode(content).decode("ascii")}
