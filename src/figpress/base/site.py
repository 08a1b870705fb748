"""A site: the folder that everything else is relative to."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Site:
    """The site's folder and the names in it. Made by `base.configuration`.

    root        absolute path of the folder that holds the configuration
    config      name of the configuration, mkdocs.yml
    title       site_name
    url         site_url, or "" (publish demands one)
    repo_url    repo_url, or "" (links to code appear once it is set)
    nav         the pages in reading order, relative to docs
    licence     SPDX expression of the prose and the figures: the outlet's own licence
    commercial  True when commercial use of the site is allowed
    style       name of the CSL style
    mirrors     folders searched by sha256 before the web
    store_url   a store elsewhere (folder or fsspec URL), or ""
    assets      pictures under docs/ that are the site's own (a logo): names with * and ?
    mathematics   whether figpress sets TeX; False where the site has mathematics of its own
    macros        of TeX, for every formula: name and what it stands for
    side_notes    whether footnotes stand beside their paragraphs
    closed_world  whether a picture that nobody accounts for is an error in every build, not only in a
                  publication
    every_page    whether pages that use nothing of the press get its style and its script, too
    plugins     names of the generator's plugins
    statuses    that the theme gives pages, beside ours
    """

    root: Path
    title: str
    url: str = ""
    repo_url: str = ""
    nav: tuple[str, ...] = ()
    docs_dir: str = "docs"
    site_dir: str = "site"
    figures_dir: str = "figures"
    source_dirs: tuple[str, ...] = ("src", "figures")
    licence: str = "CC-BY-4.0"
    commercial: bool = True
    style: str = "harvard-cite-them-right"
    mirrors: tuple[Path, ...] = ()
    store_url: str = ""
    assets: tuple[str, ...] = ()
    config: str = "mkdocs.yml"
    mathematics: bool = True
    macros: tuple[tuple[str, str], ...] = ()
    side_notes: bool = False
    closed_world: bool = False
    every_page: bool = False
    plugins: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()

    @property
    def built(self) -> Path:
        """Where `build` puts the site."""
        return self.root / self.site_dir

    @property
    def docs(self) -> Path:
        return self.root / self.docs_dir

    @property
    def figures(self) -> Path:
        return self.root / self.figures_dir

    @property
    def sources(self) -> Path:
        return self.root / "sources.yaml"

    @property
    def lock(self) -> Path:
        return self.root / "figures.lock"

    @property
    def private(self) -> Path:
        """The folder of what is not committed: the store, caches, fetched files."""
        return self.root / ".figpress"

    def relative(self, path: Path) -> str:
        """`path` as it is written in places, locks and messages."""
        path = Path(path).resolve()
        if path.is_relative_to(self.root):
            return path.relative_to(self.root).as_posix()
        return Path(
            os.path.relpath(path, self.root)
        ).as_posix()  # pages and data may lie beside the site's folder
