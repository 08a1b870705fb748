"""What was measured once, and committed as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from figpress.base.places import Place
from figpress.freshness.target import Target
from figpress.freshness.trace import Prints, Trace


@dataclass(frozen=True)
class Ran:
    """What the run behind a file of data depended on, as the data itself records it.

    fingerprint  of the code and the site's files that the run met
    prints       short digests behind it, by name: they tell what is different, the fingerprint alone whether
    texts        project files of the run → digest of their text, and
    engine       what took the fingerprint: another one may cut the same text otherwise
    record       digest of the numbers that the run left
    """

    fingerprint: str
    trace: Trace = field(default_factory=Trace)
    prints: Prints = field(default_factory=Prints)
    texts: Mapping[str, str] = field(default_factory=dict)
    engine: str = ""
    record: str = ""


@dataclass(frozen=True)
class Measurement:
    """NAME.measure.py, and NAME.json that it wrote beside itself.

    where   of the data: the line of its provenance; 0 where it says nothing of how it came to be
    ran     None where it says nothing
    record  digest of the numbers as they stand there now; "" where there is no file
    """

    script: Target
    where: Place
    ran: Ran | None = None
    record: str = ""
