"""Wires figpress into MkDocs: the press draws, the Markdown extension looks up, the built site is checked."""

import logging
from pathlib import Path

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation

from figpress.base.cache import cache_folder
from figpress.base.configuration import site_of
from figpress.base.errors import Mistake
from figpress.base.finding import Finding
from figpress.base.site import Site
from figpress.freshness.seams import Gallery
from figpress.pages.reading import parse_page, read_pages
from figpress.site import banner, closed_files, closed_world, heads, page_text, shown_labs as labs
from figpress.site.aside import put_aside, put_back
from figpress.site.kept_pages import KeptPages, plain
from figpress.site.loaded import in_reading_order, pruned, written_elsewhere
from figpress.site.markdown import FigpressExtension
from figpress.site.markdown.opening import open_library
from figpress.site.site_files import Served, site_files
from figpress.pages.use import used

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


class Options(Config):
    """The plugin's options, as `base.configuration` reads them; declared so that MkDocs accepts them."""

    figures_dir = config_options.Type(str, default=Site.figures_dir)
    source_dirs = config_options.Type((list, str), default=list(Site.source_dirs))
    licence = config_options.Type(str, default=Site.licence)
    commercial = config_options.Type(bool, default=Site.commercial)
    style = config_options.Type(str, default=Site.style)
    mirror = config_options.Type((list, str), default=[])
    store = config_options.Type(str, default="")
    assets = config_options.Type((list, str), default=[])
    mathematics = config_options.Optional(config_options.Type(bool))
    macros = config_options.Type(dict, default={})
    side_notes = config_options.Type(bool, default=Site.side_notes)
    closed_world = config_options.Type(bool, default=Site.closed_world)


class FigpressPlugin(BasePlugin[Options]):
    """`plugins: [figpress]`. A conductor that drives MkDocs sets `gallery` (drawn already) and `mode`
    beforehand.

    A page that uses nothing of figpress's leaves as it came: no style, no script, no byte.
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
        self.needs: set[str] = set()  # what pages that became HTML need beside their theme
        self.aside: dict[str, list[str]] = {}  # by page, while its search index is made

    @property
    def read(self) -> frozenset[str] | None:
        """The files that were read while pages became HTML; None where that cannot be said."""
        return frozenset(self.kept.read) if self.kept and self.kept.read is not None else None

    def on_startup(self, *, command: str, dirty: bool) -> None:
        # Being here at all makes MkDocs keep one plugin for all rebuilds under serve.
        self.mode = "serve" if command == "serve" else self.mode

    @event_priority(-100)  # what other plugins make of the configuration is the configuration
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        self.mistake, self.aside, self.findings, self.needs = (
            None,
            {},
            [],
            set(),
        )  # one plugin for every build of a process
        path = (
            Path(config.config_file_path).resolve() if config.config_file_path else Path.cwd() / "mkdocs.yml"
        )
        try:
            self.site = site_of(config, dict(self.config), path)
        except Mistake as mistake:
            self.mistake = mistake
            raise PluginError(str(mistake)) from None
        self.extension = FigpressExtension(side_notes=self.site.side_notes)
        others = [
            name
            for name in config.markdown_extensions
            if name != "figpress" and not isinstance(name, FigpressExtension)
        ]
        config.markdown_extensions = [*others, self.extension]
        self.without = labs.with_labs(self.without)
        config.nav = pruned(config.nav, self.without)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        for file in [file for file in files if file.src_uri in self.without]:
            files.remove(file)
        self.findings += closed_files.without_links_out(files, config.docs_dir, self.site.root)
        if found := [file for file in files if labs.is_lab(file.src_uri)]:
            self.gallery = self.gallery or _draw(self.site)
            labs.executed(files, found, self.site, self.gallery, config)
        return files

    @event_priority(-100)  # the nav that readers see is the order of the numbers
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        try:
            pages = read_pages(
                self.site, in_reading_order(nav, files), written_elsewhere(self.site, files), self.without
            )
            if self.gallery is None and used(pages):
                self.gallery = _draw(self.site)
            self.extension.library, findings = open_library(
                self.site, self.gallery, config.use_directory_urls, True, self.without, pages
            )
        except Mistake as mistake:
            self.mistake = mistake
            raise PluginError(str(mistake)) from None
        self.findings += findings
        self.kept = KeptPages(
            cache_folder(self.site.root, "pages"), self.extension, f"{self.mode} {self.live} {self.without}"
        )
        page_text.titles(nav, bool(config.nav))
        return nav

    def on_page_markdown(self, markdown: str, *, page, config: MkDocsConfig, files: Files) -> str:
        page_text.front_matter(page)
        source = page.file.src_uri
        known = self.extension.library.pages.get(source)
        page.render = self.kept.rendering(
            page, known or parse_page(markdown, f"{self.site.docs_dir}/{source}", source)
        )
        return markdown

    def on_page_content(self, content: str, *, page, config: MkDocsConfig, files: Files) -> str:
        source = page.file.src_uri
        page_text.title(page)
        self.findings += self.extension.findings
        known = self.extension.library.pages.get(source)
        if labs.is_lab(source):
            return labs.shown(content, source) if labs.is_ours(page.file, self.site) else content
        if not heads.marked(content) and not (known and known.section) and not self.live:
            return content
        self.needs |= {"press"} | ({"katex"} if heads.formulas(content) else set())
        heads.describe(page, content)
        if plain(config):  # another plugin might show what is only a place for it
            content = put_aside(content, self.aside.setdefault(source, []))
        section = known if known and known.section else None
        said = (
            banner.html_of(section, self.extension.findings, self.mode, self.extension.library)
            if section
            else ""
        )
        return said + content + heads.scripts(page, config, self.live)

    def on_env(self, env, *, config: MkDocsConfig, files: Files) -> None:
        """All pages are HTML: what they need is known."""
        self.served = site_files(self.extension.library, self.live, self.needs)
        for served in self.served:
            files.append(File.generated(config, served.path, abs_src_path=str(served.file)))

    @event_priority(-100)
    def on_post_page(self, output: str, *, page, config: MkDocsConfig) -> str:
        return heads.extended(put_back(output, self.aside.pop(page.file.src_uri, [])), page, config)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        library = self.extension.library
        found = closed_world.check(Path(config.site_dir), library, self.served)
        # A section answers for its pictures; other pages do where their author asks for it, and all in a publication.
        everywhere = self.site.closed_world or self.mode in ("publish", "preview")
        sections = {page.path for page in library.pages.values() if page.section}
        self.findings += [f for f in found if everywhere or f.where.path in sections or f.rule == "raw-tex"]
        for finding in sorted(set(self.findings)):
            if finding.severity == "error":
                log.warning("%s", finding)  # what MkDocs counts under --strict
            elif finding.severity == "warning":
                log.info("%s", finding)

    def on_serve(self, server, *, config: MkDocsConfig, builder):
        for path in self.watched():
            server.watch(str(path))
        return server

    def watched(self) -> tuple[Path, ...]:
        from figpress.site.watching import watched

        return tuple(path for path in watched(self.site) if path != self.site.docs)
