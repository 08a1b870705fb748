"""What came of evaluating the displays: the marks beside them, and the symbols that a page explains."""

import json
from collections.abc import Iterable

from figpress.equations.compiled.modules import sets
from figpress.equations.model import EquationResult, equation_id
from figpress.freshness.seams import Gallery
from figpress.pages.displays import Display, displays
from figpress.pages.page import Page
from figpress.site.markdown.library import Agreement, EquationMark, SymbolCard

RESULTS = "equations.json"


class EvaluatedEquations:
    """The results that symbols scripts left in the store. A display whose TeX has changed since has none.

    `withheld` are pages that readers do not get: a set of programs that they print in part is not there.
    """

    def __init__(self, pages: Iterable[Page], gallery: Gallery, withheld: Iterable[Page] = ()):
        self._pages = {page.path: page for page in pages}
        self._gallery = gallery
        self._results: dict[str, dict[str, EquationResult]] = {}
        self._sets: dict[str, str] | None = None
        self._withheld = {
            d.runs for page in withheld for d in displays(page.body, page.path, page.first_line)
        }
        self._displays = {
            (d.page, d.line): d
            for page in self._pages.values()
            for d in displays(page.body, page.path, page.first_line)
        }

    def mark(self, page: str, line: int) -> EquationMark | None:
        """What came of the display on this line."""
        display = self._displays.get((page, line))
        if display is None:
            return None
        if display.unchecked:
            return EquationMark("unchecked", display.unchecked)
        context = context_of(display, self._pages[page])
        result = self._of(context).get(equation_id(display.tex)) if context else None
        if result is None:
            return None
        if result.problems:
            told = "; ".join(problem.message for problem in result.problems)
            return EquationMark("failed", told, result.reading)
        times = f"{result.sizes} sizes × {result.seeds} seeds"
        if not result.claims:
            note = f"a definition, evaluated as printed, {times}"
            return EquationMark("evaluated", note, result.reading, _sources(result))
        left = f"; not checked: {', '.join(dict.fromkeys(result.undecided))}" if result.undecided else ""
        return EquationMark(
            "evaluated",
            f"evaluated as printed and compared with autograd, {times}, largest error below "
            f"{result.bound:.0e}{left}",
            result.reading,
            _sources(result),
        )

    def symbols(self, page: str) -> tuple[SymbolCard, ...]:
        """Every symbol that the evaluated displays of a page use, once, as described and with the shape that
        was evaluated.
        """
        cards: dict[str, SymbolCard] = {}
        for (path, _), display in self._displays.items():
            if path != page or display.unchecked:
                continue
            result = self._of(context_of(display, self._pages[page])).get(equation_id(display.tex))
            for described in result.uses if result else ():
                cards.setdefault(
                    described.name,
                    SymbolCard(described.name, described.name, described.meaning, described.shape),
                )
        return tuple(cards.values())

    def agreements(self) -> tuple[Agreement, ...]:
        """How far each displayed statement, as a program, agrees with torch."""
        found = []
        for display in self._displays.values():
            result = (
                None
                if display.unchecked
                else self._of(context_of(display, self._pages[display.page])).get(equation_id(display.tex))
            )
            for program in result.programs if result else ():
                found.append(Agreement(display.page, display.line, display.label, display.runs, program))
        return tuple(found)

    def program(self, name: str) -> str:
        """The module of a set of displays."""
        if self._sets is None:
            contexts = dict.fromkeys(
                context_of(d, self._pages[d.page])
                for d in self._displays.values()
                if d.runs and not d.unchecked
            )
            self._sets = sets({context: self._printed(context) for context in contexts})
        return self._sets.get(name, "")

    def is_withheld(self, name: str) -> bool:
        """Whether a page that readers do not get prints a part of a set."""
        return name in self._withheld

    def _printed(self, context: str) -> list[EquationResult]:
        """What came of a script's displays, as long as they are printed so."""
        now = {equation_id(d.tex) for d in self._displays.values()}
        return [result for result in self._of(context).values() if result.id in now]

    def _of(self, context: str) -> dict[str, EquationResult]:
        if context not in self._results:
            drawn = self._gallery.figure(context) if context else None
            file = next((a.path for a in drawn.artifacts if a.name == RESULTS), None) if drawn else None
            read = (
                [EquationResult.from_json(item) for item in json.loads(file.read_text("utf-8"))]
                if file
                else []
            )
            self._results[context] = {result.id: result for result in read}
        return self._results[context]


def _sources(result: EquationResult) -> tuple[str, ...]:
    return tuple(p.source.removeprefix("export ") for p in result.programs if p.source and not p.refused)


def context_of(display: Display, page: Page) -> str:
    """The symbols script of a display: its own, else its section's, else ""."""
    return display.context or (page.section.symbols if page.section else "")
