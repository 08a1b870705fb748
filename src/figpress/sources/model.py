"""Other people's work: what is cited, what is borrowed, and by what right."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

from figpress.base.places import Place

Use = Literal["reproduced", "adapted", "redrawn", "data"]
BasisKind = Literal["licence", "permission", "quotation", "public-domain"]
USES: tuple[Use, ...] = get_args(Use)
BASES: tuple[BasisKind, ...] = get_args(BasisKind)
EMPTY: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True)
class Name:
    """A person (family, given, …) or an organisation (literal), in CSL's parts."""

    family: str = ""
    given: str = ""
    literal: str = ""
    suffix: str = ""
    dropping_particle: str = ""
    non_dropping_particle: str = ""

    @property
    def short(self) -> str:
        """What stands in a citation: "van der Maaten", or the organisation."""
        return self.literal or " ".join(part for part in (self.non_dropping_particle, self.family) if part)

    def __str__(self) -> str:
        person = " ".join(
            part
            for part in (self.given, self.dropping_particle, self.non_dropping_particle, self.family)
            if part
        )
        return self.literal or (f"{person}, {self.suffix}" if self.suffix else person)


@dataclass(frozen=True)
class Date:
    """A CSL date: one or two of (year[, month[, day]]), or words.

    parts   ((2017, 6, 12),), or two of them for a range
    literal words instead of parts ("no date")
    """

    parts: tuple[tuple[int, ...], ...] = ()
    literal: str = ""
    circa: bool = False
    season: str = ""

    @property
    def year(self) -> str:
        return str(self.parts[0][0]) if self.parts else self.literal

    def __str__(self) -> str:
        whole = "/".join(
            "-".join(f"{n:04}" if i == 0 else f"{n:02}" for i, n in enumerate(part)) for part in self.parts
        )
        return whole or self.literal


@dataclass(frozen=True)
class Read:
    """The reader's proof that a work was read: the day, how much of it, and a summary."""

    on: str  # ISO date
    extent: str
    summary: str


@dataclass(frozen=True)
class Archived:
    """The text in which quotations are looked up: kept by hash outside the repository."""

    url: str
    sha256: str
    media_type: str


@dataclass(frozen=True)
class Work:
    """Something cited: a CSL item, and what was read of it.

    key     as in [@key]
    names   CSL name variable -> names ("author", "editor", …)
    dates   CSL date variable -> date ("issued", "accessed", …)
    texts   every other CSL variable -> its text; numbers as they were written
    opened  False is the admission that nobody opened it; `read` is then None, and `why` may say more
    also    other keys that it is cited by: what other programs call it
    """

    key: str
    type: str
    title: str
    names: Mapping[str, tuple[Name, ...]] = field(default_factory=lambda: EMPTY)
    dates: Mapping[str, Date] = field(default_factory=lambda: EMPTY)
    texts: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    read: Read | None = None
    opened: bool = True
    why: str = ""
    archived: Archived | None = None
    also: tuple[str, ...] = ()
    where: Place = field(default=Place("sources.yaml"), compare=False)
    lines: Mapping[str, int] = field(default_factory=lambda: EMPTY, compare=False, repr=False)

    @property
    def authors(self) -> tuple[Name, ...]:
        return self.names.get("author", ()) or self.names.get("editor", ())

    @property
    def year(self) -> str:
        return self.dates["issued"].year if "issued" in self.dates else ""

    @property
    def doi(self) -> str:
        return self.texts.get("DOI", "")

    @property
    def arxiv(self) -> str:
        return (
            self.texts.get("archive_location", "") if self.texts.get("archive", "").lower() == "arxiv" else ""
        )

    @property
    def url(self) -> str:
        """Where a reader finds it: its URL, else what its DOI or arXiv number resolves to, else ""."""
        if self.texts.get("URL"):
            return self.texts["URL"]
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return f"https://arxiv.org/abs/{self.arxiv}" if self.arxiv else ""

    def at(self, key: str) -> Place:
        """The line of a key of the entry ("read.summary"), else of the entry."""
        return _at(self, key)


@dataclass(frozen=True)
class Crop:
    """A rectangle of a PDF's page, in points from the bottom left, and the sha256 of its pixels at that
    resolution.
    """

    page: int  # from 1
    box: tuple[float, float, float, float]  # left, bottom, right, top
    dpi: int
    sha256: str


@dataclass(frozen=True)
class SourceFile:
    """A file of somebody else's, pinned by content."""

    url: str
    sha256: str
    media_type: str
    crop: Crop | None = None

    @property
    def stem(self) -> str:
        """The name, without its ending, under which what is shown is kept: by content, or by everything that
        makes a crop.
        """
        if self.crop is None:
            return self.sha256
        crop = self.crop
        made = f"{self.sha256} {crop.page} {crop.box} {crop.dpi}"
        return f"{crop.sha256}-{hashlib.sha256(made.encode()).hexdigest()[:12]}"


@dataclass(frozen=True)
class Evidence:
    """Where the right is written down: the words, the day they were read there, and a page or a document."""

    quote: str
    checked: str  # ISO date
    url: str = ""
    file: str = ""  # relative to the site's folder


@dataclass(frozen=True)
class Basis:
    """The right to use something."""

    kind: BasisKind
    licence: str = ""  # SPDX expression, as written
    evidence: Evidence | None = None
    reason: str = ""


@dataclass(frozen=True)
class Borrowed:
    """A picture or data of somebody else's, or a figure of ours that follows one (`redrawn`).

    work     key of the work it stands in
    locator  the place in the work
    figure   id of our computed figure; only when redrawn
    changes  in words; "" for none
    """

    id: str
    work: str
    locator: str
    use: Use
    title: str = ""
    file: SourceFile | None = None
    basis: Basis | None = None
    rightsholder: str = ""
    changes: str = ""
    figure: str = ""
    alt: str = ""
    where: Place = field(default=Place("sources.yaml"), compare=False)
    lines: Mapping[str, int] = field(default_factory=lambda: EMPTY, compare=False, repr=False)

    def at(self, key: str) -> Place:
        """The line of a key of the entry ("basis.licence"), else of what encloses it."""
        return _at(self, key)


class Works(Mapping[str, Work]):
    """Works by key, in the order of the file. Another name of a work finds it, and is not counted."""

    def __init__(self, works: Mapping[str, Work] = MappingProxyType({})):
        self._works = dict(works)
        self._also = {name: key for key, work in self._works.items() for name in work.also}

    def __getitem__(self, name: str) -> Work:
        return self._works[self._also.get(name, name)]

    def __contains__(self, name: object) -> bool:
        return name in self._works or name in self._also

    def __iter__(self) -> Iterator[str]:
        return iter(self._works)

    def __len__(self) -> int:
        return len(self._works)

    def __repr__(self) -> str:
        return repr(self._works)


@dataclass(frozen=True)
class Registry:
    """sources.yaml, read: works and borrowed pictures in the order of the file.

    malformed  entries that stand there and are wrong, as findings name them ("works.k"): neither known nor
               unknown
    readable   False where the file, or one of its two parts, is not what it should be: anything may stand in
               it
    """

    works: Mapping[str, Work] = field(default_factory=Works)
    borrowed: Mapping[str, Borrowed] = field(default_factory=lambda: EMPTY)
    path: str = "sources.yaml"
    malformed: frozenset[str] = frozenset()
    readable: bool = True

    def key(self, name: str) -> str:
        """The key of the work that has this name; the name itself where there is none."""
        return self.works[name].key if name in self.works else name

    def lacks_work(self, key: str) -> bool:
        """Whether it is sure that no work has this key, well formed or not."""
        return self.readable and key not in self.works and f"works.{key}" not in self.malformed

    def lacks_picture(self, id: str) -> bool:
        """Whether it is sure that no borrowed picture has this id, well formed or not."""
        return self.readable and id not in self.borrowed and f"borrowed.{id}" not in self.malformed

    def redrawn(self, figure: str) -> tuple[Borrowed, ...]:
        """What our computed figure follows."""
        return tuple(b for b in self.borrowed.values() if b.use == "redrawn" and b.figure == figure)


@dataclass(frozen=True)
class Unavailable:
    """Why a file is not in hand: one line for a reader, and the next step for the author.

    kind    absent: nobody has it yet; untrue: it is not what was registered; unsafe: it is, and must not be
            shown
    """

    reason: str
    hint: str = ""
    kind: Literal["absent", "untrue", "unsafe"] = "absent"


def _at(entry: Work | Borrowed, key: str) -> Place:
    while key:
        if key in entry.lines:
            return Place(entry.where.path, entry.lines[key])
        key = key.rpartition(".")[0]
    return entry.where
