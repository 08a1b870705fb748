"""Numbers in the lanes of a vector: what a term of a rule is, as instructions of WebAssembly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from figpress.equations.compiled.assembly import F64, I32, Code, Kind
from figpress.equations.compiled.lengths import Whole
from figpress.equations.compiled.scalars import Apart, Applied, Binary, Count, Folded, Load, Number, Scalar

NOTHING, ONE = Whole.of(0), Whole.of(1)
_BINARY = {"+": "add", "-": "sub", "*": "mul", "/": "div"}
_ONE = {"Math.sqrt": "sqrt", "Math.abs": "abs"}
_TWO = {"Math.max": "max", "Math.min": "min"}


class NoVectors(Exception):
    """What is left to the readable program, in words."""


@dataclass(frozen=True)
class Interface:
    """What the function is handed, in this order: sizes, then arrays and numbers, the array that is written, room.

    scratch  how many numbers of room it needs
    """

    sizes: tuple[str, ...]
    given: tuple[tuple[str, bool], ...]  # (name, whether it is a number)
    written: str
    scratch: Whole = NOTHING


class Lanes:
    """One function, while it is written: which local holds what."""

    def __init__(self, face: Interface, kind: Kind):
        self.kind = kind
        types = [I32] * len(face.sizes)
        types += [F64 if number else I32 for _, number in face.given] + [I32, I32]
        self.code = Code(types, kind)
        self.wholes = {name: i for i, name in enumerate(face.sizes)}
        given = [name for name, _ in face.given]
        self.arrays = {name: len(face.sizes) + i for i, (name, number) in enumerate(face.given) if not number}
        self.raw = {name: len(face.sizes) + i for i, (name, number) in enumerate(face.given) if number}
        self.written = len(face.sizes) + len(given)
        self.room = self.written + 1
        self.known: list[dict[Scalar, int]] = [{}]
        self.vector = ""  # the letter that runs in vectors
        self.tail = False  # one lane is left of it
        self.walking: dict[tuple[str, Whole], int] = {}
        self.called = 0

    def folded(self, group: Sequence[Folded]) -> None:
        raise NotImplementedError

    # -- values

    def is_known(self, node: Scalar) -> bool:
        return any(node in scope for scope in self.known)

    def kept(self) -> int:
        local = self.code.local()
        self.code.set(local)
        return local

    def number(self, node: Scalar) -> None:
        """Puts a number on the stack, in all lanes or along the letter that runs in vectors."""
        for scope in reversed(self.known):
            if node in scope:
                self.code.get(scope[node])
                return
        if isinstance(node, Folded):
            self.folded([node])
            self.code.get(self.known[-1][node])
            return
        self.made(node)
        if isinstance(node, Number | Binary):
            return  # quickly made again, and engines find what is twice the same
        local = self.code.local()
        self.code.tee(local)
        self.known[-1][node] = local

    def made(self, node: Scalar) -> None:
        code = self.code
        match node:
            case Number():
                code.number(node.value)
            case Count():
                if self.vector in node.of.names:
                    raise NoVectors("a place that is a number")
                self.whole(node.of)
                code.plain(f"{self.kind.name}.convert")
                code.vector("splat")
            case Load():
                self.load(node)
            case Binary(op="*", left=Number(value=-1.0)):
                self.number(node.right)
                code.vector("neg")
            case Binary():
                self.number(node.left)
                self.number(node.right)
                code.vector(_BINARY[node.op])
            case Apart():
                self.apart(node)
            case Applied():
                self.applied(node)
            case _:
                raise NoVectors(f"a {type(node).__name__.lower()}")

    def apart(self, node: Apart) -> None:
        """The product, with 0 where a factor is."""
        self.number(node.left)
        self.number(node.right)
        self.code.vector("mul")
        for side in (node.left, node.right):
            self.number(side)
            self.code.number(0.0)
            self.code.vector("eq")
        self.code.vector("or")
        self.code.vector("andnot")

    def applied(self, node: Applied) -> None:
        for argument in node.arguments:
            self.number(argument)
        if node.function in _ONE or (node.function in _TWO and len(node.arguments) == 2):
            self.code.vector((_ONE | _TWO)[node.function])
        elif node.function in ("Math.exp", "erf"):
            number = 1 if node.function == "Math.exp" else 2
            self.called = max(self.called, number)
            self.code.call(number)
        else:
            raise NoVectors(f"{node.function} has no vectors")

    def load(self, node: Load) -> None:
        if node.at is None or node.array not in self.arrays:
            raise NoVectors(f"{node.array} is no array")
        stride = node.at.along(self.vector) if self.vector else NOTHING
        if stride not in (NOTHING, ONE):
            raise NoVectors(f"{node.array} lies across")
        at, offset = node.at.apart()
        offset *= self.kind.bytes
        pointer = self.walking.get((node.array, at))
        if pointer is None:
            self.address(self.arrays[node.array], at)
        else:
            self.code.get(pointer)
        if stride == NOTHING:
            self.code.vector("load_splat", 0, offset)
        else:
            self.code.vector("load_zero" if self.tail else "v.load", 0, offset)

    # -- whole numbers, and loops over them

    def address(self, base: int, at: Whole) -> None:
        self.code.get(base)
        if at == NOTHING:
            return
        self.whole(at * self.kind.bytes)
        self.code.plain("i32.add")

    def whole(self, whole: Whole) -> None:
        code = self.code
        if not whole.terms:
            code.const(0)
        for k, (factors, n) in enumerate(whole.terms):
            if n != 1 or not factors:
                code.const(n)
            for at, name in enumerate(factors):
                if name not in self.wholes:
                    raise NoVectors(f"{name} is no whole number that is handed in")
                code.get(self.wholes[name])
                if at or n != 1:
                    code.plain("i32.mul")
            if k:
                code.plain("i32.add")

    def scope(self):
        return _Scope(self.known)

    def on(self, letter: str, high: Whole, step: int, body: Callable[[], None]) -> None:
        """From where the letter stands, as long as a whole step fits below high."""
        code, local = self.code, self.wholes[letter]

        def fits() -> None:
            code.get(local)
            code.const(step)
            code.plain("i32.add")
            self.whole(high)
            code.plain("i32.le")

        def further() -> None:
            code.get(local)
            code.const(step)
            code.plain("i32.add")
            code.set(local)

        def inside() -> None:
            with self.scope():
                body()

        code.loop(fits, inside, further)

    def counted(self, letter: str, low: Whole, high: Whole, body: Callable[[], None]) -> None:
        self.wholes[letter] = self.code.local(I32)
        self.whole(low)
        self.code.set(self.wholes[letter])
        self.on(letter, high, 1, body)


class _Scope:
    """What is worked out inside of a block is not known after it."""

    def __init__(self, known: list[dict[Scalar, int]]):
        self.known = known

    def __enter__(self) -> None:
        self.known.append({})

    def __exit__(self, *_: object) -> None:
        self.known.pop()
