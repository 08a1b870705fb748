"""WebAssembly, as far as loops over vectors need it: instructions, and a module of one function around them."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

I32, F64, V128 = 0x7F, 0x7C, 0x7B
_EMPTY = 0x40
_PAGE = b"\x00asm\x01\x00\x00\x00"


@dataclass(frozen=True)
class Kind:
    """Numbers of one precision, as many as a vector of 128 bits holds.

    bits   of a number
    order  in which the format lists the instructions of both precisions: their numbers
    """

    name: str
    array: str
    bits: int
    lanes: int
    mantissa: int
    codes: dict[str, int] = field(hash=False)

    @property
    def bytes(self) -> int:
        return self.bits // 8


_NAMES = "splat extract eq lt load_splat load_zero store_lane abs neg sqrt add sub mul div min max shl iadd load store".split()
SINGLE = Kind("f32", "Float32Array", 32, 4, 23, dict(zip(_NAMES, (
    0x13, 0x1F, 0x41, 0x43, 0x09, 0x5C, 0x5A, 0xE0, 0xE1, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xAB, 0xAE, 0x2A, 0x38))))  # fmt: skip
DOUBLE = Kind("f64", "Float64Array", 64, 2, 52, dict(zip(_NAMES, (
    0x14, 0x21, 0x47, 0x49, 0x0A, 0x5D, 0x5B, 0xEC, 0xED, 0xEF, 0xF0, 0xF1, 0xF2, 0xF3, 0xF4, 0xF5, 0xCB, 0xCE, 0x2B, 0x39))))  # fmt: skip


def unsigned(n: int) -> bytes:
    """LEB128.

    >>> unsigned(624485).hex()
    'e58e26'
    """
    out = bytearray()
    while True:
        n, low = n >> 7, n & 0x7F
        out.append(low | (0x80 if n else 0))
        if not n:
            return bytes(out)


def signed(n: int) -> bytes:
    """LEB128 with a sign.

    >>> signed(-123456).hex()
    'c0bb78'
    """
    out = bytearray()
    while True:
        n, low = n >> 7, n & 0x7F
        done = (n == 0 and not low & 0x40) or (n == -1 and low & 0x40)
        out.append(low | (0 if done else 0x80))
        if done:
            return bytes(out)


class Code:
    """One function's instructions, written from the first to the last."""

    def __init__(self, parameters: Sequence[int], kind: Kind):
        self.parameters, self.kind = tuple(parameters), kind
        self.out = bytearray()
        self.types: list[int] = []

    def local(self, type_: int = V128) -> int:
        self.types.append(type_)
        return len(self.parameters) + len(self.types) - 1

    # -- whole numbers and locals

    def const(self, n: int) -> None:
        self.out += b"\x41" + signed(n)

    def get(self, local: int) -> None:
        self.out += b"\x20" + unsigned(local)

    def set(self, local: int) -> None:
        self.out += b"\x21" + unsigned(local)

    def tee(self, local: int) -> None:
        self.out += b"\x22" + unsigned(local)

    def plain(self, name: str) -> None:
        self.out.append(_PLAIN[name])

    # -- control

    def loop(self, go_on, body, step) -> None:
        """while (go_on) { body; step }."""
        self.out += bytes((0x02, _EMPTY, 0x03, _EMPTY))
        go_on()
        self.plain("i32.eqz")
        self.out += b"\x0d\x01"
        body()
        step()
        self.out += b"\x0c\x00\x0b\x0b"

    def call(self, function: int) -> None:
        self.out += b"\x10" + unsigned(function)

    # -- vectors

    def vector(self, name: str, *more: int) -> None:
        """An instruction of the kind's own: "add", or one of no kind: "and"."""
        number = self.kind.codes.get(name)
        self.out += b"\xfd" + unsigned(_VECTOR[name] if number is None else number)
        for one in more:
            self.out += unsigned(one)

    def number(self, x: float) -> None:
        """The same number in every lane."""
        one = struct.pack("<f" if self.kind.bits == 32 else "<d", x)
        self.bits(one * self.kind.lanes)

    def whole(self, n: int) -> None:
        """The same bits in every lane."""
        self.bits((n % (1 << self.kind.bits)).to_bytes(self.kind.bytes, "little") * self.kind.lanes)

    def bits(self, sixteen: bytes) -> None:
        self.out += b"\xfd\x0c" + sixteen

    def shuffled(self, by: int) -> None:
        """Of two vectors, the lanes of the first that begin `by` lanes later, round."""
        size = self.kind.bytes
        self.out += b"\xfd\x0d" + bytes((i + by * size) % 16 for i in range(16))

    def scalar_memory(self, name: str, offset: int = 0) -> None:
        """One number, not a vector: "load" or "store"."""
        self.out += bytes((self.kind.codes[name],)) + b"\x00" + unsigned(offset)


_PLAIN = {
    "drop": 0x1A, "i32.eqz": 0x45, "i32.lt": 0x48, "i32.le": 0x4C, "i32.add": 0x6A, "i32.sub": 0x6B, "i32.mul": 0x6C,
    "f32.demote": 0xB6, "f32.convert": 0xB2, "f64.convert": 0xB7,
}  # fmt: skip
_VECTOR = {
    "v.load": 0x00,
    "v.store": 0x0B,
    "and": 0x4E,
    "andnot": 0x4F,
    "or": 0x50,
    "xor": 0x51,
    "select": 0x52,
}


def module(functions: Sequence[tuple[Code, int | None]]) -> bytes:
    """A module that takes a memory "m.m" and gives its first function as "f"; each with the type it returns."""
    types, bodies = [], []
    for code, result in functions:
        given = bytes((0x60,)) + _vector([bytes((t,)) for t in code.parameters])
        types.append(given + _vector([] if result is None else [bytes((result,))]))
        runs = [(t, len(list(run))) for t, run in itertools.groupby(code.types)]
        locals_ = _vector([unsigned(count) + bytes((t,)) for t, count in runs])
        body = locals_ + bytes(code.out) + b"\x0b"
        bodies.append(unsigned(len(body)) + body)
    memory = b"\x01m\x01m\x02\x00\x01"
    return b"".join((
        _PAGE, _section(1, _vector(types)), _section(2, _vector([memory])),
        _section(3, _vector([unsigned(i) for i in range(len(functions))])),
        _section(7, _vector([b"\x01f\x00\x00"])), _section(10, _vector(bodies)),
    ))  # fmt: skip


def _vector(items: Sequence[bytes]) -> bytes:
    return unsigned(len(items)) + b"".join(items)


def _section(number: int, content: bytes) -> bytes:
    return bytes((number,)) + unsigned(len(content)) + content
