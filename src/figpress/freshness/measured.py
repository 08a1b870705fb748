"""Is data that was measured once still what its script would measure?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from figpress.base.finding import Finding
from figpress.freshness.measurement import Measurement
from figpress.freshness.plan import changed, fingerprint
from figpress.freshness.trace import Prints

RULE = "stale-measurement"
SHORT = 16  # digits that are kept of each digest behind a fingerprint


@dataclass(frozen=True)
class Today:
    """What a measurement's run would meet now.

    prints  through the trace of the run
    texts   the files of the run → digest of their text, where its modules are still found in them
    """

    prints: Prints
    texts: Mapping[str, str]
    engine: str


def measurement_finding(kept: Measurement, today: Today | None) -> Finding | None:
    """What is wrong with a file of data, or None. `today` is None only where nothing is known of the run."""

    def found(message: str) -> Finding:
        return Finding(kept.where, RULE, "warning", message, f"Measure again: python {kept.script.path}")

    if not kept.record:
        return found(f"{kept.script.path} has not been run: there is no {kept.where.path}")
    if kept.ran is None or today is None:
        return found("nothing says what code measured this")
    if kept.ran.record != kept.record:
        return found("the numbers are not those that were measured: somebody edited them")
    if as_measured(kept, today):
        return None
    reasons = changed(kept.ran.prints, shortened(today.prints)) or ["its code changed"]
    more = f", and {len(reasons) - 1} more" if len(reasons) > 1 else ""
    return found(f"measured by other code: {reasons[0]}{more}")


def as_measured(kept: Measurement, today: Today) -> bool:
    """True when the script would run what it ran.

    Where figpress itself has changed how it reads code, two fingerprints of one text may differ; then the
    texts decide.
    """
    ran = kept.ran
    if ran is None:
        return False
    same_files = ran.prints.files == shortened(today.prints).files
    return fingerprint(today.prints) == ran.fingerprint or (
        ran.engine != today.engine and ran.texts == today.texts and same_files
    )


def shortened(prints: Prints) -> Prints:
    """Prints as data keeps them: code and the site's own files, in short digests. The versions of packages
    are told, and do not count.
    """
    own = {name: value for name, value in prints.files.items() if not name.partition(" ")[2].startswith("/")}
    return Prints(
        {name: value[:SHORT] for name, value in prints.code.items()},
        {name: value[:SHORT] for name, value in own.items()},
    )


def findings(kept: Iterator[tuple[Measurement, Today | None]]) -> Iterator[Finding]:
    """What is wrong with each, where something is."""
    for measurement, today in kept:
        if finding := measurement_finding(measurement, today):
            yield finding
