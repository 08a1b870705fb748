"""One choice of sizes: what a symbols script makes of it for several seeds, and the gradients that autograd
finds there.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from figpress.equations.draw import Draw
from figpress.equations.model import SymbolContext
from figpress.equations.spelt import spelling
from figpress.equations.syntax import Binary, Node, Number, Product, Scripted, Sum, Symbol
from figpress.equations.table import Entry, Table
from figpress.equations.tensors import numpy_of, push_of, tensors_of

if TYPE_CHECKING:
    import torch

SEEDS = 5
# Three choices, distinct and none of them 1 or 2: a transposed, shared or forgotten dimension shows.
CHOICES = ((3, 5, 4, 6, 7, 8), (5, 3, 6, 4, 8, 7), (4, 6, 3, 5, 7, 9))


class Wrong(ValueError):
    """A symbols script whose tensors are not what its table says."""


class World:
    """The names of one symbols script at one choice of sizes, for all seeds.

    sizes   the parameters of forward, and every whole number that it returned
    """

    table: Table

    def __init__(self, context: SymbolContext, choice: int):
        import torch

        self.context = context
        self.sizes = _sizes(context, choice)
        self.draws = [Draw(choice, seed) for seed in range(SEEDS)]
        with torch.enable_grad():
            self.made = [context.forward(draw, **self.sizes) for draw in self.draws]
        for names in self.made[0].items():
            if isinstance(names[1], int) and not isinstance(names[1], bool):
                self.sizes.setdefault(*names)
        self._arrays: dict[tuple[str, bool], np.ndarray | None] = {}
        self._gradients: list[dict[int, torch.Tensor | None]] | None = None
        self._jacobians: dict[tuple[str, str], np.ndarray] = {}
        self._defined: dict[str, np.ndarray] = {}
        self._extents: dict[tuple[str, int], tuple[int, int]] = {}
        self._tracked: dict[str, torch.Tensor] = {}
        self._definitions: dict[str, Callable[[], torch.Tensor]] = {}
        self._sizes_of: dict[tuple[str, bool], float] = {}
        self._depends: dict[tuple[str, str], bool] = {}
        self.values: dict[tuple, Any] = {}  # of names at places, as the evaluator has found them
        self.steps: dict[str, np.ndarray] = {}  # what a display has set anew with ←
        self.follower: Any = None  # the evaluator on torch's tensors

    # -- what there is
    # ------------------------------------------------------------------------------------------

    def has(self, entry: Entry) -> bool:
        return entry.tex in self._defined or entry.tex in self.made[0] or entry.tex in self.sizes

    def define(self, entry: Entry, array: np.ndarray, again: Callable[[], torch.Tensor]) -> None:
        """A name that a display, or the table, defines: [seeds, *ranges, rows, columns]; `again` makes it
        so that autograd
        can follow it.
        """
        self._defined[entry.tex] = array
        self._definitions[entry.tex] = again
        self._tracked.pop(entry.tex, None)
        self.values.clear()
        for bar in (False, True):
            self._sizes_of.pop((entry.tex, bar), None)

    def largest(self, entry: Entry, bar: bool, array: Any) -> float:
        """The largest number that a name holds: what rounding is held against."""
        key = (entry.tex, bar)
        if key not in self._sizes_of:
            plain = np.abs(array if isinstance(array, np.ndarray) else array.detach().numpy())
            finite = plain[np.isfinite(plain)]
            self._sizes_of[key] = float(finite.max(initial=0.0))
        return self._sizes_of[key]

    def returned(self, entry: Entry) -> bool:
        """Whether forward made it, so that autograd knows of it."""
        return (
            entry.tex in self.made[0]
            and entry.tex not in self._defined
            and entry.kind in ("tensor", "scalar")
        )

    def tracked(self, entry: Entry) -> torch.Tensor:
        """[seeds, *ranges, rows, columns], with what autograd remembers of it."""
        import torch

        if entry.tex in self.steps:
            return torch.as_tensor(self.steps[entry.tex])
        if entry.tex not in self._tracked:
            with torch.enable_grad():
                if entry.tex in self._definitions:
                    made = self._definitions[entry.tex]()
                    made = made if made.requires_grad else made.requires_grad_()
                else:
                    made = torch.stack([self._laid(entry, seed) for seed in range(SEEDS)]).to(torch.float64)
            self._tracked[entry.tex] = made
        return self._tracked[entry.tex]

    def inputs(self, entry: Entry) -> list[torch.Tensor] | None:
        """The very tensors that a derivative by a name is taken with respect to; None where autograd knows
        of none."""
        import torch

        if entry.tex in self._definitions:
            return [self.tracked(entry)]
        if not self.returned(entry):
            return None
        self.tracked(entry)
        found = [t for seed in range(SEEDS) for t in tensors_of(self.made[seed][entry.tex])]
        fits = all(isinstance(t, torch.Tensor) and t.requires_grad for t in found)
        return found if found and fits else None

    def full_shape(self, entry: Entry) -> tuple[int, ...]:
        return (*(self.count(entry, a) for a in range(len(entry.ranges))), *self.element_shape(entry))

    def depends(self, above: Entry, below: Entry) -> bool:
        """Whether one name was computed from another."""
        import torch

        key = (above.tex, below.tex)
        if key not in self._depends:
            inputs = self.inputs(below)
            made = self.tracked(above) if self.has(above) and above.kind in ("tensor", "scalar") else None
            known = inputs is not None and made is not None and made.requires_grad
            found = (
                torch.autograd.grad(made.sum(), inputs, retain_graph=True, allow_unused=True) if known else ()
            )
            self._depends[key] = any(f is not None for f in found)
        return self._depends[key]

    def samples(self, entry: Entry) -> int:
        """How many samples a random name has; 0 for any other."""
        return len(self.raw(entry, 0)) if entry.random else 0

    def raw(self, entry: Entry, seed: int) -> Any:
        """What forward returned under a name."""
        return self.made[seed][entry.tex] if entry.tex in self.made[seed] else self.sizes[entry.tex]

    def array(self, entry: Entry, bar: bool = False) -> np.ndarray | None:
        """[seeds, *ranges, rows, columns] of a name or of its gradient; None where the loss does not depend
        on it.
        """
        if not bar and (made := self.steps.get(entry.tex, self._defined.get(entry.tex))) is not None:
            return made
        key = (entry.tex, bar)
        if key not in self._arrays:
            found = [self._gradient(entry, seed) if bar else self.raw(entry, seed) for seed in range(SEEDS)]
            self._arrays[key] = (
                None if any(f is None for f in found) else np.stack([self._laid_out(entry, f) for f in found])
            )
        return self._arrays[key]

    def low(self, entry: Entry, axis: int) -> int:
        """The first index of a family along one axis."""
        return self._extent(entry, axis)[0]

    def count(self, entry: Entry, axis: int) -> int:
        """How many there are."""
        return self._extent(entry, axis)[1]

    def _extent(self, entry: Entry, axis: int) -> tuple[int, int]:
        key = (entry.tex, axis)
        if key not in self._extents:
            span = entry.ranges[axis]
            low = self.integer(span.low)
            self._extents[key] = low, self.integer(span.high) - low + (not span.strict)
        return self._extents[key]

    def integer(self, node: Node) -> int:
        """A dimension such as n, 3, Hd_k or L+1."""
        if isinstance(node, Number):
            return int(node.digits)
        if isinstance(node, Symbol | Scripted):
            name = spelling(node)
            if name not in self.sizes:
                raise Wrong(
                    f"{name} is no size: forward's parameters and the whole numbers that it returns are"
                )
            return self.sizes[name]
        if isinstance(node, Product):
            return int(np.prod([self.integer(f) for f in node.factors]))
        if isinstance(node, Sum):
            return sum(sign * self.integer(term) for sign, term in node.terms)
        if isinstance(node, Binary) and node.op == "/":
            return self.integer(node.left) // self.integer(node.right)
        raise Wrong("a dimension is a size, a number, or a product or sum of them")

    def named(self, length: int) -> str:
        """A dimension by its name, for messages: "d_k" for 5 where d_k is 5."""
        names = [name for name, size in self.sizes.items() if size == length and not name.startswith("\\")]
        return f"{names[0]}={length}" if names else str(length)

    def element_shape(self, entry: Entry) -> tuple[int, int]:
        return (1, 1) if entry.dims is None else (self.integer(entry.dims[0]), self.integer(entry.dims[1]))

    def _laid_out(self, entry: Entry, made: Any) -> np.ndarray:
        """One seed's tensor as [*ranges, rows, columns], held against the shape that the table states."""
        if isinstance(made, list | tuple):
            array = np.stack([numpy_of(part) for part in made])
        else:
            array = numpy_of(made)
        expected = tuple(self.count(entry, axis) for axis in range(len(entry.ranges)))
        if entry.random and array.ndim:
            expected = (len(array), *expected)
        rows, columns = self.element_shape(entry)
        accepted = [(*expected, rows, columns)]
        if entry.dims is None:
            accepted.append(expected)
        elif entry.row:
            accepted.append((*expected, columns))
        elif entry.column:
            accepted.append((*expected, rows))
        if array.shape not in accepted:
            shown = " × ".join(map(self.named, (*expected, rows, columns)))
            raise Wrong(
                f"{entry.tex} is said to be {entry.shape} ({shown}), but forward made {list(array.shape)}"
            )
        return array.reshape(accepted[0])

    # -- what autograd says
    # -------------------------------------------------------------------------------------

    def _gradient(self, entry: Entry, seed: int) -> Any:
        if self._gradients is None:
            self._gradients = [self._all_gradients(s) for s in range(SEEDS)]
        if entry.tex not in self.made[seed]:
            return None
        found = self._gradients[seed]
        made = self.made[seed][entry.tex]
        if isinstance(made, list | tuple):
            parts = [found.get(id(part)) for part in made]
            return None if any(p is None for p in parts) else parts
        return found.get(id(made))

    def _all_gradients(self, seed: int) -> dict[int, torch.Tensor | None]:
        import torch

        made = self.made[seed]
        loss = made.get(self.context.loss)
        if not isinstance(loss, torch.Tensor) or loss.ndim or not loss.requires_grad:
            raise Wrong(
                f"forward returns no loss {self.context.loss!r}: one number that depends on the leaves"
            )
        tensors = {id(t): t for value in made.values() for t in tensors_of(value) if t.requires_grad}
        found = torch.autograd.grad(loss, list(tensors.values()), retain_graph=True, allow_unused=True)
        return dict(zip(tensors, found))

    def jacobian(self, above: Entry, below: Entry) -> np.ndarray | None:
        """[seeds, *ranges above, rows, columns, *ranges below, rows, columns]; the seeds share one pass."""
        key = (above.tex, below.tex)
        if key not in self._jacobians:
            self._jacobians[key] = self._jacobian(above, below)
        return self._jacobians[key]

    def _laid(self, entry: Entry, seed: int) -> torch.Tensor:
        import torch

        made = self.raw(entry, seed)
        whole = torch.stack(list(made)) if isinstance(made, list | tuple) else torch.as_tensor(made)
        return whole.reshape(
            *(self.count(entry, a) for a in range(len(entry.ranges))), *self.element_shape(entry)
        )

    def _jacobian(self, above: Entry, below: Entry) -> np.ndarray | None:
        import torch

        inputs, made = self.inputs(below), self.tracked(above)
        if inputs is None or not made.requires_grad:
            return None
        rows, used = [], False
        ranges = self.full_shape(below)
        for entry in made.reshape(SEEDS, -1).T:
            found = torch.autograd.grad(entry.sum(), inputs, retain_graph=True, allow_unused=True)
            used = used or any(f is not None for f in found)
            filled = [torch.zeros_like(i) if f is None else f for f, i in zip(found, inputs)]
            each = len(filled) // SEEDS
            rows.append(
                torch.stack(
                    [torch.stack(filled[i : i + each]).reshape(ranges) for i in range(0, len(filled), each)]
                )
            )
        if not used:
            return None
        stacked = torch.stack(rows, 1).detach().numpy()
        return stacked.reshape(SEEDS, *made.shape[1:], *ranges)

    def differential(self, entry: Entry) -> np.ndarray | None:
        """[seeds, *ranges, rows, columns]: how a name changes when every leaf moves in a random direction."""
        return self._once(("d", entry.tex), lambda seed: self._tangent(entry, seed), entry)

    def _once(self, key: tuple, find: Callable[[int], Any], entry: Entry) -> np.ndarray | None:
        if key not in self._arrays:
            found = [find(seed) for seed in range(SEEDS)]
            self._arrays[key] = (
                None if any(f is None for f in found) else np.stack([self._laid_out(entry, f) for f in found])
            )
        return self._arrays[key]

    def _tangent(self, entry: Entry, seed: int) -> Any:
        made, leaves = self.made[seed].get(entry.tex), self.draws[seed].leaves
        if isinstance(made, list | tuple):
            parts = [push_of(part, leaves, seed) for part in made]
            return None if any(p is None for p in parts) else parts
        return push_of(made, leaves, seed)


def _sizes(context: SymbolContext, choice: int) -> dict[str, int]:
    names = list(inspect.signature(context.forward).parameters)[1:]
    fixed: Mapping[str, tuple[int, ...]] = context.sizes or {}
    pool = iter([s for s in CHOICES[choice] if s not in {v[choice % len(v)] for v in fixed.values()}])
    try:
        return {
            name: fixed[name][choice % len(fixed[name])] if name in fixed else next(pool) for name in names
        }
    except StopIteration:
        raise Wrong(f"forward has {len(names)} sizes; at most {len(CHOICES[0])} can be told apart") from None
