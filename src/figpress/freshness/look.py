"""What a run would see of a path: the same look while it runs and when its verdict is asked for."""

import hashlib
import os
import stat
from collections.abc import Collection, Iterator
from typing import Literal

PRIVATE = {".figpress", ".venv", ".git", "node_modules", "__pycache__"}
OWN = {"figures.lock"}  # what the press writes at the root of a site; it is read by nobody else
ABSENT = "absent"
NO_LINK = "no link"

# content  a file was opened, or looked for in vain
# listing  the names in a folder, and which of them are folders or links
# state    that it is there, what it is, how large, whether it can be executed
# link     where a link leads; as `state` for what is no link
# leads    where a link leads; nothing of what is none
# times    when it was changed last
# whole    content and all that `link` says
# tree     all below a folder, whole
How = Literal["content", "listing", "state", "link", "leads", "times", "whole", "tree"]


def look(path: str, how: str, hidden: Collection[str] = ()) -> str:
    """The digest of what is seen of a path; "absent" where there is nothing. `hidden` names do not count in a
    listing.
    """
    try:
        match how:
            case "listing":
                return _digest("\n".join(_names(path, hidden)))
            case "tree":
                return _digest(
                    "\n".join(f"{os.path.relpath(p, path)} {look(p, 'whole')}" for p in walk(path, hidden))
                )
            case "whole":
                return f"{look(path, 'link')} {look(path, 'content')}"
            case "link" if os.path.islink(path):
                return f"link to {os.readlink(path)}"
            case "leads":
                return f"link to {os.readlink(path)}" if os.path.islink(path) else NO_LINK
            case "times":
                return str(os.stat(path).st_mtime_ns)
            case "content":
                return _content(path)
            case "state" | "link":
                return _state(path)
    except (OSError, ValueError):  # ValueError: a path with a zero in it
        return ABSENT
    raise AssertionError(f"no such look: {how}")


def _content(path: str) -> str:
    """The digest of a regular file: opening a pipe or a device here would take from who asked for it."""
    if not stat.S_ISREG(os.stat(path).st_mode):
        return _state(path)
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _state(path: str) -> str:
    state = os.stat(path)
    if stat.S_ISDIR(state.st_mode):
        return "folder"
    if not stat.S_ISREG(state.st_mode):
        return "no file"
    names = f", {state.st_nlink} names" if state.st_nlink > 1 else ""
    return f"file of {state.st_size} bytes{', executable' if state.st_mode & 0o100 else ''}{names}"


def walk(path: str, hidden: Collection[str] = ()) -> Iterator[str]:
    """Every file and link below a folder, in order; a file is itself. What links lead to is not entered."""
    if not os.path.isdir(path):
        yield path
        return
    for folder, folders, names in os.walk(path):
        skipped = {*PRIVATE, *OWN, *hidden} if folder == path else PRIVATE - {".git"}
        folders[:] = sorted(f for f in folders if f not in skipped)
        names += [f for f in folders if os.path.islink(os.path.join(folder, f))]
        yield from (os.path.join(folder, name) for name in sorted(names) if name not in skipped)


def _names(path: str, hidden: Collection[str]) -> list[str]:
    with os.scandir(path) as entries:
        kinds = {e.name: "@" if e.is_symlink() else "/" if e.is_dir() else "" for e in entries}
    return sorted(
        f"{name}{kind}" for name, kind in kinds.items() if name not in PRIVATE | OWN and name not in hidden
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
