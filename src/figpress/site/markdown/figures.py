"""`![alt](fig:section/name)`: a computed figure, and `[](fig:section/name)`: its number."""

import html
import json
import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.util import AtomicString

from figpress.base.nearest import did_you_mean
from figpress.freshness.figure import Artifact, Drawn
from figpress.pages.inline_svg import inline_svg
from figpress.pages.numbering import anchor
from figpress.pages.prose import as_text
from figpress.running.renderers.clean_html import is_clean
from figpress.site.markdown.code import highlighted
from figpress.site.markdown.conversion import UNSEARCHED, Conversion, asset_path, program_path, text_element
from figpress.sources.safe_svg import problems_of_svg

BADGES = {
    "computed": "drawn by a script on this site, when the site was built",
    "redrawn": "drawn by a script on this site, after a picture in the source that is named beside it",
    "borrowed": "taken from the source that is named beside it",
}
_HEIGHT = re.compile(r'<svg [^>]*?\bheight="([\d.]+)"')
LARGE = 600_000  # bytes of SVG that a page carries inside; larger ones are files of their own


def embed(conversion: Conversion, md: Markdown, id: str, alt: str, title: str) -> Element:
    """The whole figure: picture, number, caption, credit, provenance, code and data."""
    where = conversion.place("fig", id, True)
    drawn = conversion.library.gallery.figure(id)
    if drawn is None:
        known = conversion.library.gallery.ids()
        return conversion.problem(
            "unknown-figure",
            where,
            f"no such figure: {id}",
            did_you_mean(id, known) or f"Write figures/{id}.py.",
            "div",
        )
    if not alt:
        conversion.report(
            "no-alt",
            where,
            f"figure {id} has no alternative text",
            "Say between the brackets what is to be seen.",
        )
    figure = Element(
        "figure",
        {
            "class": "fp-figure",
            "id": conversion.unique(f"fig:{id}"),
            "data-figure": id,
            "data-state": drawn.state,
        },
    )
    if drawn.state != "fresh":
        reason = (
            f"{drawn.failure.where}: {drawn.failure.message}"
            if drawn.failure
            else "; ".join(drawn.reasons) or "not drawn yet"
        )
        figure.append(
            conversion.problem(
                f"figure-{drawn.state}",
                where,
                f"figure {id} {'' if drawn.failure else 'is '}{drawn.state}: {reason}",
                f"figpress why {id}",
                "div",
            )
        )
    if id != drawn.id and drawn.state == "fresh" and not drawn.shown:
        whole = conversion.library.gallery.figure(drawn.id)
        count = len(whole.shown) if whole else 0
        message = f"{drawn.id} draws {count} picture{'' if count == 1 else 's'}, so there is no {id}"
        figure.append(conversion.problem("unknown-figure", where, message, "Count from #1.", "div"))
    for finding in drawn.findings if drawn.state == "fresh" else ():
        told = (finding.rule, finding.where, finding.message, finding.hint, finding.severity)
        conversion.report(*told)
    for artifact in drawn.shown:
        try:
            refuse_unsafe(artifact)
            figure.append(_picture(conversion, md, drawn, artifact, alt))
        except (ValueError, OSError) as error:  # what a script handed over is none, or the store was damaged
            figure.append(
                conversion.problem(
                    "figure-failed",
                    where,
                    f"the picture of {id} cannot be shown: {error}",
                    f"figpress render --force {id}",
                    "div",
                )
            )
    follows = conversion.library.bibliography.redrawn(id)
    caption = SubElement(figure, "figcaption")
    said = caption_line(
        conversion,
        caption,
        f"fig:{id}",
        title or as_text(drawn.script.caption),
        "redrawn" if follows else "computed",
    )
    if not said:
        conversion.report(
            "no-caption",
            where,
            f"figure {id} has no caption",
            f"Begin {drawn.script.path} with a docstring that states its claim.",
        )
    for credit in follows:
        line = SubElement(caption, "p", {"class": "fp-credit"})
        line.text = md.htmlStash.store(credit.html)
    caption.append(_details(conversion, md, drawn))
    return figure


def point(conversion: Conversion, id: str, text: str, scheme: str = "fig") -> Element:
    """ "Figure 3.2", linked to it from whatever page."""
    where = conversion.place(scheme, id)
    entry = conversion.library.numbering.get(f"{scheme}:{id}")
    if entry is None:
        known = conversion.library.numbering.known(scheme)
        drawn = scheme == "fig" and conversion.library.gallery.figure(id)
        message = f"figure {id} is on no page" if drawn else f"no such figure: {id}"
        return conversion.problem(
            "figure-not-shown" if drawn else "unknown-figure", where, message, did_you_mean(id, known)
        )
    link = Element("a", {"class": "fp-ref", "href": conversion.href(entry)})
    link.text = text or f"Figure\u00a0{entry.number}"
    return link


def caption_line(conversion: Conversion, parent: Element, key: str, words: str, badge: str) -> bool:
    line = SubElement(parent, "p", {"class": "fp-caption"})
    entry = conversion.library.numbering.get(key)
    number = text_element(
        line,
        "a",
        f"Figure\u00a0{entry.number}" if entry else "Figure",
        class_="fp-number",
        href=f"#{anchor(key)}",
    )
    number.tail = " "
    text = SubElement(line, "span", {"class": "fp-words"})
    text.text = words
    text.tail = " "
    text_element(line, "span", badge, class_=f"fp-badge fp-badge-{badge}", title=BADGES[badge])
    return bool(words.strip())


def refuse_unsafe(artifact: Artifact) -> None:
    """Raise ValueError for a drawing, or a table, with more in it than is to be seen: a script, a handler, a request."""
    if artifact.media_type == "image/svg+xml" and (wrong := problems_of_svg(artifact.path.read_bytes())):
        raise ValueError(f"it is more than a picture: {'; '.join(wrong[:3])}")
    if artifact.media_type == "text/html" and not is_clean(artifact.path.read_text("utf-8", "replace")):
        raise ValueError("it is more than a table: markup that no table needs")


def _picture(conversion: Conversion, md: Markdown, drawn: Drawn, artifact: Artifact, alt: str) -> Element:
    """The picture in a frame that scrolls on its own where the column is narrower."""
    frame = Element("div", {"class": "fp-frame", "data-sha256": artifact.sha256})
    _interactive(conversion, drawn, frame)
    if artifact.role == "table":
        frame.set("class", "fp-frame fp-table")
        frame.set("aria-label", alt)
        frame.text = md.htmlStash.store(artifact.path.read_text("utf-8"))
        return frame
    if is_inside(drawn, artifact):
        prefix = f"{conversion.unique(f'svg:{drawn.id}')}-"
        svg = inline_svg(artifact.path.read_bytes(), prefix, alt)
        if height := _HEIGHT.match(svg):
            frame.set(
                "style", f"--fp-height:{height[1]}px"
            )  # the place that is kept free while the picture is out of sight
        small = drawn.narrow(artifact)
        if small:
            refuse_unsafe(small)
            frame.set("class", "fp-frame fp-both")
            prefix = f"{conversion.unique(f'svg:{drawn.id}')}-"
            other = inline_svg(small.path.read_bytes(), prefix, alt)
            svg = svg.replace('class="fp-svg', 'class="fp-wide fp-svg', 1)
            svg += other.replace('class="fp-svg', 'class="fp-narrow fp-svg', 1)
        frame.text = md.htmlStash.store(svg)
        return frame
    if motion := drawn.motion(artifact):
        address, still = (conversion.url(asset_path(drawn.id, a)) for a in (motion, artifact))
        picture = moving(frame, address, still, alt)
    else:
        picture = raster(frame, conversion.to(asset_path(drawn.id, artifact)), alt)
    if artifact.width and artifact.height:
        picture.set("width", f"{artifact.width:g}")
        picture.set("height", f"{artifact.height:g}")
    return frame


def raster(frame: Element, address: str, alt: str) -> Element:
    """An image that opens alone, at its own size, where its column is too narrow for it."""
    link = SubElement(frame, "a", {"class": "fp-whole", "href": address})
    return SubElement(link, "img", {"src": address, "alt": alt, "class": "fp-raster", "loading": "lazy"})


def moving(frame: Element, address: str, still: str, alt: str) -> Element:
    """An image that moves; on paper, and for readers who want no motion, its still."""
    holder = SubElement(frame, "picture", {"class": "fp-moving"})
    SubElement(holder, "source", {"srcset": still, "media": "print, (prefers-reduced-motion: reduce)"})
    return SubElement(holder, "img", {"src": address, "alt": alt, "class": "fp-raster", "data-still": still})


def is_inside(drawn: Drawn, artifact: Artifact) -> bool:
    """True where an artifact stands in the page itself: drawings that are not too large, and tables."""
    if artifact.role in ("table", "narrow"):
        return True
    drawing = (
        artifact.role == "image" and artifact.media_type == "image/svg+xml" and not drawn.motion(artifact)
    )
    return drawing and artifact.path.stat().st_size <= LARGE


def _interactive(conversion: Conversion, drawn: Drawn, frame: Element) -> None:
    """The module that enhances the picture, and what it is given: the page's script looks for these
    attributes.
    """
    runs = [
        name for a in drawn.artifacts if a.role == "runs" for name in json.loads(a.path.read_text("utf-8"))
    ]
    if any(conversion.library.equations.is_withheld(name) for name in runs):
        return  # what it would run is not printed yet: readers get the still
    for artifact in drawn.artifacts:
        if artifact.role in ("module", "data"):
            frame.set(f"data-{artifact.role}", conversion.url(asset_path(drawn.id, artifact)))
    if runs:
        frame.set("data-runs", json.dumps(_programs(conversion, drawn, runs)))


def _programs(conversion: Conversion, drawn: Drawn, names: Iterable[str]) -> dict[str, str]:
    """The addresses of the programs that a live figure runs, by the names of their sets."""
    found = {}
    for name in names:
        source = conversion.library.equations.program(name)
        if not source:
            message = f"{drawn.id} runs the set {name}, and no display with a program belongs to it"
            hint = f"Write % runs: {name} into its displays, and figpress render."
            conversion.problem("unknown-set", conversion.place("fig", drawn.id, True), message, hint)
            continue
        found[name] = conversion.url(program_path(name, source))
    return found


def _details(conversion: Conversion, md: Markdown, drawn: Drawn) -> Element:
    fold = Element("details", {"class": "fp-fold", **UNSEARCHED})
    text_element(fold, "summary", "Code and data")
    body = SubElement(fold, "div", {"class": "fp-fold-body"})
    if drawn.values:
        body.append(_values(md, drawn))
    script = drawn.script.path
    line = SubElement(body, "p", {"class": "fp-source"})
    url = conversion.library.link_to_code(script)
    if url:
        text_element(line, "a", script, href=url)
    else:
        text_element(line, "code", script)
    told = " · ".join(f"{name} {text}" for name, text in facts(drawn).items())
    if told:
        line[-1].tail = AtomicString(f" · {told}")
    for numbers in (a for a in drawn.artifacts if a.role == "numbers"):
        holder = SubElement(body, "p", {"class": "fp-numbers"})
        address = conversion.to(asset_path(drawn.id, numbers))
        text_element(holder, "a", "The numbers that are drawn, as a table (CSV)", href=address, download="")
    source = conversion.library.site.root / script
    if source.is_file():
        code = SubElement(body, "div")
        code.text = md.htmlStash.store(highlighted(source.read_text("utf-8")))
    return fold


def facts(drawn: Drawn) -> dict[str, str]:
    """The provenance that a reader can use: what was looked for and is not installed only matters to
    freshness.
    """
    return {name: text for name, text in drawn.provenance.items() if text and text != "absent"}


def _values(md: Markdown, drawn: Drawn) -> Element:
    rows = "".join(
        f"<tr><th scope='row'><code>{html.escape(name)}</code></th><td>{number!r}</td></tr>"
        for name, number in sorted(drawn.values.items())
    )
    holder = Element("div", {"class": "fp-values"})
    holder.text = md.htmlStash.store(
        "<table><thead><tr><th scope='col'>value</th><th "
        f"scope='col'>computed</th></tr></thead><tbody>{rows}</tbody></table>"
    )
    return holder
