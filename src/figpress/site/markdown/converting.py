"""The Markdown extensions of a site that only convert: what a sheet takes of a stranger's configuration.

MkDocs imports whatever `markdown_extensions` names, and its YAML may call anything; a build does so, a
review does not. Taken are the extensions of Markdown itself, of pymdownx and of Material; they read nothing
outside the site's folder and nothing off the web, whatever their options say.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
from pathlib import Path
from typing import Any

import yaml

from figpress.base.errors import Mistake
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.pages import front_matter

FAMILIES = ("markdown.extensions.", "pymdownx.", "material.extensions.")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Plain data, and functions of the families by name."""


def _function(loader: Any, name: str, node: Any) -> Any:
    module, _, attribute = name.rpartition(".")
    if not f"{module}.".startswith(FAMILIES):
        return None
    try:
        found = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError):
        return None
    # Of the family itself: what one of them imports for its own use may do anything.
    return found if f"{getattr(found, '__module__', '')}.".startswith(FAMILIES) else None


_Loader.add_multi_constructor("", lambda loader, suffix, node: None)
_Loader.add_multi_constructor("!", lambda loader, suffix, node: None)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda loader, suffix, node: None)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/name:", _function)


def extensions(site: Site) -> tuple[list[str], dict[str, dict[str, Any]]]:
    """Names and options of the site's extensions that only convert, in their order, `figpress` left out."""
    whole = yaml.load(front_matter.read(site.root / "mkdocs.yml"), _Loader)
    listed = whole.get("markdown_extensions") if isinstance(whole, dict) else None
    found: dict[str, dict[str, Any]] = {}
    for entry in listed if isinstance(listed, list) else [listed]:
        for name, options in entry.items() if isinstance(entry, dict) else [(entry, None)]:
            if isinstance(name, str) and converts(name):
                found[name] = _held(site, name, options if isinstance(options, dict) else {})
    # What MkDocs always has.
    return list(dict.fromkeys(["toc", "tables", "fenced_code", *found])), found


def markdown(site: Site, *ours: Any) -> Any:
    """A converter with those extensions and `ours`. Raises Mistake for options that an extension refuses."""
    import markdown

    names, options = extensions(site)
    try:
        return markdown.Markdown(extensions=[*names, *ours], extension_configs=options)
    except (KeyError, TypeError, ValueError, AttributeError, ImportError) as error:
        raise Mistake(f"markdown_extensions: {error}", Place("mkdocs.yml")) from None


@functools.cache
def converts(name: str) -> bool:
    """Whether an extension makes of a page nothing but what it says."""
    name = name.partition(":")[0]
    short = "." not in name and importlib.util.find_spec(f"markdown.extensions.{name}") is not None
    return short or (name.startswith(FAMILIES) and ".." not in name)


def _held(site: Site, name: str, options: dict[str, Any]) -> dict[str, Any]:
    """Options under which an extension stays within the site's folder, and off the web."""
    if name == "pymdownx.snippets":
        return {
            **options,
            "url_download": False,
            "restrict_base_path": True,
            "base_path": _inside(site, options),
        }
    if name == "pymdownx.b64":
        return {**options, "base_path": _inside(site, options)[0]}
    if name == "pymdownx.superfences":
        fences = options.get("custom_fences") or []
        whole = [
            f
            for f in fences
            if isinstance(f, dict) and all(callable(f[k]) for k in ("format", "validator") if k in f)
        ]
        return {**options, "custom_fences": whole}
    return {key: value for key, value in options.items() if value is not None}


def _inside(site: Site, options: dict[str, Any]) -> list[str]:
    named = options.get("base_path") or ["."]
    paths = [Path(site.root, str(path)).resolve() for path in (named if isinstance(named, list) else [named])]
    return [str(path) for path in paths if path.is_relative_to(site.root)] or [str(site.root)]
