"""Figures and equations are numbered by section and by place on the page."""

from figpress.pages.numbering import number
from figpress.pages.reading import parse_page


def section(slug: str, place: int, text: str):
    return parse_page(f"---\nstatus: draft\n---\n{text}", f"docs/{slug}.md", f"{slug}.md", place)


def test_numbers_begin_anew_in_each_section_and_count_figures_and_equations_apart():
    numbering, findings = number(
        [
            parse_page("![a](fig:home/hero)", "docs/index.md", "index.md"),
            section(
                "one",
                1,
                "![a](fig:one/x)\n\n$$ a \\label{eq:a} $$\n\n$$ no label $$\n\n![b](borrowed:them)\n\n$$ b "
                "\\label{eq:b} $$",
            ),
            section("two", 2, "![a](fig:two/x) \n\n`![c](fig:two/in-code)`\n\n![d](fig:two/y)"),
        ]
    )
    assert not findings
    assert {key: entry.number for key, entry in numbering.entries.items()} == {
        "fig:home/hero": "1", "fig:one/x": "1.1", "borrowed:them": "1.2", "eq:a": "1.1", "eq:b": "1.2", "fig:two/x": "2.1", "fig:two/y": "2.2",
    }  # fmt: skip
    assert (numbering["fig:two/y"].source, numbering["fig:two/y"].anchor) == ("two.md", "fig-two-y")


def test_a_figure_that_stands_twice_is_named_with_its_place():
    _, (finding,) = number(
        [section("one", 1, "![a](fig:one/x)\n"), section("two", 2, "text\n\n![a](fig:one/x)\n")]
    )
    assert str(finding.where) == "docs/two.md:6"
    assert "one.md" in finding.message


def test_only_what_is_embedded_has_a_number_and_only_figures_do():
    text = "[](fig:one/x) [a](fig:one/only-pointed-at) ![v](val:one/x#a) ![](code:m.f)\n\n![a](fig:one/x)\n"
    numbering, findings = number([section("one", 1, text)])
    assert not findings
    assert {key: entry.number for key, entry in numbering.entries.items()} == {
        "fig:one/x": "1.1", "code:m.f": "",
    }  # fmt: skip


def test_the_known_ids_of_a_scheme_come_without_it():
    numbering, _ = number(
        [section("one", 1, "![a](fig:one/x)\n\n![b](borrowed:them)\n\n![c](fig:one/fig:y)")]
    )
    assert numbering.known("fig") == ("one/x", "one/fig:y") and numbering.known("borrowed") == ("them",)
