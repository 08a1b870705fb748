"""A display as the statements that it makes: several equations, chains, conditions."""

from dataclasses import replace
from functools import lru_cache

from figpress.equations.cursor import BETWEEN, WHERE, plain
from figpress.equations.lines import flat
from figpress.equations.parser import Parser
from figpress.equations.syntax import Binary, Condition, Group, Node, Space, Statement, Symbol, Unreadable
from figpress.equations.tokens import IMPLIES, Token

_SETS = tuple(f"\\mathbb{{{letter}}}" for letter in "RNZCQ")


# What follows says when two sides are equal.
EQUALITY = {
    "with equality if and only if",
    "with equality iff",
    "with equality only if",
    "equality holds if and only if",
}


class Claimless(Unreadable):
    """An expression without a relation: it can be read, and says nothing that could be false."""


@lru_cache(4096)  # a display is asked for what it defines, for what it claims, and by each script
def statements(tex: str) -> tuple[Statement, ...]:
    """Everything that a display claims, in order.

    Raises Unreadable, with the part of `tex` that it is about, for what cannot be evaluated as printed.

    >>> [len(s.members) for s in statements("a=b=c, d<e")]
    [3, 2]
    """
    try:
        return _statements(tex)
    except RecursionError:
        raise Unreadable("nested too deeply", (0, max(len(tex), 1))) from None


def _statements(tex: str) -> tuple[Statement, ...]:
    parser = Parser(tex)
    parser.tokens = flat(parser.tokens)
    found: list[Statement] = []
    premises: tuple[Statement, ...] = ()
    waiting: tuple[Condition, ...] = ()
    while True:
        while parser.next.kind in ("separator", "newline") or (
            parser.next.kind == "mark" and parser.next.text in (",", ".", "&", ":")
        ):
            parser.take()
        if parser.next.kind == "end":
            break
        if (
            parser.next.kind == "text" and plain(parser.next.text) in WHERE - {"and"}
        ) or parser.next.text == "\\forall":
            conditions = _conditions(parser, bool(found))
            before = parser.next.text == ":" and parser.peek().kind != "end"  # if i = j: …
            if found and not before:
                found[-1] = _limited(found[-1], conditions)
            else:
                waiting += conditions
            continue
        if found and parser.next.kind == "text" and plain(parser.next.text) in EQUALITY:
            parser.take()
            when = _statement(parser, ())
            found.append(replace(when, relations=("⇔",) * len(when.relations)))  # read, counted, not checked
            continue
        if parser.next.kind == "text" and _apart(parser):
            parser.take()  # words between equations
            continue
        if found and _remark(parser):
            continue
        at = parser.at
        try:
            statement = _statement(parser, premises)
        except Claimless:
            if not found or (shape := _shape(parser, at)) is None:
                raise
            first = found[-1].members[0]  # \quad (n \times d): of what shape that is
            statement = Statement(members=(first, shape), relations=("∈",), span=shape.span)
        premises = ()
        if parser.next.kind == "command" and parser.next.text in IMPLIES:
            parser.take()
            premises = (statement,)
            continue
        if found and (_only_indices(statement) or _range(statement)):
            found[-1] = _limited(found[-1], (_as_condition(statement),))
        else:
            found.append(_limited(statement, waiting))
            waiting = ()
    if not found:
        raise Unreadable(
            "nothing is claimed here",
            (0, max(len(tex.rstrip()), 1)),
            "Mark the display: % unchecked: prose, and why.",
        )
    return tuple(found)


def expression(tex: str) -> Node:
    """One expression, such as a symbol table's definition."""
    parser = Parser(tex)
    node = parser.expression()
    if parser.next.kind != "end":
        raise parser.unexpected()
    return node


def _conditions(parser: Parser, after: bool) -> tuple[Condition, ...]:
    """For what an equation is claimed; a "where" that is followed by equations of its own introduces
    those."""
    at = parser.at
    words = plain(parser.next.text) if parser.next.kind == "text" else "for all"
    try:
        found = parser.conditions()
        if words in ("where", "with", "and", "given") and not all(_of_indices(c) for c in found):
            found = ()
        elif parser.next.kind in ("end", "separator", "newline", "text") or parser.next.text in (
            ",",
            ".",
            ":",
        ):
            return found
    except Unreadable:
        if words not in ("where", "with", "and", "given"):
            raise
        found = ()
    if found:
        raise parser.unexpected()
    parser.at = at
    parser.take()
    return ()


def _of_indices(condition: Condition) -> bool:
    return all(r != "=" for r in condition.relations) and all(
        not isinstance(m, Symbol) or len(m.name) == 1 for m in condition.members
    )


def _apart(parser: Parser) -> bool:
    """Whether words stand apart from the mathematics: connecting words, or a remark between separators."""
    token, after = parser.next, parser.peek()
    if plain(token.text) in BETWEEN or not token.text.strip():
        return True
    ends = after.kind in ("separator", "newline", "end", "text") or (
        after.kind == "mark" and after.text in (",", ".", ":", "&")
    )
    return ends or (
        not token.text[0].isalpha() and not (after.kind == "mark" and after.text in ("(", "_", "^"))
    )


def _statement(parser: Parser, premises: tuple[Statement, ...]) -> Statement:
    start = parser.next.start
    members, relations = [parser.expression()], []
    parser.pause()
    while parser.next.kind == "relation":
        relations.append(parser.take().text)
        members.append(_member(parser, relations[-1]))
        parser.pause()
    if not relations:
        raise _claimless(parser, start)
    if relations == ["="] and isinstance(members[0], Symbol) and parser.next.text == ",":
        if high := parser.up_to():
            members, relations = [members[1], members[0], high], ["≤", "≤"]
    statement = Statement(
        members=tuple(members), relations=tuple(relations), premises=premises, span=parser.since(start)
    )
    if (
        parser.next.kind == "text" and plain(parser.next.text) in WHERE - {"and", "where", "with"}
    ) or parser.next.text == "\\forall":
        statement = _limited(statement, parser.conditions())
    return _ended(parser, statement)


def _remark(parser: Parser) -> bool:
    """Words in parentheses after an equation: they are passed over."""
    token, after = parser.next, parser.peek()
    if not (token.kind == "mark" and token.text == "(" and after.kind == "text"):
        return False
    if plain(after.text).partition(" ")[0] not in BETWEEN:
        return False
    parser.at = parser.matching(parser.at) + 1
    return True


def _shape(parser: Parser, at: int) -> Space | None:
    """(n \\times d) alone."""
    parser.at = at
    node = parser.expression()
    inside = (
        node.items[0] if isinstance(node, Group) and node.brackets == "(" and len(node.items) == 1 else node
    )
    if isinstance(inside, Binary) and inside.op == "times" and inside is not node:
        return Space(dims=(inside.left, inside.right), span=node.span)
    return None


def _member(parser: Parser, relation: str) -> Node:
    if relation == "∈" and parser.next.text in _SETS:
        return parser.space()
    return parser.expression()


def _claimless(parser: Parser, start: int) -> Unreadable:
    if parser.next.kind in ("end", "separator", "newline", "text") or parser.next.text in (",", "."):
        return Claimless(
            "an expression alone claims nothing",
            parser.since(start),
            "Give it a second side, or mark the display: % unchecked: definition, and why.",
        )
    return parser.unexpected()


def _ended(parser: Parser, statement: Statement) -> Statement:
    """After a statement stands a separator, a remark in brackets, or words that connect."""
    following: Token = parser.next
    if following.kind == "text" and plain(following.text) not in BETWEEN:
        remark = following.text[:1] in "([" or following.text[:1].isspace()
        if not remark and not _apart(parser):
            raise Unreadable(
                f"the words {following.text!r} stand right after the formula",
                (following.start, following.end),
                r"A remark stands after \quad or a comma; a name before its argument.",
            )
        return statement
    if following.kind == "mark" and following.text == "(":
        end = parser.matching(parser.at)
        if all(t.kind in ("number", "text", "mark") for t in parser.tokens[parser.at : end + 1]):
            parser.at = end + 1  # an equation's number
            return statement
    if not (
        following.kind in ("end", "separator", "newline", "text")
        or following.text in (",", ".", ":")
        or following.text in IMPLIES
    ):
        raise parser.unexpected()
    return statement


def _limited(statement: Statement, conditions: tuple[Condition, ...]) -> Statement:
    return Statement(
        members=statement.members,
        relations=statement.relations,
        conditions=statement.conditions + conditions,
        premises=statement.premises,
        span=statement.span,
    )


def _as_condition(statement: Statement) -> Condition:
    return Condition(members=statement.members, relations=statement.relations, span=statement.span)


def _range(statement: Statement) -> bool:
    """1 ≤ i ≤ n, written as i = 1, …, n."""
    return (
        statement.relations == ("≤", "≤")
        and isinstance(statement.members[1], Symbol)
        and len(statement.members[1].name) == 1
    )


def _only_indices(statement: Statement) -> bool:
    """i ≠ j or j > i after an equation limits it: single small letters in relation, and no equality."""
    letters = all(
        isinstance(m, Symbol) and len(m.name) == 1 and m.name in "bhijklmrst" and not m.bar
        for m in statement.members
    )
    return letters and not set(statement.relations) & {"=", "≈", "≔", "←", "→", "∼"}
