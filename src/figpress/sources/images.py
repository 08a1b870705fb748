"""Looks at what an image file is by its content, never by its name."""

import io
import re
import warnings

from figpress.sources.safe_svg import problems_of_svg

LARGEST_PIXELS, LONGEST_SIDE, MOST_FRAMES = 50_000_000, 20_000, 500
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
_BEFORE_MARKUP = re.compile(
    rb"\A(?:\s+|<\?xml[^>]*\?>|<!--.*?-->)+", re.DOTALL
)  # a page's first element follows


def sniff(content: bytes) -> str:
    """The media type that the bytes themselves show, or ""."""
    for magic, media_type in _MAGIC:
        if content.startswith(magic):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    head = _BEFORE_MARKUP.sub(b"", content[:4096].removeprefix(b"\xef\xbb\xbf").lower())
    if head.startswith((b"<!doctype html", b"<html")):
        return "text/html"
    if head.startswith(b"<") and b"<svg" in content[:65536].lower():
        return "image/svg+xml"
    return ""


def problems_of_file(content: bytes, media_type: str) -> tuple[str, ...]:
    """Why a file that claims to be `media_type` is not shown; empty when it is what it says and safe."""
    found = sniff(content)
    if media_type in ("text/csv", "application/json", "text/plain"):
        return () if found == "" else (f"it says {media_type}, but is {found}",)
    if media_type == "text/html" and found == "":  # many a page has no doctype, and nothing of it is shown
        return ()
    if found != media_type:
        return (f"it says {media_type}, but is {found or 'something else'}",)
    if media_type == "image/svg+xml":
        return problems_of_svg(content)
    if media_type.startswith("image/"):
        return _problems_of_raster(content)
    return ()


def _problems_of_raster(content: bytes) -> tuple[str, ...]:
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(content)) as image:
                width, height = image.size
                if width * height > LARGEST_PIXELS or max(width, height) > LONGEST_SIDE:
                    return (f"{width} x {height} pixels: absurd",)
                if getattr(image, "n_frames", 1) > MOST_FRAMES:
                    return (f"{image.n_frames} frames: absurd",)
                image.load()  # truncated and corrupt files show only when they are decoded
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            return ("a decompression bomb",)
        except Exception as error:  # Pillow's plugins raise whatever their formats' decoders do
            return (f"cannot be decoded: {error}",)
    return ()
