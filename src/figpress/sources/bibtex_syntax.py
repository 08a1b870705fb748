"""The syntax of BibTeX: entries, strings, braces and names."""

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass

from figpress.base.errors import Mistake
from figpress.base.places import Place
from figpress.sources.tex_text import detex


@dataclass(frozen=True)
class Entry:
    """One entry; field names and kind in lower case, values as they stand between the outer braces."""

    kind: str
    key: str
    fields: dict[str, str]
    line: int


_MACROS = {
    name: name
    for name in ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
}


def parse_bibtex(text: str, path: str) -> tuple[Entry, ...]:
    """The entries of a file; a Mistake with its line where it is no BibTeX."""
    entries, wrong = read_bibtex(text, path)
    if wrong:
        raise wrong[0]
    return entries


def read_bibtex(text: str, path: str) -> tuple[tuple[Entry, ...], tuple[Mistake, ...]]:
    """The entries that can be read, and a Mistake with its line for each that cannot: the next one is read
    on.
    """
    found = tuple(_Reader(text, path).entries())
    return (
        tuple(one for one in found if isinstance(one, Entry)),
        tuple(one for one in found if isinstance(one, Mistake)),
    )


_GAP = r"(?:[\s,]|%[^\n]*\n)*+"  # between fields; a % begins a comment

_COMMENT = re.compile(r"[^\S\n]*+%")


class _Reader:
    def __init__(self, text: str, path: str):
        self.text, self.path, self.at = text, path, 0
        self.macros = dict(_MACROS)
        self.lines = [found.start() for found in re.finditer("\n", text)]
        self.closes = _closes(text)
        self.looked_at = -1, False  # the last line that was asked for, and whether it is a comment

    def wrong(self, message: str, at: int | None = None) -> Mistake:
        self.match(r"\s*")  # the line of what is wrong, not of the space before it
        line = self.line(self.at if at is None else at)
        return Mistake(
            f"not BibTeX: {message}",
            Place(self.path, line),
            "An entry is @article{key, title = {…}, year = 2017}.",
        )

    def line(self, at: int) -> int:
        return bisect.bisect_left(self.lines, at) + 1

    def is_commented(self, at: int) -> bool:
        """Whether a % begins the line of this place."""
        line = self.line(at) - 1
        if line != self.looked_at[0]:
            begin = self.lines[line - 1] + 1 if line else 0
            self.looked_at = line, _COMMENT.match(self.text, begin) is not None
        return self.looked_at[1]

    def entries(self) -> Iterator[Entry | Mistake]:
        while (found := self.text.find("@", self.at)) >= 0:
            self.at = found + 1
            if self.is_commented(found):
                continue  # an entry that its author took out
            head = self.match(r"\s*([A-Za-z][\w-]*)\s*([{(])")
            if head is None:
                continue  # a lone @ in the free text between entries
            try:
                entry = self.entry(head[1].lower(), {"{": "}", "(": ")"}[head[2]], found)
            except Mistake as mistake:
                yield mistake
                # The next entry begins on a line of its own: an @ inside the broken one is no beginning.
                following = re.compile(r"^[ \t]*@(?=\s*[A-Za-z][\w-]*\s*[{(])", re.M).search(
                    self.text, found + 1
                )
                self.at = following.start() if following else len(self.text)
            else:
                if entry:
                    yield entry

    def entry(self, kind: str, closing: str, found: int) -> Entry | None:
        if kind in ("comment", "preamble"):
            self.at -= 1
            self.braced() if closing == "}" else self.skip(")")
            return None
        if kind == "string":
            name = self.field_name()
            self.macros[name] = self.value()
            self.expect(closing)
            return None
        named = self.match(r"\s*+([^,{}=\n]*+)\s*+,") or self.match(r"\s*+([^\s,{}()=]++)\s*+(?=[})])")
        if named is None and not re.compile(r"\s*+[\w-]++\s*+=").match(self.text, self.at):
            raise self.wrong("an entry without a key", found)
        return Entry(kind, named[1].strip() if named else "", self.fields(closing), self.line(found))

    def fields(self, closing: str) -> dict[str, str]:
        fields: dict[str, str] = {}
        while not self.match(_GAP + re.escape(closing)):
            self.match(_GAP)
            name = self.field_name()
            value = self.value()
            if name not in fields:
                fields[name] = value
            elif fields[name] != value:
                fields.setdefault(f"{name} again", value)
        return fields

    def field_name(self) -> str:
        name = self.match(r"\s*+([^\s=,{}()\"#%]++)\s*+=\s*+")
        if name is None:
            raise self.wrong("a field is wanted: name = {value}")
        return name[1].lower()

    def value(self) -> str:
        parts = []
        while True:
            self.match(r"\s*")
            here = self.text[self.at : self.at + 1]
            if here == "{":
                parts.append(self.braced())
            elif here == '"':
                parts.append(self.quoted())
            elif word := self.match(r"[^\s,{}()#\"=]+"):
                parts.append(word[0] if word[0].isdigit() else self.macros.get(word[0].lower(), word[0]))
            else:
                raise self.wrong('a value is wanted: {…}, "…", a number or a name')
            if not self.match(r"\s*#"):
                return "".join(parts)

    def braced(self) -> str:
        begin, end = self.at, self.closes.get(self.at)
        if end is None:
            raise self.wrong("a brace that is never closed", begin)
        self.at = end + 1
        return self.text[begin + 1 : end]

    def quoted(self) -> str:
        begin, at = self.at, self.at + 1
        while found := _QUOTED.search(self.text, at):
            at = found.end()
            if found[0] == '"':
                self.at = at
                return self.text[begin + 1 : found.start()]
            if found[0] == "}" or (found[0] == "{" and found.start() not in self.closes):
                break
            if found[0] == "{":
                at = self.closes[found.start()] + 1
        raise self.wrong("a quotation mark that is never closed", begin)

    def skip(self, closing: str) -> None:
        end = self.text.find(closing, self.at)
        self.at = len(self.text) if end < 0 else end + 1

    def expect(self, closing: str) -> None:
        if not self.match(r"\s*+,?+\s*+" + re.escape(closing)):
            raise self.wrong(f"{closing!r} is wanted")

    def match(self, pattern: str) -> re.Match | None:
        found = re.compile(pattern).match(self.text, self.at)
        if found:
            self.at = found.end()
        return found


_QUOTED = re.compile(r"\\.|[{}\"]", re.DOTALL)


def _closes(text: str) -> dict[int, int]:
    """Where each brace is closed: found once, as a file of braces that nobody closes has one in each line."""
    closes: dict[int, int] = {}
    above: list[int] = []
    for found in re.finditer(r"\\.|[{}]", text, re.DOTALL):
        if found[0] == "{":
            above.append(found.start())
        elif found[0] == "}" and above:
            closes[above.pop()] = found.start()
    return closes


def split_names(raw: str) -> list[dict[str, str]]:
    """The names of an author field: "Family, Given", "Given von Family", "Family, Jr, Given", {An
    Organisation}.
    """
    return [
        _person(part)
        for part in _split(re.sub(r"\s+", " ", raw), " and ")
        if part.strip() and part.strip().lower() != "others"
    ]


def _person(raw: str) -> dict[str, str]:
    raw = raw.strip()
    if biblatex := _keyed(raw):
        return biblatex
    if raw.startswith("{") and _whole_brace(raw):
        return {"literal": detex(raw)}
    parts = [part.strip() for part in _split(raw, ",")]
    if len(parts) > 1:
        family, given = parts[0], parts[-1]
        suffix = parts[1] if len(parts) > 2 else ""
    else:
        words = _split(raw, r"\s+|~")
        small = [i for i, word in enumerate(words[:-1]) if word[:1].islower()]
        cut = small[0] if small else len(words) - 1
        given, family, suffix = " ".join(words[:cut]), " ".join(words[cut:]), ""
    if not given:
        return {"literal": detex(family)}
    particle, family = _particle(family)
    told = {
        "family": detex(family),
        "given": detex(given),
        "suffix": detex(suffix),
        "non-dropping-particle": detex(particle),
    }
    return {part: text for part, text in told.items() if text}


def _keyed(raw: str) -> dict[str, str]:
    """biblatex's `given=Jean, prefix=de la, family=Fontaine`; {} for a name of another form."""
    parts = [part.partition("=") for part in _split(raw, ",")]
    told = {name.strip().lower(): detex(value).strip('" ') for name, sign, value in parts if sign}
    if "family" not in told or len(told) != len(parts):
        return {}
    place = {"family": "family", "given": "given", "suffix": "suffix", "prefix": "non-dropping-particle"}
    return {place[name]: value for name, value in told.items() if name in place and value}


def _particle(family: str) -> tuple[str, str]:
    """ "van der" and "Maaten": the words in small letters before the name."""
    words = family.split(" ")
    cut = next((i for i, word in enumerate(words) if not word[:1].islower()), 0)
    return " ".join(words[:cut]), " ".join(words[cut:])


def _whole_brace(raw: str) -> bool:
    depth = 0
    for i, found in ((m.start(), m[0]) for m in re.finditer(r"\\.|[{}]", raw)):
        depth += {"{": 1, "}": -1}.get(found, 0)
        if depth == 0:
            return i == len(raw) - 1
    return False


def _split(text: str, pattern: str) -> list[str]:
    """At `pattern`, outside braces."""
    parts, begin, depth = [], 0, 0
    for found in re.finditer(rf"\\.|(?P<brace>[{{}}])|(?P<cut>{pattern})", text, re.DOTALL):
        if found["brace"]:
            depth += 1 if found["brace"] == "{" else -1
        elif found["cut"] and depth == 0:
            parts.append(text[begin : found.start()])
            begin = found.end()
    return [*parts, text[begin:]]
