"""The press under MkDocs: it draws, opens the library of what pages look up, and finishes what was built."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from figpress.base.cache import cache_folder
from figpress.base.finding import Finding
from figpress.base.site import Site
from figpress.freshness.seams import Gallery
from figpress.pages.posts import MARKER
from figpress.pages.reading import parse_page, read_pages
from figpress.pages.signs import may_use
from figpress.pages.use import used
from figpress.site import banner, closed_world, feeds, heads, page_text
from figpress.site import shown_labs as labs
from figpress.site.aside import put_aside, put_back
from figpress.site.kept_pages import KeptPages, plain
from figpress.site.loaded import in_reading_order, written_elsewhere
from figpress.site.markdown import FigpressExtension
from figpress.site.markdown.listed_posts import about
from figpress.site.markdown.opening import open_library
from figpress.site.site_files import Served, site_files

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

    from figpress.site.mkdocs_plugin import FigpressPlugin

log = logging.getLogger("mkdocs.plugins.figpress")


def drawn(site: Site) -> Gallery:
    """MkDocs was called by itself: the press draws what is stale first."""
    from figpress.freshness.gallery import open_gallery
    from figpress.running.render import render

    report = render(site)
    log.info(
        "%d figures drawn, %d fresh, %d failed", len(report.rendered), len(report.fresh), len(report.failed)
    )
    return open_gallery(site)


def labs_executed(files: Files, site: Site, gallery: Gallery | None, config: MkDocsConfig) -> Gallery | None:
    """Put executed notebooks in the place of labs; the gallery that was drawn for it, if one was."""
    found = [file for file in files if labs.is_lab(file.src_uri) and labs.script_of(file.src_uri, site)]
    if found:
        gallery = gallery or drawn(site)
        labs.executed(files, found, site, gallery, config)
    return gallery


class Press:
    """One build of a site that uses something. Raises Mistake for what stops it."""

    def __init__(self, plugin: FigpressPlugin, nav: Navigation, files: Files):
        self.site, self.mode, self.live = plugin.site, plugin.mode, plugin.live
        pages = read_pages(
            self.site, in_reading_order(nav, files), written_elsewhere(self.site, files), plugin.without
        )
        gallery = plugin.gallery or (drawn(self.site) if used(pages) else None)
        self.library, findings = open_library(
            self.site, gallery, plugin.loaded.use_directory_urls, True, plugin.without, pages
        )
        self.findings: list[Finding] = [*plugin.early, *findings]
        self.conducted = plugin.conducted
        if self.conducted:
            page_text.titles(nav, bool(plugin.loaded.nav))
        self.extension = FigpressExtension(self.library)
        words = f"{self.mode} {self.live} {plugin.without}"
        self.kept = KeptPages(cache_folder(self.site.root, "pages"), self.extension, words)
        self.served: tuple[Served, ...] = ()
        self.needs: set[str] = set()  # what pages that became HTML need beside their theme
        self.aside: dict[str, list[str]] = {}  # by page, while its search index is made
        self.is_blog = bool(self.library.page_with(MARKER))
        # Pages link to them, and MkDocs looks at links while it converts.
        self._hand_over(site_files(self.library, self.live, ()), files, plugin.loaded)

    @property
    def read(self) -> frozenset[str] | None:
        return frozenset(self.kept.read) if self.kept.read is not None else None

    def page_markdown(self, markdown: str, page: Page) -> str:
        source = page.file.src_uri
        if self.conducted or may_use(markdown, self.site):
            page_text.front_matter(page)
        known = self.library.pages.get(source)
        page.render = self.kept.rendering(  # type: ignore[method-assign]
            page, known or parse_page(markdown, f"{self.site.docs_dir}/{source}", source)
        )
        return markdown

    def page_content(self, content: str, page: Page, config: MkDocsConfig) -> str:
        """A page with its banner, its scripts and, for a post, its day; what uses nothing is left as it is."""
        source = page.file.src_uri
        if self.conducted or heads.marked(content):
            page_text.title(page)
        self.findings += self.extension.findings
        known = self.library.pages.get(source)
        if labs.is_lab(source):
            if not labs.is_ours(page.file, self.site):
                return content
            self.needs |= {"press"}
            return labs.shown(content, source) + heads.scripts(page, config, False)
        post = known if known and known.date and self.is_blog else None
        section = known if known and known.section else None
        if self.site.every_page and not heads.marked(content):
            content += heads.MARK
        if not (heads.marked(content) or post or section or self.live):
            return content
        self.needs |= {"press"} | ({"katex"} if heads.formulas(content) else set())
        heads.describe(page, content)
        if plain(config):  # another plugin might show what is only a place for it
            content = put_aside(content, self.aside.setdefault(source, []))
        if post:
            content = content.replace("</h1>", f"</h1>\n{about(post)}", 1)
        said = banner.html_of(section, self.extension.findings, self.mode, self.library) if section else ""
        return said + content + heads.scripts(page, config, self.live)

    def serve(self, files: Files, config: MkDocsConfig) -> None:
        """All pages are HTML: what they need is known, and handed to MkDocs."""
        self.served = site_files(self.library, self.live, self.needs)
        self._hand_over(self.served, files, config)

    def _hand_over(self, served: Iterable[Served], files: Files, config: MkDocsConfig) -> None:
        from mkdocs.structure.files import File

        for one in served:
            if files.get_file_from_path(one.path) is None:
                files.append(File.generated(config, one.path, abs_src_path=str(one.file)))

    def page_finished(self, output: str, page: Page, config: MkDocsConfig) -> str:
        output = heads.extended(put_back(output, self.aside.pop(page.file.src_uri, [])), page, config)
        if self.is_blog and self.site.url:
            output = output.replace("</head>", feeds.links(self.site) + "</head>", 1)
        return output

    def template_finished(self, output: str) -> str:
        """A page that the theme makes alone, such as the one for what is not found."""
        return heads.named(output) if self.site.every_page else output

    def built(self, folder: Path) -> None:
        """Looks over the built site, and says what was found."""
        found = closed_world.check(folder, self.library, self.served)
        for name, text in feeds.feeds(self.library).items() if self.is_blog else ():
            (folder / name).write_text(text, "utf-8")
        # A section answers for its pictures; other pages do where their author asks for it, and all in a
        # publication.
        everywhere = self.site.closed_world or self.mode in ("publish", "preview")
        sections = {page.path for page in self.library.pages.values() if page.section}
        self.findings += [f for f in found if everywhere or f.where.path in sections or f.rule == "raw-tex"]
        for finding in sorted(set(self.findings)):
            if finding.severity == "error":
                log.warning("%s", finding)  # what MkDocs counts under --strict
            elif finding.severity == "warning":
                log.info("%s", finding)
