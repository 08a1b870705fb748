"""Tiny sites written from a dict of texts, with what a render would have left of them."""

import json
from pathlib import Path

from figpress.effects.configuration import open_site
from figpress.nouns.site import Site

CONFIG = "site_name: Tiny\nplugins:\n  - figpress\nnav:\n  - Home: index.md\n"
SECTION = "---\ntitle: Home\nstatus: draft\nsymbols: {symbols}\n---\n"


def site(folder: Path, files: dict[str, str], values: dict[str, dict[str, float]] | None = None, errors: dict[str, dict[str, float]] | None = None) -> Site:
    """A site of these files; `values` and `errors` stand in its lock, by id."""
    for name, text in {"mkdocs.yml": CONFIG, "docs/index.md": "# Home\n", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="")
    targets = {}
    for id in {*(values or {}), *(errors or {})}:
        kind = "symbols" if id in (errors or {}) else "figure"
        targets[id] = {"kind": kind, "fingerprint": "0", "trace": {}, "values": (values or {}).get(id, {}), "errors": (errors or {}).get(id, {})}
    (folder / "figures.lock").write_text(json.dumps({"version": 1, "targets": targets}), "utf-8")
    return open_site(folder)
