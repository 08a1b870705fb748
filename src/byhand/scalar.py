"""Backprop on single numbers: a graph that remembers where each number came from, walked once from the end.

Every operation knows one thing, its local slopes. The rest is the chain rule: multiply along a path, add where paths
meet. The idea of an engine this small is Karpathy's micrograd; its tensors are the rest of this package.

>>> a, b = Number(2.0, "a"), Number(-3.0, "b")
>>> y = a * b + b**2
>>> backward(y)
>>> a.grad, b.grad
(-3.0, -4.0)
"""

import math
from dataclasses import dataclass, field


@dataclass(eq=False)
class Number:
    """One number of a computation: its value, its gradient, and the numbers that it was made of."""

    value: float
    name: str = ""
    parents: tuple["Number", ...] = ()
    slopes: tuple[float, ...] = ()  # d(this)/d(parent), one a parent
    grad: float = field(default=0.0, init=False)  # d(end)/d(this), once backward has run

    def __add__(self, other: "Number | float") -> "Number":
        other = _number(other)
        return Number(self.value + other.value, "+", (self, other), (1.0, 1.0))

    def __mul__(self, other: "Number | float") -> "Number":
        other = _number(other)
        return Number(self.value * other.value, "×", (self, other), (other.value, self.value))

    def __pow__(self, power: float) -> "Number":
        return Number(self.value**power, f"^{power:g}", (self,), (power * self.value ** (power - 1),))

    def exp(self) -> "Number":
        e = math.exp(self.value)
        return Number(e, "exp", (self,), (e,))

    def log(self) -> "Number":
        return Number(math.log(self.value), "log", (self,), (1 / self.value,))

    def tanh(self) -> "Number":
        t = math.tanh(self.value)
        return Number(t, "tanh", (self,), (1 - t * t,))

    def relu(self) -> "Number":
        return Number(max(self.value, 0.0), "relu", (self,), (float(self.value > 0),))

    def sigmoid(self) -> "Number":
        p = 0.5 * (1 + math.tanh(0.5 * self.value))  # the same function, and no exp that could overflow
        return Number(p, "σ", (self,), (p * (1 - p),))

    def __neg__(self) -> "Number":
        return self * -1.0

    def __sub__(self, other: "Number | float") -> "Number":
        return self + -_number(other)

    def __truediv__(self, other: "Number | float") -> "Number":
        return self * _number(other) ** -1.0

    def __rsub__(self, other: float) -> "Number":
        return _number(other) - self

    def __rtruediv__(self, other: float) -> "Number":
        return _number(other) / self

    __radd__, __rmul__ = __add__, __mul__


def backward(end: Number) -> None:
    """Fills in `grad` for every number that the end was made of, each visited once, after all that used it."""
    ordered = order(end)
    for number in ordered:
        number.grad = 0.0
    end.grad = 1.0
    for number in reversed(ordered):
        for parent, slope in zip(number.parents, number.slopes):
            parent.grad += slope * number.grad  # +=, because a number that is used twice is blamed twice


def order(end: Number) -> list[Number]:
    """Returns the numbers behind the end, and the end, every one after its parents; no recursion, so depth is free."""
    ordered: list[Number] = []
    seen: set[Number] = set()
    waiting = [(end, False)]
    while waiting:
        number, ready = waiting.pop()
        if ready:
            ordered.append(number)
        elif number not in seen:
            seen.add(number)
            waiting.append((number, True))
            waiting.extend((parent, False) for parent in reversed(number.parents))
    return ordered


def _number(value: "Number | float") -> Number:
    return value if isinstance(value, Number) else Number(float(value), f"{value:g}")
