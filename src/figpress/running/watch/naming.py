"""How a path is written in a trace, and which paths are nobody's dependency."""

from __future__ import annotations

import os
import re
import sys
import sysconfig
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from figpress.freshness.code.whose import OF_PACKAGES, in_environment
from figpress.freshness.look import OWN

# The operating system's own. What others keep beside it (/opt, /srv, /var/data, /usr/local/share/…) counts.
SYSTEM = (
    "/proc/", "/sys/", "/dev/", "/run/", "/etc/", "/lib/", "/lib32/", "/lib64/", "/bin/", "/sbin/",
    "/usr/bin/", "/usr/sbin/", "/usr/lib", "/usr/libexec/",
    "/usr/include/", "/usr/share/", "/usr/local/bin/", "/usr/local/lib/", "/var/cache/", "/var/lib/",
    "/var/run/", "/System/", "/Library/",
)  # fmt: skip
PRESS = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "")
COMPILED = re.compile(r"__pycache__/([^/]+?)\.[^/.]+(?:\.opt-\d)?\.pyc$")


def absolute(path: str, folder: str = "") -> str:
    """A path as the system means it, from a folder or the current one. Links stay as they were named, but
    what stands
    above a folder that was reached by a link is found by walking.
    """
    path = os.path.join(folder or os.getcwd(), path)
    if "/.." in path:
        above, name = os.path.split(path)
        path = os.path.realpath(path) if name == ".." else os.path.join(os.path.realpath(above), name)
    return os.path.normpath(path).replace("//", "/", 1)


@dataclass(frozen=True)
class Watched:
    """A run that is watched.

    root     the site's folder
    scratch  the run's own folder
    hidden   names at the root that the press writes: the built site
    ignored  folders of the press's own elsewhere
    kernel   whether the kernel is asked, where it can be
    """

    root: str
    scratch: str
    hidden: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    kernel: bool = True


class Naming:
    """How one run's paths are written."""

    def __init__(self, run: Watched):
        root = run.root
        self.root, self.scratch = root, os.path.join(run.scratch, "")
        self.environment = tuple(p for p in _environment() if not (root + os.sep).startswith(p))
        caches = [
            os.environ.get("MPLCONFIGDIR"),
            os.path.dirname(os.environ.get("FONTCONFIG_FILE", "")) or None,
        ]
        folders = (os.path.join(c, "") for c in (*caches, *run.ignored) if c)
        self.outside = (PRESS, self.scratch, *self.environment, *folders)

    def name(self, path: str) -> str | None:
        """How an absolute path is written in a trace: relative inside the site; None where it does not count."""
        if (path + os.sep).startswith(self.outside):
            return None
        if path == self.root:
            return "."
        if path.startswith(self.root + os.sep):
            inside = COMPILED.sub(r"\1.py", path[len(self.root) + 1 :].replace(os.sep, "/"))
            return inside if self._counts(inside, path) else None
        if path.startswith(SYSTEM) or "site-packages" in path or self.root.startswith(path):
            return None
        return path

    def _counts(self, inside: str, path: str) -> bool:
        """Whether what lies in the site may be data: of a repository, what it points at and not how it keeps it;
        what stands where an interpreter keeps compiled code, and is none.
        """
        parts = inside.split("/")
        if ".git" in parts:
            return parts[parts.index(".git") + 1 :][:1] in (["HEAD"], ["refs"], ["packed-refs"])
        if not {".figpress", ".venv"}.isdisjoint(parts) or inside in OWN or parts[-1] == "pyvenv.cfg":
            return False
        if "__pycache__" in parts[:-1] and (parts[-1].endswith(".pyc") or ".pyc." in parts[-1]):
            return False
        return not (OF_PACKAGES & set(parts) and in_environment(path, self.root))


@lru_cache(1)
def _environment() -> tuple[str, ...]:
    """The folders of the interpreter and of its packages, as asked for and as they really lie."""
    names = ("stdlib", "platstdlib", "purelib", "platlib", "include", "scripts")
    paths = {sysconfig.get_paths()[name] for name in names} | {sys.prefix, sys.base_prefix, sys.exec_prefix}
    paths |= {
        os.path.dirname(os.path.realpath(sys.executable)),
        os.path.dirname(sys.executable),
        *(p for p in sys.path if "site-packages" in p),
    }
    found = {os.path.join(p, "") for path in paths if path for p in (path, os.path.realpath(path))}
    return tuple(sorted(found - {"/", "/usr/", "/usr/local/", os.path.join(str(Path.home()), "")}))
