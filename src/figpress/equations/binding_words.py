"""Letters side by side that are one name: \\Delta t, SNR, softmax."""

from __future__ import annotations

from figpress.equations.faults import Fault
from figpress.equations.spelt import written
from figpress.equations.syntax import Node, Scripted, Symbol  # fmt: skip
from figpress.equations.table import FUNCTIONS, Table

EXPECTATIONS = {
    "E": "E",
    "\\mathbb{E}": "E",
    "\\mathcal{E}": "E",
    "Var": "Var",
    "\\mathbb{V}": "Var",
    "Cov": "Cov",
    "cov": "Cov",
    "Variance": "Var",
}
_WORDS = {name for name in (*FUNCTIONS, *EXPECTATIONS) if len(name) > 2 and name.isalpha()}
LONGEST = 40  # letters of one name


class Words:
    """Joins letters."""

    table: Table
    sizes: frozenset[str]
    letters: list[str]

    def joined(self, factors: tuple[Node, ...]) -> tuple[Node, ...]:
        r"""With everything that the table has as one name, \Delta t or SNR, as one factor; softmax in letters,
        too."""
        kept: list[Node] = []
        at = run = 0
        while at < len(factors):
            if at >= run:
                run = at + 1
                while run < len(factors) and written(factors[run - 1 : run + 1]) is not None:
                    run += 1
                if 1 < run - at <= LONGEST and (word := self.word(factors[at:run])) is not None:
                    kept.append(word)
                    at = run
                    continue
            pair = self.table.joined(factors[at : at + 2]) if isinstance(factors[at], Symbol) else None
            alone = pair is None or at + 1 == len(factors)
            kept.append(factors[at] if pair is None or alone else pair)
            at += 1 if alone else 2
        return tuple(kept)

    def word(self, factors: tuple[Node, ...]) -> Node | None:
        """A name of the table, or a function of the grammar, that is written letter by letter."""
        word = written(factors)
        if word is None:
            return None
        base = word.base if isinstance(word, Scripted) else word
        assert isinstance(base, Symbol)
        mine = any(entry.base == base.name for entry in self.table.entries)
        if not mine and base.name not in _WORDS:
            return None
        plain = [Symbol(name=letter) for letter in base.name]
        if all(s.name in self.letters or self.table.resolve(s) or s.name in self.sizes for s in plain):
            raise Fault(
                "equation-symbol",
                word,
                f"{base.name} may be one name or a product of its letters, which are all names here",
                rf"Write \mathrm{{{base.name}}}, or a space \, between factors.",
            )
        return word
