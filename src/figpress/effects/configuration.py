"""Reads mkdocs.yml into a Site, without importing mkdocs."""

import os
from pathlib import Path
from typing import Any

import yaml

from figpress.nouns.site import Site
from figpress.words.errors import Mistake
from figpress.words.nearest import did_you_mean
from figpress.words.places import Place

OPTIONS = {"figures_dir", "source_dirs", "licence", "commercial", "style", "mirror", "store", "assets"}


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Plain data; tags such as !!python/name and !ENV are MkDocs's business and read as None."""


_Loader.add_multi_constructor("", lambda loader, suffix, node: None)
_Loader.add_multi_constructor("!", lambda loader, suffix, node: None)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda loader, suffix, node: None)


def open_site(directory: Path) -> Site:
    """The site in `directory`, or a Mistake that says which file or key is wrong."""
    root = Path(directory).resolve()
    path = root / "mkdocs.yml"
    if not path.is_file():
        raise Mistake(f"no mkdocs.yml in {root}", hint="Name the site's folder with -C DIR, or make one: figpress new site DIR")
    try:
        text = path.read_text("utf-8")
        config = yaml.load(text, _Loader) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Mistake(f"not YAML: {getattr(error, 'problem', error)}", Place("mkdocs.yml", mark.line + 1 if mark else 0)) from None
    options = _plugin_options(config)
    for key in options:
        if key not in OPTIONS:
            raise Mistake(f"unknown option of the figpress plugin: {key}", Place("mkdocs.yml", _option_line(text, key)), did_you_mean(key, OPTIONS))
    named = os.environ.get("FIGPRESS_MIRROR")
    mirrors = named.split(os.pathsep) if named else _as_list(options.get("mirror"))
    return Site(
        root=root,
        title=str(config.get("site_name", root.name)),
        url=str(config.get("site_url") or ""),
        repo_url=str(config.get("repo_url") or ""),
        nav=tuple(_pages(config.get("nav") or [])),
        site_dir=str(config.get("site_dir") or "site"),
        docs_dir=str(config.get("docs_dir", "docs")),
        figures_dir=str(options.get("figures_dir", "figures")),
        source_dirs=tuple(_as_list(options.get("source_dirs")) or ("src", "figures")),
        licence=str(options.get("licence", "CC-BY-4.0")),
        commercial=bool(options.get("commercial", True)),
        style=str(options.get("style", "harvard-cite-them-right")),
        mirrors=tuple((root / m).resolve() for m in mirrors if m),
        store_url=str(options.get("store") or ""),
        assets=tuple(_as_list(options.get("assets"))),
    )


def _plugin_options(config: dict[str, Any]) -> dict[str, Any]:
    plugins = config.get("plugins") or []
    for plugin in [plugins] if isinstance(plugins, dict) else plugins:  # MkDocs takes a mapping, too
        if isinstance(plugin, dict) and "figpress" in plugin:
            return plugin["figpress"] or {}
    return {}


def _option_line(text: str, option: str) -> int:
    """The line of an option of the plugin; the marks of the nodes are read only once something is wrong."""
    node = yaml.compose(text, _Loader)
    for step in ("plugins", "figpress", option):
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        pairs = [pair for one in nodes if isinstance(one, yaml.MappingNode) for pair in one.value]
        key, node = next(pair for pair in pairs if pair[0].value == step)
    return key.start_mark.line + 1


def _as_list(value: Any) -> list[str]:
    return [] if value is None else [str(v) for v in value] if isinstance(value, list) else [str(value)]


def _pages(nav: Any) -> list[str]:
    """The pages of a nav, depth first."""
    if isinstance(nav, str):
        return [nav] if nav.endswith((".md", ".ipynb", ".py")) else []
    parts = nav.values() if isinstance(nav, dict) else nav
    return [page for part in parts for page in _pages(part)]
