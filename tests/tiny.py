"""Tiny sites written from a dict of texts, with what a render would have left of them."""

from pathlib import Path

from figpress.base.configuration import open_site
from figpress.base.site import Site
from figpress.freshness.lock import Entry, Lock
from figpress.freshness.lockfile import write_lock

CONFIG = "site_name: Tiny\nplugins:\n  - figpress\nnav:\n  - Home: index.md\n"
SECTION = "---\ntitle: Home\nstatus: draft\nsymbols: {symbols}\n---\n"


def site(
    folder: Path,
    files: dict[str, str],
    values: dict[str, dict[str, float]] | None = None,
    errors: dict[str, dict[str, float]] | None = None,
) -> Site:
    """A site of these files; `values` and `errors` stand in its lock, by id."""
    for name, text in {"mkdocs.yml": CONFIG, "docs/index.md": "# Home\n", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="")
    made = open_site(folder)
    targets = {
        id: Entry(
            "symbols" if id in (errors or {}) else "figure",
            "0" * 64,
            values=(values or {}).get(id, {}),
            errors=(errors or {}).get(id, {}),
        )
        for id in {*(values or {}), *(errors or {})}
    }
    write_lock(made, Lock(targets))
    return made
