"""The world as it is now, for comparing with what a run saw: files, versions, variables."""

import importlib.machinery
import importlib.metadata
import os
import sys

from figpress.base.site import Site
from figpress.freshness.code.canon import digest
from figpress.freshness.look import look
from figpress.freshness.trace import Seen

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

    def file(self, seen: Seen) -> str:
        """What a run would see of a file now."""
        key = f"{seen.how} {seen.path}"
        if key not in self._seen:
            self._seen[key] = look(os.path.join(self.site.root, seen.path), seen.how)
        return self._seen[key]

    def versions(self, tops: set[str]) -> dict[str, str]:
        """Versions of imported packages and of what they stand on; "absent" where there is none; not the
        standard library.
        """
        wanted = {top for top in tops if top not in sys.stdlib_module_names and top != "figpress"}
        wanted |= {below for top in wanted for below in STANDS_ON.get(top, ())}
        return {top: self._version(top) for top in sorted(wanted)}

    def variable(self, name: str) -> str:
        """The digest of a variable's value: values may be secret."""
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
