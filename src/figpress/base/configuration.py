"""The configuration of a site: read from its file without importing mkdocs, or handed over as a generator
loaded it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from figpress.base.errors import Mistake
from figpress.base.nearest import did_you_mean
from figpress.base.odd_files import refuse_odd
from figpress.base.places import Place
from figpress.base.private import refuse_brought
from figpress.base.site import Site
from figpress.base.yaml_file import loaded

CONFIGS = ("mkdocs.yml", "mkdocs.yaml")
OPTIONS = {
    "figures_dir",
    "source_dirs",
    "licence",
    "commercial",
    "style",
    "mirror",
    "store",
    "assets",
    "mathematics",
    "macros",
    "side_notes",
    "closed_world",
    "every_page",
}
# Extensions and plugins that set mathematics, or prepare it for a script that does.
_SETTERS = ("arithmatex", "mdx_math", "katex", "mathjax", "mathy")


def config_in(folder: Path) -> Path | None:
    """The configuration in a folder, by the names that MkDocs looks for."""
    return next((folder / name for name in CONFIGS if (folder / name).is_file()), None)


def open_site(directory: Path, config: Path | None = None) -> Site:
    """The site in `directory`, or the one that `config` configures, or a Mistake that says which file or key
    is
    wrong.

    INHERIT and !ENV mean what they mean to MkDocs; other tags are MkDocs's business and read as None.
    """
    root = Path(directory).resolve()
    path = (root / config if not config.is_file() else config).resolve() if config else config_in(root)
    if path is None or not path.is_file():
        raise Mistake(
            f"no {config or CONFIGS[0]} in {root}",
            hint="Name the site's folder with -C DIR, its configuration with -f FILE, or make a site: "
            "figpress new site DIR",
        )
    values, text = loaded(path)
    return site_of(values, _plugin_options(values), path, text)


def site_of(config: Mapping[str, Any], options: Any, path: Path, text: str = "") -> Site:
    """The site that a loaded configuration describes; `options` stand under the plugin's name.

    path  the file it was loaded from; its folder is the site's. text: what stands in it, for the lines of
          mistakes
    """
    root, name = path.parent, path.name
    refuse_brought(root)
    site, options = _Keys(name, text, config), _Keys(name, text, options, ("plugins", "figpress"))
    for key in options.values:
        if key not in OPTIONS:
            raise options.mistake(
                key, f"unknown option of the figpress plugin: {key}", did_you_mean(str(key), OPTIONS)
            )
    named = os.environ.get("FIGPRESS_MIRROR")
    mirrors = tuple(named.split(os.pathsep)) if named else options.texts("mirror")
    opened = Site(
        root=root,
        config=name,
        title=site.text("site_name", root.name),
        url=site.text("site_url"),
        repo_url=site.text("repo_url"),
        nav=tuple(_pages(config.get("nav"))),
        site_dir=_under(root, site.text("site_dir", Site.site_dir)),
        docs_dir=_under(root, site.text("docs_dir", Site.docs_dir)),
        figures_dir=options.text("figures_dir", Site.figures_dir),
        source_dirs=options.texts("source_dirs") or Site.source_dirs,
        licence=options.text("licence", Site.licence),
        commercial=options.flag("commercial", Site.commercial),
        style=options.text("style", Site.style),
        mirrors=tuple((root / m).resolve() for m in mirrors if m),
        store_url=options.text("store"),
        assets=options.texts("assets"),
        mathematics=options.flag("mathematics", not _sets_mathematics(root, config)),
        macros=options.pairs("macros"),
        side_notes=options.flag("side_notes", Site.side_notes),
        closed_world=options.flag("closed_world", Site.closed_world),
        every_page=options.flag("every_page", Site.every_page),
        plugins=tuple(_plugin_names(config.get("plugins"))),
        statuses=tuple(map(str, _mapping(_mapping(config.get("extra")).get("status")))),
    )
    refuse_odd(opened)
    return opened


class _Keys:
    """A mapping of the configuration while it is read: its values by key, and the line of each for the
    errors.
    """

    def __init__(self, name: str, source: str, values: Any, steps: tuple[str, ...] = ()):
        self.name, self.source, self.steps = name, source, steps
        if not isinstance(values, Mapping):
            raise Mistake(
                f"the options of {steps[-1]} are keys and values",
                Place(name, _line(source, steps)),
                "Write each on a line of its own: `licence: CC-BY-4.0`.",
            )
        self.values = values

    def mistake(self, key: str, message: str, hint: str = "") -> Mistake:
        return Mistake(message, Place(self.name, _line(self.source, (*self.steps, key))), hint)

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
        value = self.values.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.mistake(key, f"{key} is true or false, not {value!r}")
        return value

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        value = self.values.get(key) or {}
        if not isinstance(value, Mapping) or not all(isinstance(said, str) for said in value.values()):
            raise self.mistake(
                key, f"{key} is names and what they stand for", r"Write each: '\R': '\mathbb{R}'"
            )
        return tuple(sorted((str(name), said) for name, said in value.items()))


def _under(root: Path, folder: str) -> str:
    """A folder as it is written in places: relative to the site's where it lies below it."""
    path = Path(folder)
    return path.relative_to(root).as_posix() if path.is_absolute() and path.is_relative_to(root) else folder


def _sets_mathematics(root: Path, config: Mapping[str, Any]) -> bool:
    """Whether the site has mathematics of its own: an extension, a plugin, a script, or a theme's template."""
    extensions = config.get("markdown_extensions") or ()
    scripts = config.get("extra_javascript") or ()
    theme = config.get("theme")
    custom = theme.get("custom_dir") if isinstance(theme, Mapping) else getattr(theme, "custom_dir", None)
    told = [
        *(extensions if isinstance(extensions, list | dict) else ()),
        *_plugin_names(config.get("plugins")),
        *(scripts if isinstance(scripts, list) else ()),
        *(path for path in ((root / str(custom)).glob("*.html") if custom else ()) if path.is_file()),
    ]
    return any(_tells(thing) for thing in told)


def _tells(thing: Any) -> bool:
    if isinstance(thing, Path):
        thing = thing.read_text("utf-8", "replace")
    return any(name in str(thing).lower() for name in _SETTERS)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _plugin_names(plugins: Any) -> list[str]:
    entries = plugins if isinstance(plugins, list) else [plugins]  # MkDocs takes a mapping, too
    return [str(name) for e in entries if e for name in (e if isinstance(e, Mapping) else [e])]


def _plugin_options(config: dict[str, Any]) -> Any:
    """What stands under the plugin's name, whatever it is."""
    plugins = config.get("plugins")
    for plugin in plugins if isinstance(plugins, list) else [plugins]:
        if isinstance(plugin, dict) and "figpress" in plugin:
            return {} if plugin["figpress"] is None else plugin["figpress"]
    return {}


def _line(text: str, steps: tuple[str, ...]) -> int:
    """The line of a key under keys; the marks of the nodes are read only once something is wrong."""
    try:  # by libyaml, as the values were read: PyYAML's own reader takes other texts
        node, line = yaml.compose(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader)), 0
    except (yaml.YAMLError, RecursionError):
        return 0
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
