"""What a display says that a name is."""

from __future__ import annotations

import itertools

import numpy as np

from figpress.equations import terms, values
from figpress.equations.evaluator import Evaluator
from figpress.equations.faults import Fault
from figpress.equations.syntax import Node
from figpress.equations.table import Entry
from figpress.equations.values import Value
from figpress.equations.world import World


def define(entry: Entry, left: terms.Name, right: Node, world: World) -> None:
    """Give a name of the table the value of a term. Raises Fault where the shapes differ."""
    array = made_by(entry, left, right, Evaluator(world))

    def again():
        import torch

        return (
            made_by(entry, left, right, Evaluator(world).following())
            if torch.is_grad_enabled()
            else torch.as_tensor(array)
        )

    world.define(entry, array, again)


def made_by(entry: Entry, left: terms.Name, right: Node, evaluator: Evaluator):
    """[seeds, *ranges, rows, columns] of what a display says that a name is."""
    world = evaluator.world
    letters = [i.name for i in left.indices if isinstance(i, terms.Letter)]
    spans = [
        range(world.low(entry, a), world.low(entry, a) + world.count(entry, a)) for a in range(len(letters))
    ]
    expected = world.element_shape(entry)
    elements = []
    for picked in itertools.product(*spans):
        value = evaluator.value(right, dict(zip(letters, picked)))
        array = value.array
        if value.zero:
            array = array + values.like(np.zeros((1, *expected)), array)
            value = Value(array, entry.dims is None)
        elif value.eye is not None and expected[0] == expected[1]:
            array = values.written_out(value, *expected).array
        elif value.tall or value.wide:
            rows = expected[0] if value.tall else array.shape[1]
            array = array + values.like(
                np.zeros((1, rows, expected[1] if value.wide else array.shape[2])), array
            )
        if tuple(array.shape[1:]) != expected or value.scalar != (entry.dims is None):
            raise Fault(
                "equation-shape",
                right,
                f"{entry.tex} is {entry.shape} in the table, but this is {evaluator.shown(value.shape)}",
            )
        elements.append(array + values.like(np.zeros((len(world.made), *expected)), array))
    lib = values.library(elements[0])
    return lib.stack(elements, 1).reshape(len(world.made), *map(len, spans), *expected)
