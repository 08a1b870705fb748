"""REUSE.toml: who holds the rights in which files, for programs that read the REUSE specification (version
3.3).
"""

import json

from figpress.base.site import Site
from figpress.sources.credit import names
from figpress.sources.model import Borrowed, Registry, Work


def reuse_toml(site: Site, registry: Registry, suffixes: dict[str, str], holder: str) -> str:
    """The annotations of the site's own pages and of every borrowed file.

    suffixes  media type -> ending of the kept file
    holder    whose the site is
    """
    parts = ["version = 1\n", _annotation([f"{site.docs_dir}/**"], holder, site.licence, "closest")]
    for borrowed in registry.borrowed.values():
        if borrowed.file is None or borrowed.use == "redrawn":
            continue
        ending = ".png" if borrowed.file.crop else suffixes[borrowed.file.media_type]
        path = f"{site.relative(site.private)}/borrowed/{borrowed.file.stem}{ending}"
        parts.append(
            _annotation(
                [path],
                _holder(borrowed, registry.works[borrowed.work]),
                _licence(borrowed),
                "override",
                borrowed,
            )
        )
    return "\n".join(parts)


def _licence(borrowed: Borrowed) -> str:
    """The registered expression; what is not licensed by one gets a LicenseRef that says on what it rests."""
    basis = borrowed.basis
    return basis.licence if basis and basis.licence else f"LicenseRef-{basis.kind if basis else 'none'}"


def _holder(borrowed: Borrowed, work: Work) -> str:
    holder = borrowed.rightsholder or names(work.authors) or work.texts.get("publisher", "unknown")
    return f"{work.year} {holder}" if work.year.isdigit() else holder


def _annotation(
    paths: list[str], holder: str, licence: str, precedence: str, borrowed: Borrowed | None = None
) -> str:
    lines = ["[[annotations]]"]
    if borrowed:
        lines.insert(0, f"# borrowed:{borrowed.id}, {' '.join(borrowed.locator.split())}")
    lines += [
        f"path = {json.dumps(paths, ensure_ascii=False)}",
        f"precedence = {json.dumps(precedence)}",
        f"SPDX-FileCopyrightText = {json.dumps(holder, ensure_ascii=False)}",
        f"SPDX-License-Identifier = {json.dumps(licence)}",
    ]
    return "\n".join(lines) + "\n"
