"""Graphviz graphs to SVG by pygraphviz, whose wheel brings Graphviz along, else by `dot`; the font is DejaVu,
which
the site ships.
"""

from __future__ import annotations

import base64
import html
import importlib.util
import mimetypes
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from figpress.base.errors import Mistake
from figpress.pages.svg_text import SHIPPED
from figpress.running.renderers.picture import Picture, vector

FONT = "DejaVu Sans"
_IMAGE = re.compile(rb'(<image\b[^>]*?href=")([^"]+)(")')
_HEAD = re.compile(
    r"""\A(?:\s|//[^\n]*+|\#[^\n]*+|/\*.*?\*/)*+(?:strict\s+)?(?:di)?graph\s*(?:"(?:[^"\\]|\\.)*"|[^\s"{]*)\s*\{""",
    re.S | re.I,
)


def draw(picture: Any) -> Picture:
    """SVG of a `graphviz` graph or a `pygraphviz` one, laid out by its own engine (dot unless it says
    another).

    Raises Mistake where nothing is at hand that lays graphs out.
    """
    if importlib.util.find_spec("pygraphviz"):
        return vector(_with_images(_by_pygraphviz(picture)), packages=frozenset({"pygraphviz", "matplotlib"}))
    source = picture.source if isinstance(getattr(picture, "source", None), str) else picture.to_string()
    engine = getattr(picture, "engine", None) or "dot"
    program = shutil.which(engine)
    if program is None:
        raise Mistake(
            f"drawing a graph needs pygraphviz, or the program {engine}",
            hint='pip install "figpress[graphviz]"',
        )
    defaults = [f"-{letter}fontname={FONT}" for letter in "GNE"]
    run = subprocess.run(
        [program, "-Tsvg", *defaults], input=source.encode(), capture_output=True, check=False
    )
    if run.returncode:
        raise Mistake(
            f"{engine} could not lay the graph out: {run.stderr.decode('utf-8', 'replace').strip()}"
        )
    return vector(_with_images(run.stdout))


def _by_pygraphviz(picture: Any) -> bytes:
    import pygraphviz

    if not isinstance(picture, pygraphviz.AGraph):
        graph = pygraphviz.AGraph(string=_with_defaults(picture.source))
        return graph.draw(format="svg", prog=getattr(picture, "engine", "dot"))
    graph = picture.copy()
    for group in (graph.graph_attr, graph.node_attr, graph.edge_attr):
        if "fontname" not in group.keys() or group["fontname"] not in SHIPPED:
            group["fontname"] = FONT
    return graph.draw(format="svg", prog="dot")


def _with_images(drawing: bytes) -> bytes:
    """The drawing with the pictures of its nodes in it: what it names by path is on no page."""

    def embedded(found: re.Match[bytes]) -> bytes:
        path = Path(html.unescape(found[2].decode()))
        kind = mimetypes.guess_type(path.name)[0] or ""
        if not kind.startswith("image/") or not path.is_file():
            return found[0]
        return (
            found[1]
            + f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}".encode()
            + found[3]
        )

    return _IMAGE.sub(embedded, drawing)


def _with_defaults(source: str) -> str:
    """DOT in which a node that names no label is called by its name, and what names no font has ours. Read by
    pygraphviz, it would have none as soon as another node has one.
    """
    font = f'fontname="{FONT}"'
    defaults = f' graph [{font}]; node [{font} label="\\N"]; edge [{font}];'
    return _HEAD.sub(lambda found: found[0] + defaults, source, count=1)
