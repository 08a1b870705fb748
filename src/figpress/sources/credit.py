"""Credit lines in the Creative Commons manner: title, author, source, licence, changes. Generated, never
typed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from figpress.sources.licences import Licence, alternatives, problem_with
from figpress.sources.model import Borrowed, Name, Registry, Work

Role = Literal["words", "title", "author", "source", "licence", "changes"]


@dataclass(frozen=True)
class Part:
    """A piece of a credit line, with the address that it links to, or ""."""

    role: Role
    text: str
    url: str = ""


@dataclass(frozen=True)
class Credit:
    """A credit line: its parts in order; the text is their concatenation."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)


def credit(borrowed: Borrowed, work: Work) -> Credit:
    """The credit that stands beside a borrowed picture, or beside a figure of ours that follows one."""
    return Credit(tuple(_redrawn(borrowed, work) if borrowed.use == "redrawn" else _shown(borrowed, work)))


def credits_of(figure: str, registry: Registry) -> tuple[Credit, ...]:
    """What a computed figure owes to pictures that it follows."""
    return tuple(credit(b, registry.works[b.work]) for b in registry.redrawn(figure))


def names(people: Sequence[Name]) -> str:
    """ "A", "A and B", "A, B and C"; more than six are cut short with "et al."."""
    told = [str(person) for person in people]
    if len(told) > 6:
        return f"{told[0]} et al."
    return " and ".join([", ".join(told[:-1]), told[-1]]) if len(told) > 1 else "".join(told)


def short_names(people: Sequence[Name]) -> str:
    """As a sentence names them: "Vaswani et al.", "Veit and Wilber"."""
    told = [person.short for person in people]
    if len(told) > 2:
        return f"{told[0]} et al."
    return " and ".join(told)


def _shown(borrowed: Borrowed, work: Work) -> Iterator[Part]:
    address = borrowed.file.url if borrowed.file and not work.url else work.url
    if borrowed.title:
        yield Part("title", f"“{borrowed.title}”", address)
        yield Part("words", f" ({borrowed.locator}) from ")
        yield Part("source", f"“{work.title}”", address)
    else:
        yield Part("title", _capital(borrowed.locator), borrowed.file.url if borrowed.file else "")
        yield Part("words", " of ")
        yield Part("source", f"“{work.title}”", address)
    yield from _by(borrowed, work)
    yield from _right(borrowed)
    yield Part("words", ". ")
    verb = {"adapted": "Adapted", "data": "Data used"}.get(borrowed.use, "Changed")
    told = (
        f"{verb}: {borrowed.changes.rstrip('.')}."
        if borrowed.changes
        else {"adapted": "Adapted.", "data": "Data used."}.get(borrowed.use, "Unchanged.")
    )
    yield Part("changes", told)


def _redrawn(borrowed: Borrowed, work: Work) -> Iterator[Part]:
    yield Part("words", "Drawn by us after ")
    yield Part("title", f"“{borrowed.title}” ({borrowed.locator})" if borrowed.title else borrowed.locator)
    yield Part("words", " of ")
    yield Part("source", f"“{work.title}”", work.url)
    yield from _by(borrowed, work)
    if borrowed.basis:
        yield from _right(borrowed)
    yield Part("words", ".")
    if borrowed.changes:
        yield Part("changes", f" {_capital(borrowed.changes.rstrip('.'))}.")


def _by(borrowed: Borrowed, work: Work) -> Iterator[Part]:
    if work.authors:
        yield Part("words", " by ")
        yield Part("author", names(work.authors))
    if work.year:
        yield Part("words", f", {work.year}")
    if borrowed.rightsholder and borrowed.rightsholder != names(work.authors):
        yield Part("words", f", © {borrowed.rightsholder}")


def _right(borrowed: Borrowed) -> Iterator[Part]:
    basis = borrowed.basis
    if basis is None:
        return
    address = basis.evidence.url if basis.evidence else ""
    match basis.kind:
        case "licence":
            yield Part("words", ", licensed under ")
            yield from _licences(basis.licence)
        case "permission":
            yield Part("words", ", ")
            yield Part("licence", "used by permission", address)
        case "quotation":
            yield Part("words", ", ")
            yield Part("licence", "quoted")
        case "public-domain":
            yield Part("words", ", ")
            yield Part("licence", "in the public domain", address)


def _licences(expression: str) -> Iterator[Part]:
    if problem_with(expression):  # a finding elsewhere; the line still says what was written
        yield Part("licence", expression)
        return
    for i, group in enumerate(alternatives(expression)):
        for j, one in enumerate(group):
            if i or j:
                yield Part("words", " and " if j else " or ")
            yield _licence(one)


def _licence(licence: Licence) -> Part:
    return Part("licence", licence.name, licence.url)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
