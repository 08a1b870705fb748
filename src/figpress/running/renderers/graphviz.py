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
from dataclasses import replace
from pathlib import Path
from typing import Any

from figpress.base.errors import Mistake
from figpress.pages.svg_text import SHIPPED
from figpress.running.renderers.narrow import WIDE, WIDTH
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
        packages = frozenset({"pygraphviz", "matplotlib"})
        wide = vector(_with_images(_by_pygraphviz(picture)), packages=packages)
        turned = (
            vector(_with_images(_by_pygraphviz(picture, turned=True))) if wide.width > WIDE * 96 else None
        )
        return replace(wide, narrow=turned if turned and turned.width <= WIDTH * 96 + 1 else None)
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


def _by_pygraphviz(picture: Any, turned: bool = False) -> bytes:
    """The SVG; `turned`, of a graph that runs across, as it runs down."""
    import pygraphviz

    if isinstance(picture, pygraphviz.AGraph):
        graph, engine = picture.copy(), "dot"
        for group in (graph.graph_attr, graph.node_attr, graph.edge_attr):
            if "fontname" not in group.keys() or group["fontname"] not in SHIPPED:
                group["fontname"] = FONT
    else:
        graph = pygraphviz.AGraph(string=_with_defaults(picture.source))
        engine = getattr(picture, "engine", "dot")
    if turned and "rankdir" in graph.graph_attr.keys():  # asked for what was never set, it raises
        way = graph.graph_attr["rankdir"]
        graph.graph_attr["rankdir"] = {"LR": "TB", "RL": "BT"}.get(way, way)
    return graph.draw(format="svg", prog=engine)


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
