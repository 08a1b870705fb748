"""Which displays are evaluated in which symbols script."""

from collections.abc import Iterable, Mapping

from figpress.nouns.equations import Equation
from figpress.nouns.page import Page
from figpress.rules.displays import Display, displays


def context_of(display: Display, page: Page) -> str:
    """The symbols script of a display: its own, else its section's; "" where it has none or is left unchecked."""
    if display.unchecked:
        return ""
    return display.context or (page.section.symbols if page.section else "")


def by_context(pages: Iterable[Page]) -> Mapping[str, tuple[Equation, ...]]:
    """Every display that is to be evaluated, in reading order, by the id of its symbols script."""
    found: dict[str, list[Equation]] = {}
    for page in pages:
        for display in displays(page.body, page.path, page.first_line):
            if context := context_of(display, page):
                found.setdefault(context, []).append(Equation(display.tex, display.page, display.line, display.label))
    return {context: tuple(equations) for context, equations in found.items()}
