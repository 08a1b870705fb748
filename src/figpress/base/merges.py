"""What git leaves in a file where two branches changed the same lines."""

import re

_MARKS = re.compile(r"^<{7}(?: .*)?\r?\n(?:.*\n)*?={7}\r?\n(?:.*\n)*?>{7}(?: .*)?$", re.M)


def conflict(text: str) -> int:
    """The line of the first mark of a merge that nobody finished, or 0."""
    found = _MARKS.search(text)
    return 1 + text.count("\n", 0, found.start()) if found else 0
