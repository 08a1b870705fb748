"""The world as it is now, for comparing with what a run saw: files, versions, variables."""

import importlib.machinery
import importlib.metadata
import json
import os
import sys

from figpress.base.site import Site
from figpress.freshness.code.canon import digest
from figpress.freshness.look import look, walk
from figpress.freshness.trace import Seen
from figpress.freshness.variables import ALL, shown

NAMES = {
    "PIL": "pillow",
    "yaml": "PyYAML",
    "sklearn": "scikit-learn",
    "cv2": "opencv-python",
    "skimage": "scikit-image",
    "mpl_toolkits": "matplotlib",
    "pylab": "matplotlib",
}
STANDS_ON = {"torch": ("numpy",), "matplotlib": ("numpy",), "graphviz": ("pygraphviz",)}
PRESS = 1  # raised when the same code and packages come to draw another picture, because the press changed


class Present:
    """Looks once at everything that it is asked for."""

    def __init__(self, site: Site):
        self.site = site
        self._seen: dict[str, str] = {}
        self._versions: dict[str, str] = {}
        self._every: dict[str, str] | None = None

    def file(self, seen: Seen) -> str:
        """What a run would see of a file now."""
        key = f"{seen.how} {seen.path}"
        if key not in self._seen:
            hidden = (self.site.site_dir,) if seen.path == "." else ()
            self._seen[key] = look(
                os.path.normpath(os.path.join(self.site.root, seen.path)), seen.how, hidden
            )
        return self._seen[key]

    def unaccounted(self, script: str) -> dict[str, str]:
        """Every file of the site that an opaque run may have read, and folders elsewhere that are linked into
        it.

        Pages and registries are the press's, other figures' scripts are nobody's data.
        """
        if self._every is None:
            self._every = {path: self.file(Seen(path, "whole")) for path in self._paths()}
        scripts = self.site.figures_dir + "/"
        return {p: d for p, d in self._every.items() if p == script or not self._is_script(p, scripts)}

    def _paths(self) -> list[str]:
        root, pages = str(self.site.root), self.site.docs_dir + "/"
        found = [os.path.relpath(p, root).replace(os.sep, "/") for p in walk(root, (self.site.site_dir,))]
        return [p for p in found if p != "sources.yaml" and not (p.startswith(pages) and p.endswith(".md"))]

    def _is_script(self, path: str, scripts: str) -> bool:
        inside = path.removeprefix(scripts)
        return inside != path and path.endswith(".py") and "/_" not in f"/{inside}"

    def versions(self, tops: set[str]) -> dict[str, str]:
        """Versions of imported packages and of what they stand on; "absent" where there is none; not the
        standard library.
        """
        wanted = {top for top in tops if top not in sys.stdlib_module_names and top != "figpress"}
        wanted |= {below for top in wanted for below in STANDS_ON.get(top, ())}
        return {top: self._version(top) for top in sorted(wanted)}

    def variable(self, name: str) -> str:
        """The digest of a variable's value: values may be secret."""
        if name == ALL:
            return digest(json.dumps(shown(os.environ), sort_keys=True))
        value = os.environ.get(name)
        return "absent" if value is None else digest(value)

    def _version(self, top: str) -> str:
        if top not in self._versions:
            try:
                version = importlib.metadata.version(NAMES.get(top, top)).partition("+")[0]
            except importlib.metadata.PackageNotFoundError:
                version = self._searched(top)
            self._versions[top] = version
        return self._versions[top]

    def _searched(self, top: str) -> str:
        if importlib.machinery.PathFinder.find_spec(top) is None:
            return "absent"
        names = importlib.metadata.packages_distributions().get(top)
        return importlib.metadata.version(names[0]).partition("+")[0] if names else "present"
