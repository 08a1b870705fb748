"""Wires figpress into MkDocs: the press draws, the Markdown extension looks up, the built site is checked."""

import logging
from pathlib import Path

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files

from figpress.base.cache import cache_folder
from figpress.base.configuration import open_site
from figpress.base.errors import Mistake
from figpress.base.finding import Finding
from figpress.base.site import Site
from figpress.freshness.seams import Gallery
from figpress.pages.reading import parse_page
from figpress.site import banner, closed_world, heads
from figpress.site import shown_labs as labs
from figpress.site.aside import put_aside, put_back
from figpress.site.kept_pages import KeptPages
from figpress.site.markdown import FigpressExtension
from figpress.site.markdown.opening import open_library
from figpress.site.site_files import SCRIPTS, STYLES, Served, site_files

log = logging.getLogger("mkdocs.plugins.figpress")


def _draw(site: Site) -> Gallery:
    """MkDocs was called by itself: the press draws what is stale first."""
    from figpress.freshness.gallery import open_gallery
    from figpress.running.render import render

    report = render(site)
    log.info(
        "%d figures drawn, %d fresh, %d failed", len(report.rendered), len(report.fresh), len(report.failed)
    )
    return open_gallery(site)


def _pruned(nav, without: tuple[str, ...]):
    """A nav without the pages that are left out, and without the groups that this empties."""
    if isinstance(nav, list):
        return [kept for item in nav if (kept := _pruned(item, without))]
    if isinstance(nav, dict):
        return {title: kept for title, item in nav.items() if (kept := _pruned(item, without))}
    return None if nav in without else nav


def _module(path: str) -> config_options.ExtraScriptValue:
    script = config_options.ExtraScriptValue(path)
    script.type = "module"
    return script


class Options(Config):
    """The plugin's options, as `effects.configuration` reads them; declared so that MkDocs accepts them."""

    figures_dir = config_options.Type(str, default="figures")
    source_dirs = config_options.Type((list, str), default=["src", "figures"])
    licence = config_options.Type(str, default="CC-BY-4.0")
    commercial = config_options.Type(bool, default=True)
    style = config_options.Type(str, default="harvard1")
    mirror = config_options.Type((list, str), default=[])
    store = config_options.Type(str, default="")
    assets = config_options.Type((list, str), default=[])


class FigpressPlugin(BasePlugin[Options]):
    """`plugins: [figpress]`. A conductor that drives MkDocs sets `gallery` (drawn already) and `mode`
    beforehand.
    """

    def __init__(self) -> None:
        self.mode = "build"  # build, serve, publish or preview
        self.gallery: Gallery | None = None
        self.without: tuple[str, ...] = ()  # pages that are left out, relative to docs/
        self.live = False  # True under `figpress serve`, which can tell open pages what is new
        self.mistake: Mistake | None = None  # what MkDocs was stopped with
        self.findings: list[Finding] = []
        self.served: tuple[Served, ...] = ()
        self.kept: KeptPages | None = None
        self.aside: dict[str, list[str]] = {}  # by page, while its search index is made

    @property
    def read(self) -> frozenset[str] | None:
        """The files that were read while pages became HTML; None where that cannot be said."""
        return frozenset(self.kept.read) if self.kept and self.kept.read is not None else None

    def on_startup(self, *, command: str, dirty: bool) -> None:
        # Being here at all makes MkDocs keep one plugin for all rebuilds under serve.
        self.mode = "serve" if command == "serve" else self.mode

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        self.mistake, self.aside = None, {}  # MkDocs keeps one plugin for every build of a process
        try:
            site = open_site(Path(config.config_file_path).parent)
            gallery = self.gallery or _draw(site)
            library, findings = open_library(
                site, gallery, config.use_directory_urls, fetch=True, without=self.without
            )
        except Mistake as mistake:
            self.mistake = mistake
            raise PluginError(str(mistake)) from None
        self.findings = list(findings)
        self.extension = FigpressExtension(library)
        self.kept = KeptPages(
            cache_folder(site.root, "pages"), self.extension, f"{self.mode} {self.live} {self.without}"
        )
        others = [
            name
            for name in config.markdown_extensions
            if name != "figpress" and not isinstance(name, FigpressExtension)
        ]
        config.markdown_extensions = [*others, self.extension]
        self.without = labs.with_labs(self.without)
        config.nav = _pruned(config.nav, self.without)
        self.served = site_files(library, self.live)
        paths = [file.path for file in self.served]
        config.extra_css = [path for path in STYLES if path in paths] + config.extra_css
        config.extra_javascript = [
            _module(path) for path in SCRIPTS if path in paths
        ] + config.extra_javascript
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        for file in [file for file in files if file.src_uri in self.without]:
            files.remove(file)
        labs.executed(files, self.extension.library.site, self.extension.library.gallery, config)
        for served in self.served:
            files.append(File.generated(config, served.path, abs_src_path=str(served.file)))
        return files

    def on_page_markdown(self, markdown: str, *, page, config: MkDocsConfig, files: Files) -> str:
        source = page.file.src_uri
        known = self.extension.library.pages.get(source)
        page.render = self.kept.rendering(page, known or parse_page(markdown, f"docs/{source}", source))
        return markdown

    def on_page_content(self, content: str, *, page, config: MkDocsConfig, files: Files) -> str:
        self.findings += self.extension.findings
        if labs.is_lab(page.file.src_uri):
            return labs.shown(content, page.file.src_uri)
        known = self.extension.library.pages.get(page.file.src_uri)
        heads.describe(page, content)
        content = put_aside(content, self.aside.setdefault(page.file.src_uri, []))
        return (
            banner.html_of(known, self.extension.findings, self.mode, self.extension.library) + content
            if known
            else content
        )

    def on_post_page(self, output: str, *, page, config: MkDocsConfig) -> str:
        return heads.extended(put_back(output, self.aside.pop(page.file.src_uri, [])), page)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        self.findings += closed_world.check(Path(config.site_dir), self.extension.library, self.served)
        for finding in sorted(set(self.findings)):
            if finding.severity == "error":
                log.warning("%s", finding)  # what MkDocs counts under --strict
            elif finding.severity == "warning":
                log.info("%s", finding)

    def on_serve(self, server, *, config: MkDocsConfig, builder):
        site = self.extension.library.site
        for folder in {site.figures_dir, *site.source_dirs}:
            if (site.root / folder).is_dir():
                server.watch(str(site.root / folder))
        if site.sources.is_file():
            server.watch(str(site.sources))
        return server
