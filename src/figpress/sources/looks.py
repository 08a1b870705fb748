"""Looks at pictures: perceptual hashes of rasters, outlines of drawings."""

from __future__ import annotations

import hashlib
import io
import math
import operator
import re
import statistics
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from figpress.base.places import Place
from figpress.base.site import Site
from figpress.sources.images import problems_of_file, sniff
from figpress.sources.near_copies import Look, Seen

if TYPE_CHECKING:
    from PIL.Image import Image

_SIDE = 32  # pixels that a picture is shrunk to before it is hashed
_SUFFIXES = {".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp"}


def look_of(path: Path) -> Look | None:
    """The look of a picture; None for what is no picture, or none that is safe to open."""
    content = path.read_bytes()
    media_type = sniff(content)
    if not media_type.startswith("image/") or problems_of_file(content, media_type):
        return None
    digest = hashlib.sha256(content).hexdigest()
    if media_type == "image/svg+xml":
        return Look(digest, shapes=frozenset(_outlines(content)))
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(content)) as image:
            flat = Image.new("RGB", image.size, "white")
            flat.paste(image.convert("RGB"), mask=image.convert("RGBA").getchannel("A"))
            return Look(digest, bits=perceptual_hash(flat))


def perceptual_hash(image: Image) -> int:
    """64 bits: which of a grey picture's 8 × 8 lowest frequencies lie above their median (pHash, Zauner
    2010).

    The same bits as ImageHash's `phash`, without the 155 MB of libraries that it takes a cosine transform
    from.
    """
    from PIL import Image

    grey = image.convert("L").resize((_SIDE, _SIDE), Image.Resampling.LANCZOS).tobytes()
    rows = [grey[start : start + _SIDE] for start in range(0, _SIDE * _SIDE, _SIDE)]
    waves = [[math.cos(math.pi * k * (2 * n + 1) / (2 * _SIDE)) for n in range(_SIDE)] for k in range(8)]
    down = [[_dot(wave, [row[x] for row in rows]) for x in range(_SIDE)] for wave in waves]
    low = [_dot(wave, line) for line in down for wave in waves]
    middle = statistics.median(low)
    return sum((value > middle) << (63 - place) for place, value in enumerate(low))


def _dot(first: Sequence[float], second: Sequence[float]) -> float:
    return math.fsum(map(operator.mul, first, second))


def _outlines(content: bytes) -> Iterator[str]:
    """Each outline as steps from its first point in units of its own size: moving, scaling and recolouring
    change nothing.
    """
    from lxml import etree

    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    for node in root.iter("{*}path", "{*}polygon", "{*}polyline"):
        text = node.get("d") or node.get("points") or ""
        numbers = [float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", text)]
        if len(numbers) >= 6:
            size = max(abs(n - numbers[i % 2]) for i, n in enumerate(numbers)) or 1.0
            steps = [round((n - numbers[i % 2]) / size, 2) + 0.0 for i, n in enumerate(numbers)]
            yield hashlib.sha256(f"{re.sub(r'[^A-Za-z]', '', text)} {steps}".encode()).hexdigest()[:16]


def registered_looks(files: Mapping[str, object]) -> dict[str, Look]:
    """The looks of the borrowed files that are at hand, by id."""
    looks = {id: look_of(path) for id, path in files.items() if isinstance(path, Path)}
    return {id: look for id, look in looks.items() if look is not None}


def own_pictures(site: Site) -> tuple[Seen, ...]:
    """The pictures under docs/, each on the line of the page that first names it."""
    if not site.docs.is_dir():
        return ()
    pages = [
        (site.relative(path), path.read_text("utf-8", "replace").splitlines())
        for path in sorted(site.docs.rglob("*.md"))
    ]
    seen = []
    for path in sorted(p for p in site.docs.rglob("*") if p.suffix.lower() in _SUFFIXES and p.is_file()):
        if look := look_of(path):
            named = (
                Place(page, number)
                for page, lines in pages
                for number, line in enumerate(lines, 1)
                if path.name in line
            )
            seen.append(Seen(next(named, Place(site.relative(path))), path.name, look))
    return tuple(seen)
