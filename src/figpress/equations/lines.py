"""A display's scaffolding: alignment and line breaks, taken away or turned into separators."""

from dataclasses import replace

from figpress.equations.syntax import Unreadable
from figpress.equations.tokens import Token

_LINES = {
    "aligned",
    "align",
    "gathered",
    "gather",
    "split",
    "equation",
    "alignedat",
    "alignat",
    "multline",
    "flalign",
    "displaymath",
}
_COLUMNS = {"array", "eqnarray"}
_KEPT = {"cases", "dcases", "rcases"}


def flat(tokens: list[Token]) -> list[Token]:
    """Without the scaffolding of aligned displays.

    A line that begins or follows a relation or a sign goes on; every second & of an aligned line parts two
    equations; what stands in matrices and cases is left alone.
    """
    tokens = _across_lines(_relations_under(tokens))
    kept: list[Token] = []
    inner = columns = 0
    place = 0  # of the & on this line
    scaffolds: list[int] = []  # arrays that are scaffolding, by depth
    skip = -1
    closing: set[int] = set()  # the other ends of braces that hold a system together
    for i, token in enumerate(tokens):
        if i <= skip:
            continue
        name, opens = _environment(token)
        if token.text == "\\{" and (closed := _system(tokens, i)) and not (kept and not _between(kept[-1])):
            closing.add(closed)
            continue
        if i in closing:
            continue
        if name in _LINES and opens and columns:
            kept.append(Token("separator", "\\quad", token.start, token.start))  # aligned blocks side by side
        if name in _LINES:
            skip = _argument(tokens, i) if name in ("alignedat", "alignat") and opens else skip
            continue
        if (
            name in _COLUMNS
            and not inner
            and (name == "eqnarray" or (_is_scaffold(tokens, i) if opens else bool(scaffolds)))
        ):
            columns += 1 if opens else -1
            scaffolds.append(1) if opens else scaffolds and scaffolds.pop()
            skip = _argument(tokens, i) if opens and name == "array" else skip
            continue
        if name:
            _known(name, token)
            inner += 1 if opens else -1
        if inner or name:
            kept.append(token)
            continue
        if token.text == "&" and token.kind == "mark":
            place += 1
            if place % 2 == 0 and not columns and not _goes_on(tokens[i + 1]):
                kept.append(Token("separator", "\\quad", token.start, token.end))
            continue
        if token.kind == "newline":
            place = 0
        if _goes_on(token):
            _join(tokens, i, kept, place)
        if (
            token.kind in ("newline", "separator")
            and token.text != ";"
            and kept
            and (kept[-1].kind == "relation" or kept[-1].text in ("+", "-"))
        ):
            continue
        kept.append(token)
    return kept


def _system(tokens: list[Token], at: int) -> int:
    r"""Where \left\{ \begin{aligned} … \end{aligned} \right. ends; 0 for any other brace."""
    name, opens = _environment(tokens[at + 1])
    if name not in _LINES or not opens:
        return 0
    depth = 0
    for place in range(at + 1, len(tokens)):
        name, opens = _environment(tokens[place])
        depth += (1 if opens else -1) if name else 0
        if not depth:
            return place + 1 if tokens[place + 1].text == "\\right." else 0
    return 0


def _between(token: Token) -> bool:
    return token.kind in ("newline", "separator") or token.text == "&"


def _environment(token: Token) -> tuple[str, bool]:
    if token.kind == "command" and token.text.startswith(("\\begin{", "\\end{")):
        return token.text[token.text.find("{") + 1 : -1].rstrip("*"), token.text.startswith("\\begin")
    return "", False


def _known(name: str, token: Token) -> None:
    if not (name in _KEPT or name.endswith("matrix") or name == "array"):
        raise Unreadable(f"\\begin{{{name}}} is not evaluated", (token.start, token.end))


def _goes_on(token: Token) -> bool:
    return token.kind == "relation" or (token.kind == "mark" and token.text in ("+", "-"))


def _join(tokens: list[Token], at: int, kept: list[Token], place: int) -> None:
    """A line that begins with a relation or a sign belongs to the one before it."""
    breaks = False
    while kept and kept[-1].kind in ("newline", "separator") and kept[-1].text != ";":
        breaks = breaks or kept[-1].kind == "newline"
        kept.pop()
    if breaks and kept and tokens[at].kind == "mark" and not place and (own := _relation(tokens, at)):
        token = tokens[at]
        if "&" in (tokens[own - 1].text, tokens[own + 1].text) and kept[-1].kind != "relation":
            kept.append(Token("newline", "\\\\", token.start, token.start))  # its left side stands before &
            return
        raise Unreadable(
            "this line may go on, or begin a new equation with a sign",
            (token.start, token.end),
            "Put & before the sign where the line goes on, or the term in brackets where it does not.",
        )


def _relation(tokens: list[Token], at: int) -> int:
    """Where the line that begins here has a relation of its own; 0 where it has none."""
    depth = 0
    for place, token in enumerate(tokens[at:], at):
        depth += (
            (token.text in ("(", "[", "{", "\\{")) - (token.text in (")", "]", "}", "\\}"))
            if token.kind != "text"
            else 0
        )
        if token.kind == "newline":
            return 0
        if token.kind == "relation" and not depth:
            return place
    return 0


def _argument(tokens: list[Token], at: int) -> int:
    """The last token of the braces after an environment's name."""
    if tokens[at + 1].text != "{":
        return at
    depth = 0
    for i in range(at + 1, len(tokens)):
        depth += (tokens[i].text == "{") - (tokens[i].text == "}")
        if not depth:
            return i
    return at


def _is_scaffold(tokens: list[Token], at: int) -> bool:
    """An array whose entries are relations lays equations out; any other is a matrix."""
    depth = 0
    for token in tokens[at:]:
        name, opens = _environment(token)
        depth += (1 if opens else -1) if name else 0
        if not depth:
            return False
        if name in _LINES:
            return True
        if depth == 1 and token.kind == "relation":
            return tokens[at - 1].text not in ("[", "(", "\\{") if at else True
    return False


def _across_lines(tokens: list[Token]) -> list[Token]:
    """A bracket that ends one line with \\right. and begins the next with \\left. is one bracket."""
    kept: list[Token] = []
    for token in tokens:
        if token.text == "\\left.":
            back = len(kept)
            while back and (kept[back - 1].kind in ("newline", "separator") or kept[back - 1].text == "&"):
                back -= 1
            if back and kept[back - 1].text == "\\right.":
                del kept[back - 1]
                continue
        kept.append(token)
    return kept


def _relations_under(tokens: list[Token]) -> list[Token]:
    r"""\overset{!}{=} is =: what stands above a relation says why it holds."""
    kept: list[Token] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if token.text in ("\\stackrel", "\\overset", "\\underset") and token.kind == "command":
            first = _argument(tokens, i)
            second = _argument(tokens, first) if first > i else i
            inside = tokens[first + 2 : second]
            if len(inside) == 1 and inside[0].kind == "relation":
                kept.append(replace(inside[0], start=token.start, end=tokens[second].end))
                i = second + 1
                continue
            if first > i and tokens[first + 1].kind == "relation":
                kept.append(replace(tokens[first + 1], start=token.start))
                i = first + 2
                continue
        kept.append(token)
        i += 1
    return kept
