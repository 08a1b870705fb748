"""Whether a relation holds between two values, and where they differ most."""

from __future__ import annotations

import numpy as np

from figpress.equations import values
from figpress.equations.evaluator import Evaluator
from figpress.equations.faults import Fault
from figpress.equations.syntax import Node, Space
from figpress.equations.values import Misfit, Value
from figpress.equations.whole import Scope

RELATIVE = (
    1e-9  # of the larger side: what float64 leaves of a long chain of products is a thousand times smaller
)
ROUNDING = 1e-13  # of the numbers that went in: for sides that are zero in truth
ROUGH = 0.05  # ≈: of each entry, and nowhere less than a thousandth of the largest
LEAST = 1e-3


def compared(
    relation: str,
    left: Node,
    right: Node,
    a: Value | None,
    b: Value | None,
    evaluator: Evaluator,
    scope: Scope,
) -> tuple[float, float]:
    """The largest difference of two sides and the largest number on them. Raises Fault where the relation
    does not hold.
    """
    if relation == "∈":
        return _member(left, right, a, evaluator)
    assert a is not None and b is not None
    if a.zero or b.zero:
        return _zero(relation, left, right, a, b, evaluator, scope)
    shapes = f"the left side is {evaluator.shown(a.shape)}, this is {evaluator.shown(b.shape)}"
    if a.scalar != b.scalar:
        raise Fault("equation-shape", right, shapes)
    try:
        a, b = values.fitted(a, b)
    except Misfit:
        raise Fault("equation-shape", right, shapes) from None
    if relation not in ("=", "≔", "←", "≈", "≠") and not a.scalar:
        raise Fault(
            "equation-shape", right, f"{relation} stands between numbers, not {evaluator.shown(a.shape)}"
        )
    x, y = a.array, b.array
    if a.eye is not None or b.eye is not None:
        x, y = (
            np.concatenate([x, 0 * x if a.eye is None else a.eye], 2),
            np.concatenate([y, 0 * y if b.eye is None else b.eye], 2),
        )
    x, y = np.broadcast_arrays(x, y)
    return hold(relation, x, y, max(a.size, b.size), left, right, evaluator, scope)


def _zero(
    relation: str, left: Node, right: Node, a: Value, b: Value, evaluator: Evaluator, scope: Scope
) -> tuple[float, float]:
    """Against a literal 0, which has any shape."""
    other = b if a.zero else a
    if other.eye is not None:
        raise Fault("equation-shape", right, "the size of I is not determined here")
    if relation not in ("=", "≔", "←", "≈", "≠") and not other.scalar:
        raise Fault(
            "equation-shape", right, f"{relation} stands between numbers, not {evaluator.shown(other.shape)}"
        )
    nothing = np.zeros_like(other.array)
    x, y = (nothing, other.array) if a.zero else (other.array, nothing)
    return hold(relation, x, y, other.size, left, right, evaluator, scope, nothing=True)


def _member(left: Node, right: Node, a: Value | None, evaluator: Evaluator) -> tuple[float, float]:
    r"""X ∈ ℝ^{n×d}: the shape is as printed."""
    if not isinstance(right, Space) or a is None:
        raise Fault("equation-unreadable", right, r"∈ is followed by \mathbb R^{n\times d}")
    world = evaluator.world
    dims = tuple(evaluator.integer(d, {}) for d in right.dims)
    expected = (*dims, 1) if len(dims) == 1 else dims
    if a.shape != expected:
        raise Fault(
            "equation-shape",
            right,
            f"this is {evaluator.shown(a.shape)}, not {'×'.join(map(world.named, dims)) or 'a number'}",
        )
    return 0.0, 0.0


def hold(
    relation: str,
    x: np.ndarray,
    y: np.ndarray,
    scale: float,
    left: Node,
    right: Node,
    evaluator: Evaluator,
    scope: Scope,
    nothing: bool = False,
) -> tuple[float, float]:
    with np.errstate(invalid="ignore"):
        difference = np.abs(x - y)
    difference[(x == y)] = 0.0  # −∞ on both sides
    largest = max(_top(x), _top(y))
    tolerance = RELATIVE * largest + ROUNDING * min(scale, 1e6 * max(largest, 1.0))
    if relation == "≈":
        # Entry by entry; about nothing: small beside what went in.
        rough = (
            ROUGH * 0.1 * min(scale, 1.0)
            if nothing
            else np.maximum(ROUGH * np.maximum(np.abs(x), np.abs(y)), LEAST * largest)
        )
        wrong = ~(difference <= rough)
    elif relation in ("=", "≔", "←"):
        wrong = ~(difference <= tolerance)
    elif relation == "≠":
        wrong = np.broadcast_to((difference <= tolerance).all((1, 2), keepdims=True), x.shape)
    else:
        ahead = {"<": y - x, "≤": y - x, ">": x - y, "≥": x - y}.get(relation)
        if ahead is None:
            raise Fault("equation-unreadable", right, f"{relation} is not compared")
        wrong = ~(ahead > tolerance) if relation in "<>" else ~(ahead >= -tolerance)
    if wrong.any():
        raise Fault(
            "equation-false",
            right,
            _told(
                relation, x, y, np.where(np.isnan(difference), np.inf, difference) * wrong, evaluator, scope
            ),
        )
    return (float(difference.max()) if relation in ("=", "≔", "←") else 0.0), largest


def _told(
    relation: str, x: np.ndarray, y: np.ndarray, difference: np.ndarray, evaluator: Evaluator, scope: Scope
) -> str:
    """Where two sides differ most, and whether a factor explains it."""
    seed, row, column = np.unravel_index(int(np.argmax(difference)), difference.shape)
    a, b = float(x[seed, row, column]), float(y[seed, row, column])
    where = [f"{letter}={at}" for letter, at in scope.items()]
    if x.shape[1:] != (1, 1):
        where.insert(
            0,
            f"entry {row + 1},{column + 1} of {evaluator.world.named(x.shape[1])} × "
            f"{evaluator.world.named(x.shape[2])}",
        )
    if relation == "≈":
        where.append(f"{100 * ROUGH:g} % of each entry are allowed")
    sides = (
        f"left {a:.6g}, right {b:.6g}" if relation in ("=", "≈") else f"{a:.6g} {relation} {b:.6g} is false"
    )
    with np.errstate(all="ignore"):
        ratio = y / x
    factor = ""
    if relation == "=" and np.isfinite(ratio).all() and np.ptp(ratio) < 1e-9 * abs(ratio.flat[0]):
        factor = (
            "; the right side has the other sign"
            if abs(ratio.flat[0] + 1) < 1e-9
            else f"; the right side is {ratio.flat[0]:.6g} times the left"
        )
    return sides + (f" at {', '.join(where)}" if where else "") + factor


def _top(array: np.ndarray) -> float:
    finite = np.abs(array[np.isfinite(array)])
    return float(finite.max()) if finite.size else 0.0
