"""Builds the site: the press draws, MkDocs writes beside, the whole is moved into place."""

import errno
import logging
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from figpress.base.errors import Mistake
from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.base.writing import BESIDE, copy_tree, first_error, sweep
from figpress.freshness.seams import Gallery

Mode = Literal["build", "serve", "publish", "preview"]


@dataclass(frozen=True)
class Built:
    """What came of a build.

    folder    the built site; untouched where `whole` is False
    whole     False when a strict build met an error, and the last good site was kept
    warnings  what MkDocs and its plugins said, ours included
    read      the files that were read while pages became HTML; None where that cannot be said
    """

    folder: Path
    whole: bool
    findings: tuple[Finding, ...]
    warnings: tuple[str, ...]
    seconds: float
    read: frozenset[str] | None = None

    @property
    def good(self) -> bool:
        return self.whole and not any(finding.severity == "error" for finding in self.findings)


def build(
    site: Site,
    gallery: Gallery,
    *,
    strict: bool = False,
    to: Path | None = None,
    mode: Mode = "build",
    without: tuple[str, ...] = (),
    live: bool = False,
) -> Built:
    """Build `site` with MkDocs from what `gallery` holds, into `to` (the configured site_dir).

    `without` names pages, relative to docs/, that are left out of everything: nav, search, sitemap. A `live`
    site holds the
    script that listens to `figpress serve`.
    A strict build that finds an error leaves the folder as it was. Raises Mistake for a configuration MkDocs
    refuses.
    """
    from mkdocs.commands.build import build as write
    from mkdocs.exceptions import Abort, MkDocsException

    begun = time.monotonic()
    said = _Said()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(said)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    plugin, whole, folder = None, True, Path(to) if to else site.root / "site"
    try:
        site.private.mkdir(exist_ok=True)
        sweep(site.private, site.root)
        with tempfile.TemporaryDirectory(
            dir=site.private, prefix=f"{BESIDE}{os.getpid()}-", ignore_cleanup_errors=True
        ) as beside:
            config = configuration(site, strict)
            folder, config.site_dir = Path(to or config.site_dir), beside
            plugin = config.plugins.get("figpress")
            if plugin is None:
                raise Mistake(
                    "the figpress plugin is not on", Place(site.config), "Put it under plugins: [figpress]."
                )
            plugin.gallery, plugin.mode, plugin.left_out, plugin.live = gallery, mode, without, live
            try:
                config.plugins.on_startup(command="build", dirty=False)
                write(config)
            except Abort:
                if plugin.mistake:
                    raise plugin.mistake from None
                whole = False
            finally:
                config.plugins.on_shutdown()
            if whole:
                _replace(folder, Path(beside))
    except MkDocsException as error:
        told = "; ".join(said.lines[-3:])  # MkDocs logs the reason and then only says that it stops
        raise Mistake(f"MkDocs stopped: {told or error}", Place(site.config)) from None
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM):
            raise
        raise Mistake(
            f"cannot be written: {error.strerror}",
            Place(str(error.filename or folder)),
            "The last good site is untouched.",
        ) from None
    finally:
        logger.removeHandler(said)
    return Built(
        folder,
        whole,
        tuple(sorted(set(plugin.findings))),
        tuple(said.lines),
        time.monotonic() - begun,
        plugin.read,
    )


def configuration(site: Site, strict: bool):
    """MkDocs's own configuration of a site, its plugins loaded. Raises Mistake for one that MkDocs
    refuses.
    """
    from mkdocs.config import load_config
    from mkdocs.exceptions import ConfigurationError

    try:
        return load_config(str(site.root / site.config), strict=strict)
    except ConfigurationError as error:
        raise Mistake(f"MkDocs does not accept it: {error}", Place(site.config)) from None


def _replace(folder: Path, new: Path) -> None:
    """Put `new` in the place of `folder`; there is no moment without one or the other for longer than a
    rename.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    try:
        if folder.exists():
            folder.rename(old)
    except OSError as error:
        if error.errno not in (errno.EBUSY, errno.EXDEV, errno.EACCES, errno.EPERM):
            raise
        _refill(folder, new)  # a mount point, say: it cannot be moved, and what is in it can
        return
    try:
        with first_error():
            shutil.move(str(new), str(folder))
    except OSError:
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise
    folder.chmod(0o755)  # a temporary folder is the maker's alone
    new.mkdir(exist_ok=True)  # for the clean-up to find
    shutil.rmtree(old, ignore_errors=True)


def _refill(folder: Path, new: Path) -> None:
    """Make the content of `new` that of `folder`, which stays: what is new first, then what is gone goes."""
    copy_tree(new, folder, dirs_exist_ok=True)
    wanted = {path.relative_to(new) for path in new.rglob("*")}
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.relative_to(folder) not in wanted:
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()


class _Said(logging.Handler):
    """Keeps the warnings, so that a face can print them its own way."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
