"""A site: the folder that everything else is relative to."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Site:
    """The site's folder and the names in it. Made by `effects.configuration.open_site`.

    root        absolute path of the folder that holds mkdocs.yml
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
        return Path(path).resolve().relative_to(self.root).as_posix()
