"""Begins a site, a section or a figure from the templates in cli/new; overwrites nothing."""

import datetime
import re
import subprocess
import sys
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import yaml

from figpress.base.errors import Mistake
from figpress.base.nearest import did_you_mean
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.base.writing import write_beside
from figpress.pages import front_matter
from figpress.pages.reading import read_pages

WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_RENAMED = {
    "gitignore": ".gitignore",
    "github/workflow.yml": ".github/workflows/blog.yml",
}  # packaging leaves out what begins with a dot


def new_site(folder: Path, title: str = "") -> tuple[str, ...]:
    """A blog with a section, a figure and a work in an absent or empty folder; the files written."""
    folder = Path(folder).resolve()
    if folder.exists() and (not folder.is_dir() or any(path.name != ".git" for path in folder.iterdir())):
        raise Mistake(
            f"{folder} is not empty",
            hint="Name a new folder; for a blog that exists, add `- figpress` under plugins: in its "
            "mkdocs.yml",
        )
    title = title or _titled(folder.name)
    written = []
    for source, name in _files(resources.files("figpress") / "cli" / "new" / "blog"):
        write_beside(folder / name, _filled(source.read_text("utf-8"), title))
        written.append(name)
    # Which figpress made it: of this machine only, so it stands where nothing is committed.
    write_beside(folder / ".figpress" / "command.mk", f"FIGPRESS ?= '{sys.executable}' -m figpress\n")
    return tuple(sorted(written))


def new_section(site: Site, slug: str, title: str = "", kind: str = "section") -> tuple[str, ...]:
    """A planned section, or a post (`kind`), in the nav after the last one; the files written."""
    _word(slug, kind)
    page = site.docs / f"{slug}.md"
    if page.exists():
        raise Mistake(f"{kind} {slug} exists already", Place(site.relative(page)))
    config = site.root / site.config
    title = title or _titled(slug)
    before = front_matter.read(config)
    text = _with_page(before, title, f"{slug}.md", [p.source for p in read_pages(site) if p.section])
    write_beside(page, _filled(_template(f"{kind}.md.in"), title))
    if text == before:
        return (site.relative(page),)
    write_beside(config, text)
    return (site.relative(page), site.config)


def new_figure(site: Site, id: str) -> tuple[str, ...]:
    """A script that draws; the file written."""
    section, slash, name = id.partition("/")
    if not slash:
        raise Mistake(
            f"{id!r} is no figure's name", hint="Write SECTION/NAME: figpress new figure attention/weights"
        )
    for part, what in ((section, "section"), (name, "figure")):
        _word(part, what)
    sections = [page.section.slug for page in read_pages(site) if page.section]
    if (
        section not in sections and not (site.figures / section).is_dir()
    ):  # a blog that draws already need not have sections
        raise Mistake(
            f"no such section: {section}",
            hint=did_you_mean(section, sections)
            or f"figpress new section {section}, or make the folder {site.figures_dir}/{section}",
        )
    script = site.figures / section / f"{name}.py"
    if script.exists():
        raise Mistake(f"figure {id} exists already", Place(site.relative(script)))
    write_beside(script, _template("figure.py.in"))
    return (site.relative(script),)


def _with_page(text: str, title: str, source: str, sections: list[str]) -> str:
    """mkdocs.yml with one more line in its nav, after the last section, else at its end; every other byte
    stays.
    """
    root = yaml.compose(text, yaml.BaseLoader)
    nav = (
        next((value for key, value in root.value if key.value == "nav"), None)
        if isinstance(root, yaml.MappingNode)
        else None
    )
    if nav is None or not nav.value:
        return text  # without a nav MkDocs shows every page
    if not isinstance(nav, yaml.SequenceNode) or nav.flow_style:
        raise Mistake(
            "nav is not written as lines that begin with a dash",
            Place("mkdocs.yml", nav.start_mark.line + 1),
            f"Add {source} to it yourself",
        )
    scalars = [leaf for leaf in _leaves(nav) if leaf.value.endswith(".md")] or list(_leaves(nav))
    after = next((leaf for leaf in reversed(scalars) if leaf.value in sections), scalars[-1])
    begin = text.rfind("\n", 0, after.start_mark.index) + 1
    end = text.find("\n", after.end_mark.index)
    margin = re.match(r"\s*", text[begin:])[0]  # type: ignore[index]
    if end < 0:
        text, end = text + "\n", len(text)
    return f"{text[: end + 1]}{margin}- {_quoted(title)}: {source}\n{text[end + 1 :]}"


def _leaves(node: yaml.Node) -> list[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        return [node]
    children = node.value if isinstance(node, yaml.SequenceNode) else [value for _, value in node.value]
    return [leaf for child in children for leaf in _leaves(child)]


def _files(folder: Traversable, prefix: str = "") -> list[tuple[Traversable, str]]:
    found = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _files(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".in"):
            name = entry.name.removesuffix(".in")
            found.append((entry, _RENAMED.get(prefix + name, prefix + name)))
    return found


def _template(name: str) -> str:
    return (resources.files("figpress") / "cli" / "new" / name).read_text("utf-8")


def _filled(text: str, title: str) -> str:
    """A template with its names filled in; what YAML could read otherwise is quoted."""
    said = {"title": title, "quoted": _quoted(title), "today": datetime.date.today().isoformat()}
    text = text.replace("{author}", _quoted(_author())) if "{author}" in text else text
    for name, value in said.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _author() -> str:
    """Who writes, as git knows them."""
    try:
        done = subprocess.run(["git", "config", "user.name"], capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return "The author"
    return done.stdout.strip() or "The author"


def _word(text: str, what: str) -> None:
    if not WORD.fullmatch(text):
        raise Mistake(f"{text!r} cannot name a {what}", hint="Lower-case words with hyphens: layer-norm")


def _titled(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").strip().capitalize() or "Blog"


def _quoted(title: str) -> str:
    return yaml.safe_dump(title, allow_unicode=True, width=10_000).removesuffix("...\n").rstrip("\n")
