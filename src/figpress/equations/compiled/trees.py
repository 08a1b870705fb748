"""What stands in a number: its parts, its sums, what it reads; and functions written out where they are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from figpress.equations.compiled.scalars import Apart, Applied, Binary, Folded, Load, Number, Scalar

_ONE = Number(1.0)


def children(node: Scalar) -> tuple[Scalar, ...]:
    match node:
        case Binary() | Apart():
            return node.left, node.right
        case Applied():
            return node.arguments
        case Folded():
            return (node.body,)
    return ()


def folds(node: Scalar) -> Iterable[Folded]:
    """Every sum in a number."""
    if isinstance(node, Folded):
        yield node
    for child in children(node):
        yield from folds(child)


def loads(node: Scalar) -> Iterable[Load]:
    """Every read in a number."""
    if isinstance(node, Load):
        yield node
    for child in children(node):
        yield from loads(child)


def inlined(node: Scalar, bodies: Mapping[str, tuple[str, Scalar]]) -> Scalar:
    """With the functions that other displays define written out."""
    match node:
        case Binary() | Apart():
            return replace(node, left=inlined(node.left, bodies), right=inlined(node.right, bodies))
        case Folded():
            return replace(node, body=inlined(node.body, bodies))
        case Applied(function=name) if name in bodies:
            letter, body = bodies[name]
            (argument,) = node.arguments
            return given(inlined(body, bodies), letter, inlined(argument, bodies))
        case Applied(function="Math.tanh"):
            twice = Binary("*", Number(2.0), inlined(node.arguments[0], bodies))
            risen = Binary("+", Applied("Math.exp", (twice,)), _ONE)
            return Binary("-", _ONE, Binary("/", Number(2.0), risen))
        case Applied():
            return replace(node, arguments=tuple(inlined(a, bodies) for a in node.arguments))
    return node


def given(body: Scalar, letter: str, argument: Scalar) -> Scalar:
    """A function's body at an argument."""
    match body:
        case Load(array=name, at=None) if name == letter:
            return argument
        case Binary() | Apart():
            return replace(
                body, left=given(body.left, letter, argument), right=given(body.right, letter, argument)
            )
        case Applied():
            return replace(body, arguments=tuple(given(a, letter, argument) for a in body.arguments))
    return body
