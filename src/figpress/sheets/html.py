"""A sheet as one HTML file: it opens from disk, asks nobody for anything, and can be sent anywhere."""

import base64
import hashlib
import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from pathlib import Path

import lxml.html
from lxml.html import HtmlElement

from figpress.base.places import Place
from figpress.freshness.figure import Artifact
from figpress.pages import critic
from figpress.pages.links import LINK
from figpress.pages.page import Page
from figpress.pages.uncoded import uncoded
from figpress.sheets.annotations import item
from figpress.sheets.caption import caption
from figpress.sheets.changed_words import changed_words
from figpress.sheets.model import FigureSeen, LoanSeen, Sheet, number

Convert = Callable[[Page, str], str]  # a page's body, as changed here, to HTML
TEMPLATES = Path(__file__).parent / "templates"
_LEAD = re.compile(r"\s*(?:>\s?)*(?:[-*+]\s+|\d+[.)]\s+)?(?:\[[ xX]\]\s+)?")
_LARGEST = 3_000_000  # bytes of a picture that a sheet carries inside


def as_html(
    sheet: Sheet,
    convert: Convert,
    files: Callable[[LoanSeen], Path | None],
    made: str,
    mathematics: Callable[[str], str],
) -> str:
    """The sheet.

    files        finds a borrowed picture's verified file
    made         says of what and when
    mathematics  the style of the formulas in some HTML
    """
    environment = _environment()
    environment.filters["where"] = lambda place: _anchor(sheet, place)
    environment.filters["caption"] = lambda words: _raw(caption(words))
    slots = {slot: block for slot, block in _blocks(sheet, environment, files)}
    article = _annotated(convert(sheet.page, _marked(sheet)), sheet, environment, slots)
    return environment.get_template("sheet.html").render(
        sheet=sheet,
        article=article,
        made=made,
        mathematics=_raw(mathematics(article)),
        review=_raw(_facts(sheet)),
        **_parts(),
    )


def index_html(sheets: Iterable[Sheet], made: str, title: str) -> str:
    """The page that leads to every sheet of a site."""
    return (
        _environment()
        .get_template("sheets.html")
        .render(sheets=tuple(sheets), made=made, title=title, **_parts())
    )


def _environment():
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["picture"] = _picture
    environment.filters["changed_words"] = changed_words
    environment.filters["number"] = number
    return environment


def _parts() -> dict[str, str]:
    """Style and script, and the digest by which a browser knows the script: it runs no other."""
    parts = {
        name: "".join((TEMPLATES / f"{part}.{name}").read_text("utf-8") for part in ("sheet", "review"))
        for name in ("css", "js")
    }
    digest = base64.b64encode(hashlib.sha256(parts["js"].encode()).digest()).decode()
    return {**{name: _raw(text) for name, text in parts.items()}, "js_digest": f"sha256-{digest}"}


def _facts(sheet: Sheet) -> str:
    """What the review on the sheet knows, as JSON that no text in it can leave."""
    threads = [
        {
            "said": item(one.placement.annotation),
            "anchor": one.placement.anchor.id if one.placement.anchor else "",
            "outcome": one.placement.outcome,
        }
        for one in sheet.threads
    ]
    answers = [item(reply) for one in sheet.threads for reply in one.replies]
    answers += [item(one.resolution) for one in sheet.threads if one.resolution]
    facts = {
        "section": sheet.section.slug,
        "page": sheet.page.path,
        "sheet": sheet.digest,
        "threads": threads,
        "replies": answers,
    }
    return json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c")


def _raw(text: str) -> str:
    """Text that the templates take as it is."""
    import markupsafe

    return markupsafe.Markup(text)


# The section's own text, with slots for figures and a mark at the head of each paragraph.


def _marked(sheet: Sheet) -> str:
    """The page's Markdown with a slot in the place of each embedded figure, an anchor at each paragraph, and
    comments shown.
    """
    page = sheet.page
    lines = _slotted(page.body).split("\n")
    for order, paragraph in enumerate(sheet.paragraphs):
        at = paragraph.place.line - page.first_line
        lead = _LEAD.match(lines[at])
        end = lead.end() if lead else 0
        lines[at] = f'{lines[at][:end]}<span data-paragraph="{order}"></span>{lines[at][end:]}'
    return critic.shown("\n".join(lines))


def _slotted(body: str) -> str:
    """Line for line as before: a figure alone on its line becomes a block, one in a sentence its words."""
    parts, at, count = [], 0, 0
    for match in LINK.finditer(uncoded(body)):
        if not match["mark"] or match["scheme"] not in ("fig", "borrowed"):
            continue
        parts += [
            body[at : match.start()],
            f'<div data-slot="{count}"></div>' + "\n" * body.count("\n", *match.span()),
        ]
        at, count = match.end(), count + 1
    return "".join(parts) + body[at:]


def _blocks(sheet: Sheet, environment, files: Callable[[LoanSeen], Path | None]):
    """Each embedded figure's block in the order of the page."""
    seen: list[FigureSeen | LoanSeen] = sorted(
        (*sheet.figures, *sheet.loans), key=lambda one: sheet_order(sheet.page, one)
    )
    for slot, one in enumerate(seen):
        if isinstance(one, FigureSeen):
            yield (
                str(slot),
                environment.get_template("sheet-figure.html").render(figure=one, compared=bool(sheet.base)),
            )
        else:
            yield (
                str(slot),
                environment.get_template("sheet-loan.html").render(loan=one, picture=_file_uri(files(one))),
            )


def sheet_order(page: Page, one: FigureSeen | LoanSeen) -> int:
    """Where a figure is embedded: its offset in the page's body."""
    scheme = "fig" if isinstance(one, FigureSeen) else "borrowed"
    lines = page.body.split("\n")
    start = sum(len(line) + 1 for line in lines[: one.place.line - page.first_line])
    return page.body.find(f"({scheme}:{one.id}", start)


def _annotated(html: str, sheet: Sheet, environment, slots: dict[str, str]) -> str:
    """The converted text with figures in their slots, notes beside paragraphs, and nothing that asks another
    server.
    """
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    for slot in root.xpath("//div[@data-slot]"):
        _replace(slot, slots.get(slot.get("data-slot"), ""))
    _inert(root)
    _anchored(root, sheet)
    notes = _notes(sheet)
    for mark in root.xpath("//span[@data-paragraph]"):
        number = int(mark.get("data-paragraph"))
        paragraph = sheet.paragraphs[number]
        mark.set("id", f"line-{paragraph.place.line}")
        holder = next(
            (a for a in mark.iterancestors() if a.tag in ("p", "li", "dd", "td", "blockquote")), None
        )
        if holder is None:
            continue
        anchor = sheet.anchors[number]  # paragraphs come first among them
        holder.set("data-anchor", anchor.id)
        holder.set("data-digest", anchor.digest)
        holder.set("data-label", f"the paragraph on line {paragraph.place.line}")
        holder.set(
            "class",
            " ".join(
                filter(
                    None,
                    [
                        holder.get("class"),
                        "paragraph",
                        f"flag-{paragraph.flag}" if paragraph.flag else "",
                        "changed" if paragraph.changed else "",
                    ],
                )
            ),
        )
        note = environment.get_template("sheet-notes.html").render(paragraph=paragraph, **notes[number])
        if note.strip():
            _beside(holder, lxml.html.fragment_fromstring(note))
    return _raw(lxml.html.tostring(root, encoding="unicode"))


def _anchored(root: HtmlElement, sheet: Sheet) -> None:
    """What a reviewer can mark carries our own id of it, and its digest."""
    digests = {anchor.id: anchor for anchor in sheet.anchors}
    counts: dict[str, int] = {}

    def mark(element: HtmlElement, name: str, label: str) -> None:
        counts[name] = counts.get(name, 0) + 1
        full = name if counts[name] == 1 else f"{name} ({counts[name]})"
        if full in digests:
            element.set("data-anchor", full)
            element.set("data-digest", digests[full].digest)
            element.set("data-label", label or full)

    for figure in root.xpath("//figure[@data-figure]"):
        mark(figure, f"figure {figure.get('data-figure')}", "")
    for link in root.xpath("//span[@class='fp-cite']//a[starts-with(@id, 'cite-')]"):
        mark(link, f"citation {link.get('id')[5:].rpartition('-')[0]}", "")
    named = [anchor for anchor in sheet.anchors if anchor.id.startswith("equation ")]
    shown = root.xpath("//div[contains(@class, 'fp-equation')]")
    for element, anchor in zip(shown, named, strict=False) if len(shown) == len(named) else ():
        mark(element, anchor.id.split(" (")[0], "")
    written = [
        value for value in sheet.values if not value.message
    ]  # one that does not agree is shown as a problem
    numbers = root.xpath("//*[starts-with(@class, 'fp-value')][@title]")
    for element, value in zip(numbers, written, strict=False) if len(numbers) == len(written) else ():
        mark(element, f"number {value.target}", "")


def _notes(sheet: Sheet) -> list[dict[str, list]]:
    """What stands beside each paragraph: its citations, findings, numbers and comments, by line."""
    starts = [paragraph.place.line for paragraph in sheet.paragraphs]
    notes: list[dict[str, list]] = [{"citations": [], "findings": [], "values": []} for _ in starts]
    for kind, things in (
        ("citations", [(c.place, c) for c in sheet.citations]),
        (
            "findings",
            [
                (f.where, f)
                for f in sheet.findings
                if f.where.path == sheet.page.path and f.severity != "notice"
            ],
        ),
        ("values", [(v.place, v) for v in sheet.values if v.changed and not v.message]),
    ):
        for place, thing in things:
            at = bisect_right(starts, place.line) - 1
            if at >= 0:
                notes[at][kind].append(thing)
    return notes


def _beside(holder: HtmlElement, note: HtmlElement) -> None:
    """Notes to a paragraph stand in a column beside it; within a list or a table they stand below
    the words.
    """
    parent = holder.getparent()
    if holder.tag == "p" and parent is not None and parent.tag == "div" and parent.getparent() is None:
        row = lxml.html.Element("div", {"class": "row"})
        parent.replace(holder, row)
        row.tail, holder.tail = holder.tail, None
        row.append(holder)
        row.append(note)
    elif holder.tag == "p":  # which holds no blocks: browsers would take it apart
        note.tail, holder.tail = holder.tail, None
        holder.addnext(note)
    else:
        holder.append(note)


def _replace(slot: HtmlElement, markup: str) -> None:
    parent = slot.getparent()
    if parent is None or not markup:
        return
    block = lxml.html.fragment_fromstring(markup)
    block.tail = slot.tail
    parent.replace(slot, block)


def _inert(root: HtmlElement) -> None:
    """Links to other pages become words, pictures of the site's own become their names; nothing is loaded or
    run.
    """
    for card in root.xpath("//span[@class='fp-card']"):
        card.drop_tree()  # its words stand beside the paragraph
    for link in root.xpath("//a[@href]"):
        if not link.get("href").startswith(("#", "https://", "http://", "mailto:")):
            del link.attrib["href"]
    for picture in root.xpath("//img[not(starts-with(@src, 'data:'))]"):
        picture.tag = "span"
        picture.text = f"[picture: {picture.get('alt') or picture.get('src')}]"
        for name in ("src", "srcset"):
            picture.attrib.pop(name, None)
    for element in root.iter():
        for name in [name for name in element.attrib if name.startswith("on")]:
            del element.attrib[name]
    for element in root.xpath("//script | //iframe | //object | //embed | //link | //style"):
        element.drop_tree()


def _anchor(sheet: Sheet, place: Place) -> str:
    """The id of the paragraph or figure that stands at a place, or last before it."""
    known = sorted({one.place.line for one in (*sheet.paragraphs, *sheet.figures, *sheet.loans)})
    at = bisect_right(known, place.line) - 1
    return f"line-{known[at]}" if at >= 0 else "text"


def _picture(artifact: Artifact) -> str:
    return _uri(artifact.path, artifact.media_type)


def _file_uri(path: Path | None) -> str:
    media_types = {
        ".png": "image/png",
        ".jpg": "image/jpeg",
        ".jpeg": "image/jpeg",
        ".gif": "image/gif",
        ".webp": "image/webp",
        ".svg": "image/svg+xml",
    }
    return _uri(path, media_types.get(path.suffix.lower(), "image/png")) if path else ""


def _uri(path: Path, media_type: str) -> str:
    """A picture inside the page; "" where it is gone, or too large to send."""
    try:
        if path.stat().st_size > _LARGEST:
            return ""
        return f"data:{media_type};base64,{base64.b64encode(path.read_bytes()).decode()}"
    except OSError:
        return ""
