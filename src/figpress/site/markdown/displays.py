"""`$…$`, `$$ … \\label{eq:x} $$` and `[](eq:x)`: mathematics, set while the page is built."""

import re
from collections.abc import Callable, Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import InlineProcessor

from figpress.base.nearest import did_you_mean
from figpress.equations.symbol_marks import Symbol, marked
from figpress.equations.verdicts import offset_in
from figpress.pages.displays import DISPLAY, displays
from figpress.pages.inline_math import INLINE, formula_in, inline_formulas
from figpress.pages.numbering import anchor
from figpress.pages.prose import turned_back
from figpress.site.katex import BadFormula, Formula
from figpress.site.markdown.conversion import UNSEARCHED, Conversion, text_element
from figpress.site.markdown.library import EquationMark

# What closes behind a formula is kept beside it, for browsers break a line next to any box. Not a square
# bracket: it may close a link.
CLOSING = re.compile(r"[,.;:?)]+")

# KaTeX numbers the rows of these; here the press numbers, so that it can be pointed at what it has numbered.
_NUMBERING = re.compile(r"\\(begin|end)\{(equation|align|alignat|gather)\}")
_UNKNOWN_TO_KATEX = {
    "multline": "gather*",
    "multline*": "gather*",
    "eqnarray": "align*",
    "eqnarray*": "align*",
    "displaymath": "gather*",
}
_ENVIRONMENT = re.compile(rf"\\(begin|end)\{{({'|'.join(map(re.escape, _UNKNOWN_TO_KATEX))})\}}")
REFERENCE = r"\\(?P<how>eqref|ref)\{(?:eq:)?(?P<name>[^{}]+)\}"


def formulas(text: str, symbols: Sequence[Symbol] = ()) -> Iterator[Formula]:
    """Every formula of a text as it will be asked for, so that all of a site can be set in one process."""
    for found in displays(text, ""):
        for tex, display in parts(found.printed):
            yield Formula(marked(tex, symbols), display)
    for formula in inline_formulas(text):
        yield Formula(marked(formula.tex, symbols), False)


def unnumbered(tex: str) -> str:
    """TeX whose rows KaTeX does not number, in environments that it knows."""
    tex = _ENVIRONMENT.sub(lambda found: rf"\{found[1]}{{{_UNKNOWN_TO_KATEX[found[2]]}}}", tex)
    return _NUMBERING.sub(r"\\\1{\2*}", tex)


def parts(tex: str) -> list[tuple[str, bool]]:
    """(TeX, whether it is set as a display): several statements with \\quad between them may stand one below
    the other on a phone.

    >>> parts(r"A = B,\\qquad C = D")
    [('\\\\displaystyle A = B,', False), ('\\\\displaystyle C = D', False)]
    """
    tex = unnumbered(tex)
    pieces, depth, start = [], 0, 0
    for token in re.finditer(
        r"\\(?:begin|left)(?![A-Za-z])|\\(?:end|right)(?![A-Za-z])|\\q?quad(?![A-Za-z])|\\.|[{}]", tex
    ):
        if token[0] in ("\\begin", "\\left", "{"):
            depth += 1
        elif token[0] in ("\\end", "\\right", "}"):
            depth -= 1
        elif token[0] in ("\\quad", "\\qquad") and depth == 0:
            pieces.append(tex[start : token.start()])
            start = token.end()
    pieces = [piece.strip() for piece in (*pieces, tex[start:]) if piece.strip()]
    return [(rf"\displaystyle {piece}", False) for piece in pieces] if len(pieces) > 1 else [(tex, True)]


class Displays(BlockProcessor):
    """A display on lines of its own; what stands around it in the block goes to the other processors."""

    def __init__(self, parser: BlockParser, current: Callable[[], Conversion]):
        super().__init__(parser)
        self.current = current

    def test(self, parent: Element, block: str) -> bool:
        return DISPLAY.search(block) is not None and self.current().library.site.mathematics

    def run(self, parent: Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        found = DISPLAY.search(block)
        assert found is not None
        before, after = block[: found.start()].rstrip(), block[found.end() :].lstrip("\n")
        if before.strip():
            self.parser.parseBlocks(parent, [before])
        parent.append(_display(self.current(), self.parser.md, turned_back(found["tex"], "<")))
        if after.strip():
            blocks.insert(0, after)


class References(InlineProcessor):
    r"""`\eqref{eq:x}` and `\ref{eq:x}` in a sentence: what `[](eq:x)` says, without its brackets
    for the second.
    """

    def __init__(self, md: Markdown, current: Callable[[], Conversion]):
        super().__init__(r"(?<!\\)" + REFERENCE, md)
        self.current = current

    def handleMatch(self, m: re.Match[str], data: str):
        conversion = self.current()
        name = m["name"].strip()
        if not conversion.library.site.mathematics:
            return None, None, None
        entry = conversion.library.numbering.get(f"eq:{name}")
        text = entry.number if entry and m["how"] == "ref" else ""
        return point(conversion, name, text), m.start(0), m.end(0)


class Inline(InlineProcessor):
    """A formula in a sentence."""

    def __init__(self, md: Markdown, current: Callable[[], Conversion]):
        super().__init__(INLINE, md)
        self.current = current

    def handleMatch(self, m: re.Match[str], data: str):
        conversion = self.current()
        if not conversion.library.site.mathematics:
            return None, None, None
        tex = formula_in(m)
        if tex is None and m["tex"] is None:
            return None, None, None
        if tex is None:
            return "$", m.start(0), m.start(0) + 1  # a price; what stands behind it is looked at anew
        tex = turned_back(tex, "<")
        formula = Element("span", {"class": "fp-math", "data-tex": tex, **UNSEARCHED})
        try:
            formula.text = self.md.htmlStash.store(conversion.formula(tex))
        except BadFormula as error:
            message = f"KaTeX cannot read ${tex}$: {error}"
            return conversion.problem("bad-tex", conversion.find(tex), message), m.start(0), m.end(0)
        closing = CLOSING.match(data, m.end(0))
        if closing is None:
            return formula, m.start(0), m.end(0)
        kept = Element("span", {"class": "fp-kept"})
        kept.append(formula)
        formula.tail = closing[0]
        return kept, m.start(0), closing.end()


def point(conversion: Conversion, name: str, text: str) -> Element:
    """ "(2.3)", or the author's own words, linked to the display."""
    where = conversion.place("eq", name)
    entry = conversion.library.numbering.get(f"eq:{name}")
    if entry is None:
        hint = did_you_mean(name, conversion.library.numbering.known("eq"))
        return conversion.problem("unknown-equation", where, f"no equation is labelled eq:{name}", hint)
    link = Element("a", {"class": "fp-ref", "href": conversion.href(entry)})
    if text:
        link.set("title", f"Equation ({entry.number})")
    link.text = text or f"({entry.number})"
    return link


def _display(conversion: Conversion, md: Markdown, source: str) -> Element:
    display = conversion.display(source)
    holder = Element("div", {"class": "fp-equation", "id": conversion.unique(display.label or "display")})
    scroller = SubElement(holder, "div", {"class": "fp-display", "data-tex": display.printed, **UNSEARCHED})
    try:
        made = [conversion.formula(tex, alone) for tex, alone in parts(display.printed)]
        told = made if len(made) == 1 else [f'<span class="fp-part">{part}</span>' for part in made]
        scroller.text = md.htmlStash.store("".join(told))
    except BadFormula as error:
        single = len(parts(display.printed)) == 1
        where = display.place_of(offset_in(display.tex, error.offset)) if single else display.place
        return conversion.problem("bad-tex", where, f"KaTeX cannot read this display: {error}", tag="div")
    entry = conversion.library.numbering.get(display.label) if display.label else None
    if display.tag and not entry:
        text_element(holder, "span", f"({display.tag})", class_="fp-eqno")
    if entry:
        text_element(holder, "a", f"({entry.number})", class_="fp-eqno", href=f"#{anchor(display.label)}")
    mark = conversion.library.equations.mark(display.page, display.line)
    if mark and mark.state == "evaluated" and mark.reading:
        _told(holder, mark)
    elif mark and mark.state == "evaluated":
        text_element(
            holder,
            "span",
            "✓",
            class_="fp-mark",
            role="img",
            aria_label=mark.note,
            title=mark.note,
            tabindex="0",
        )
    elif mark and mark.state == "failed":
        holder.append(conversion.problem("equation-fails", display.place, mark.note))
    return holder


def _told(holder: Element, mark: EquationMark) -> None:
    """A mark that shows, at a click, how the display was understood."""
    folded = SubElement(holder, "details", {"class": "fp-mark"})
    text_element(folded, "summary", "✓", aria_label=f"{mark.note}. How it was read.", title=mark.note)
    text_element(folded, "pre", "\n\n".join(mark.reading), class_="fp-reading", tabindex="0", **UNSEARCHED)
    if mark.programs:
        told = "As a program, run when the site was built and held against torch:\n\n" + "\n".join(
            mark.programs
        )
        text_element(folded, "pre", told, class_="fp-reading", tabindex="0", **UNSEARCHED)
