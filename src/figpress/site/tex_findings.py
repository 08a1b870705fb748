"""The TeX errors of a site, without building it: what `check` says is what the build would say."""

from collections.abc import Iterable

from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.pages.displays import displays
from figpress.pages.inline_math import inline_formulas
from figpress.pages.numbering import number
from figpress.pages.page import Page
from figpress.pages.uncoded import line_of
from figpress.site.katex import BadFormula, Formula, Katex
from figpress.site.markdown.conversion import REFERENCE
from figpress.site.markdown.displays import parts


def tex_findings(site: Site, pages: Iterable[Page]) -> tuple[Finding, ...]:
    """Formulas that KaTeX cannot read, and references in them or beside them to no equation."""
    if not site.mathematics:
        return ()
    pages = tuple(pages)
    known = set(number(pages)[0].known("eq"))
    found: list[Finding] = []
    formulas: list[tuple[Place, str, Formula]] = []
    for page in pages:
        for display in displays(page.body, page.path, page.first_line):
            formulas += [(display.place, "this display", Formula(*part)) for part in parts(display.printed)]
        for inline in inline_formulas(page.body):
            place = Place(page.path, line_of(page.body, inline.start, page.first_line))
            formulas.append((place, f"${inline.tex}$", Formula(inline.tex)))
    set_once = [
        (place, name, Formula(REFERENCE.sub(r"\\text{?}", f.tex), f.display)) for place, name, f in formulas
    ]
    katex = Katex(site.private, dict(site.macros))
    katex.warm(formula for _, _, formula in set_once)
    for place, name, formula in set_once:
        try:
            katex.html(formula.tex, formula.display)
        except BadFormula as error:
            found.append(Finding(place, "bad-tex", "error", f"KaTeX cannot read {name}: {error}"))
    for place, _, formula in formulas:
        for reference in REFERENCE.finditer(formula.tex):
            if (label := reference["name"].strip()) not in known:
                message = f"no equation is labelled eq:{label}"
                found.append(Finding(place, "unknown-equation", "error", message))
    return tuple(dict.fromkeys(found))
