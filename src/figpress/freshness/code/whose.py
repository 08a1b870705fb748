"""Whose code a file is: the project's, wherever it lies, unless it belongs to an installed distribution."""

import functools
import os
import re
import sysconfig

INSTALLED = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")
STANDARD = tuple(
    {
        os.path.join(path, "")
        for name in ("stdlib", "platstdlib")
        for path in (sysconfig.get_path(name), os.path.realpath(sysconfig.get_path(name)))
    }
)
NEVER = {".venv", ".figpress", ".git", "node_modules", "__pycache__"}  # folders of tools
OF_PACKAGES = {"site-packages", "dist-packages"}  # so they are called where an environment has them
LAYOUT = re.compile(r"[/\\]lib\d*[/\\]python\d[.\d]*[/\\](site|dist)-packages[/\\]")
PACKAGES = tuple(
    os.path.join(path, "")
    for name in ("purelib", "platlib")
    for path in (sysconfig.get_path(name), os.path.realpath(sysconfig.get_path(name)))
)
PRESS = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "")


def is_installed(path: str) -> bool:
    """True for what pip or the system put there: the standard library and installed distributions."""
    return any(part in path for part in INSTALLED) or path.startswith(STANDARD)


def is_project(path: str, root: str) -> bool:
    """True for a Python file that is the project's own; `root` is the site's folder."""
    if not os.path.isabs(path) or path.startswith((PRESS, *STANDARD)):
        return False
    inside = path.removeprefix(os.path.join(root, ""))
    if inside == path:
        return not is_installed(path)
    folders = set(inside.split(os.sep))
    return not NEVER & folders and not (OF_PACKAGES & folders and in_environment(path, root))


def in_environment(path: str, root: str) -> bool:
    """True for what lies in an environment of Python below a site's folder, this interpreter's or another."""
    return path.startswith(PACKAGES) or bool(LAYOUT.search(path)) or _environment(os.path.dirname(path), root)


@functools.lru_cache(maxsize=1 << 10)
def _environment(folder: str, root: str) -> bool:
    if len(folder) <= len(root):
        return False
    return os.path.exists(os.path.join(folder, "pyvenv.cfg")) or _environment(os.path.dirname(folder), root)
