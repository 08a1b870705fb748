"""figures.lock: what is committed of every target."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from figpress.freshness.target import Kind
from figpress.freshness.trace import Trace


@dataclass(frozen=True)
class Entry:
    """One target: the fingerprint of its code, deep through computed results; its trace, values and
    environment.
    """

    kind: Kind
    fingerprint: str
    trace: Trace = field(default_factory=Trace)
    values: Mapping[str, float] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, float] = field(default_factory=dict)  # a symbols context: worst error by equation


@dataclass(frozen=True)
class Lock:
    targets: Mapping[str, Entry] = field(default_factory=dict)
