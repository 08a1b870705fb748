"""Names as rules: what an array has at an index, what a row of the table defines, what a script's function makes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from figpress.equations import terms
from figpress.equations.compiled.lengths import Whole
from figpress.equations.compiled.places import Given, Places
from figpress.equations.compiled.scalars import Load, Scalar, put
from figpress.equations.compiled.spelling import identifier, of_arguments
from figpress.equations.compiled.tensors import NOTHING, ONE, Tensor, Uncompiled, count, number
from figpress.equations.indices import free_letters
from figpress.equations.syntax import Node, Statement


@dataclass
class Reading(Places):
    """The rules of names."""

    def tensor(self, node: Node) -> Tensor:
        raise NotImplementedError

    def name(self, node: terms.Name) -> Tensor:
        entry = node.entry
        if not node.bar and entry.tex in self.parameters:
            return number(Load(self.parameters[entry.tex], None))
        if entry.kind == "size":
            return number(count(Whole.of(identifier(entry.tex))))
        if entry.kind == "index":
            return number(count(self.index(node)))
        if entry.kind not in ("tensor", "scalar"):
            raise Uncompiled(node, f"{entry.tex} is a {entry.kind}, not a number")
        if entry.random:
            raise Uncompiled(node, f"{entry.tex} is drawn at random")
        if entry.definition and not node.bar:
            return self.defined(node)
        return self.loaded(node)

    def defined(self, node: terms.Name) -> Tensor:
        """A name that its row of the table defines: worked out here, where it can be."""
        from figpress.equations.binding import bound
        from figpress.equations.statements import expression

        entry = node.entry
        if any(i is None for i in node.indices):
            return self.loaded(node)
        right = bound(expression(entry.definition), self.table, self.world.sizes)
        letters = [r.letter for r in entry.ranges]
        before = dict(self.given)
        try:
            made = self.tensor(right)
        except Uncompiled:
            self.given = before  # a definition by autograd: it is handed in
            return self.loaded(node)
        if not letters:
            return made
        given = [self.whole(i) for i in node.indices]

        def at(i, j):
            found = made.at(i, j)
            stand_ins = [self.maker.fresh() for _ in letters]
            for letter, stand_in in zip(letters, stand_ins):
                found = put(found, letter, Whole.of(stand_in))
            for stand_in, whole in zip(stand_ins, given):
                found = put(found, stand_in, whole)
            return found

        return replace(made, at=at)

    def loaded(self, node: terms.Name) -> Tensor:
        entry = node.entry
        rows, columns = self.element(entry)
        if not entry.ranges and entry.dims is None:
            return number(Load(self.give(node, "number"), None))
        name = self.give(node, "array", rows=rows, columns=columns)
        picks, open_axes = [], []
        for axis, index in enumerate(node.indices):
            low, _ = self.counts(entry)[axis]
            picks.append(None if index is None else self.whole(index) - low)
            open_axes += [axis] if index is None else []
        counts = [n for _, n in self.counts(entry)]
        if open_axes and (entry.dims is not None or len(open_axes) > 2):
            raise Uncompiled(node, f"{entry.tex} stands here without its index")

        def at(i: Whole, j: Whole) -> Scalar:
            given = dict(zip(open_axes, (i, j)))
            place = NOTHING
            for axis, pick in enumerate(picks):
                place = place * counts[axis] + (given[axis] if pick is None else pick)
            if open_axes:
                return Load(name, place)
            return Load(name, place_of(place, rows, columns, i, j))

        if open_axes:
            return Tensor(counts[open_axes[0]], counts[open_axes[1]] if len(open_axes) > 1 else ONE, at)
        if entry.over:
            rows_over = entry.over == "rows"
            first = Tensor(None if rows_over else rows, columns if rows_over else None, at)
            return replace(first, at=lambda i, j: at(NOTHING, j) if rows_over else at(i, NOTHING))
        return Tensor(rows, columns, at, scalar=entry.dims is None)

    def entries(self, node: terms.Entries) -> Tensor:
        base = self.tensor(node.base)
        if base.scalar or base.rows is None or base.columns is None or not 1 <= len(node.parts) <= 2:
            raise Uncompiled(node, "has no entries to take")
        first = self.world.context.first
        picks = [self.picked(part, first) for part in node.parts]
        if len(picks) == 1:
            picks = [None, picks[0]] if base.rows == ONE else [picks[0], None]
        sizes = []
        for pick, length in zip(picks, (base.rows, base.columns)):
            sizes.append(length if pick is None else ONE if pick[1] is None else pick[1](length))
        shifts = [NOTHING if pick is None else pick[0] for pick in picks]

        def at(i: Whole, j: Whole) -> Scalar:
            return base.at(shifts[0] + i, shifts[1] + j)

        single = all(size == ONE for size in sizes)
        return Tensor(sizes[0], sizes[1], at, scalar=single)

    def handed(self, node: terms.Call) -> Tensor:
        """What a function of the script's own makes is handed in, worked out."""
        statement = Statement(members=(node,), relations=(), span=node.span)
        letters = tuple(
            (self.spelt(name), *self.spans[name])
            for name in free_letters(statement, self.world.sizes)
            if name in self.spans
        )
        if any(name not in self.spans for name in free_letters(statement, self.world.sizes)):
            raise Uncompiled(node, "a function of the script's own, inside of a sum")
        from figpress.equations.evaluator import Evaluator

        shapes = set()
        for world in self.worlds:
            scope = {name: low.value(world.sizes) for name, low, _ in letters}
            shapes.add(Evaluator(world).value(node, scope).shape)
        rows, columns = self.recognised(node, shapes)
        scalar = shapes == {()}
        name = (
            identifier(node.function.tex)
            + "_prime" * node.primes
            + "_of_"
            + of_arguments(node.arguments, self.table)
        )
        plainly, serial = name, 2
        while name in self.given and self.given[name].of != node:  # the same function of something else
            name, serial = f"{plainly}{serial}", serial + 1
        if scalar and not letters:
            self.given.setdefault(name, Given(name, node, "number", "a number"))
            return number(Load(name, None))
        self.given.setdefault(
            name, Given(name, node, "array", f"{rows.text}×{columns.text}", rows, columns, letters)
        )

        def at(i: Whole, j: Whole) -> Scalar:
            place = NOTHING
            for letter, low, n in letters:
                place = place * n + Whole.of(letter) - low
            return Load(name, place_of(place, rows, columns, i, j))

        return Tensor(rows, columns, at, scalar=scalar)

    def recognised(self, node: Node, shapes: set) -> tuple[Whole, Whole]:
        """Lengths by the names of the sizes that they are in every world."""
        from figpress.equations.evaluator import Evaluator

        if shapes == {()}:
            return ONE, ONE
        found = []
        for axis in (0, 1):
            lengths = []
            for world in self.worlds:
                scope = {name: low.value(world.sizes) for name, (low, _) in self.spans.items()}
                lengths.append(Evaluator(world).value(node, scope).shape[axis])
            names = [n for n in self.world.sizes if [w.sizes[n] for w in self.worlds] == lengths]
            if set(lengths) == {1}:
                found.append(ONE)
            elif names:
                found.append(Whole.of(identifier(names[0])))
            else:
                raise Uncompiled(node, "its lengths are no sizes of the script")
        return found[0], found[1]


def place_of(start: Whole, rows: Whole, columns: Whole, i: Whole, j: Whole) -> Whole:
    """Where the entry (i, j) of a family's element lies."""
    return (start * rows + i) * columns + j
