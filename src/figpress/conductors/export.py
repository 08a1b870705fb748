"""Writes the registry as other programs read it."""

import json

from figpress.effects.sources.archive import SUFFIXES
from figpress.effects.sources.registry import open_registry
from figpress.effects.sources.schema import json_schema
from figpress.nouns.site import Site
from figpress.rules.sources.bibtex import to_bibtex
from figpress.rules.sources.csl_json import to_csl
from figpress.rules.sources.reuse import reuse_toml


def exported(site: Site, form: str, holder: str = "") -> str:
    """The text of "csl-json", "bibtex", "reuse" or "schema"."""
    if form == "schema":
        return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"
    registry = open_registry(site)
    if form == "reuse":
        return reuse_toml(site, registry, SUFFIXES, holder or f"the authors of {site.title}")
    items = [to_csl(work) for work in registry.works.values()]
    return to_bibtex(items) if form == "bibtex" else json.dumps(items, indent=1, ensure_ascii=False) + "\n"
