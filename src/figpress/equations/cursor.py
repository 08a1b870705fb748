"""A place among the tokens of an equation, and what can be said of them without knowing what they mean."""

from figpress.equations.syntax import Node, Unreadable
from figpress.equations.tokens import Token, tokens

# Words that tie equations together, and words that say where one is claimed. All else in \text is a name.
WHERE = {
    "for", "if", "when", "whenever", "for all", "for every", "for each", "for any", "where", "with", "as",
    "at", "and", "given", "such that", "s.t.",
    "subject to", "on",
}  # fmt: skip
BETWEEN = WHERE | {
    "or",
    "so",
    "so that",
    "hence",
    "thus",
    "then",
    "but",
    "i.e.",
    "that is",
    "therefore",
    "and then",
    "while",
    "otherwise",
    "else",
    "elsewhere",
}
PAIRS = {"{": "}", "[": "]", "(": ")", "\\{": "\\}"}


def plain(words: str) -> str:
    return words.strip(" ,.:;").lower()


class Cursor:
    """Reads tokens from left to right; `at` is the next one."""

    def __init__(self, tex: str):
        self.tex = tex
        self.tokens = tokens(tex)
        self.at = 0
        self.closing: list[
            str
        ] = []  # what a bar would close: "|" or "\\|", or "" in other brackets, "s" where it separates
        self.integrals = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def peek(self, ahead: int = 1) -> Token:
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def take(self) -> Token:
        token = self.next
        self.at += token.kind != "end"
        return token

    def take_if(self, *texts: str) -> Token | None:
        return self.take() if self.next.text in texts and self.next.kind not in ("text", "end") else None

    def pause(self) -> None:
        """A comma right before a relation only pauses: a = …, = b."""
        if self.next.text == "," and self.next.kind == "mark" and self.peek().kind == "relation":
            self.at += 1

    def expect(self, text: str, opened: Token | None = None) -> Token:
        if self.next.text != text or self.next.kind == "text":
            if opened:
                raise Unreadable(
                    f"{opened.text} is not closed by {text}", (opened.start, max(opened.end, self.next.start))
                )
            raise self.unexpected(f"{text} was expected")
        return self.take()

    def unexpected(self, wanted: str = "") -> Unreadable:
        token = self.next
        what = "the equation ends here" if token.kind == "end" else f"{token.text!r} does not fit here"
        return Unreadable(
            what + (f": {wanted}" if wanted else ""), (token.start, max(token.end, token.start + 1))
        )

    def since(self, start: int) -> tuple[int, int]:
        return (start, self.tokens[self.at - 1].end if self.at else start)

    def prose(self, token: Token | None = None) -> bool:
        """Words that are no name: those of a closed list, and what begins with a mark or a bracket."""
        token = token or self.next
        named = token.text[:1].isalnum() or token.text[:1] in ('"', "'", "“")
        return token.kind == "text" and (plain(token.text) in BETWEEN or not named)

    def script_tokens(self) -> tuple[str, list[Token]]:
        """The tokens of one script, and how it is spelt: braces and spaces do not count."""
        if self.next.text == "{" and self.next.kind == "mark":
            end = self.matching(self.at)
            inside = self.tokens[self.at + 1 : end]
            self.at = end + 1
        elif self.next.kind in ("number", "name", "ones", "command", "d", "mark", "text", "relation"):
            inside = [self.digit() if self.next.kind == "number" else self.take()]
            if inside[0].text in (
                "\\bar",
                "\\hat",
                "\\frac",
                "\\tfrac",
                "\\tilde",
                "\\mathbf",
                "\\mathrm",
                "\\boldsymbol",
            ):
                if self.next.text == "{":
                    end = self.matching(self.at)
                    inside += self.tokens[self.at : end + 1]
                    self.at = end + 1
                else:
                    raise Unreadable("braces are needed round this script", (inside[0].start, self.next.end))
        else:
            raise self.unexpected("a script")
        return "".join(t.text for t in inside if t.text not in ("{", "}")), inside

    def digit(self) -> Token:
        """The first digit of a number: TeX takes one character where there are no braces."""
        token = self.next
        if len(token.text) == 1:
            return self.take()
        self.tokens[self.at] = Token("number", token.text[1:], token.start + 1, token.end)
        return Token("number", token.text[0], token.start, token.start + 1)

    def within(self, inside: list[Token], read):
        """Read all of `inside` with `read`."""
        outer = self.tokens, self.at, self.closing, self.integrals
        edge = inside[-1].end if inside else 0
        self.tokens, self.at, self.closing, self.integrals = [*inside, Token("end", "", edge, edge)], 0, [], 0
        try:
            result = read(self)
            if self.next.kind != "end":
                raise self.unexpected()
            return result
        finally:
            self.tokens, self.at, self.closing, self.integrals = outer

    def matching(self, at: int) -> int:
        """Where the bracket that opens at `at` closes."""
        depth, open_ = 0, self.tokens[at].text
        close = PAIRS[open_]
        for i in range(at, len(self.tokens)):
            if self.tokens[i].kind != "text":
                depth += (self.tokens[i].text == open_) - (self.tokens[i].text == close)
            if not depth:
                return i
        raise Unreadable(f"{open_} is not closed", (self.tokens[at].start, self.tokens[at].end))

    def level(self) -> list[Token]:
        """The tokens from here to where the present bracket closes, without what stands in inner brackets."""
        found, depth = [], 0
        for token in self.tokens[self.at :]:
            if token.kind in ("mark", "command"):
                if token.text in (")", "]", "}", "\\}", "\\rangle"):
                    depth -= 1
                    if depth < 0:
                        break
                elif token.text in ("(", "[", "{", "\\{", "\\langle"):
                    depth += 1
            if not depth:
                found.append(token)
        return found

    def expression(self) -> Node:
        """Terms with + and − between them."""
        raise NotImplementedError

    def term(self) -> Node:
        """Products with ⊙, · and / between them."""
        raise NotImplementedError

    def product(self) -> Node:
        """Factors side by side."""
        raise NotImplementedError

    def argument(self) -> Node:
        """What a command takes: braces, or one character."""
        raise NotImplementedError
