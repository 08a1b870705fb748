"""Whether what is borrowed may stand here: use x basis x licence x outlet. Nothing turns this off."""

from collections.abc import Collection, Iterator

from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.sources.licences import Licence, alternatives, problem_with
from figpress.sources.model import Basis, Borrowed, Registry


def rights(registry: Registry, site: Site, documents: Collection[str]) -> tuple[Finding, ...]:
    """A finding for each right that is missing or does not cover the use.

    documents  the files of evidence that exist, relative to the site's folder
    """
    findings = []
    if problem := problem_with(site.licence):
        findings.append(Finding(Place("mkdocs.yml"), "rights", "error", f"the site's own licence: {problem}"))
    for borrowed in registry.borrowed.values():
        findings += [
            Finding(borrowed.at(key), "rights", "error", f"borrowed.{borrowed.id}: {message}", hint)
            for key, message, hint in _missing(borrowed, site, documents)
        ]
    return tuple(findings)


def _missing(borrowed: Borrowed, site: Site, documents: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """What is wrong, as (key, message, hint)."""
    basis = borrowed.basis
    if basis is None:
        if borrowed.use != "redrawn":  # an idea drawn again from our own numbers copies nothing
            yield (
                "use",
                f"{borrowed.use} without a basis",
                "Add basis: a licence, a permission, a quotation or the public domain, with its evidence.",
            )
        return
    yield from _evidence(basis, documents)
    if basis.kind != "licence" and basis.licence:
        yield (
            "basis.licence",
            f"a licence is named, but the basis is {basis.kind}",
            "Write kind: licence, or take the licence away.",
        )
    if basis.kind == "licence":
        yield from _licence(borrowed, basis, site)
    if basis.kind == "quotation" and borrowed.use != "reproduced":
        yield (
            "use",
            f"{borrowed.use} on the basis of quotation: a quotation is shown as it is",
            "Reproduce it unchanged, or draw it again (use: redrawn).",
        )


def _evidence(basis: Basis, documents: Collection[str]) -> Iterator[tuple[str, str, str]]:
    evidence = basis.evidence
    asked = "Add evidence: {url or file, quote, checked}."
    if evidence is None:
        if basis.kind == "quotation" or basis.kind == "public-domain":
            if not basis.reason:
                yield "basis", f"{basis.kind} without a reason", "Say in reason: why it holds."
        else:
            yield "basis", f"{basis.kind} without evidence", asked
        return
    if not (evidence.url or evidence.file):
        yield "basis.evidence", f"{basis.kind} without its document: neither url nor file", asked
    if evidence.file and evidence.file not in documents:
        yield (
            "basis.evidence.file",
            f"the document does not exist: {evidence.file}",
            "Commit the document that gives the right, or correct the path.",
        )
    if basis.kind == "quotation" and not basis.reason:
        yield "basis", "quotation without a reason", "Say in reason: what the text says about the picture."


def _licence(borrowed: Borrowed, basis: Basis, site: Site) -> Iterator[tuple[str, str, str]]:
    if not basis.licence:
        yield "basis", "kind: licence, but no licence", "Add licence: an SPDX expression such as CC-BY-4.0."
        return
    if problem := problem_with(basis.licence):
        yield (
            "basis.licence",
            f"licence {basis.licence!r}: {problem}",
            "Licences are written as SPDX expressions: https://spdx.org/licenses/",
        )
        return
    if borrowed.use == "redrawn":
        return
    refusals = [
        [why for licence in group for why in _refuses(licence, borrowed, site)]
        for group in alternatives(basis.licence)
    ]
    if all(refusals):  # one alternative of an OR that refuses nothing is enough
        yield (
            "basis.licence",
            "; ".join(dict.fromkeys(refusals[0])),
            "Draw it again from our own numbers (use: redrawn), ask for permission, or leave it out.",
        )


def _refuses(licence: Licence, borrowed: Borrowed, site: Site) -> Iterator[str]:
    # Data that is plotted and a picture that is altered both make something new out of the work.
    # A crop shows the figure whole, without the page around it: that alone changes nothing.
    altered = borrowed.use in ("adapted", "data") or bool(
        borrowed.changes and not (borrowed.file and borrowed.file.crop)
    )
    if licence.non_commercial and site.commercial:
        yield f"{licence.name} forbids commercial use, and this site allows it"
    if licence.no_derivatives and altered:
        yield f"{licence.name} allows no adaptation, and this is {borrowed.use if borrowed.use != 'reproduced' else 'changed'}"
    if licence.share_alike and altered and not _same_or_later(licence.id, site.licence):
        yield f"what is adapted from {licence.name} must carry the same licence, and this site is {site.licence}"


def _same_or_later(asked: str, given: str) -> bool:
    """Whether `given` is the licence `asked`, or a later version of it."""
    name, _, version = asked.rpartition("-")
    other, _, later = given.rpartition("-")
    return asked == given or (name == other and name.startswith("CC-") and later >= version)
