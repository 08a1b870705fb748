"""What is cited, read, quoted and shown: findings and the reading notes."""

import pytest
import tiny

from figpress.base.places import Place
from figpress.review.check import check
from figpress.sources.model import Unavailable
from figpress.sources.quotations import citations_in, quotation_findings, quotations_in, stands_in
from figpress.sources.shown import Shown, borrowed_findings, citation_findings, reading_notes

PAGE = """---
title: "not [@here]"
---
The block [@zhang2023, sec. 8.6] of @vaswani2017 [sec. 3].

```python
@decorator  # [@nor_here]
```

`[@nor_here]` and $[@nor_here]$; <!-- [@nor_here] --> but [see @zhang2023; @zhung2023].
"""


def cited(text=PAGE):
    found, wrong = citations_in(text, "docs/a.md")
    assert not wrong
    return found


def test_citations_are_found_in_prose_alone():
    assert [(one.where.line, one.citation.keys) for one in cited()] == [
        (4, ("zhang2023",)),
        (4, ("vaswani2017",)),
        (10, ("zhang2023", "zhung2023")),
    ]
    (wrong,) = citations_in("\n[@a @b]", "docs/a.md")[1]
    assert str(wrong.where) == "docs/a.md:2" and wrong.severity == "error"


def test_unknown_unused_and_unread_works(registry):
    rules = [(finding.rule, finding.severity) for finding in citation_findings(registry(), cited())]
    assert rules == [
        ("unknown-work", "error"),
        ("no-archive", "notice"),
        ("not-opened", "notice"),
        ("no-archive", "notice"),
    ]
    (unknown, *_) = citation_findings(registry(), cited())
    assert str(unknown) == "docs/a.md:10: no such work: zhung2023  Did you mean 'zhang2023'?"
    assert [f.rule for f in citation_findings(registry(), ())] == ["unused-work", "unused-work", "not-opened"]


@pytest.mark.parametrize(
    "sources, said",
    [
        (
            "works:\n  k: {type: book, title: T, author: A, issued: 1986-13-09, opened: no}\nborrowed:\n  "
            "p: 3\n",
            ["no such work: other"],
        ),
        ("works: [\n", []),
        ("works: {}\n", ["no such work: k", "no such work: other", "no such borrowed picture: p"]),
    ],
)
def test_a_malformed_entry_is_told_once_and_not_at_each_use(tmp_path, sources, said):
    made = tiny.site(
        tmp_path,
        {
            "sources.yaml": sources,
            "docs/index.md": "# Home\n\n[@k] [@other]\n\n[@k] ![a picture](borrowed:p)\n",
        },
    )
    found = [finding for finding in check(made) if finding.severity == "error"]
    told = [finding for finding in found if finding.where.path == "sources.yaml"]
    assert bool(told) == ("{}" not in sources)
    assert list(dict.fromkeys(f.message for f in found if f not in told)) == said


def test_a_cited_work_without_summary_or_admission_is_an_error():
    from registries import parsed

    bare = parsed("works:\n  zhang2023: {type: book, title: T, author: A, issued: 2023}\n")
    found = citation_findings(bare, citations_in("[@zhang2023]", "a.md")[0])
    assert [(f.rule, f.severity, f.where.line) for f in found] == [
        ("unread-work", "error", 2),
        ("no-archive", "notice", 2),
    ]


def test_one_work_under_two_keys_is_told():
    from registries import parsed

    twice = parsed(
        "works:\n  a: {type: book, title: T, author: A, issued: 2023, DOI: 10.1000/X, opened: no}\n  b: "
        "{type: book, title: U, author: A, issued: 2023, DOI: 10.1000/x, opened: no}\n"
    )
    found = [finding for finding in citation_findings(twice, ()) if finding.rule == "same-work"]
    assert [str(finding.where) for finding in found] == [
        "sources.yaml:3"
    ] and "works.b and works.a have the same DOI 10.1000/x" in found[0].message


def test_reading_notes_count_and_point_back(registry):
    notes = reading_notes(registry("p: {work: zhang2023, locator: p. 1, use: redrawn, figure: a/b}"), cited())
    assert (notes.read, notes.not_opened, notes.without_archive) == (1, 1, 2)
    assert [place.line for place in notes.notes[0].cited] == [4, 10] and [
        b.id for b in notes.notes[0].borrowed
    ] == ["p"]


def test_borrowed_pictures_are_shown_known_and_in_hand(registry):
    file = "file: {url: 'https://a.b/c.svg', sha256: " + "a" * 64 + ", media_type: image/svg+xml}"
    made = registry(
        f"shown: {{work: zhang2023, locator: p. 1, use: reproduced, {file}}}\nnot-shown: {{work: "
        f"zhang2023, locator: p. 1, use: reproduced, {file}}}\nours: {{work: zhang2023, locator: p. 1, "
        f"use: redrawn, figure: residuals/bloc}}\n"
    )
    shown = [Shown(Place("docs/a.md", 3), "shown"), Shown(Place("docs/a.md", 4), "shwn")]
    found = borrowed_findings(
        made,
        shown,
        {"residuals/block"},
        {"shown": Unavailable("its sha256 differs", kind="untrue"), "not-shown": Unavailable("no network")},
    )
    assert [(f.rule, f.severity) for f in found] == [
        ("unknown-borrowed", "error"), ("untrue-sha256", "error"), ("unused-borrowed", "warning"), ("absent-file", "warning"), ("unknown-figure", "error"),
    ]  # fmt: skip
    assert found[0].hint == "Did you mean 'shown'?" and "residuals/block" in found[-1].hint


QUOTING = """
They say that “attention functions map a query to an output” [@vaswani2017, sec. 3.2], a "so called" [@vaswani2017, p. 1].

> An attention function can be described
> as … mapping a query [Q] — [@vaswani2017, p. 3]

“Four words without place” [@vaswani2017]. He said "these are four words" [@zhang2023, sec. 8].
"""


def test_quotations_are_what_stands_before_a_citation_of_one_work():
    assert [(q.where.line, q.cite.key, q.text) for q in quotations_in(QUOTING, "a.md")] == [
        (2, "vaswani2017", "attention functions map a query to an output"),
        (5, "vaswani2017", "An attention function can be described as … mapping a query [Q]"),
        (7, "vaswani2017", "Four words without place"),
        (7, "zhang2023", "these are four words"),
    ]


def test_quotations_are_looked_up(registry):
    archived = {"vaswani2017": "… An attention func-\ntion can be described as\nmapping  a query and a set …"}
    found = quotation_findings(quotations_in(QUOTING, "a.md"), registry(), archived)
    assert [(f.rule, f.severity, f.where.line) for f in found] == [
        ("quotation-differs", "error", 2),
        ("quotation-differs", "error", 7),
        ("quotation-unchecked", "warning", 7),
    ]


def test_only_what_a_page_and_its_pdf_may_differ_in_is_forgiven():
    source = "We call our particular attention “Scaled Dot-Product At-\ntention” (Figure 2). The ﬁrst efﬁcient one."
    for good in (
        "our particular attention",
        '"scaled dot-product attention" (figure 2)',
        "We call … attention”",
        "the first efficient one",
        "We *call* [it] scaled",
    ):
        assert stands_in(good, source), good
    for bad in (
        "our special attention",
        "attention particular our",
        "scaled … our particular",
        "…",
        "dot product attentions",
    ):
        assert not stands_in(bad, source), bad
