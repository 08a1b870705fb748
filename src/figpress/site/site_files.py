"""The files that figpress adds to a site: its own style and script, KaTeX's, pictures and data of figures,
borrowed files.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from figpress.base.writing import write_beside
from figpress.pages.posts import MARKER, picture
from figpress.pages.shipped_fonts import folder_of_fonts
from figpress.site import figure_fonts
from figpress.site.katex import Katex
from figpress.site.markdown.conversion import asset_path, program_path
from figpress.site.markdown.figures import is_inside
from figpress.site.markdown.library import Library
from figpress.site.markdown.listed_posts import shown_image
from figpress.site.markdown.loans import loan_path

ASSETS = Path(__file__).parent / "assets"
STYLES = ("assets/katex/katex.min.css", "assets/figpress/figpress.css", figure_fonts.SHEET)
# The letters of nearly every formula: asked for at once, because a line is set anew when its letters arrive.
FONTS = ("assets/katex/fonts/KaTeX_Main-Regular.woff2", "assets/katex/fonts/KaTeX_Math-Italic.woff2")
SCRIPTS = (
    "assets/figpress/figpress.js",
    "assets/figpress/live.js",
)  # figpress.js fetches walk.js when it is asked for


@dataclass(frozen=True)
class Served:
    """One file of the site and where it comes from.

    path   on the site
    kind   computed, borrowed or asset: what figures.json says of it
    id     of the figure, or "" for an asset
    """

    path: str
    file: Path
    kind: str = "asset"
    id: str = ""


def site_files(library: Library, live: bool, needs: Collection[str]) -> tuple[Served, ...]:
    """All files to be added; what no page shows is not among them. `needs`: "press" for the style and the
    scripts of
    figpress, "katex" for those of formulas.
    """
    own = _own(live) if "press" in needs else ()
    formulas = _mathematics(library) if "katex" in needs else ()
    served = (
        *own,
        *formulas,
        *_pictures(library),
        *_programs(library),
        *_letters(library),
        *_loans(library),
        *of_posts(library),
    )
    return tuple({one.path: one for one in served}.values())


def _own(live: bool) -> Iterator[Served]:
    for file in sorted(ASSETS.iterdir()):
        if file.is_file() and (live or file.name != "live.js"):
            yield Served(f"assets/figpress/{file.name}", file)


def _mathematics(library: Library) -> Iterator[Served]:
    if isinstance(library.mathematics, Katex):
        for path, file in library.mathematics.assets().items():
            yield Served(f"assets/katex/{path}", file)


def _pictures(library: Library) -> Iterator[Served]:
    for id in dict.fromkeys(id.partition("#")[0] for id in library.shown("fig")):
        drawn = library.gallery.figure(id)
        for artifact in drawn.artifacts if drawn else ():
            if artifact.role != "runs" and not is_inside(drawn, artifact):
                yield Served(asset_path(id, artifact), artifact.path, "computed", id)


def _programs(library: Library) -> Iterator[Served]:
    """The modules of the sets of displays that live figures run."""
    names: dict[str, str] = {}
    for id in dict.fromkeys(id.partition("#")[0] for id in library.shown("fig")):
        drawn = library.gallery.figure(id)
        for artifact in drawn.artifacts if drawn else ():
            if artifact.role == "runs":
                names |= dict.fromkeys(json.loads(artifact.path.read_text("utf-8")), id)
    for name, id in names.items():
        if source := library.equations.program(name):
            path = program_path(name, source)
            file = library.site.private / "programs" / Path(path).name
            if not file.is_file() or file.read_text("utf-8") != source:
                write_beside(file, source.encode())
            yield Served(path, file, "computed", id)


def _letters(library: Library) -> Iterator[Served]:
    """The fonts of the figures, and the sheet that names them."""
    drawings = dict.fromkeys(
        artifact.path
        for id in library.shown("fig")
        if (drawn := library.gallery.figure(id))
        for artifact in drawn.images
        if artifact.media_type == "image/svg+xml" and artifact.path.is_file()
    )
    folder = library.site.private / "fonts"
    used = figure_fonts.letters(path.read_bytes() for path in drawings)
    files = [
        (face, file) for face, text in used.items() if (file := figure_fonts.kept_subset(folder, face, text))
    ]
    if drawings:
        css = folder / "figure-fonts.css"
        write_beside(css, figure_fonts.sheet((face, f"fonts/{file.name}") for face, file in files).encode())
        yield Served(figure_fonts.SHEET, css)
    licence = (folder_of_fonts() or folder) / "LICENSE_DEJAVU"
    if files and licence.is_file():
        yield from (Served(f"{figure_fonts.FOLDER}/{file.name}", file) for _, file in files)
        yield Served(f"{figure_fonts.FOLDER}/LICENSE.txt", licence)


def of_posts(library: Library) -> Iterator[Served]:
    """The pictures of a blog's list: those that its posts show inline are files of their own there."""
    for page in library.pages.values() if library.page_with(MARKER) else ():
        if page.date and (image := shown_image(library, page)):
            yield Served(asset_path(picture(page), image), image.path, "computed", picture(page))


def _loans(library: Library) -> Iterator[Served]:
    for id in library.shown("borrowed"):
        loan = library.bibliography.loan(id)
        if loan and isinstance(loan.file, Path):
            yield Served(loan_path(loan), loan.file, "borrowed", id)
