"""What a run depended on, and what it left."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from figpress.base.finding import Finding
from figpress.freshness.figure import Artifact, Failure
from figpress.freshness.look import How
from figpress.freshness.target import Kind

SCRIPT = "__main__"
LOOKED_UP = "."  # ends what is no function in a trace, but an attribute of a module that was looked up
EVERY = "*"  # in the place of its name: all of them
ANYWHERE = "?"  # in the place of the module: whichever has a global of that name
NAMES = (
    "<names>"  # ends what is no attribute, but the local names of a function, which somebody may have seen
)
LOCAL_NAMES = f"{ANYWHERE}:{NAMES}{LOOKED_UP}"  # … of all functions: a frame was looked at


def is_call(entry: str) -> bool:
    """True for a function that ran; False for a default or an attribute that stands among them."""
    return not entry.endswith((")", LOOKED_UP))


@dataclass(frozen=True, order=True)
class Seen:
    """A file or folder that a run looked at.

    path  relative to the site's folder where it lies in it, absolute elsewhere
    how   what was seen of it: see look.How
    """

    path: str
    how: How


@dataclass(frozen=True)
class Trace:
    """One run's dependencies by name: enough to fingerprint the same run over the code as it is now.

    functions  executed while the script ran: "byhand.attention:backward"; the script's own are "__main__:…";
               "lib:f(gain)" where a call
               of lib.f left `gain` to its default; "lib:GAIN." where somebody looked up this attribute of the
               module, "lib:*." all of them; "?:GAIN." where code made at run time said this name
    modules    project modules that were imported: name → path
    at_import  functions executed while a module defined a name: "byhand.masks:TABLE" → functions
    classes    project classes that came out of a stored result: "byhand.cases:Case"
    files      looked at, or looked for in vain
    variables  environment variables that were read
    packages   distributions whose version counts
    computed   ids of the shared results that were used
    opaque     why more may have been read than was seen: then every file of the site counts
    declared   the script says itself what it reads (figpress.reads), so it is never opaque
    wrote      files that the run left behind
    """

    functions: tuple[str, ...] = ()
    modules: Mapping[str, str] = field(default_factory=dict)
    at_import: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    files: tuple[Seen, ...] = ()
    variables: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    computed: tuple[str, ...] = ()
    opaque: tuple[str, ...] = ()
    declared: bool = False
    wrote: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prints:
    """The digests behind one fingerprint, by name, so that a difference can be named.

    code         units of project code: "byhand.attention:backward()" a body, "byhand.masks:TABLE" a
                 definition
    files        Seen as "content data/x.csv" → digest of what was seen, "absent" where there is nothing
    environment  package → version, "$NAME" → value
    computed     id → digest of the result's value
    deep         id of a computed → fingerprint of its code
    """

    code: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    computed: Mapping[str, str] = field(default_factory=dict)
    deep: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Tried:
    """What a run depended on that failed, and would fail again while nothing of it changes."""

    trace: Trace
    prints: Prints


@dataclass(frozen=True)
class Record:
    """The last good run of a target, and the failure of a later one."""

    id: str
    kind: Kind
    path: str
    trace: Trace = field(default_factory=Trace)
    prints: Prints = field(default_factory=Prints)
    fingerprint: str = ""
    values: Mapping[str, float] = field(default_factory=dict)
    artifacts: tuple[Artifact, ...] = ()
    provenance: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    calls: str = ""  # of a computed: "module:function"
    arguments: str = ""  # of a computed: digest of the stored arguments
    value: str = ""  # of a computed: digest of its value
    errors: Mapping[str, float] = field(default_factory=dict)  # of a symbols script: worst error by equation
    failure: Failure | None = None
    tried: Tried | None = None  # the run that failed
    findings: tuple[Finding, ...] = ()  # what was seen in its pictures, and what it warned of
    printed: str = ""
    written: Mapping[str, tuple[str, str]] = field(
        default_factory=dict
    )  # files: what was in them before, and after

    @property
    def drawn(self) -> bool:
        """True when there is a good run."""
        return bool(self.fingerprint)


@dataclass(frozen=True)
class Verdict:
    """Fresh, stale, missing or failed, with its reasons."""

    state: Literal["fresh", "stale", "missing", "failed"]
    reasons: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()  # computed targets that must be run again before more can be said
    settled: bool = False  # it failed, and would fail again
