"""Citations and references as HTML, in a CSL style, by citeproc-js."""

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from figpress.base.javascript import Interpreter
from figpress.sources.citation_model import Citation, Cite
from figpress.sources.credit import short_names
from figpress.sources.csl_json import to_csl
from figpress.sources.csl_style import carried, open_locales, open_style
from figpress.sources.model import Registry, Work
from figpress.sources.references_kept import Kept

# Locators that CSL's locales have words for; the others are printed as they were written.
_KNOWN_LABELS = frozenset(
    "book chapter column figure line note page paragraph part section verse volume".split()
)
_CITED = re.compile("\ue000(?P<key>[^\ue001]*)\ue001(?P<html>[^\ue002]*)\ue002")
_OURS = re.compile("[\ue000-\ue002]")
_SHELL = re.compile(r'<div class="csl-(?P<kind>[a-z-]+)"[^>]*>|</div>')
_ADDRESS = re.compile(r"https?://[^\s<>“”]+?(?=[.,;:)\]]*(?:[\s<]|$))")


@dataclass(frozen=True)
class FormattedCitation:
    """A citation as HTML in pieces, so that a page can link each work: (key, html); a piece between works has
    the key "".
    """

    pieces: tuple[tuple[str, str], ...]

    def html(self, link: Callable[[str, str], str] = lambda key, inner: inner) -> str:
        """The whole; `link` wraps the inner HTML of one work."""
        return "".join(link(key, inner) if key else inner for key, inner in self.pieces)


class Bibliography:
    """The works of a site in one style.

    order    keys in the order of first citation on the site: numeric styles number by it, and author-date
             styles put letters behind the years of works that would otherwise look alike
    root     the site's folder, where a style of its own lies
    numeric  True for [1] and superscripts, False for author and year
    """

    def __init__(
        self,
        registry: Registry,
        style: str,
        order: Iterable[str] = (),
        locale: str = "en-GB",
        root: Path = Path(),
    ):
        self._registry, self._locale, self._root = registry, locale, root
        self._style = open_style(style, root)
        self.numeric = self._style.numeric
        cited = [registry.key(name) for name in order if name in registry.works]
        self._order = tuple(dict.fromkeys([*cited, *registry.works]))
        self._cites: dict[Citation, FormattedCitation] = {}

    def citation(self, citation: Citation) -> FormattedCitation:
        """The citation in brackets, or as part of the sentence. Every key must be in the registry."""
        if citation not in self._cites:
            self._cites[citation] = self._citation(citation)
        return self._cites[citation]

    def entry(self, key: str) -> str:
        """The reference of one work as the style prints it, addresses linked."""
        return self._entries.get(self._registry.key(key)) or html.escape(self._registry.works[key].title)

    def entries(self, keys: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """(key, html) of these works in the style's order."""
        wanted = set(keys)
        ordered = dict.fromkeys([key for key in self._entries if key in wanted] + sorted(wanted))
        return tuple((key, self.entry(key)) for key in ordered)

    def _citation(self, citation: Citation) -> FormattedCitation:
        asked = [self._cite(cite, citation.narrative) for cite in citation.cites]
        told = self._ask("citation", asked)
        pieces: list[tuple[str, str]] = []
        at = 0
        for found in _CITED.finditer(told):
            pieces += [("", told[at : found.start()]), (found["key"], found["html"])]
            at = found.end()
        pieces.append(("", told[at:]))
        if citation.narrative:
            work = self._registry.works[citation.cites[0].key]
            names = html.escape(short_names(work.authors) or work.title, quote=False)
            # The name and what the style prints behind it are one link.
            pieces = [(work.key, f"{names} {''.join(inner for _, inner in pieces)}")]
        return FormattedCitation(tuple((key, _OURS.sub("", inner)) for key, inner in pieces if inner))

    def _cite(self, cite: Cite, narrative: bool) -> dict[str, Any]:
        asked: dict[str, Any] = {"id": self._registry.key(cite.key)}
        if (narrative or cite.suppress_author) and not self.numeric:
            asked["suppress-author"] = True
        suffix, place = cite.suffix, cite.locator
        if place:
            # A section named by its title is printed as it was written, and so is what stands behind a name
            # that
            # the sentence carries.
            if place.label in _KNOWN_LABELS and not narrative and not re.search(r"[\"“]", place.written):
                asked |= {"locator": place.value, "label": place.label}
            else:
                suffix = f", {place.written}{'' if not suffix or suffix[0] in ',.;:!?' else ' '}{suffix}"
        if cite.prefix:
            asked["prefix"] = f"{_OURS.sub('', cite.prefix)} "
        if suffix:
            asked["suffix"] = _OURS.sub("", suffix if suffix[0] in ",.;:!?" else f" {suffix}")
        return asked

    def _ask(self, function: str, *arguments: Any) -> Any:
        """What the engine says, asked once for all builds."""
        known = self._kept.get([function, *arguments])
        if known is None:
            known = self._engine.call(function, *arguments)
            self._kept.put([function, *arguments], known)
        return known

    @cached_property
    def _scripts(self) -> tuple[str, ...]:
        return (
            "var module = {exports: {}}, console = {log() {}};",
            carried().ENGINE.read_text("utf-8"),
            "var CSL = module.exports;",
            (Path(__file__).parent / "citeproc.js").read_text("utf-8"),
        )

    @cached_property
    def _opening(self) -> tuple[Any, ...]:
        """All that the answers are made of, beside the scripts."""
        works = [_item(self._registry.works[key]) for key in self._order]
        return self._style.tree, open_locales(self._style, self._locale), self._locale, works

    @cached_property
    def _kept(self) -> Kept:
        return Kept(self._root, [*self._scripts, *self._opening])

    @cached_property
    def _engine(self) -> Interpreter:
        """Opened when something is asked that was not asked before: some styles take seconds."""
        engine = Interpreter("citeproc", self._scripts)
        engine.call("openBibliography", *self._opening)
        return engine

    @cached_property
    def _entries(self) -> dict[str, str]:
        return {key: _laid(told) for key, told in self._ask("references")}


def _item(work: Work) -> dict[str, Any]:
    """A work as citeproc-js takes it: without what is ours alone, and with an address where it has any."""
    item = {name: value for name, value in to_csl(work).items() if name != "custom"}
    if not (work.doi or "URL" in item) and work.url:
        item["URL"] = work.url
    return _without_marks(item)


def _without_marks(value: Any) -> Any:
    if isinstance(value, str):
        return _OURS.sub("", value)
    if isinstance(value, dict):
        return {name: _without_marks(inner) for name, inner in value.items()}
    return [_without_marks(inner) for inner in value] if isinstance(value, list) else value


def _laid(told: str) -> str:
    """A reference as one line of text: the number in a span of its own, addresses linked."""
    opened: list[str] = []

    def shell(found: re.Match[str]) -> str:
        if found["kind"] is None:
            return {"left-margin": "</span> ", "entry": ""}.get(opened.pop() if opened else "", " ")
        opened.append(found["kind"])
        return '<span class="reference-number">' if found["kind"] == "left-margin" else ""

    words = " ".join(_SHELL.sub(shell, told).split())
    return _ADDRESS.sub(lambda m: f'<a href="{html.escape(html.unescape(m[0]))}">{m[0]}</a>', words)
