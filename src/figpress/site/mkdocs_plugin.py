"""Wires figpress into MkDocs. The press itself (press.py) is loaded once a page uses something of it: a site
that uses
nothing pays for a look at its texts, and no byte of it changes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation

from figpress.base.configuration import site_of
from figpress.base.errors import Mistake
from figpress.base.finding import Finding
from figpress.base.site import Site
from figpress.pages.reading import drafted
from figpress.pages.signs import is_lab, may_use, with_labs
from figpress.site.loaded import pruned
from figpress.site.sleeping import SleepingExtension

if TYPE_CHECKING:
    from figpress.freshness.seams import Gallery
    from figpress.site.press import Press


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
    every_page = config_options.Type(bool, default=Site.every_page)


class FigpressPlugin(BasePlugin[Options]):
    """`plugins: [figpress]`. A conductor that drives MkDocs sets `gallery` (drawn already), `mode` and
    `left_out`
    beforehand.
    """

    def __init__(self) -> None:
        self.mode = "build"  # build, serve, publish or preview
        self.gallery: Gallery | None = None
        self.left_out: tuple[str, ...] = ()  # pages that a conductor leaves out, relative to docs/
        self.without: tuple[str, ...] = ()  # all that are left out
        self.live = False  # True under `figpress serve`, which can tell open pages what is new
        self.mistake: Mistake | None = None  # what MkDocs was stopped with
        self.press: Press | None = None  # None as long as no page uses anything
        self.early: list[Finding] = []  # found before the press was awake

    @property
    def findings(self) -> list[Finding]:
        return self.press.findings if self.press else []

    @property
    def read(self) -> frozenset[str] | None:
        """The files that were read while pages became HTML; None where that cannot be said."""
        return self.press.read if self.press else None

    def on_startup(self, *, command: str, dirty: bool) -> None:
        # Being here at all makes MkDocs keep one plugin for all rebuilds under serve.
        self.mode = "serve" if command == "serve" else self.mode

    @event_priority(-100)  # what other plugins make of the configuration is the configuration
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        self.mistake, self.press, self.early = None, None, []  # one plugin for every build of a process
        path = (
            Path(config.config_file_path).resolve() if config.config_file_path else Path.cwd() / "mkdocs.yml"
        )
        self.loaded: MkDocsConfig = config
        self.site = self._told(lambda: site_of(config, dict(self.config), path))
        self.extension = SleepingExtension(self.site, lambda: self.awake().extension)
        others = [
            name
            for name in config.markdown_extensions
            if name != "figpress" and not isinstance(name, SleepingExtension)
        ]
        config.markdown_extensions = [*others, self.extension]
        drafts = () if self.mode == "serve" else self._told(lambda: drafted(self.site))
        self.without = with_labs((*self.left_out, *drafts))
        config.nav = pruned(config.nav, self.without)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        for file in [file for file in files if file.src_uri in self.without]:
            files.remove(file)
        self.conducted = self.gallery is not None  # figpress was called, perhaps on a stranger's site
        if self.conducted:
            from figpress.site.closed_files import without_links_out

            self.early = list(without_links_out(files, config.docs_dir, self.site.root))
        if any(is_lab(file.src_uri) for file in files):
            from figpress.site.press import labs_executed

            self.gallery = self._told(lambda: labs_executed(files, self.site, self.gallery, config))
        return files

    @event_priority(-100)  # the nav that readers see is the order of the numbers
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        self.nav, self.files = nav, files
        pages = files.documentation_pages()
        if (
            self.gallery is not None
            or self.site.every_page
            or any(may_use(f.content_string, self.site) for f in pages if f.src_uri.endswith(".md"))
        ):
            self.awake()
        return nav

    def awake(self) -> Press:
        """The press, loaded when it is wanted."""
        if self.press is None:
            from figpress.site.press import Press

            self.press = self._told(lambda: Press(self, self.nav, self.files))
        return self.press

    def on_page_markdown(self, markdown: str, *, page, config: MkDocsConfig, files: Files) -> str:
        self.extension.page = page.file.src_uri
        return self.press.page_markdown(markdown, page) if self.press else markdown

    def on_page_content(self, content: str, *, page, config: MkDocsConfig, files: Files) -> str:
        return self.press.page_content(content, page, config) if self.press else content

    def on_env(self, env, *, config: MkDocsConfig, files: Files) -> None:
        if self.press:
            self.press.serve(files, config)

    def on_post_template(self, output: str, *, template_name: str, config: MkDocsConfig) -> str:
        return self.press.template_finished(output) if self.press else output

    @event_priority(-100)
    def on_post_page(self, output: str, *, page, config: MkDocsConfig) -> str:
        return self.press.page_finished(output, page, config) if self.press else output

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        if self.press:
            self.press.built(Path(config.site_dir))

    def on_serve(self, server, *, config: MkDocsConfig, builder):
        from figpress.site.watching import watched

        for path in watched(self.site):
            if path != self.site.docs:
                server.watch(str(path))
        return server

    def _told(self, ask):
        """What `ask` answers; a mistake of the author's stops MkDocs in its own way."""
        try:
            return ask()
        except Mistake as mistake:
            self.mistake = mistake
            raise PluginError(str(mistake)) from None
