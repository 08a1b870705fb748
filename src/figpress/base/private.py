"""The site's private folder is this machine's own: what a clone brings along under its name is not
believed.
"""

import stat
from pathlib import Path

from figpress.base.errors import Mistake
from figpress.base.git import Repository
from figpress.base.places import Place

NAME = ".figpress"


def refuse_brought(root: Path) -> None:
    """Raise a Mistake where `.figpress` came with the site: tracked by git, a link, a file."""
    folder = root / NAME
    try:
        kind = stat.S_IFMT(folder.lstat().st_mode)
    except OSError:
        return
    if kind != stat.S_IFDIR:
        raise Mistake(
            f"{'a link' if kind == stat.S_IFLNK else 'a file'}, where figpress keeps a folder of its own",
            Place(NAME),
            "Remove it; figpress makes the folder anew.",
        )
    # From its top: a folder of the clone may look like a bare repository, which git would find first.
    top = next((above for above in (root, *root.parents) if (above / ".git").exists()), None)
    if top is None:
        return
    name = folder.relative_to(top).as_posix()
    try:
        brought = Repository(top).run("ls-files", "-z", "--", f":(icase,literal){name}").split("\0")[0]
    except (
        Mistake
    ):  # no git, or a repository that git itself does not trust: then nothing of it is ours to judge
        return
    if brought:
        raise Mistake(
            "tracked by git: it came with the site, and what it says was drawn is not believed",
            Place(f"{NAME}{brought[len(name) :]}"),
            f"git rm -r --cached {NAME}; rm -r {NAME}; figpress makes it anew.",
        )
