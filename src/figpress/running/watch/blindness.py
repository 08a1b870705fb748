"""Compiled packages that open files past Python's audit events, and so past a watch without the kernel's
help.
"""

from __future__ import annotations

import sys

from figpress.running.watch.naming import Naming

# These open files through Python, or through nothing but what is wrapped below.
SIGHTED = {
    "numpy",
    "matplotlib",
    "kiwisolver",
    "contourpy",
    "PIL",
    "pandas",
    "scipy",
    "torch",
    "mpl_toolkits",
    "figpress",
    "yaml",
    "markupsafe",
    "resvg_py",
    "msgspec",
}
NATIVE_PARTS = {"PIL._imagingft", "_dbm", "_gdbm", "_curses"}  # of those, and of the standard library


def blind_modules(naming: Naming, press: frozenset[str]) -> set[str]:
    """Why files may have been read that nobody saw: compiled modules that this process has loaded, but for
    the press's.
    """
    causes = set()
    for name, module in list(sys.modules.items()):
        if name in press:
            continue
        file = getattr(module, "__file__", None) or ""
        top = name.partition(".")[0]
        if not file.endswith((".so", ".pyd", ".dylib")) and name not in NATIVE_PARTS:
            continue
        if naming.name(file) is not None:
            causes.add(f"{name} is a compiled module of the project")
        elif name in NATIVE_PARTS or ("site-packages" in file and top not in SIGHTED):
            causes.add(f"{top.lstrip('_')} is compiled, and may read files by itself")
    return causes
