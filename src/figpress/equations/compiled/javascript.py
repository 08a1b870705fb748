"""Rules as JavaScript: loops over rows and columns, every sum before the innermost loop that it depends on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from figpress.equations.compiled.lengths import Whole
from figpress.equations.compiled.scalars import (
    Apart,
    Applied,
    Binary,
    Chosen,
    Count,
    Folded,
    Kept,
    Load,
    Number,
    Scalar,
    Test,
    bound,
    names,
)

_START = {"sum": "0", "prod": "1", "max": "-Infinity", "min": "Infinity"}
_CALLED = {"sum": "sum", "prod": "product", "max": "top", "min": "least"}
_RANK = {"+": 1, "-": 1, "*": 2, "/": 2}
_TESTS = {"=": "===", "≠": "!==", "<": "<", ">": ">", "≤": "<=", "≥": ">="}


@dataclass
class _Block:
    """The lines before which a loop over `letter` begins, or the body of one."""

    letter: str = ""
    lines: list[str] = field(default_factory=list)
    known: dict[Scalar, str] = field(default_factory=dict)


@dataclass
class Writer:
    """Writes one function's body."""

    taken: set[str]
    blocks: list[_Block] = field(default_factory=list)

    def nest(
        self, loops: Sequence[tuple[str, str, str]], condition: str, target: str, value: Scalar
    ) -> list[str]:
        """The lines of `for (letter = low; letter < high)`… around one assignment."""
        self.blocks = [_Block()] + [_Block(letter) for letter, _, _ in loops]
        last = self.value(value)
        inner = [f"{target} = {last};"]
        for (letter, low, high), block in zip(reversed(loops), reversed(self.blocks[1:])):
            body = [*block.lines, *inner]
            if condition and letter == loops[-1][0]:
                body = [f"if (!({condition})) continue;", *body]
            inner = _loop(letter, low, high, body)
        return [*self.blocks[0].lines, *inner]

    # -- values

    def value(self, node: Scalar, rank: int = 0) -> str:
        """A number's expression; what it needs goes into the blocks."""
        match node:
            case Number():
                return _literal(node.value, rank)
            case Count():
                several = len(node.of.terms) > 1 or (rank > 2 and " * " in node.of.text)  # x / (n * d)
                return f"({node.of.text})" if rank and several else node.of.text
            case Load():
                return node.array if node.at is None else f"{node.array}[{node.at.text}]"
            case Binary():
                return self.binary(node, rank)
            case Applied():
                return f"{node.function}({', '.join(self.value(a) for a in node.arguments)})"
            case Chosen():
                tests = " && ".join(test(t) for t in node.tests)
                return f"({tests} ? {self.value(node.then)} : {self.value(node.otherwise)})"
            case Apart():
                a, b = self.value(node.left, 3), self.value(node.right, 3)
                return f"({a} === 0 || {b} === 0 ? 0 : {a} * {b})"
            case Folded():
                return self.once(node, self.fold)
            case Kept():
                return self.kept(node)
        raise TypeError(f"{type(node).__name__} is no number of a program")

    def binary(self, node: Binary, rank: int) -> str:
        if node.op == "*" and node.left == Number(-1.0):
            return f"-{self.value(node.right, 3)}" if rank < 2 else f"(-{self.value(node.right, 3)})"
        own = _RANK[node.op]
        left = self.value(node.left, own)
        right = self.value(node.right, own + (node.op in "-/" or own == 2))
        if right.startswith("-"):
            right = f"({right})"
        shown = f"{left} {node.op} {right}"
        return f"({shown})" if own < rank else shown

    # -- what stands before a loop

    def once(self, node: Scalar, write) -> str:
        """The variable that holds a sum: written in the outermost block in which all its letters are known."""
        free = names(node)
        at = max((i for i, block in enumerate(self.blocks) if block.letter in free), default=0)
        for block in self.blocks[: at + 1]:
            if node in block.known:
                return block.known[node]
        rest, self.blocks = self.blocks[at + 1 :], self.blocks[: at + 1]
        made = write(node)
        self.blocks[at].known[node] = made
        self.blocks += rest
        return made

    def fresh(self, wanted: str) -> str:
        name, serial = wanted, 2
        while name in self.taken:
            name, serial = f"{wanted}{serial}", serial + 1
        self.taken.add(name)
        return name

    def fold(self, node: Folded) -> str:
        name = self.fresh(_CALLED[node.op])
        inside = _Block(node.letter)
        self.blocks.append(inside)
        value = self.value(node.body, 2 if node.op == "prod" else 0)
        self.blocks.pop()
        step = {
            "sum": f"{name} += {value};", "prod": f"{name} *= {value};",
            "max": f"{name} = Math.max({name}, {value});", "min": f"{name} = Math.min({name}, {value});",
        }[node.op]  # fmt: skip
        self.blocks[-1].lines += [
            f"let {name} = {_START[node.op]};",
            *_loop(node.letter, node.low.text, node.high.text, [*inside.lines, step]),
        ]
        return name

    def kept(self, node: Kept) -> str:
        """A product that is worked out once, into an array of its own."""
        key = Kept(node.rows, node.columns, node.row, node.column, node.body, (Whole(), Whole()))
        name = self.once(key, self.array)
        return f"{name}[{(node.at[0] * node.columns + node.at[1]).text}]"

    def array(self, node: Kept) -> str:
        name = self.fresh("kept")
        rows, columns = _Block(node.row), _Block(node.column)
        self.blocks += [rows, columns]
        value = self.value(node.body)
        del self.blocks[-2:]
        place = (Whole.of(node.row) * node.columns + Whole.of(node.column)).text
        inner = _loop(node.column, "0", node.columns.text, [*columns.lines, f"{name}[{place}] = {value};"])
        self.blocks[-1].lines += [
            f"const {name} = new Float64Array({(node.rows * node.columns).text});",
            *_loop(node.row, "0", node.rows.text, [*rows.lines, *inner]),
        ]
        return name


def test(t: Test) -> str:
    """A relation between whole numbers."""
    if isinstance(t.right, str):
        return f"{t.right}.includes({t.left.text})"
    return f"{t.left.text} {_TESTS[t.relation]} {t.right.text}"


def letters_in(value: Scalar) -> frozenset[str]:
    return names(value) | bound(value)


def _loop(letter: str, low: str, high: str, body: list[str]) -> list[str]:
    head = f"for (let {letter} = {low}; {letter} < {high}; {letter}++)"
    if len(body) == 1 and len(head) + len(body[0]) < 100:
        return [f"{head} {body[0]}"]
    return [f"{head} {{", *(f"  {line}" for line in body), "}"]


def _literal(value: float, rank: int) -> str:
    if value == float("inf"):
        return "Infinity"
    if value == -float("inf"):
        return "(-Infinity)"
    shown = str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    return f"({shown})" if value < 0 and rank else shown
