"""A display as the statements that it makes: several equations, chains, conditions."""

from figpress.equations.parser import Parser
from figpress.equations.syntax import Condition, Node, Statement, Symbol, Unreadable
from figpress.equations.tokens import IMPLIES, Token

_ALIGNED = {
    "aligned",
    "align",
    "align*",
    "gathered",
    "gather",
    "gather*",
    "split",
    "equation",
    "equation*",
    "alignedat",
    "multline",
    "multline*",
    "array",
}
_WHERE = {"for", "if", "when", "whenever", "for all", "for every", "for each", "for any", "where"}


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
    parser.tokens = _flat(parser.tokens)
    found: list[Statement] = []
    premises: tuple[Statement, ...] = ()
    while True:
        while parser.next.kind in ("separator", "newline") or (
            parser.next.kind == "mark" and parser.next.text in (",", ".", "&")
        ):
            parser.take()
        if parser.next.kind == "end":
            break
        if parser.next.kind == "text" and not _introduces_condition(parser.next):
            parser.take()  # words between equations
            continue
        if parser.next.kind == "text" and found:
            found[-1] = _limited(found[-1], parser.conditions())
            continue
        statement = _statement(parser, premises)
        premises = ()
        if parser.next.kind == "command" and parser.next.text in IMPLIES:
            parser.take()
            premises = (statement,)
            continue
        if found and _only_indices(statement):
            found[-1] = _limited(
                found[-1],
                (Condition(members=statement.members, relations=statement.relations, span=statement.span),),
            )
        else:
            found.append(statement)
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


def _statement(parser: Parser, premises: tuple[Statement, ...]) -> Statement:
    start = parser.next.start
    members, relations = [parser.expression()], []
    while parser.next.kind == "relation":
        relations.append(parser.take().text)
        if relations[-1] == "∈" and parser.next.text == "\\mathbb{R}":
            members.append(parser.space())
        else:
            members.append(parser.expression())
    if not relations:
        if parser.next.kind in ("end", "separator", "newline", "text") or parser.next.text in (",", "."):
            raise Unreadable(
                "an expression alone claims nothing",
                parser.since(start),
                "Give it a second side, or mark the display: % unchecked: definition, and why.",
            )
        raise parser.unexpected()
    statement = Statement(
        members=tuple(members), relations=tuple(relations), premises=premises, span=parser.since(start)
    )
    if parser.next.kind == "text" and _introduces_condition(parser.next):
        statement = _limited(statement, parser.conditions())
    following = parser.next
    fits = (
        following.kind in ("end", "separator", "newline", "text")
        or following.text in (",", ".", "(")
        or following.text in IMPLIES
    )
    if not fits:
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


def _introduces_condition(token: Token) -> bool:
    return token.kind == "text" and token.text.strip(" ,.").lower() in _WHERE


def _only_indices(statement: Statement) -> bool:
    """i ≠ j or j > i after an equation limits it: single small letters in relation, and no equality."""
    letters = all(
        isinstance(m, Symbol) and len(m.name) == 1 and m.name in "bhijklmrst" and not m.bar
        for m in statement.members
    )
    return letters and "=" not in statement.relations and "≈" not in statement.relations


def _flat(tokens: list[Token]) -> list[Token]:
    """Without the scaffolding of aligned displays: a line that begins or follows a relation or a sign goes
    on.
    """
    kept: list[Token] = []
    inside_cases = 0
    columns = False
    for token in tokens:
        name = (
            token.text[token.text.find("{") + 1 : -1] if token.text.startswith(("\\begin{", "\\end{")) else ""
        )
        if name == "cases":
            inside_cases += 1 if token.text.startswith("\\begin") else -1
        if name in _ALIGNED:
            columns = name == "array" and token.text.startswith("\\begin")
            continue
        if name and name != "cases":
            raise Unreadable(f"\\begin{{{name}}} is not evaluated", (token.start, token.end))
        if columns and token.text in "{}lcr":
            columns = token.text != "}"
            continue
        if token.text == "&" and not inside_cases:
            continue
        goes_on = token.kind == "relation" or (token.kind == "mark" and token.text in ("+", "-"))
        if goes_on and not inside_cases:
            while kept and kept[-1].kind in ("newline", "separator") and kept[-1].text != ";":
                kept.pop()
        if (
            token.kind in ("newline", "separator")
            and not inside_cases
            and kept
            and (kept[-1].kind == "relation" or kept[-1].text in ("+", "-"))
        ):
            continue
        kept.append(token)
    return kept
