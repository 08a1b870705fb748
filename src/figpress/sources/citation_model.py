"""A citation as the author wrote it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Locator:
    """A place in a work: CSL's label ("section", "page", "figure", "equation", …), its value, and the words
    as written.
    """

    label: str
    value: str
    written: str  # "sec. 3.2"


@dataclass(frozen=True)
class Cite:
    """One work in a citation: `see @key, sec. 3.2, for the reason`; its suffix keeps the comma (", for the
    reason").
    """

    key: str
    prefix: str = ""
    locator: Locator | None = None
    suffix: str = ""
    suppress_author: bool = False  # -@key


@dataclass(frozen=True)
class Citation:
    """One or several works cited at one place; `narrative` when the name is part of the sentence (@key, no
    brackets).
    """

    cites: tuple[Cite, ...]
    narrative: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(cite.key for cite in self.cites)
