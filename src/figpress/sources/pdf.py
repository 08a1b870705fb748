"""Pages and crops of PDFs, by pypdfium2."""

import functools
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from figpress.base.extras import needed
from figpress.base.writing import write_beside
from figpress.sources.model import Crop, Unavailable

Box = tuple[float, float, float, float]  # left, bottom, right, top, in points
TALLEST = 20_000  # pixels: a page of a hostile PDF may claim to be kilometres wide


def render_box(pdf: Path, page: int, box: Box, dpi: int):
    """The pixels of a box as a Pillow image in RGB."""
    pypdfium2 = needed("pypdfium2", "pdf", "reading a PDF")

    document = pypdfium2.PdfDocument(pdf)
    try:
        if not 1 <= page <= len(document):
            raise ValueError(f"page {page} of {len(document)}")
        sheet = document[page - 1]
        width, height = sheet.get_size()
        left, bottom, right, top = box
        if not (0 <= left < right <= width + 1 and 0 <= bottom < top <= height + 1):
            raise ValueError(
                f"the box {list(box)} is not on page {page}, which is {width:g} x {height:g} points"
            )
        scale = dpi / 72
        if max(width, height) * scale > TALLEST:
            raise ValueError(f"page {page} is absurdly large: {width:g} x {height:g} points")
        crop = (left, bottom, max(0.0, width - right), max(0.0, height - top))
        return sheet.render(scale=scale, crop=crop, rev_byteorder=True).to_pil().convert("RGB")
    finally:
        document.close()


def pixels_digest(image) -> str:
    """sha256 of the size and the RGB pixels: the same for the same picture however it is packed."""
    return hashlib.sha256(b"%d x %d\n" % image.size + image.tobytes()).hexdigest()


@functools.cache
def _pixels_of(path: Path, changed: int) -> str:
    from PIL import Image

    try:
        with Image.open(path) as image:
            return pixels_digest(image.convert("RGB"))
    except (OSError, SyntaxError):  # damaged: it is extracted again
        return ""


def cropped(pdf: Path, crop: Crop, kept: Path) -> Path | Unavailable:
    """The crop as a PNG at `kept`; its pixels are extracted again, and must be the registered ones."""
    pypdfium2 = needed("pypdfium2", "pdf", "reading a PDF")

    if kept.is_file() and _pixels_of(kept, kept.stat().st_mtime_ns) == crop.sha256:
        return kept
    try:
        image = render_box(pdf, crop.page, crop.box, crop.dpi)
    except (ValueError, pypdfium2.PdfiumError) as error:
        return Unavailable(
            f"{pdf.name}: {error}", "Take the crop again: figpress sources extract WORK --take", "untrue"
        )
    if (found := pixels_digest(image)) != crop.sha256:
        return Unavailable(
            f"page {crop.page} of the PDF gives other pixels than were registered ({found[:12]}…, not "
            f"{crop.sha256[:12]}…)",
            "Look at the crop, and take it again: figpress sources extract WORK --take",
            "untrue",
        )
    packed = io.BytesIO()
    image.save(packed, "PNG", optimize=True)
    try:
        write_beside(kept, packed.getvalue())
    except OSError as error:
        return Unavailable(f"cannot write {kept.parent}: {error.strerror}", "Make the folder writable.")
    return kept


@dataclass(frozen=True)
class PaperFigure:
    """A figure found in a PDF: its page from 1, its caption, and the box around what is drawn."""

    page: int
    caption: str
    box: Box


# "Figure 3:", "Fig. A.2." (IEEE, Elsevier), "Fig. 3 |" (Nature), "FIGURE 3 General …" (Wiley), "Fig. 3 General …" (Springer), or
# the words alone on a line; "Figure 3 shows …" is a sentence.
_CAPTION = re.compile(
    r"(?:(?:Extended Data|Supplementary)\s+)?(?:Figure|Fig\.?)\s*[A-Z]?\.?\d+(?:\.\d+)*[a-z]?(?:\s*(?:[.:|–—]|$)|\s+(?-i:(?=[A-Z(“])))",
    re.IGNORECASE,
)


def figures_of(pdf: Path) -> tuple[PaperFigure, ...]:
    """The figures of a PDF: what is drawn nearest above (else below) a line that begins with "Figure 3:".

    Where two lines claim one number, the one that stands nearer to something drawn is the caption.
    """
    pypdfium2 = needed("pypdfium2", "pdf", "reading a PDF")

    document = pypdfium2.PdfDocument(pdf)
    try:
        found = [claim for number in range(len(document)) for claim in _on_page(document[number], number + 1)]
    finally:
        document.close()
    best: dict[str, tuple[float, PaperFigure]] = {}
    for gap, figure in found:
        name = re.sub(
            r"\W|fig(?:ure)?|supplementary|extended data",
            "",
            _CAPTION.match(figure.caption)[0],
            flags=re.IGNORECASE,
        )
        if name not in best or gap < best[name][0]:
            best[name] = gap, figure
    kept = {id(figure) for _, figure in best.values()}
    return tuple(figure for _, figure in found if id(figure) in kept)


def _on_page(page, number: int) -> Iterator[tuple[float, PaperFigure]]:
    from pypdfium2 import raw

    width, height = page.get_size()
    drawn = [
        box
        for item in page.get_objects(
            max_depth=1
        )  # an embedded drawing as a whole: its inner boxes are in its own coordinates
        if item.type
        in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING, raw.FPDF_PAGEOBJ_FORM)
        and (box := item.get_bounds())[2] - box[0]
        < 0.98 * width  # a rule or a background across the page is no figure
    ]
    lines = _lines(page)
    captions = [
        (line, list(_rest_of_caption(lines[i + 1 :], line[1])))
        for i, line in enumerate(lines)
        if _CAPTION.match(line[0])
    ]
    told = {id(line) for first, rest in captions for line in (first, *rest)}
    groups = _grown(_clusters(drawn), [line for line in lines if id(line) not in told], 0.3 * width)
    for (text, box), rest in captions:
        left = min([box[0], *(line[0] for _, line in rest)])
        right = max([box[2], *(line[2] for _, line in rest)])
        near = sorted((_gap(group, box), group) for group in groups if group[0] < right and group[2] > left)
        if not near:
            continue
        gap, nearest = near[0]
        panels = [
            group for other, group in near if (other < 1000) == (gap < 1000) and _side_by_side(group, nearest)
        ]
        whole = functools.reduce(_union, panels)
        groups = [
            group for group in groups if group not in panels
        ]  # what one caption has told, another does not
        around = (
            max(0.0, whole[0] - 2),
            max(0.0, whole[1] - 2),
            min(width, whole[2] + 2),
            min(height, whole[3] + 2),
        )
        yield gap, PaperFigure(number, _joined([text, *(line for line, _ in rest)]), around)


def _joined(lines: list[str]) -> str:
    """One text; pdfium marks a hyphen at a line's end with U+FFFE."""
    return re.sub("[\ufffe\x02] ?", "", " ".join(lines))


def _side_by_side(a: Box, b: Box) -> bool:
    """Whether two panels share at least half the height of the lower one."""
    return min(a[3], b[3]) - max(a[1], b[1]) >= 0.5 * min(a[3] - a[1], b[3] - b[1])


def _gap(group: Box, caption: Box) -> float:
    """Points between a figure and a caption; one that stands below its caption is the second choice."""
    return group[1] - caption[3] if group[1] >= caption[3] - 4 else 1000 + max(0.0, caption[1] - group[3])


def _lines(page) -> list[tuple[str, Box]]:
    """The lines of text on a page with their boxes, from the top down."""
    text = page.get_textpage()
    rects = [text.get_rect(i) for i in range(min(text.count_rects(), 5000))]
    rows: list[list[Box]] = []
    for rect in rects:
        for row in rows[-3:]:
            if abs(row[-1][1] - rect[1]) < 3 and -2 < rect[0] - row[-1][2] < 20:
                row.append(rect)
                break
        else:
            rows.append([rect])
    lines = []
    for row in rows:
        box = (min(r[0] for r in row), min(r[1] for r in row), max(r[2] for r in row), max(r[3] for r in row))
        words = " ".join(text.get_text_bounded(*box).split())
        if words:
            lines.append((words, box))
    return sorted(lines, key=lambda line: (-line[1][3], line[1][0]))


def _rest_of_caption(following: list[tuple[str, Box]], caption: Box) -> Iterator[tuple[str, Box]]:
    """The lines that go on directly beneath, at most six."""
    below, left = caption[1], caption[0]
    for line in following[:6]:
        text, box = line
        if not (0 <= below - box[3] < 8 and abs(box[0] - left) < 60) or _CAPTION.match(text):
            return
        yield line
        below = box[1]


def _clusters(boxes: list[Box], reach: float = 14.0) -> list[Box]:
    """Boxes joined where they are nearer than `reach`."""
    groups: list[Box] = []
    for box in boxes[:20_000]:
        joined = box
        apart = []
        for group in groups:
            if _near(group, joined, reach):
                joined = _union(group, joined)
            else:
                apart.append(group)
        groups = [*apart, joined]
    return [g for g in groups if g[2] - g[0] > 20 and g[3] - g[1] > 20]


def _grown(groups: list[Box], lines: list[tuple[str, Box]], widest: float) -> list[Box]:
    """With the labels that stand in or beside what is drawn; a line wider than `widest`, and than the
    drawing, is running text.

    A title, or "(a)", is centred over or under its panel and may stand a line away.
    """
    grown = []
    for group in groups:
        for text, box in lines:
            centred = abs((group[0] + group[2]) - (box[0] + box[2])) < 20
            if (
                _near(group, box, 18.0 if centred else 4.0)
                and not _CAPTION.match(text)
                and box[2] - box[0] < max(0.9 * (group[2] - group[0]), widest)
            ):
                group = _union(group, box)
        grown.append(group)
    return grown


def _near(a: Box, b: Box, reach: float) -> bool:
    return a[0] - reach < b[2] and b[0] - reach < a[2] and a[1] - reach < b[3] and b[1] - reach < a[3]


def _union(a: Box, b: Box) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
