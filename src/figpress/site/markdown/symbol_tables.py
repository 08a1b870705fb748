"""The card of a page's symbols: what each means, and the shape in which it was evaluated."""

import html
import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from figpress.pages.spoken_tex import spoken
from figpress.site.markdown.conversion import UNSEARCHED, Conversion, text_element


class SymbolsCard(Treeprocessor):
    """Puts a fold with the symbols below the page's heading; the page's script shows its rows where a symbol
    is pointed at.
    """

    def __init__(self, md: Markdown, current: Callable[[], Conversion]):
        super().__init__(md)
        self.current = current

    def run(self, root: Element) -> None:
        conversion = self.current()
        heading = next((child for child in root if child.tag == "h1"), None)
        if heading is None or not conversion.cards:
            return
        fold = Element("details", {"class": "fp-fold fp-symbols", **UNSEARCHED})
        text_element(fold, "summary", "Symbols on this page")
        body = SubElement(fold, "div", {"class": "fp-fold-body"})
        body.text = self.md.htmlStash.store(_table(conversion))
        root.insert(list(root).index(heading) + 1, fold)


def _table(conversion: Conversion) -> str:
    rows = "".join(
        f'<tr data-symbol="{place}"><th scope="row"><span '
        f'class="fp-heard">{html.escape(spoken(card.tex))}</span>'
        f'<span aria-hidden="true">{conversion.formula(card.tex)}</span></th>'
        f"<td>{_shape(card.shape)}</td><td>{html.escape(card.meaning)}</td></tr>"
        for place, card in enumerate(conversion.cards)
    )
    head = '<thead><tr><th scope="col">symbol</th><th scope="col">shape</th><th scope="col">meaning</th></tr></thead>'
    return f"<table>{head}<tbody>{rows}</tbody></table>"


def _shape(shape: str) -> str:
    """ "n×d_k" with its index low."""
    return re.sub(r"_(\w+)", r"<sub>\1</sub>", html.escape(shape))
