"""Whose code a file is: the project's, wherever it lies, unless it belongs to an installed distribution."""

import os
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
PRESS = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "")


def is_installed(path: str) -> bool:
    """True for what pip or the system put there: the standard library and installed distributions."""
    return any(part in path for part in INSTALLED) or path.startswith(STANDARD)


def is_project(path: str, root: str) -> bool:
    """True for a Python file that is the project's own; `root` is the site's folder."""
    if not os.path.isabs(path) or path.startswith(PRESS) or is_installed(path):
        return False
    inside = path.removeprefix(os.path.join(root, ""))
    return inside == path or not NEVER & set(inside.split(os.sep))
