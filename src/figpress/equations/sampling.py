"""Expectations by samples: what a number of samples can tell, and what it cannot.

A random name holds samples. An identity of moments, Var x = E[x²] − E[x]², holds of every set of samples and is
held exactly. What is true of the distribution alone, E[xy] = E[x]E[y], is not: two sides that differ by less
than the samples can tell apart are said to be undecided, with that bound, and only what differs by more is
called false.
"""

from __future__ import annotations

import numpy as np

from figpress.equations import terms, values
from figpress.equations.evaluator import Evaluator
from figpress.equations.faults import Fault, Undecidable
from figpress.equations.syntax import Node, Statement, walk
from figpress.equations.whole import Scope
from figpress.equations.world import World

BATCHES = 8
ERRORS = 6.0  # standard errors between two sides before they are called different


def sampled(statement: Statement, world: World) -> slice | None:
    """The samples of a statement's random names; None where it has none. Raises Fault where their numbers
    differ."""
    counts: dict[int, Node] = {}
    for node in walk(statement):
        if isinstance(node, terms.Name) and node.entry.random:
            counts.setdefault(world.samples(node.entry), node)
    if len(counts) > 1:
        told = " and ".join(f"{count} of {node.entry.tex}" for count, node in counts.items())
        raise Fault("equation-shape", statement, f"random names are drawn together: here are {told} samples")
    return slice(0, next(iter(counts))) if counts else None


def told_apart(left: Node, right: Node, evaluator: Evaluator, scope: Scope) -> None:
    """Raises Undecidable where two sides differ by no more than their samples can tell."""
    if not any(
        isinstance(n, terms.Moment) and n.weights is None for side in (left, right) for n in walk(side)
    ):
        return
    apart = _apart(left, right, evaluator, scope)
    each = evaluator.samples // BATCHES
    if each < 2:
        return
    batches = []
    for k in range(BATCHES):
        part = Evaluator(evaluator.world, drawn=slice(k * each, (k + 1) * each))
        batches.append(_apart(left, right, part, scope))
    if any(b.shape != apart.shape for b in batches):
        return
    error = np.std(batches, axis=0, ddof=1) / BATCHES**0.5
    if (np.abs(apart) <= ERRORS * error).all() and error.any():
        raise Undecidable(
            f"{evaluator.samples} samples tell sides apart by {ERRORS * float(error.max()):.2g}, and these differ "
            f"by {float(np.abs(apart).max()):.2g}",
            right,
            "Return more samples from forward, or say what follows from them alone.",
        )


def _apart(left: Node, right: Node, evaluator: Evaluator, scope: Scope) -> np.ndarray:
    """[seeds, rows, columns]: left minus right, in the mean over the samples."""
    a, b = (evaluator.value(side, scope) for side in (left, right))
    found = values.add(a, b, -1).array
    full = np.broadcast_to(found, (evaluator.seeds, *found.shape[1:]))
    return full.reshape(len(evaluator.world.made), -1, *found.shape[1:]).mean(1)
