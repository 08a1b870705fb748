"""What is executed and traced: by `render`, but for measurements, which are run on request."""

from dataclasses import dataclass
from typing import Literal

from figpress.freshness.figure import FigureScript

Kind = Literal["figure", "computed", "symbols", "lab", "measurement"]


@dataclass(frozen=True)
class Target:
    """Something that is executed and traced: known by reading files, never by importing them.

    id      "<section>/<name>" for scripts; "computed:<module>:<function>:<digest of its arguments>"
    path    of the script or the module, relative to the site's folder
    skip    why it is not drawn ("it draws an animation"), "" where it is
    calls   for a computed: the function ("byhand.model:train") and the digest of the stored arguments
    """

    id: str
    path: str
    kind: Kind = "figure"
    caption: str = ""
    skip: str = ""
    calls: str = ""
    arguments: str = ""

    @property
    def script(self) -> FigureScript:
        return FigureScript(self.id, self.path, self.caption)
