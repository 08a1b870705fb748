"""Which displayed equations a symbols script is asked about: those of the pages that name it."""

from collections.abc import Iterable

from figpress.equations.model import Equation
from figpress.pages.displays import displays
from figpress.pages.page import Page


def equations_on(pages: Iterable[Page], id: str) -> tuple[Equation, ...]:
    """The displays of these pages that are to be evaluated in the context `id`, in reading order."""
    asked = []
    for page in pages:
        own = page.section.symbols if page.section else ""
        for display in displays(page.body, page.path, page.first_line):
            if not display.unchecked and (display.context or own) == id:
                asked.append(
                    Equation(display.printed, display.page, display.line, display.label, display.runs)
                )
    return tuple(asked)
