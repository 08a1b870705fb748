"""CriticMarkup: a reviewer's comments and suggestions, written into the Markdown itself."""

import html
import re
from dataclasses import dataclass
from typing import Literal

from figpress.base.places import Place
from figpress.pages.prose import as_text
from figpress.pages.uncoded import line_of, uncoded

Kind = Literal["comment", "addition", "deletion", "substitution", "highlight"]

# No mark holds the beginning of another of its kind: a page of beginnings is then read once, not once for
# each.
_MARK = re.compile(
    r"\{>>(?P<comment>(?:(?!\{>>).)+?)<<\}|\{\+\+(?P<addition>(?:(?!\{\+\+).)+?)\+\+\}"
    r"|\{--(?P<deletion>(?:(?!\{--).)+?)--\}|\{==(?P<highlight>(?:(?!\{==).)+?)==\}"
    r"|\{~~(?P<old>(?:(?!\{~~).)*?)~>(?P<new>(?:(?!\{~~).)*?)~~\}",
    re.DOTALL,
)

_COMMENT = re.compile(r"\{>>(?:(?!\{>>).)+?<<\}", re.DOTALL)


@dataclass(frozen=True)
class Mark:
    """One mark: `{>>comment<<}`, `{++added++}`, `{--deleted--}`, `{~~old~>new~~}`, `{==highlighted==}`.

    text   what it says; of a substitution "old → new"
    about  the words that a comment follows when they are highlighted, else ""
    """

    kind: Kind
    place: Place
    text: str
    about: str = ""


def marks(body: str, page: str, first_line: int = 1) -> tuple[Mark, ...]:
    """The marks of a page's body in order, none out of code."""
    found: list[Mark] = []
    end, highlighted = -1, ""
    for match in _MARK.finditer(uncoded(body)):
        kind: Kind = match.lastgroup if match.lastgroup not in ("old", "new") else "substitution"  # type: ignore[assignment]
        text = (
            f"{_words(body, match, 'old')} → {_words(body, match, 'new')}"
            if kind == "substitution"
            else _words(body, match, kind)
        )
        about = highlighted if kind == "comment" and match.start() == end else ""
        found.append(Mark(kind, Place(page, line_of(body, match.start(), first_line)), text, about))
        end, highlighted = match.end(), text if kind == "highlight" else ""
    return tuple(found)


def without_comments(text: str) -> str:
    """`text` with comments turned into spaces, line by line: what a reviewer writes cites and claims nothing."""
    return _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), text)


def shown(body: str) -> str:
    """`body` with its marks as HTML that Markdown leaves alone: <ins>, <del>, <mark>, and comments
    as notes.
    """
    parts, at = [], 0
    for match in _MARK.finditer(uncoded(body)):
        parts += [body[at : match.start()], _html(body, match)]
        at = match.end()
    return "".join(parts) + body[at:]


def _html(body: str, match: re.Match[str]) -> str:
    match match.lastgroup:
        case "comment":
            return f'<span class="fp-comment" role="note">{_inert(_words(body, match, "comment"))}</span>'
        case "addition":
            return f"<ins>{_text(body, match, 'addition')}</ins>"
        case "deletion":
            return f"<del>{_text(body, match, 'deletion')}</del>"
        case "highlight":
            return f"<mark>{_text(body, match, 'highlight')}</mark>"
    return f"<del>{_text(body, match, 'old')}</del><ins>{_text(body, match, 'new')}</ins>"


def _text(body: str, match: re.Match[str], group: str) -> str:
    """A reviewer's words: Markdown, in which no HTML is HTML."""
    return as_text(body[slice(*match.span(group))])


def _inert(words: str) -> str:
    """Words that Markdown leaves alone: a name with an @ is nobody's work, a bracket no link."""
    return re.sub(r"[@\[\]*_`$\\!]", lambda mark: f"&#{ord(mark[0])};", html.escape(words))


def _words(body: str, match: re.Match[str], group: str) -> str:
    return " ".join(body[slice(*match.span(group))].split())
