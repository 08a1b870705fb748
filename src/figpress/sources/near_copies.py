"""Pictures that look like registered ones under another name: a hint for a person, never a proof."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from figpress.base.finding import Finding
from figpress.base.places import Place

FEWEST_SHAPES, SHARED, NEAREST_BITS = 4, 0.6, 8


@dataclass(frozen=True)
class Look:
    """What a picture looks like.

    sha256  of its bytes
    bits    perceptual hash of a raster, 64 bits; None for a drawing
    shapes  digests of a drawing's outlines, free of place and size; empty for a raster
    """

    sha256: str
    bits: int | None = None
    shapes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Seen:
    """A picture of the site's own, and where a page shows it."""

    where: Place
    name: str
    look: Look


def near_copies(registered: Mapping[str, Look], seen: Iterable[Seen]) -> tuple[Finding, ...]:
    """A finding for each of the site's own pictures that is, or looks like, a borrowed one."""
    findings = []
    for one in seen:
        for id, look in registered.items():
            if one.look.sha256 == look.sha256:
                findings.append(
                    Finding(
                        one.where,
                        "copy-of-borrowed",
                        "error",
                        f"{one.name} is borrowed:{id} under another name",
                        f"Show it as ![…](borrowed:{id}), and its credit comes with it.",
                    )
                )
            elif alike(one.look, look):
                findings.append(
                    Finding(
                        one.where,
                        "near-copy",
                        "warning",
                        f"{one.name} looks like borrowed:{id}",
                        f"If it is made after it, register it: use: adapted, work: that of {id}.",
                    )
                )
    return tuple(findings)


def alike(a: Look, b: Look) -> bool:
    """Whether a person should compare the two."""
    if a.bits is not None and b.bits is not None:
        return (a.bits ^ b.bits).bit_count() <= NEAREST_BITS
    if min(len(a.shapes), len(b.shapes)) < FEWEST_SHAPES:
        return False
    return len(a.shapes & b.shapes) / min(len(a.shapes), len(b.shapes)) >= SHARED
