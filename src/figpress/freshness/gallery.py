"""The gallery: what pages may know of every figure. Looks up records and code; runs nothing, imports nothing
heavy.
"""

from figpress.base.site import Site
from figpress.freshness.assessment import Assessment, Standing
from figpress.freshness.figure import Drawn
from figpress.freshness.lock import Lock
from figpress.freshness.lockfile import read_lock
from figpress.freshness.trace import SCRIPT, is_call


def open_gallery(site: Site) -> "RecordGallery":
    """A look at the site's figures as they are now. Open a new one after anything changed."""
    return RecordGallery(Assessment(site), read_lock(site))


class RecordGallery:
    """Implements seams.Gallery over records; values come from the committed lock where nothing was
    drawn yet.
    """

    def __init__(self, assessment: Assessment, lock: Lock):
        self.assessment, self.lock = assessment, lock
        self._drawn: dict[str, Drawn | None] = {}

    def ids(self) -> tuple[str, ...]:
        """Ids of all figures, symbols scripts included, in order."""
        return tuple(t.id for t in self.assessment.targets if not t.skip)

    def figure(self, id: str) -> Drawn | None:
        """A figure as it was drawn last, with its state against the code as it is now; None for an unknown
        id.
        "section/name#2" is its second picture alone.
        """
        script, _, nth = id.partition("#")
        if script not in self._drawn:
            target = self.assessment.target(script)
            self._drawn[script] = drawn(self.assessment.standing(target), self.lock) if target else None
        whole = self._drawn[script]
        return whole.only(nth) if whole and nth else whole


def drawn(standing: Standing, lock: Lock) -> Drawn:
    """A standing as pages know it."""
    record, entry = standing.record, lock.targets.get(standing.target.id)
    if record is None or not record.drawn:
        return Drawn(
            standing.target.script,
            standing.verdict.state,
            standing.verdict.reasons,
            values=entry.values if entry else {},
            functions=named(entry.trace.functions) if entry else (),
            fingerprint=entry.fingerprint if entry else "",
            failure=record.failure if record else None,
        )
    versions = {name: text for name, text in record.prints.environment.items() if not name.startswith("$")}
    return Drawn(
        standing.target.script,
        standing.verdict.state,
        standing.verdict.reasons,
        record.artifacts,
        record.values,
        named(record.trace.functions),
        {**record.provenance, **versions},
        record.seconds,
        standing.fingerprint,
        record.failure if standing.verdict.state == "failed" else None,
        record.findings,
        record.printed,
        opaque=record.trace.opaque,
    )


def named(functions: tuple[str, ...]) -> tuple[str, ...]:
    """Executed functions as people write them, without the script's own, and without which defaults they
    took.
    """
    return tuple(f.replace(":", ".") for f in functions if not f.startswith(f"{SCRIPT}:") and is_call(f))
