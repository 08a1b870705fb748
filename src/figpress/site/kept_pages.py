"""Keeps what pages became, so that a build converts those pages only for which something has changed.

While a page becomes HTML it looks things up: in the library, in files. Each look-up is written down with a
digest of the
answer, as a figure's run is traced. The next build asks again, and takes the kept page when its own text,
everything that
holds for all pages, and every answer are the same. A conversion that does what cannot be asked again (it
lists all pages,
starts a process, uses the network, logs a warning) is not kept; nor is any page where an extension or a
plugin is not known
to depend on nothing else.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import os
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.base.sealed import opened_json, sealed_json
from figpress.base.writing import write_beside
from figpress.pages.page import Page as Written
from figpress.site.lookups import Lookups, Watched, content_digest, digest, watching
from figpress.site.stamps import installed

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

    from figpress.site.markdown.extension import FigpressExtension

PLUGINS = {
    "search",
    "material/search",
    "figpress",
    "mkdocs-jupyter",
}  # they leave nothing behind while a page is converted


class KeptPages:
    """The pages of one build. `library` and everything in `config` are those of this build."""

    def __init__(self, folder: Path | None, extension: FigpressExtension, words: str):
        self.folder, self.extension, self.words = folder, extension, words
        self.read: set[str] | None = set()  # files that pages read; None once that cannot be said
        self._common: dict[int, str] = {}

    def rendering(self, page: Page, written: Written) -> Callable[[MkDocsConfig, Files], None]:
        """What `page.render` is replaced with: it takes the kept page, or converts it and keeps it."""
        convert = page.render

        def render(config: MkDocsConfig, files: Files) -> None:
            if self.folder is None or not plain(config):
                self.read = None
                self.extension.begin(written)
                convert(config, files)
                return
            key = digest((self._of_all(config, files), page.file.src_uri, page.markdown, written))
            place = self.folder / (hashlib.sha256(page.file.src_uri.encode()).hexdigest()[:24] + ".json")
            if self._recalled(place, key, page, files):
                return
            lookups, before = Lookups(), dict(page.__dict__)
            with watching(lookups):
                self.extension.begin(written, Watched(self.extension.library, lookups))  # type: ignore[arg-type]
                convert(config, files)
            self._has_read(lookups)
            made = {
                name: value
                for name, value in page.__dict__.items()
                if name != "render" and before.get(name, self) is not value
            }
            if lookups.lasting:
                self._keep(place, key, lookups, made)

        return render

    def _recalled(self, place: Path, key: str, page: Page, files: Files) -> bool:
        try:
            kept = opened_json(place.read_bytes())
            if kept["key"] != key:
                return False
            lookups = Lookups.of_data(kept["lookups"])
            made, findings = _made(kept["made"], files), tuple(map(_finding, kept["findings"]))
            if not lookups.answers_now(self.extension.library):
                return False
        except (
            OSError,
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
        ):  # what cannot be read is not kept
            return False
        self._has_read(lookups)
        page.__dict__.update(made)
        self.extension.recall(findings)
        return True

    def _has_read(self, lookups: Lookups) -> None:
        if self.read is not None:
            self.read.update(name for path in lookups.files for name in (path, os.path.realpath(path)))

    def _keep(self, place: Path, key: str, lookups: Lookups, made: dict[str, Any]) -> None:
        findings = [asdict(finding) for finding in self.extension.findings]
        try:
            data = {"key": key, "lookups": lookups.as_data(), "made": _plain(made), "findings": findings}
            write_beside(place, sealed_json(data, ensure_ascii=False))
        except (
            OSError,
            TypeError,
            KeyError,
        ):  # a page with something that is not plain is converted each time
            place.unlink(missing_ok=True)

    def _of_all(self, config: MkDocsConfig, files: Files) -> str:
        """The digest of what counts for every page."""
        if id(files) not in self._common:
            listed = sorted((file.src_uri, file.dest_uri, file.inclusion.name) for file in files)
            extensions = [
                e if isinstance(e, str) else type(e).__qualname__ for e in config.markdown_extensions
            ]
            configuration = (
                content_digest(config.config_file_path),
                extensions,
                stable(config.mdx_configs),
                stable(dict(config.validation)),
            )
            self._common = {
                id(files): digest(
                    (
                        self.words,
                        installed(self.extension.library.site.root),
                        configuration,
                        listed,
                        replace(self.extension.library.site, site_dir=""),  # it is written beside, and moved
                    )
                )
            }
        return self._common[id(files)]


def plain(config: MkDocsConfig) -> bool:
    """Whether every plugin and extension is known to make of a page nothing but what it says and looks up."""
    names = (e for e in config.markdown_extensions if isinstance(e, str))
    return not config.hooks and set(config.plugins) <= PLUGINS and all(map(_known, names))


@functools.cache
def _known(extension: str) -> bool:
    name = extension.partition(":")[0]
    return name.startswith(("markdown.extensions.", "pymdownx.")) or (
        "." not in name and importlib.util.find_spec(f"markdown.extensions.{name}") is not None
    )


def _plain(made: dict[str, Any]) -> dict[str, Any]:
    """What MkDocs sets on a page that it renders, as plain data. Raises TypeError or KeyError for anything
    else.
    """
    if unknown := made.keys() - {
        "content",
        "toc",
        "_title_from_render",
        "present_anchor_ids",
        "links_to_anchors",
    }:
        raise KeyError(unknown)
    anchors = made.get("links_to_anchors") or {}
    return {
        **made,
        "toc": [_entry(link) for link in made["toc"]],
        "present_anchor_ids": sorted(made.get("present_anchor_ids") or ()),
        "links_to_anchors": {file.src_uri: links for file, links in anchors.items()},
    }


def _made(plain: dict[str, Any], files: Files) -> dict[str, Any]:
    from mkdocs.structure.toc import TableOfContents

    return {
        **plain,
        "toc": TableOfContents([_link(entry) for entry in plain["toc"]]),
        "present_anchor_ids": set(plain["present_anchor_ids"]),
        "links_to_anchors": {
            files.src_uris[name]: links for name, links in plain["links_to_anchors"].items()
        },
    }


def _entry(link: Any) -> list[Any]:
    return [link.title, link.id, link.level, [_entry(child) for child in link.children]]


def _link(entry: list[Any]) -> Any:
    from mkdocs.structure.toc import AnchorLink

    link = AnchorLink(*entry[:3])
    link.children = [_link(child) for child in entry[3]]
    return link


def _finding(data: dict[str, Any]) -> Finding:
    return Finding(**{**data, "where": Place(**data["where"])})


def stable(thing: Any) -> Any:
    """Options without the addresses of functions in them."""
    if isinstance(thing, dict):
        return sorted((str(key), stable(value)) for key, value in thing.items())
    if isinstance(thing, list | tuple):
        return [stable(item) for item in thing]
    return (
        f"{thing.__module__}.{thing.__qualname__}"
        if callable(thing) and hasattr(thing, "__qualname__")
        else repr(thing)
    )
