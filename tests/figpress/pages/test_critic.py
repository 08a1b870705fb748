"""A reviewer's marks are found where they stand, and never in code."""

from figpress.pages.critic import marks, shown

BODY = """One {==word==}{>>is it?<<} and {++more++}.

`{>>not this<<}` {--less--} {~~old~>new~~}

```
{>>nor this<<}
```
{>>two
lines & all<<}
"""


def test_every_mark_with_its_line():
    found = marks(BODY, "docs/a.md", 10)
    assert [(m.kind, m.place.line, m.text, m.about) for m in found] == [
        ("highlight", 10, "word", ""),
        ("comment", 10, "is it?", "word"),
        ("addition", 10, "more", ""),
        ("deletion", 12, "less", ""),
        ("substitution", 12, "old → new", ""),
        ("comment", 17, "two lines & all", ""),
    ]


def test_shown_as_html_and_code_left_alone():
    html = shown(BODY)
    assert (
        '<mark>word</mark><span class="fp-comment" role="note">is it?</span>' in html
        and "<del>old</del><ins>new</ins>" in html
    )
    assert "`{>>not this<<}`" in html and "{>>nor this<<}" in html and "lines &amp; all" in html


def test_what_a_reviewer_writes_cites_claims_and_formats_nothing(tmp_path):
    """FIELD: `{>>Ask @mo<<}` was "no such work: mo"."""
    from figpress.pages.critic import without_comments
    from figpress.pages.reading import parse_page
    from figpress.sheets.uncited import paragraphs
    from figpress.sources.cited import cited
    from figpress.sources.quotations import citations_in

    body = "Plain words.{>>Ask @mo whether 90 % [@jo]\nis *best*, “four words or more” $x$<<} And @ito2020.\n"
    page = parse_page(body, "docs/a.md", "a.md")
    assert [mention.key for mention in cited([page])] == ["ito2020"]
    assert [c.citation.keys for c in citations_in(body, "a.md")[0]] == [("ito2020",)]
    assert [one.claim for one in paragraphs(page)] == [""]
    assert without_comments(body).count("\n") == body.count("\n") and len(without_comments(body)) == len(body)
    assert not any(mark in shown(body).split("</span>")[0].split(">")[1] for mark in "@[]*$")
