"""A figure as a script, and as it was drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from figpress.base.finding import Finding

State = Literal["fresh", "stale", "missing", "failed"]


@dataclass(frozen=True)
class FigureScript:
    """A script found under figures/, read but never imported.

    id       "<section>/<name>"
    path     relative to the site's folder
    caption  the first paragraph of its docstring, "" where there is none
    """

    id: str
    path: str
    caption: str


@dataclass(frozen=True)
class Artifact:
    """One file that a figure left in the store.

    name        "three-paths", "three-paths-2", "three-paths.json"
    path        absolute, inside the store, named by content
    role        image: shown; narrow: the image of the same name, drawn for a phone; motion: the same, moving;
                table: HTML, shown; numbers: what an image draws, as CSV; data: JSON of an interactive figure;
                module: its ES module
    """

    name: str
    path: Path
    sha256: str
    media_type: str
    role: Literal["image", "narrow", "motion", "table", "numbers", "data", "module", "runs"] = "image"
    width: float = 0.0  # CSS pixels
    height: float = 0.0


@dataclass(frozen=True)
class Failure:
    """Why a script did not finish: its own line, and the message."""

    where: str  # "path:line"
    message: str
    traceback: str = ""  # the script's own frames only; never published


@dataclass(frozen=True)
class Drawn:
    """What pages, reports and sheets may know of a figure. Pages look these up; nothing here runs code.

    state      of the picture in hand against the code as it is now
    reasons    why it is not fresh: one line each
    artifacts  the last good ones (empty when there never was one)
    values     what the script handed to figpress.value, at full precision
    functions  qualified names of the project functions that it executed ("byhand.attention.backward")
    provenance device, versions, seed, date: name to text
    opaque     why more may have been read than was seen: see Trace.opaque
    """

    script: FigureScript
    state: State
    reasons: tuple[str, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    values: Mapping[str, float] = field(default_factory=dict)
    functions: tuple[str, ...] = ()
    provenance: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    fingerprint: str = ""
    failure: Failure | None = None
    findings: tuple[Finding, ...] = ()
    printed: str = ""
    opaque: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.script.id

    @property
    def images(self) -> tuple[Artifact, ...]:
        return tuple(a for a in self.artifacts if a.role == "image")

    @property
    def shown(self) -> tuple[Artifact, ...]:
        """Pictures and tables, in the order in which the script made them: "#2" is the second."""
        return tuple(a for a in self.artifacts if a.role in ("image", "table"))

    def only(self, nth: str) -> "Drawn":
        """The figure with its nth picture alone ("2"), counted from 1; with none where there are not so many."""
        shown = self.shown
        one = shown[int(nth) - 1] if nth.isdecimal() and 0 < int(nth) <= len(shown) else None
        rest = ("module", "data", "runs") if nth == "1" else ()
        names = (one.name, f"{one.name}.csv") if one else ()
        kept = [a for a in self.artifacts if a.name in names or (one and a.role in rest)]
        return replace(self, artifacts=tuple(kept))

    def motion(self, still: Artifact) -> Artifact | None:
        """The moving picture of which this is the still."""
        return self._beside(still, "motion")

    def narrow(self, wide: Artifact) -> Artifact | None:
        """The same picture drawn for a phone, where that could be done well."""
        return self._beside(wide, "narrow")

    def _beside(self, image: Artifact, role: str) -> Artifact | None:
        return next((a for a in self.artifacts if a.role == role and a.name == image.name), None)
