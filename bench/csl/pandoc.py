"""The suite through pandoc's citeproc: python bench/csl/pandoc.py SUITE PANDOC RESULTS

A test becomes pandoc's own document (JSON), so nothing of Markdown's reading comes between; notes are unwrapped.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

_INLINES = {"i": "Emph", "b": "Strong", "sc": "SmallCaps", "sup": "Superscript", "sub": "Subscript"}
_LABELS = dict(
    pair.split("=")
    for pair in """page=p. chapter=chap. section=sec. paragraph=para. volume=vol. line=l. verse=v. figure=fig. note=n. column=col.
    folio=fol. issue=no. opus=op. part=pt. book=bk. sub-verbo=s.v.""".split()
)


def plain(text: str) -> list[dict]:
    parts = [part for part in re.split(r"(\s+)", text) if part]
    return [{"t": "Space"} if part.isspace() else {"t": "Str", "c": part} for part in parts]


def rich(text: str) -> list[dict]:
    """CSL's few tags as pandoc's inlines."""
    stack: list[list[dict]] = [[]]
    names: list[str] = []
    for part in re.split(r"(</?(?:i|b|sc|sup|sub)>)", text or ""):
        tag = re.fullmatch(r"<(/?)(\w+)>", part)
        if tag and not tag[1]:
            stack.append([])
            names.append(tag[2])
        elif tag and names:
            inner = stack.pop()
            stack[-1].append({"t": _INLINES[names.pop()], "c": inner})
        else:
            stack[-1] += plain(part)
    return [inline for level in stack for inline in level]


def cite(cites: list[dict], note: int, ids: dict[str, str]) -> dict:
    items = []
    for one in cites:
        label = one.get("label", "page")
        place = plain(f"{{{_LABELS.get(label, label)} {one['locator']}}}") if one.get("locator") else []
        mode = (
            "SuppressAuthor"
            if one.get("suppress-author")
            else "AuthorInText"
            if one.get("author-only")
            else "NormalCitation"
        )
        items.append(
            _item(
                ids[str(one["id"])],
                note,
                mode,
                rich(one.get("prefix", "")),
                place + rich(one.get("suffix", "")),
            )
        )
    return {"t": "Para", "c": [{"t": "Cite", "c": [items, [{"t": "Str", "c": "x"}]]}]}


def _item(id: str, note: int, mode: str, prefix: Sequence = (), suffix: Sequence = ()) -> dict:
    return {
        "citationId": id,
        "citationPrefix": list(prefix),
        "citationSuffix": list(suffix),
        "citationMode": {"t": mode},
        "citationNoteNum": note,
        "citationHash": 0,
    }


def asked(test: dict) -> Iterator[tuple[list[dict], int]]:
    """The citations of a test in their last order, each with its note."""
    if "CITATIONS" not in test:
        for i, cites in enumerate(
            test.get("CITATION-ITEMS") or [[{"id": item["id"]} for item in test["INPUT"]]]
        ):
            yield cites, i + 1
        return
    known: dict[str, dict] = {}
    order: list[str] = []
    for i, (citation, before, after) in enumerate(test["CITATIONS"]):
        id = citation.get("citationID", f"x{i}")
        known[id] = citation
        order = [*(one[0] for one in before), id, *(one[0] for one in after)]
    for id in filter(known.get, order):
        yield known[id]["citationItems"], known[id].get("properties", {}).get("noteIndex", 0)


def unwrapped(node: Any) -> Any:
    """The document with the text of notes in their places."""
    if isinstance(node, list):
        flat: list[Any] = []
        for one in node:
            note = isinstance(one, dict) and one.get("t") == "Note"
            flat += unwrapped(one["c"][0]["c"]) if note else [unwrapped(one)]
        return flat
    return {key: unwrapped(value) for key, value in node.items()} if isinstance(node, dict) else node


def run(test: dict, pandoc: str, version: list[int]) -> str:
    ids = {str(item["id"]): f"w{i}" for i, item in enumerate(test["INPUT"])}
    whole = test["MODE"].strip() == "bibliography"
    with tempfile.TemporaryDirectory() as folder:
        works, style = Path(folder, "works.json"), Path(folder, "style.csl")
        works.write_text(json.dumps([{**item, "id": ids[str(item["id"])]} for item in test["INPUT"]]))
        style.write_text(test["CSL"])
        meta: dict[str, Any] = {
            name: {"t": "MetaString", "c": str(path)}
            for name, path in (("bibliography", works), ("csl", style))
        }
        every = {"t": "Cite", "c": [[_item("*", 0, "NormalCitation")], []]}
        meta |= (
            {"nocite": {"t": "MetaInlines", "c": [every]}}
            if whole
            else {"suppress-bibliography": {"t": "MetaBool", "c": True}}
        )
        document = {
            "pandoc-api-version": version,
            "meta": meta,
            "blocks": [cite(cites, note, ids) for cites, note in asked(test)],
        }
        done = subprocess.run(
            [pandoc, "-f", "json", "-t", "json", "--citeproc"],
            input=json.dumps(document),
            capture_output=True,
            text=True,
            timeout=60,
        )
    if done.returncode:
        raise ValueError(done.stderr[:200])
    told = unwrapped(json.loads(done.stdout))

    def as_html(blocks: list[dict]) -> str:
        command = [pandoc, "-f", "json", "-t", "html", "--wrap=none", "--mathjax"]
        return subprocess.run(
            command, input=json.dumps({**told, "meta": {}, "blocks": blocks}), capture_output=True, text=True
        ).stdout

    if whole:
        text = re.sub(r"</?p>", "", as_html([block for block in told["blocks"] if block["t"] == "Div"]))
        text = re.sub(r'<div id="refs"[^>]*>', "<div>", text)
        return re.sub(r'<div id="[^"]*" class="csl-entry"[^>]*>', '<div class="csl-entry">', text)
    shown = re.findall(r"<p>(.*?)</p>", as_html(told["blocks"]), re.DOTALL)
    bare = [re.sub(r'<span class="citation"[^>]*>(.*)</span>', r"\1", one, flags=re.DOTALL) for one in shown]
    return "\n".join(f"[{i}] {one}" if "CITATIONS" in test else one for i, one in enumerate(bare))


def tried(test: dict, pandoc: str, version: list[int]) -> tuple[str, Any]:
    try:
        return test["name"], run(test, pandoc, version)
    except Exception as error:  # whatever stops it, the test is not passed, and the next one is asked
        return test["name"], {"error": repr(error)[:300]}


def main() -> None:
    suite, pandoc, results = sys.argv[1:]
    empty = subprocess.run(
        [pandoc, "-f", "markdown", "-t", "json"], input="x", capture_output=True, text=True
    ).stdout
    version = json.loads(empty)["pandoc-api-version"]
    with ThreadPoolExecutor(2) as pool:
        told = dict(
            pool.map(
                partial(tried, pandoc=pandoc, version=version), json.loads(Path(suite).read_text("utf-8"))
            )
        )
    Path(results).write_text(json.dumps(told), "utf-8")


if __name__ == "__main__":
    main()
