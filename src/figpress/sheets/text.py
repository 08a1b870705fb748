"""A sheet as Markdown: a pull request's comment."""

from collections.abc import Iterable

from figpress.sheets.model import CitationSeen, Sheet

MOST = 60_000  # characters that a comment may have on GitHub, with room to spare


def as_markdown(sheets: Iterable[Sheet]) -> str:
    """All sheets, what wants looking at first, the rest folded away."""
    text = "\n\n".join(_one(sheet) for sheet in sheets)
    if len(text) > MOST:
        text = text[:MOST].rsplit("\n", 1)[0] + "\n\n… cut here: the whole is in the HTML sheets.\n"
    return text + "\n"


def _one(sheet: Sheet) -> str:
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
    lines += _fold("Open questions", [f"- {_plain(question)}" for question in sheet.section.questions])
    lines += _fold("What the next step wants", [f"- {_plain(what)}" for what in sheet.missing])
    lines += _fold(
        f"Text changed since {sheet.prose_since}", ["```diff", *sheet.prose, "```"] if sheet.prose else []
    )
    changed = [v for figure in sheet.figures for v in figure.values if sheet.base and v.changed]
    lines += _fold(
        "Values",
        [
            "| value | before | now |",
            "|---|---|---|",
            *(f"| `{v.name}` | {v.before!r} | {v.now!r} |" for v in changed),
        ]
        if changed
        else [],
    )
    lines += _fold("Citations", [_citation(citation) for citation in sheet.citations])
    counts = f"{len(sheet.figures)} figures, {len(sheet.loans)} borrowed, {len(sheet.values)} numbers, {len(sheet.equations)} equations, {len(sheet.citations)} citations"
    return "\n".join([*lines, "", counts])


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
