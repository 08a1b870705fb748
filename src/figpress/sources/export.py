"""Writes the registry as other programs read it."""

import json

from figpress.base.site import Site
from figpress.sources.archive import SUFFIXES
from figpress.sources.bibtex import to_bibtex
from figpress.sources.csl_json import to_csl
from figpress.sources.registry import open_registry
from figpress.sources.reuse import reuse_toml
from figpress.sources.schema import json_schema


def exported(site: Site, form: str, holder: str = "") -> str:
    """The text of "csl-json", "bibtex", "reuse" or "schema"."""
    if form == "schema":
        return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"
    registry = open_registry(site)
    if form == "reuse":
        return reuse_toml(site, registry, SUFFIXES, holder or f"the authors of {site.title}")
    items = [to_csl(work) for work in registry.works.values()]
    return to_bibtex(items) if form == "bibtex" else json.dumps(items, indent=1, ensure_ascii=False) + "\n"
