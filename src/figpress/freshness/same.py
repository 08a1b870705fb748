"""Are two lock entries the same beyond what machines compute differently?

Values are compared to six significant digits, and anything below 1e-9 in size counts as rounding noise: a
worst error of
2.2e-14 here is 1.8e-14 on another processor and means the same. Prose prints such numbers as bounds.
"""

from figpress.freshness.lock import Entry

DIGITS, NOISE = 6, 1e-9


def same_number(a: float, b: float) -> bool:
    """True when two numbers agree to six significant digits, or both are noise, or neither is a number."""
    if a != a or b != b:
        return a != a and b != b
    if abs(a) < NOISE and abs(b) < NOISE:
        return True
    return a == b or abs(a - b) <= 0.5 * 10 ** (1 - DIGITS) * max(abs(a), abs(b)) < float("inf")


def same_entry(a: Entry, b: Entry) -> bool:
    """True when a lock need not be rewritten: code, trace and environment are equal, and values agree."""
    return (
        (a.kind, a.fingerprint, a.trace, dict(a.environment))
        == (b.kind, b.fingerprint, b.trace, dict(b.environment))
        and _agree(a.values, b.values)
        and _agree(a.errors, b.errors)
    )


def _agree(a, b) -> bool:
    return set(a) == set(b) and all(same_number(a[name], b[name]) for name in a)
