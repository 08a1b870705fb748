"""A small library in memory: figures, works and mathematics that need no press, no network and no Node."""

import hashlib
from dataclasses import replace
from pathlib import Path

import markdown

from figpress.base.site import Site
from figpress.freshness.figure import Artifact, Drawn, Failure, FigureScript
from figpress.pages.listing import Listings
from figpress.pages.numbering import number
from figpress.pages.reading import parse_page
from figpress.site.katex import BadFormula
from figpress.site.markdown import FigpressExtension, Library
from figpress.site.markdown.library import CitedWork, Credit, EquationMark, Loan, NoEquations, NoWorks
from figpress.sources.model import Unavailable

SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="96" height="48" viewBox="0 0 96 48"><rect id="r" fill="#0072b2"/><text fill="#24292f">dQ</text></svg>"""


class FakeMathematics:
    """TeX between <math>; `\\bad` is what it cannot read."""

    def html(self, tex: str, display: bool = False) -> str:
        if "\\bad" in tex:
            raise BadFormula("Undefined control sequence: \\bad", tex.index("\\bad"))
        return f"<math{' display=block' if display else ''}>{tex.replace('<', '&lt;')}</math>"


class FakeGallery:
    """Figures by id."""

    def __init__(self, *drawn: Drawn):
        self._drawn = {figure.id: figure for figure in drawn}

    def figure(self, id: str) -> Drawn | None:
        return self._drawn.get(id)

    def ids(self) -> tuple[str, ...]:
        return tuple(self._drawn)


class FakeWorks(NoWorks):
    """Two works, one borrowed picture, one figure that follows another."""

    def __init__(self, loan: Loan | None = None, redrawn: str = ""):
        self._loan, self._redrawn = loan, redrawn
        self._works = {
            "vaswani2017": CitedWork(
                "vaswani2017", "<i>Attention is all you need</i>, 2017.", "https://arxiv.org/abs/1706.03762"
            ),
            "ba2016": CitedWork("ba2016", "<i>Layer normalization</i>, 2016."),
        }

    def keys(self):
        return tuple(self._works)

    def work(self, key):
        return self._works.get(key)

    def cite(self, citation, link):
        places = [
            link(cite.key, cite.key + (f", {cite.locator.written}" if cite.locator else ""))
            for cite in citation.cites
        ]
        return places[0] if citation.narrative else f"({'; '.join(places)})"

    def loans(self):
        return (self._loan.id,) if self._loan else ()

    def loan(self, id):
        return self._loan if self._loan and self._loan.id == id else None

    def redrawn(self, figure):
        return (
            (Credit("Redrawn after <cite>Somebody</cite>", "https://example.org"),)
            if figure == self._redrawn
            else ()
        )


class FakeEquations(NoEquations):
    """The marks of displays by line."""

    def __init__(self, **marks: str):
        self._marks = marks

    def mark(self, page, line):
        note = self._marks.get(f"line{line}")
        return EquationMark("evaluated", note) if note else None


def drawn(tmp_path: Path, id: str = "qkv/paths", svg: str | bytes = SVG, **changes) -> Drawn:
    """A figure with one picture."""
    script = tmp_path / "figures" / f"{id}.py"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(
        '"""Keys that nobody attends to receive *no* gradient $\\\\bar K$."""\nprint("drawn")\n'
    )
    content = svg.encode() if isinstance(svg, str) else svg
    suffix, media = (".svg", "image/svg+xml") if content.lstrip().startswith(b"<") else (".png", "image/png")
    sha256 = hashlib.sha256(content).hexdigest()
    path = tmp_path / f"{sha256}{suffix}"
    path.write_bytes(content)
    figure = Drawn(
        FigureScript(id, f"figures/{id}.py", "Keys that nobody attends to receive *no* gradient $\\bar K$."),
        "fresh",
        artifacts=(Artifact(id.rpartition("/")[2], path, sha256, media, width=96, height=48),),
        values={"worst_error": 2.4312e-07},
        functions=("byhand.attention.backward",),
        provenance={"device": "cpu", "seed": "0"},
    )
    return replace(figure, **changes)


def failed(tmp_path: Path, id: str = "qkv/paths") -> Drawn:
    """The same figure after its script was broken: the last good picture is still there."""
    return drawn(
        tmp_path, id, state="failed", failure=Failure(f"figures/{id}.py:2", "name 'x' is not defined")
    )


def library(tmp_path: Path, pages: dict[str, str], *figures: Drawn, **parts) -> Library:
    """A library over pages given as texts, with the fakes above unless `parts` says otherwise."""
    sections = 0
    parsed = {}
    for source, text in pages.items():
        page = parse_page(text, f"docs/{source}", source, sections + 1)
        sections += page.section is not None
        parsed[source] = page
    numbering, _ = number(parsed.values())
    site = Site(root=tmp_path, title="tiny", repo_url=parts.pop("repo_url", ""), side_notes=True)
    makers = {
        "REFERENCES": lambda library, page: (
            "<p>One work, <a href='a.md#cite-ba2016-1'>cited &amp; read</a>.</p>"
        )
    }
    given = {
        "makers": makers,
        "mathematics": FakeMathematics(),
        "listings": Listings(site),
        "bibliography": FakeWorks(),
    } | parts
    return Library(site=site, pages=parsed, numbering=numbering, gallery=FakeGallery(*figures), **given)


def convert(shelf: Library, source: str):
    """(HTML, findings) of one page."""
    extension = FigpressExtension(shelf)
    page = shelf.pages[source]
    extension.begin(page)
    html = markdown.markdown(
        page.body,
        extensions=[
            "tables",
            "admonition",
            "footnotes",
            "pymdownx.superfences",
            "attr_list",
            "md_in_html",
            "toc",
            extension,
        ],
    )
    return html, extension.findings


def unavailable(reason: str) -> Unavailable:
    """A file that is not in hand."""
    return Unavailable(reason, "figpress sources fetch")
