"""use x basis x licence x outlet, and the credit that a picture gets."""

import dataclasses

import pytest

from figpress.sources.credit import credit, credits_of
from figpress.sources.rights import rights

FILE = "  file: {url: 'https://example.org/a.svg', sha256: " + "a" * 64 + ", media_type: image/svg+xml}\n"


def picture(use="reproduced", licence="MIT", changes="none", basis=None, extra=""):
    evidence = "{url: 'https://example.org/LICENSE', quote: Some words, checked: 2026-11-21}"
    basis = basis or f"{{kind: licence, licence: {licence!r}, evidence: {evidence}}}"
    figure = "  figure: a/b\n" if use == "redrawn" else ""
    return f"p:\n  work: zhang2023\n  locator: fig. 8.6.2\n  use: {use}\n{FILE}{figure}  basis: {basis}\n  changes: {changes}\n{extra}"


@pytest.fixture
def verdict(registry, site):
    def judge(text, documents=(), **outlet):
        return [
            finding.message
            for finding in rights(registry(text), dataclasses.replace(site, **outlet), documents)
        ]

    return judge


@pytest.mark.parametrize("use", ["reproduced", "adapted", "data"])
@pytest.mark.parametrize(
    "licence, outlet, commercial, refused",
    [
        ("MIT", "CC-BY-4.0", True, set()),
        ("CC0-1.0", "CC-BY-4.0", True, set()),
        ("CC-BY-4.0", "CC-BY-4.0", True, set()),
        ("CC-BY-SA-4.0", "CC-BY-4.0", True, {"adapted", "data"}),
        ("CC-BY-SA-4.0", "CC-BY-SA-4.0", True, set()),
        ("CC-BY-SA-3.0", "CC-BY-SA-4.0", True, set()),  # a later version will do
        ("CC-BY-SA-4.0", "CC-BY-SA-3.0", True, {"adapted", "data"}),  # an earlier one will not
        ("GPL-3.0-only", "CC-BY-4.0", True, {"adapted", "data"}),
        ("CC-BY-ND-4.0", "CC-BY-4.0", True, {"adapted", "data"}),
        ("CC-BY-NC-4.0", "CC-BY-4.0", True, {"reproduced", "adapted", "data"}),
        ("CC-BY-NC-4.0", "CC-BY-4.0", False, set()),
        ("CC-BY-NC-SA-4.0", "CC-BY-NC-SA-4.0", False, set()),
        ("CC-BY-NC-SA-4.0", "CC-BY-4.0", False, {"adapted", "data"}),
        ("CC-BY-NC-ND-4.0", "CC-BY-4.0", False, {"adapted", "data"}),
        ("CC-BY-NC-4.0 OR MIT", "CC-BY-4.0", True, set()),  # one way out is enough
        ("CC-BY-NC-4.0 AND MIT", "CC-BY-4.0", True, {"reproduced", "adapted", "data"}),
    ],
)
def test_the_table(verdict, use, licence, outlet, commercial, refused):
    assert bool(verdict(picture(use, licence), licence=outlet, commercial=commercial)) == (use in refused)


@pytest.mark.parametrize(
    "text, says",
    [
        (picture(licence="CC-BY-4"), "CC-BY-4 is not on the SPDX list; did you mean CC-BY-4.0?"),
        (picture(licence="LicenseRef-mine"), "LicenseRef-mine names a licence without saying what it allows"),
        (picture(licence="Apache License, version 2"), "not an SPDX expression"),
        (picture(licence="MIT AND ("), "not an SPDX expression"),
        (
            picture(basis="{kind: licence, evidence: {url: 'https://a.b/c', quote: q, checked: 2026-01-01}}"),
            "kind: licence, but no licence",
        ),
        (picture(basis="{kind: licence, licence: MIT}"), "licence without evidence"),
        (
            picture(basis="{kind: licence, licence: MIT, evidence: {quote: q, checked: 2026-01-01}}"),
            "neither url nor file",
        ),
        (picture(basis="{kind: permission}"), "permission without evidence"),
        (
            picture(basis="{kind: permission, evidence: {quote: yes do, checked: 2026-01-01}}"),
            "permission without its document",
        ),
        (
            picture(
                basis="{kind: permission, evidence: {file: letters/yes.pdf, quote: yes do, checked: "
                "2026-01-01}}"
            ),
            "does not exist: letters/yes.pdf",
        ),
        (picture(basis="{kind: quotation}"), "quotation without a reason"),
        (picture("adapted", basis="{kind: quotation, reason: discussed}"), "a quotation is shown as it is"),
        (picture(basis="{kind: public-domain}"), "public-domain without a reason"),
        (
            picture(basis="{kind: public-domain, licence: MIT, reason: old}"),
            "a licence is named, but the basis is public-domain",
        ),
        (picture(licence="CC-BY-ND-4.0", changes="cut in half"), "allows no adaptation, and this is changed"),
        (picture(licence="CC-BY-SA-4.0", changes="turned round"), "must carry the same licence"),
        (
            picture(basis="&none {kind: quotation}").replace("  basis: &none {kind: quotation}\n", ""),
            "reproduced without a basis",
        ),
    ],
)
def test_a_right_that_is_missing_is_named_with_its_line(registry, site, text, says):
    found = rights(registry(text), site, ())
    assert [says in finding.message for finding in found] == [True], [str(finding) for finding in found]
    assert found[0].severity == "error" and found[0].where.line > 15 and found[0].hint


def test_what_is_enough(verdict):
    assert not verdict(
        picture(
            basis="{kind: permission, evidence: {file: letters/yes.pdf, quote: yes do, checked: 2026-01-01}}"
        ),
        documents={"letters/yes.pdf"},
    )
    assert not verdict(picture(basis="{kind: quotation, reason: The text takes the picture apart}"))
    assert not verdict(picture(basis="{kind: public-domain, reason: The author died in 1890}"))
    assert not verdict(picture("redrawn", "CC-BY-NC-ND-4.0"))  # the idea is free, and nothing else is taken
    assert not verdict("p: {work: zhang2023, locator: p. 1, use: redrawn, figure: a/b}")


def test_the_outlet_has_a_licence_of_its_own(verdict):
    assert (
        "the site's own licence: CC-BY is not on the SPDX list"
        in verdict(
            "{}".replace("{}", "p: {work: zhang2023, locator: p. 1, use: redrawn, figure: a/b}"),
            licence="CC-BY",
        )[0]
    )


def line(registry, text):
    made = registry(text)
    (borrowed,) = made.borrowed.values()
    return credit(borrowed, made.works[borrowed.work])


def test_credit_names_title_author_source_licence_and_changes(registry):
    authors = "Aston Zhang, Zachary C. Lipton, Mu Li and Alexander J. Smola"
    made = line(registry, picture(licence="CC-BY-SA-4.0"))
    assert (
        made.text
        == f"Fig. 8.6.2 of “Dive into Deep Learning” by {authors}, 2023, licensed under CC BY-SA 4.0. "
        "Unchanged."
    )
    assert [(part.role, part.url) for part in made.parts if part.url] == [
        ("title", "https://example.org/a.svg"), ("source", "https://d2l.ai"), ("licence", "https://creativecommons.org/licenses/by-sa/4.0/"),
    ]  # fmt: skip
    made = line(
        registry,
        picture(
            "adapted", "MIT OR Apache-2.0", "turned round", extra="  title: A block\n  rightsholder: d2l.ai\n"
        ),
    )
    assert (
        made.text
        == f"“A block” (fig. 8.6.2) from “Dive into Deep Learning” by {authors}, 2023, © d2l.ai, licensed "
        "under MIT or Apache-2.0. Adapted: turned round."
    )
    assert "used by permission" in line(registry, picture(basis="{kind: permission}")).text


def test_a_redrawn_figure_says_whom_it_follows(registry):
    made = registry(
        "p: {work: vaswani2017, locator: fig. 2, use: redrawn, figure: a/b, changes: drawn from our own "
        "tensors}"
    )
    (followed,) = credits_of("a/b", made)
    assert (
        followed.text
        == "Drawn by us after fig. 2 of “Attention Is All You Need” by Ashish Vaswani, Noam Shazeer and "
        "Niki Parmar, 2017. Drawn from our own tensors."
    )
    assert not credits_of("a/c", made)
