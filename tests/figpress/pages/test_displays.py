"""Displays are found where a reader sees them, and nowhere else."""

from textwrap import dedent

from figpress.base.places import Place
from figpress.pages.displays import displays


def page(text: str, first_line: int = 1):
    return displays(dedent(text).lstrip("\n"), "docs/a.md", first_line)


def test_a_display_has_its_line_label_context_and_tex():
    (display,) = page(
        r"""
        Some words.

        $$
        % on: qkv/core
        \bar Q = c\,\bar S K \label{eq:dq}
        $$
        """,
        first_line=10,
    )
    assert (display.line, display.label, display.context, display.unchecked) == (12, "eq:dq", "qkv/core", "")
    assert display.printed == r"\bar Q = c\,\bar S K"


def test_lines_and_columns_of_the_tex_are_those_of_the_page():
    text = "one\n\n$$ % unchecked: definition, it introduces A\nA = \\label{eq:a} B\n$$\n"
    (display,) = displays(text, "docs/a.md")
    offset = display.tex.index("B")
    assert display.place_of(offset) == Place("docs/a.md", 4)
    assert display.tex.splitlines()[1].index("B") == text.splitlines()[3].index("B")
    assert (display.kind, display.reason) == ("definition", "it introduces A")


def test_an_escaped_percent_is_no_comment():
    (display,) = page(r"$$ 5\% = x $$")
    assert display.printed == r"5\% = x"


def test_examples_in_code_are_no_displays():
    assert not page(
        """
        ```latex
        $$ a $$
        ```

        ~~~~
        ```
        $$ b $$
        ~~~~

            $$ c $$

        <!-- $$ d $$ --> and `$$ e $$` and
        """
    )


def test_displays_inside_admonitions_and_lists_are_found():
    found = page(
        """
        !!! note

            $$ a $$

            - point

                $$ b $$

        1.  step

            $$ c $$

                $$ code $$
        """
    )
    assert [d.printed for d in found] == ["a", "b", "c"]


def test_a_display_follows_a_line_of_text_and_ends_at_a_blank_line():
    assert [d.printed for d in page("so that\n$$ a $$\nand")] == ["a"]
    assert page("$$ a\n\nb $$") == ()
