"""A sheet as Markdown: a pull request's comment."""

import re
from collections.abc import Callable, Iterable, Sequence

from figpress.freshness.figure import Artifact
from figpress.sheets.code_changed import CodeChange
from figpress.sheets.model import CitationSeen, FigureSeen, Sheet, two

MOST = 60_000  # characters that a comment may have on GitHub, with room to spare


Hung = Callable[[Artifact], str]  # the address of a picture as a comment can show it; "" where there is none


def as_markdown(sheets: Iterable[Sheet], hung: Hung = lambda artifact: "") -> str:
    """All sheets, what wants looking at first, the changed pictures before and after, the rest folded away."""
    text = "\n\n".join(_one(sheet, hung) for sheet in sheets)
    if len(text) > MOST:
        text = text[:MOST].rsplit("\n", 1)[0] + "\n\n… cut here: the whole is in the HTML sheets.\n"
    return text + "\n"


def _one(sheet: Sheet, hung: Hung) -> str:
    about = f", against `{sheet.base}`" if sheet.base else ""
    lines = [
        f"## {_plain(sheet.section.title)} (`{sheet.section.slug}`)",
        "",
        f"**{sheet.section.status}**, {_plain(sheet.standing)}{about}.",
        "",
    ]
    lines += [f"- {kind}: `{place}` {_plain(words)}" for kind, place, words in sheet.to_look_at] or [
        "Nothing was found that wants looking at."
    ]
    for figure in sheet.figures:
        lines += _pictures(figure, hung)
    lines += _fold("Open questions", [f"- {_plain(question)}" for question in sheet.section.questions])
    lines += _fold("What the next step wants", [f"- {_plain(what)}" for what in sheet.missing])
    lines += _fold(f"Text changed since {sheet.prose_since}", _fenced(sheet.prose) if sheet.prose else [])
    changed = [v for figure in sheet.figures for v in figure.values if sheet.base and v.changed]
    lines += _fold(
        "Values",
        [
            "| value | before | now |",
            "|---|---|---|",
            *(f"| `{v.name}` | {' | '.join(two(v.before, v.now).split(' → '))} |" for v in changed),
        ]
        if changed
        else [],
    )
    lines += _fold("Code", [line for change in sheet.code for line in _code(change)])
    lines += _fold("Citations", [_citation(citation) for citation in sheet.citations])
    things = {
        "figure": sheet.figures,
        "borrowed picture": sheet.loans,
        "number": sheet.values,
        "equation": sheet.equations,
        "citation": sheet.citations,
    }
    counts = ", ".join(f"{len(some)} {name}{'' if len(some) == 1 else 's'}" for name, some in things.items())
    return "\n".join([*lines, "", counts])


def _pictures(figure: FigureSeen, hung: Hung) -> list[str]:
    """A changed figure before and after, side by side; a new one alone."""
    if figure.change not in ("changed", "new"):
        return []
    before, now = ([hung(artifact) for artifact in artifacts] for artifacts in (figure.before, figure.now))
    alt = _plain(figure.alt)
    name = f"{figure.number} `{figure.id}`".strip()
    if figure.change == "new":
        return (
            ["", f"{name} is new:", "", *(f"![{alt}]({address})" for address in now if address)]
            if any(now)
            else []
        )
    pairs = [(old, new) for old, new in zip(before, now, strict=False) if old and new]
    rows = [f"| ![Before: {alt}]({old}) | ![After: {alt}]({new}) |" for old, new in pairs]
    return ["", f"| {name} before | after |", "|---|---|", *rows] if rows else []


def _code(change: CodeChange) -> list[str]:
    return [f"`{change.name or change.path}` in `{change.path}`", "", *_fenced(change.lines), ""]


def _fenced(lines: Sequence[str]) -> list[str]:
    """A difference in a fence that no line of it can close."""
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", "\n".join(lines)))])
    return [f"{fence}diff", *lines, fence]


def _citation(citation: CitationSeen) -> str:
    work = citation.work
    told = f"{work.title} ({work.year})" if work else "unknown work"
    read = f"read {work.read.on}, {work.read.extent}" if work and work.read else "not opened"
    quote = f" “{citation.quote}”" if citation.quote else ""
    return f"- `{citation.place}` **{_plain(citation.key)}**{', ' + _plain(citation.locator) if citation.locator else ', no locator'}: {_plain(told)}; {_plain(read)}.{_plain(quote)}"


def _fold(title: str, lines: list[str]) -> list[str]:
    return ["", f"<details><summary>{title}</summary>", "", *lines, "", "</details>"] if lines else []


def _plain(words: str) -> str:
    """Words that Markdown and HTML leave alone, and that call nobody by name."""
    words = words.replace("@", "@\u200b")
    for mark in "\\`*_[]<>|":
        words = words.replace(mark, f"\\{mark}" if mark not in "<>" else {"<": "&lt;", ">": "&gt;"}[mark])
    return " ".join(words.split())
