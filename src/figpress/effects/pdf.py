"""Pages and crops of PDFs, by pypdfium2."""

import hashlib
import io
import os
from pathlib import Path

from figpress.nouns.works import Crop, Unavailable

TALLEST = 20_000  # pixels: a page of a hostile PDF may claim to be kilometres wide


def render_box(pdf: Path, page: int, box: tuple[float, float, float, float], dpi: int):
    """The pixels of a box (points from the bottom left: left, bottom, right, top) as a Pillow image in RGB."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        if not 1 <= page <= len(document):
            raise ValueError(f"page {page} of {len(document)}")
        sheet = document[page - 1]
        width, height = sheet.get_size()
        left, bottom, right, top = box
        if not (0 <= left < right <= width + 1 and 0 <= bottom < top <= height + 1):
            raise ValueError(f"the box {list(box)} is not on page {page}, which is {width:g} x {height:g} points")
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


def cropped(pdf: Path, crop: Crop, folder: Path) -> Path | Unavailable:
    """The crop as a PNG in `folder`; its pixels are extracted again and must be the registered ones."""
    import pypdfium2

    kept = folder / f"{crop.sha256}.png"
    if kept.is_file():
        return kept
    try:
        image = render_box(pdf, crop.page, crop.box, crop.dpi)
    except (ValueError, pypdfium2.PdfiumError) as error:
        return Unavailable(f"{pdf.name}: {error}")
    if (found := pixels_digest(image)) != crop.sha256:
        return Unavailable(
            f"page {crop.page} of the PDF gives other pixels than were registered ({found[:12]}…, not {crop.sha256[:12]}…)",
            "Look at the crop, and take it again: figpress sources extract WORK --take",
            "untrue",
        )
    packed = io.BytesIO()
    image.save(packed, "PNG", optimize=True)
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{crop.sha256}.{os.getpid()}.part"
    part.write_bytes(packed.getvalue())
    os.replace(part, kept)
    return kept
