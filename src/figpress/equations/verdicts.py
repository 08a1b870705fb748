"""What the last evaluation says of every display on the pages."""

import re
from collections.abc import Callable, Iterable, Iterator

from figpress.base.finding import Finding
from figpress.base.nearest import did_you_mean
from figpress.base.places import Place
from figpress.equations.model import EquationResult, Problem, equation_id
from figpress.pages.displays import Display, displays
from figpress.pages.page import Page

Results = Callable[[str, str], EquationResult | bool | None]
UNCHECKED = 0.2  # of all displays at most


def equation_findings(pages: Iterable[Page], contexts: Iterable[str], result: Results) -> tuple[Finding, ...]:
    """A finding for each display that is false, cannot be evaluated, or is not accounted for.

    contexts  ids of the symbols scripts
    result    what came of an equation (its id) in a context: the result, True where only the lock knows that
              it holds, or None
    """
    pages, contexts = tuple(pages), tuple(contexts)
    findings: list[Finding] = []
    total = left = 0
    for page in pages:
        for display in displays(page.body, page.path, page.first_line):
            total += 1
            left += bool(display.unchecked)
            findings += _of(display, context_of(display, page), contexts, result)
    if total and left > UNCHECKED * total:
        where = next(page for page in pages if displays(page.body, page.path)).path
        findings.append(
            Finding(
                Place(where),
                "equations-unchecked",
                "warning",
                f"{left} of {total} displays are left unchecked: more than a fifth",
            )
        )
    return tuple(findings)


def context_of(display: Display, page: Page) -> str:
    """The symbols script of a display: its own, else its section's, else ""."""
    return display.context or (page.section.symbols if page.section else "")


def _of(display: Display, context: str, contexts: tuple[str, ...], result: Results) -> Iterator[Finding]:
    where = display.place
    if display.unchecked:
        if not (display.kind and display.reason):
            yield Finding(
                where,
                "equation-unchecked",
                "error",
                "a display that is not evaluated says why",
                "Write % unchecked: prose, and the reason.",
            )
        return
    if not context:
        hint = (
            "Name a symbols script (symbols: in the front matter, or % on: in the display), or write "
            "% unchecked: kind, reason."
        )
        yield Finding(where, "equation-unmarked", "error", "nobody evaluates this display", hint)
        return
    if context not in contexts:
        hint = did_you_mean(context, contexts) or f"Write figures/{context}.py."
        yield Finding(where, "unknown-symbols", "error", f"no such symbols script: {context}", hint)
        return
    found = result(context, equation_id(display.tex))
    if found is None:
        yield Finding(
            where,
            "equation-unevaluated",
            "error",
            f"not evaluated as it is printed now: {shortened(display.printed)}",
            f"figpress render {context}",
        )
        return
    if found is True:
        return
    for problem in found.problems:
        at = offset_in(display.tex, problem.start)
        shown = underlined(found.tex, problem)
        yield Finding(
            display.place_of(at), problem.rule, "error", f"{problem.message}\n{shown}", problem.hint
        )
    for described in found.uses:
        if not described.meaning.strip():
            yield Finding(
                where,
                "symbol-undescribed",
                "warning",
                f"nobody says what {described.name} means",
                f"Give it a meaning in figures/{context}.py.",
            )


def offset_in(tex: str, printed: int) -> int:
    """The offset in a page's TeX of an offset in its printed form, where white space is one space."""
    at = 0
    for found in re.finditer(r"\s+|\S", tex.strip()):
        if at >= printed:
            return found.start() + len(tex) - len(tex.lstrip())
        at += 1
    return len(tex.rstrip())


def underlined(tex: str, problem: Problem, width: int = 100) -> str:
    """The equation with what is wrong in it underlined."""
    start, end = problem.start, max(problem.end, problem.start + 1)
    first = max(0, min(start - 20, len(tex) - width)) if len(tex) > width else 0
    line = tex[first : first + width]
    marks = "~" * max(1, min(end, first + width) - start)
    return f"    {line}\n    {' ' * (start - first)}{marks}"


def shortened(tex: str, width: int = 60) -> str:
    return tex if len(tex) <= width else tex[: width - 1] + "…"
