"""Reads mkdocs.yml into a Site, without importing mkdocs."""

import os
from pathlib import Path
from typing import Any

import yaml

from figpress.base.errors import Mistake
from figpress.base.nearest import did_you_mean
from figpress.base.places import Place
from figpress.base.private import refuse_brought
from figpress.base.site import Site

OPTIONS = {"figures_dir", "source_dirs", "licence", "commercial", "style", "mirror", "store", "assets"}


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Plain data; tags such as !!python/name and !ENV are MkDocs's business and read as None."""


_Loader.add_multi_constructor("", lambda loader, suffix, node: None)
_Loader.add_multi_constructor("!", lambda loader, suffix, node: None)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda loader, suffix, node: None)


def open_site(directory: Path) -> Site:
    """The site in `directory`, or a Mistake that says which file or key is wrong."""
    root = Path(directory).resolve()
    refuse_brought(root)
    path = root / "mkdocs.yml"
    if not path.is_file():
        raise Mistake(
            f"no mkdocs.yml in {root}",
            hint="Name the site's folder with -C DIR, or make one: figpress new site DIR",
        )
    try:
        text = path.read_text("utf-8-sig")
        config = yaml.load(text, _Loader) or {}
    except UnicodeDecodeError as error:
        raise Mistake(
            "not written in UTF-8",
            Place("mkdocs.yml", error.object[: error.start].count(b"\n") + 1),
            "Save it as UTF-8.",
        ) from None
    except OSError as error:
        raise Mistake(f"cannot be read: {error.strerror}", Place("mkdocs.yml")) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Mistake(
            f"not YAML: {getattr(error, 'problem', error)}", Place("mkdocs.yml", mark.line + 1 if mark else 0)
        ) from None
    if not isinstance(config, dict):
        raise Mistake(
            "not a list of keys and values",
            Place("mkdocs.yml", 1),
            "It begins with a line such as `site_name: My blog`.",
        )
    site, options = _Keys(text, config), _Keys(text, _plugin_options(config), ("plugins", "figpress"))
    for key in options.values:
        if key not in OPTIONS:
            raise options.mistake(
                key, f"unknown option of the figpress plugin: {key}", did_you_mean(str(key), OPTIONS)
            )
    named = os.environ.get("FIGPRESS_MIRROR")
    mirrors = tuple(named.split(os.pathsep)) if named else options.texts("mirror")
    return Site(
        root=root,
        title=site.text("site_name", root.name),
        url=site.text("site_url"),
        repo_url=site.text("repo_url"),
        nav=tuple(_pages(config.get("nav"))),
        site_dir=site.text("site_dir", Site.site_dir),
        docs_dir=site.text("docs_dir", Site.docs_dir),
        figures_dir=options.text("figures_dir", Site.figures_dir),
        source_dirs=options.texts("source_dirs") or Site.source_dirs,
        licence=options.text("licence", Site.licence),
        commercial=options.flag("commercial", Site.commercial),
        style=options.text("style", Site.style),
        mirrors=tuple((root / m).resolve() for m in mirrors if m),
        store_url=options.text("store"),
        assets=options.texts("assets"),
    )


class _Keys:
    """A mapping of mkdocs.yml while it is read: its values by key, and the line of each for the errors."""

    def __init__(self, source: str, values: Any, steps: tuple[str, ...] = ()):
        self.source, self.steps = source, steps
        if not isinstance(values, dict):
            raise Mistake(
                f"the options of {steps[-1]} are keys and values",
                Place("mkdocs.yml", _line(source, steps)),
                "Write each on a line of its own: `licence: CC-BY-4.0`.",
            )
        self.values = values

    def mistake(self, key: str, message: str, hint: str = "") -> Mistake:
        return Mistake(message, Place("mkdocs.yml", _line(self.source, (*self.steps, key))), hint)

    def text(self, key: str, default: str = "") -> str:
        value = self.values.get(key)
        if isinstance(value, list | dict):
            raise self.mistake(key, f"{key} is one text, not a {type(value).__name__}")
        return default if value in (None, "") else str(value)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key)
        if isinstance(value, dict):
            raise self.mistake(key, f"{key} is a list of texts, not a dict")
        return () if value is None else tuple(map(str, value)) if isinstance(value, list) else (str(value),)

    def flag(self, key: str, default: bool) -> bool:
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.mistake(key, f"{key} is true or false, not {value!r}")
        return value


def _plugin_options(config: dict[str, Any]) -> Any:
    """What stands under the plugin's name, whatever it is."""
    plugins = config.get("plugins")
    for plugin in plugins if isinstance(plugins, list) else [plugins]:  # MkDocs takes a mapping, too
        if isinstance(plugin, dict) and "figpress" in plugin:
            return {} if plugin["figpress"] is None else plugin["figpress"]
    return {}


def _line(text: str, steps: tuple[str, ...]) -> int:
    """The line of a key under keys; the marks of the nodes are read only once something is wrong."""
    node, line = yaml.compose(text, _Loader), 0
    for step in steps:
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        pairs = [
            pair
            for one in nodes
            if isinstance(one, yaml.MappingNode)
            for pair in one.value
            if pair[0].value == str(step)
        ]
        if not pairs:
            break
        line, node = pairs[0][0].start_mark.line + 1, pairs[0][1]
    return line


def _pages(nav: Any) -> list[str]:
    """The pages of a nav, depth first. What is none is MkDocs's to complain of."""
    if isinstance(nav, str):
        return [nav] if nav.endswith((".md", ".ipynb", ".py")) else []
    parts = nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else ()
    return [page for part in parts for page in _pages(part)]
