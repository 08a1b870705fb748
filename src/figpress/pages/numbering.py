"""Numbers for figures and equations: the section's number, a dot, the place on its page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from figpress.base.finding import Finding
from figpress.pages.displays import displays
from figpress.pages.links import links
from figpress.pages.page import Page


@dataclass(frozen=True)
class Numbered:
    """One numbered thing: what it is called, and on which page it stands.

    number  "3.2"; on a page that is no section "2"
    source  the page, relative to docs/
    anchor  the id of its element on that page
    """

    number: str
    source: str
    anchor: str


@dataclass(frozen=True)
class Numbering:
    """Every figure (by "fig:id" or "borrowed:id"), labelled equation ("eq:name") and listing ("code:name", no
    number) of the site.
    """

    entries: Mapping[str, Numbered] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Numbered:
        return self.entries[key]

    def get(self, key: str) -> Numbered | None:
        return self.entries.get(key)

    def known(self, scheme: str) -> tuple[str, ...]:
        """The ids of one scheme, without it."""
        return tuple(key.removeprefix(scheme + ":") for key in self.entries if key.startswith(scheme + ":"))


def number(pages: Iterable[Page], mathematics: bool = True) -> tuple[Numbering, tuple[Finding, ...]]:
    """Number the pages in their order; a figure or a label that stands twice is a finding, and keeps its
    first number. `mathematics`: whether displays are figpress's.
    """
    entries: dict[str, Numbered] = {}
    findings = []
    for page in pages:
        prefix = f"{page.section.number}." if page.section else ""
        shown = [
            (f"{link.scheme}:{link.target}", link.place)
            for link in links(page.body, page.path, page.first_line)
            if link.embeds and link.scheme in ("fig", "borrowed")
        ]
        set_here = displays(page.body, page.path, page.first_line) if mathematics else ()
        labelled = [(d.label, d.place) for d in set_here if d.label]
        tags = {d.label: d.tag for d in set_here if d.tag}
        for link in links(page.body, page.path, page.first_line):
            if (
                link.embeds and link.scheme == "code"
            ):  # a listing may stand twice: it is pointed at where it stands first
                key = f"code:{link.target}"
                entries.setdefault(key, Numbered("", page.source, anchor(key)))
        for things in (shown, labelled):
            count = 0
            for key, place in things:
                if key in entries:
                    other = "this page" if entries[key].source == page.source else entries[key].source
                    findings.append(
                        Finding(
                            place,
                            "twice",
                            "error",
                            f"{key} already stands on {other}",
                            "Point at it without the !, or rename it.",
                        )
                    )
                    continue
                count += key not in tags
                entries[key] = Numbered(tags.get(key) or f"{prefix}{count}", page.source, anchor(key))
    return Numbering(entries), tuple(findings)


def anchor(key: str) -> str:
    """The HTML id of "fig:section/name": "fig-section-name"."""
    return "".join(c if c.isalnum() or c in "-_." else "-" for c in key)
