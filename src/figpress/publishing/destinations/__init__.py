"""Where publications go: a folder, a branch for GitHub Pages, or another machine by rsync."""

import re
from pathlib import Path

from figpress.base.git import repository
from figpress.base.site import Site
from figpress.publishing.destinations.branch import Branch
from figpress.publishing.destinations.folder import Folder
from figpress.publishing.destinations.rsync import Rsync
from figpress.publishing.model import Destination


def destination(written: str, site: Site) -> Destination:
    """`gh-pages`, `gh-pages:BRANCH`, `[USER@]HOST:PATH`, `rsync:PATH`, `rsync://…`, or a folder."""
    if written == "gh-pages" or written.startswith("gh-pages:"):
        return Branch(repository(site), written.partition(":")[2] or "gh-pages")
    if written.startswith("rsync:") and not written.startswith("rsync://"):
        return Rsync(written.removeprefix("rsync:"))
    if written.startswith("rsync://") or re.match(r"[\w.-]+@?[\w.-]{2,}:", written):
        return Rsync(written)
    return Folder(Path(written))
