"""What stands for [REFERENCES], [READING-NOTES], [CREDITS] and [COLOPHON]: pages that the site
writes itself.
"""

import html
import posixpath
from collections import Counter

from figpress.numbers.compared import looked_up
from figpress.pages.displays import displays
from figpress.pages.links import SchemeLink, links
from figpress.site.markdown.figures import facts
from figpress.site.markdown.library import Library
from figpress.site.markdown.listed_posts import listed
from figpress.site.markdown.works import RegisteredWorks


def references(library: Library, page: str) -> str | None:
    """The works cited. Without a sources.yaml the words are the author\'s."""
    works = library.bibliography
    return works.references(page) if isinstance(works, RegisteredWorks) else None


def reading_notes(library: Library, page: str) -> str | None:
    """What was read. Without a sources.yaml the words are the author\'s."""
    works = library.bibliography
    return works.reading_notes(page) if isinstance(works, RegisteredWorks) else None


def credits(library: Library, page: str) -> str | None:
    """Every picture and its right to be there. Without a sources.yaml the words are the author\'s."""
    works = library.bibliography
    if not isinstance(works, RegisteredWorks):
        return None

    def number(key: str) -> tuple[str, str]:
        entry = library.numbering.get(key)
        if entry is None or entry.source not in library.pages:
            return "not shown", ""
        return (
            f"Figure\u00a0{entry.number}",
            f"{posixpath.relpath(entry.source, posixpath.dirname(page) or '.')}#{entry.anchor}",
        )

    computed = library.shown("fig")
    opening = (
        f"<p>{len(computed)} figures on this site are computed by its own scripts and are under the site's "
        "licence, "
        f"{html.escape(library.site.licence)}. These owe something to somebody else:</p>"
    )
    return opening + works.credits(page, number)


def colophon(library: Library, page: str) -> str:
    """How the site was made, counted while it is made."""
    shown = [drawn for id in library.shown("fig") if (drawn := library.gallery.figure(id))]
    printed = [link for p in library.pages.values() for link in links(p.body, p.path) if link.scheme == "val"]
    equations = [
        display for p in library.pages.values() for display in displays(p.body, p.path, p.first_line)
    ]
    marks = Counter(mark.state for d in equations if (mark := library.equations.mark(d.page, d.line)))
    counts = _quantified(library, printed)
    reasons = Counter(d.kind for d in equations if d.unchecked)
    rows = [
        ("Figures computed", str(len(shown))),
        ("Figures borrowed", str(len(library.shown("borrowed")))),
        ("Numbers in the text that are compared with computed ones", str(len(printed))),
        ("of these, words and spreads that are checked against every member of a set", str(counts["sets"])),
        ("Displayed equations", str(len(equations))),
    ]
    if library.replicas.by_id:
        rows[3:3] = [
            (said, str(counts[key]))
            for key, said in (
                (
                    "held",
                    "of these, drawn again under other seeds, sentences or draws, and true in every turn",
                ),
                ("single", "of these, true of the one case that is shown, and marked"),
                ("fixed", "of these, from figures in which no seed, sentence or draw could be another"),
                ("untried", "of these, not drawn again in other ways"),
            )
            if counts[key]
        ]
    if marks:
        rows.append(("of these, evaluated as printed and compared with autograd", str(marks["evaluated"])))
    rows += [(f"of these, left unchecked: {kind}", str(count)) for kind, count in sorted(reasons.items())]
    rows += [("Seconds that the figures took to draw", f"{sum(drawn.seconds for drawn in shown):.1f}")]
    told = {
        (name, text)
        for drawn in shown
        for name, text in facts(drawn).items()
        if name not in ("seed", "date", "device")
    }
    versions = [f"{name} {text}" for name, text in sorted(told)]
    rows += [("Drawn with", ", ".join(versions))] if versions else []
    body = "".join(
        f"<tr><th scope='row'>{html.escape(name)}</th><td>{html.escape(text)}</td></tr>"
        for name, text in rows
    )
    return f"<table class='fp-colophon'><tbody>{body}</tbody></table>"


def _quantified(library: Library, printed: list[SchemeLink]) -> Counter[str]:
    """How many printed texts hold over a set; and each one's standing: "held" when drawn again, "single" case,
    "fixed" where nothing could be another, or "untried".
    """
    counts: Counter[str] = Counter()
    for link in printed:
        id, _, name = link.target.partition("#")
        drawn = library.gallery.figure(id)
        claim = looked_up(drawn.values, name) if drawn else None
        counts["sets"] += claim is not None and claim.sample is not None and bool(claim.sample.members)
        replica = library.replicas.by_id.get(id)
        found = replica.held(name, link.text) if replica else None
        if (claim and claim.single) or (found and found[0] < found[1]):
            counts["single"] += 1
        elif found:
            counts["held"] += 1
        else:
            counts["fixed" if replica and not replica.turns else "untried"] += 1
    return counts


def programs(library: Library, page: str) -> str:
    """How far every displayed statement, as a program, agrees with torch; or why it is none."""
    found = library.equations.agreements()
    made = [one for one in found if one.program.source and not one.program.refused]
    running = {one.label or str(one.line) + one.page for one in made if one.set}
    rows = []
    for one in found:
        entry = library.numbering.get(one.label) if one.label else None
        if one.page not in {p.path for p in library.pages.values()}:
            continue
        shown = f"({entry.number})" if entry else html.escape(one.page.rpartition("/")[2])
        if entry:
            address = f"{posixpath.relpath(entry.source, posixpath.dirname(page) or '.')}#{entry.anchor}"
            shown = f'<a href="{html.escape(address)}">{shown}</a>'
        program = one.program
        said = (
            f"{program.error:.0e}" if program.source and not program.refused else html.escape(program.refused)
        )
        rows.append(
            f"<tr><th scope='row'>{shown}</th><td><code>{html.escape(program.name)}</code></td>"
            f"<td>{html.escape(one.set)}</td><td>{said}</td></tr>"
        )
    words = (
        f"<p>{len(made)} statements are programs, each run in a JavaScript engine when the site was built, for three choices of sizes "
        f"and five seeds; {len(running)} displays run in live figures.</p>"
    )
    head = "".join(
        f"<th scope='col'>{name}</th>" for name in ("equation", "works out", "set", "apart from torch")
    )
    return f"{words}<table class='fp-colophon'><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


MAKERS = {
    "REFERENCES": references,
    "READING-NOTES": reading_notes,
    "CREDITS": credits,
    "COLOPHON": colophon,
    "PROGRAMS": programs,
    "POSTS": listed,
}
