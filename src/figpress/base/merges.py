"""What git leaves in a file where two branches changed the same lines."""

import re

_OURS, _THEIRS, _END = (
    re.compile(line, re.M) for line in (r"^<{7}(?: .*)?\r?\n", r"^={7}\r?\n", r"^>{7}(?: .*)?\r?$")
)


def conflict(text: str) -> int:
    """The line of the first mark of a merge that nobody finished, or 0."""
    ours = _OURS.search(text)
    theirs = _THEIRS.search(text, ours.end()) if ours else None
    end = _END.search(text, theirs.end()) if theirs else None
    return 1 + text.count("\n", 0, ours.start()) if ours and end else 0
