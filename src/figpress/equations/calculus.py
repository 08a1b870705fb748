"""Derivatives inside an equation: every right side is evaluated in the differentiating framework, so that
∂, d/dx, ∇, Jacobians,
Hessians and φ′ of any expression come from autograd alike.
"""

from __future__ import annotations

from typing import Any

from figpress.equations import terms, values
from figpress.equations.binders_values import Bound
from figpress.equations.faults import Fault
from figpress.equations.moments import key_of
from figpress.equations.syntax import Node, walk
from figpress.equations.values import Value
from figpress.equations.whole import Scope


def _key(place: Node) -> str:
    """Under what a scope has another value of a name or of a letter."""
    return key_of(place.base if isinstance(place, terms.Entries) else place)


class Calculus(Bound):
    """Asks autograd."""

    def differential(self, node: terms.Differential, scope: Scope) -> Value:
        name = node.of.base if isinstance(node.of, terms.Entries) else node.of
        array = self.world.differential(name.entry)
        if array is None:
            raise Fault("equation-symbol", node, f"{name.entry.tex} does not depend on the leaves")
        found = self.lifted(self.element(name, array, scope))
        return (
            self.entries_of(found, node.of.parts, node, scope)
            if isinstance(node.of, terms.Entries)
            else found
        )

    def derivative(self, node: terms.Derivative, scope: Scope) -> Value:
        """∂of/∂by: rows are entries of what is above; a number above, or below, leaves the other's shape."""
        places = [place for place, count in node.by for _ in range(count)]
        if node.kind == "hessian":
            places = places * 2
        scope = self.put_in(places, scope)
        known = None if any(_key(place) in scope for place in places) else self.between_names(node.of, places)
        if known is not None:
            return self.picked_jacobian(node, *known, scope)
        import torch

        with torch.enable_grad():
            evaluator = self if self.tracked else self.following()
            found = evaluator.value(node.of, scope)
            for place in places:
                found = evaluator.once(found, place, node, scope)
        return (
            found if self.tracked else values.Value(values.plain(found.array), found.scalar, size=found.size)
        )

    def put_in(self, places: list[Node], scope: Scope) -> Scope:
        """Values that a bar has put in the place of variables, as autograd can follow them."""
        import torch

        held = {key: scope[key] for key in map(_key, places) if isinstance(scope.get(key), Value)}
        for key, value in held.items():
            if not getattr(value.array, "requires_grad", False):
                array = torch.as_tensor(value.array).broadcast_to((self.seeds, *value.array.shape[1:]))
                scope = {
                    **scope,
                    key: values.Value(array.clone().requires_grad_(), value.scalar, size=value.size),
                }
        return scope

    def following(self) -> Calculus:
        """The same evaluator on torch's tensors."""
        if self.world.follower is None:
            self.world.follower = type(self)(self.world, tracked=True)
        return self.world.follower

    # -- of one name by another: all at once, and remembered

    def between_names(self, of: Node, places: list[Node]) -> tuple[terms.Name, terms.Name] | None:
        names = []
        for node in (of, *places):
            node = node.base if isinstance(node, terms.Entries) else node
            if not isinstance(node, terms.Name) or node.bar or not self.world.returned(node.entry):
                return None
            names.append(node)
        return (names[0], names[1]) if len(names) == 2 and not self.tracked else None

    def picked_jacobian(
        self, node: terms.Derivative, above: terms.Name, below: terms.Name, scope: Scope
    ) -> Value:
        if above.entry.tex == below.entry.tex and above.entry.kind == "scalar":
            return values.number(1)
        array = self.world.jacobian(above.entry, below.entry)
        if array is None:
            raise self.independent(node)
        picks: list = [slice(None)]
        for name, whole in ((above, node.of), (below, node.by[0][0])):
            picks += self.axes(name, whole.parts if isinstance(whole, terms.Entries) else (), scope)
        found = array[tuple(picks)]
        return self.laid_out(
            found.reshape(found.shape[0], -1, found.shape[3] * found.shape[4]),
            found.shape[1:3],
            found.shape[3:5],
            node,
        )

    def axes(self, name: terms.Name, parts: tuple[Node, ...], scope: Scope) -> list:
        """Picks along one name's axes of a Jacobian: its ranges, then rows and columns."""
        entry, picks = name.entry, []
        for axis, index in enumerate(name.indices):
            if index is None:
                raise Fault("equation-shape", name, f"{entry.tex} stands here without its index")
            picks.append(self.member(entry, axis, index, scope))
        return picks + self.cells(self.world.element_shape(entry), parts, name, scope)

    def cells(self, shape: tuple[int, int], parts: tuple[Node, ...], node: Node, scope: Scope) -> list:
        from figpress.equations.faults import OutOfRange

        picks = [self.pick(part, scope) for part in parts]
        if len(picks) == 1:
            picks = [0, picks[0]] if shape[0] == 1 else [picks[0]]
        for pick, length in zip(picks, shape):
            if isinstance(pick, int) and not 0 <= pick < length:
                raise OutOfRange(f"there are {length} entries")
        return [slice(p, p + 1) if isinstance(p, int) else p for p in picks] + [slice(None)] * (
            2 - len(picks)
        )

    # -- of any expression

    def once(self, found: Value, place: Node, node: terms.Derivative, scope: Scope) -> Value:
        """One derivative of a value that torch follows."""
        import torch

        if found.tall or found.wide or found.eye is not None:
            raise Fault("equation-shape", node, "its size is not determined here")
        inputs, shaped = self.inputs(place, scope)
        array = found.array.broadcast_to((max(found.array.shape[0], self.seeds), *found.array.shape[1:]))
        if not array.requires_grad:
            raise self.independent(node)
        rows, used = [], False
        for r in range(array.shape[1]):
            for c in range(array.shape[2]):
                parts = torch.autograd.grad(
                    array[:, r, c].sum(), inputs, create_graph=True, retain_graph=True, allow_unused=True
                )
                used = used or any(p is not None for p in parts)
                rows.append(shaped([torch.zeros_like(i) if p is None else p for p, i in zip(parts, inputs)]))
        if not used:
            raise self.independent(node)
        below = rows[0].shape[1:]
        jacobian = torch.stack([row.reshape(row.shape[0], -1) for row in rows], 1)
        return self.laid_out(jacobian, (1, 1) if found.scalar else tuple(array.shape[1:]), below, node)

    def inputs(self, place: Node, scope: Scope) -> tuple[list, Any]:
        """The tensors that autograd is asked about, and how their gradients become [seeds, rows, columns]."""
        import torch

        name, parts = (place.base, place.parts) if isinstance(place, terms.Entries) else (place, ())
        if isinstance(name, terms.Letter):
            held = scope.get(name.name)
            if not isinstance(held, Value) or not getattr(held.array, "requires_grad", False):
                raise Fault(
                    "equation-symbol", place, f"{name.name} is no name of the table, so nothing depends on it"
                )
            return [held.array], lambda found: found[0]
        entry = name.entry
        if isinstance(put := scope.get(_key(name)), Value):
            return [put.array], lambda found: found[0]
        inputs = self.world.inputs(entry)
        if inputs is None:
            raise Fault(
                "equation-symbol",
                place,
                f"{entry.tex} is not a tensor that forward returns, so autograd knows nothing of it",
            )
        picks = tuple(self.axes(name, parts, scope))
        shape = self.world.full_shape(entry)

        def shaped(found: list) -> Any:
            per_seed = len(found) // len(self.world.made) or 1
            if len(found) == 1:
                whole = found[0].reshape(-1, *shape)
            else:
                whole = torch.stack(
                    [
                        torch.stack(found[i : i + per_seed]).reshape(shape)
                        for i in range(0, len(found), per_seed)
                    ]
                )
            return whole[(slice(None), *picks)]

        return inputs, shaped

    def laid_out(self, jacobian: Any, above: tuple, below: tuple, node: Node) -> Value:
        """[seeds, entries above, entries below] in the shape that is printed."""
        above, below = tuple(above), tuple(below)
        seeds = jacobian.shape[0]
        if above == (1, 1) or below == (1, 1):
            shape = below if above == (1, 1) else above
            return (
                values.scalar(jacobian) if shape == (1, 1) else values.tensor(jacobian.reshape(seeds, *shape))
            )
        if 1 not in above or 1 not in below:
            raise Fault(
                "equation-shape",
                node,
                "a Jacobian between two matrices has four indices",
                "Take rows, columns or entries of them.",
            )
        return values.tensor(jacobian.reshape(seeds, max(above), max(below)))

    def independent(self, node: terms.Derivative) -> Fault:
        place = node.by[0][0]
        shown = [n.entry.tex if isinstance(n, terms.Name) else "this" for n in (node.of, place)]
        return Fault(
            "equation-symbol",
            node,
            f"{shown[0]} does not depend on {shown[1]}",
            "forward must use the very tensor that it returns.",
        )

    def follows(self, body: Node, by: Node, node: Node) -> None:
        if not isinstance(by, terms.Name):
            return
        for inside in walk(body):
            if (
                isinstance(inside, terms.Name)
                and inside.entry.tex != by.entry.tex
                and self.world.depends(inside.entry, by.entry)
            ):
                raise Fault(
                    "equation-symbol",
                    node,
                    f"{inside.entry.tex} was made at one {by.entry.tex} and does not follow it",
                    f"Give {inside.entry.tex} the shape function, so that it can be asked elsewhere.",
                )
