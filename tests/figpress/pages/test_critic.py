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
