"""Sentences that generalise, and what their numbers rest on.

A sentence of a section that says "every", "most", "never" beside a printed number needs a set behind it: a
word that is checked, a value that holds over members, an equation, or a citation. Else it is a warning, which
names the script's line. `{.single}` after the number, or under the paragraph, says that one case is meant,
and
readers see a mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.numbers.claimed import Values
from figpress.numbers.compared import looked_up
from figpress.pages.links import LINK
from figpress.pages.page import Page
from figpress.pages.uncoded import line_of, uncoded

RULE = "general-sentence"
SINGLE = "{.single}"
# Words by which a sentence speaks of more than it has seen. "all", "each" and "any" do so too seldom.
GENERAL = re.compile(
    r"\b(?:every(?:where|body|one|thing)?|always|never|none|nobody|nowhere|in general|mostly|usually"
    r"|rarely|seldom"
    r"|(?<!at )(?<!the )most(?! of the (?:way|time))|in all|for all|all of (?:them|these)|hardly (?:any|ever)"
    r"|nearly all|almost all|whatever|whichever"
    r"|no (?:head|norm|seed|sentence|layer|token|word|model)"
    r"|one (?:head|norm|seed|word)(?! after)|a single (?:head|norm|seed|layer)"
    r"|is a law|by nature|as a rule)\b",
    re.I,
)
# What says that one case is meant.
HERE = re.compile(
    r"\b(?:in|for|of|with|on|at|after) (?:this|that|our) (?:(?:one|same|first|last|whole|opening) )?"
    r"(?:sentence|seed|run|draw|row|case|picture|model and sentence)s?\b|\bour sentence\b|\bhere\b"
    r"|\bfor one (?:sentence|token|head|seed|draw)\b",
    re.I,
)
_SENTENCE = re.compile(r"(?:[^.!?]|\.(?=\S)|\.(?=\s[a-z0-9]))+(?:[.!?]+|$)", re.S)
_MATHS = re.compile(r"\$\$.*?\$\$|(?<![\\\w$])\$(?=\S)(?:[^$\n]|\n(?!\n))+?(?<=\S)\$(?!\w)", re.S)
_CITATION = re.compile(r"\[[^\[\]]*@[^\[\]]*\]")
_PICTURE = re.compile(r"!\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*\]\([^()]*(?:\([^()]*\)[^()]*)*\)")
_OTHER = re.compile(r"(?<!!)\[(?P<text>[^\[\]]*)\]\((?!val:)[^()]*\)")
_QUOTED = re.compile(r"[“\"][^”\"\n]{0,200}[”\"]")
_MARKED = re.compile(r"\{:?[ \t]*\.(?:single|given)[ \t]*\}")
_PARAGRAPH = re.compile(r"(?:(?!\n[ \t]*\n).)+", re.S)


@dataclass(frozen=True)
class _Said:
    """A sentence with its offset, and the targets of the numbers that it prints."""

    text: str
    start: int
    targets: tuple[str, ...]


def general_findings(
    pages: Iterable[Page], values: Values, line: Callable[[str, str], Place | None]
) -> Iterator[Finding]:
    """A warning for each sentence that generalises from one case.

    values  what a figure published, by its id
    line    where a figure's script publishes a value: (id, name) to the place of it
    """
    for page in pages:
        if page.section:
            for said in _sentences(page.body):
                yield from _judged(page, said, values, line)


def _judged(
    page: Page, said: _Said, values: Values, line: Callable[[str, str], Place | None]
) -> Iterator[Finding]:
    words = _words(said.text)
    found = GENERAL.search(words)
    if not found or HERE.search(words):
        return
    alone = [target for target in said.targets if _rests_on_one(target, values)]
    if not alone or len(alone) < len(said.targets):
        # a set stands behind one of its numbers: the word may lean on it, and a set's words are checked
        return
    id, _, name = alone[0].partition("#")
    script = line(id, name)
    claim = looked_up(values(id) or {}, name)
    case = (claim.single if claim else "") or "this sentence"
    where = Place(
        page.path, line_of(page.body, said.start + said.text.index(said.text.strip()[0]), page.first_line)
    )
    yield Finding(
        where,
        RULE,
        "warning",
        f"“{found[0]}” generalises, and {name} rests on one case" + (f" ({script})" if script else ""),
        f"Publish its set with figpress.sample and print the word as [{found[0]}](val:{id}#…), say “in "
        f"{case}”, "
        f"or mark the number {SINGLE}.",
    )


def _rests_on_one(target: str, values: Values) -> bool:
    id, _, name = target.partition("#")
    claim = looked_up(values(id) or {}, name)
    if claim is None or claim.total is not None:  # a count out of a total has counted a set
        return False
    return claim.sample is None or not claim.sample.members


def _sentences(body: str) -> Iterator[_Said]:
    text = uncoded(body)
    for pattern in (_PICTURE, _MATHS):
        text = pattern.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)
    for paragraph in _PARAGRAPH.finditer(text):
        if re.search(r"\n\{:?[ \t]*\.(?:single|given)[ \t]*\}\s*\Z", paragraph[0]):
            continue
        # A full stop inside a link ends nothing.
        masked = LINK.sub(lambda m: "_" * len(m[0]), paragraph[0])
        for sentence in _SENTENCE.finditer(masked):
            own = paragraph[0][sentence.start() : sentence.end()]
            targets = tuple(m["target"] for m in LINK.finditer(own) if m["scheme"] == "val" and not m["mark"])
            if targets and not _MARKED.search(own) and not _backed(own):
                yield _Said(own, paragraph.start() + sentence.start(), targets)


def _backed(sentence: str) -> bool:
    """True where an equation or a work answers for the sentence."""
    return bool(_CITATION.search(sentence) or re.search(r"\]\(eq:", sentence))


def _words(sentence: str) -> str:
    """The sentence without its checked texts and without what somebody else is quoted with."""
    plain = LINK.sub(" # ", sentence)
    return _QUOTED.sub(" ", _OTHER.sub(lambda m: m["text"], plain))


def value_lines(text: str, path: str) -> Mapping[str, Place]:
    """Where a script publishes which value; a name that is computed stands for none."""
    found = {}
    for match in re.finditer(r"""figpress\.(?:value|sample)\(\s*f?["']([^"']+)["']""", text):
        found.setdefault(match[1], Place(path, line_of(text, match.start())))
    return found
