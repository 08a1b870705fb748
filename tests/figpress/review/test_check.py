"""`figpress check` reads pages, registry and lock, and says what is wrong with path and line."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from tiny import site

from figpress.cli.commands.check import command
from figpress.equations.model import equation_id
from figpress.review.check import check, write

FIGURE = '"""Caption."""\n'


def said(findings, severity="error"):
    return [(str(f.where), f.rule) for f in findings if f.severity == severity]


def test_a_number_that_is_not_what_was_computed(tmp_path):
    made = site(
        tmp_path,
        {
            "figures/a/one.py": FIGURE,
            "docs/index.md": "# Home\n\nThe error is\n[2.4e-07](val:a/one#worst).\n",
        },
        {"a/one": {"worst": 3.1e-7}},
    )
    (finding,) = [f for f in check(made) if f.severity == "error"]
    assert str(finding.where) == "docs/index.md:4"
    assert finding.rule == "value-differs" and "2.4e-07" in finding.message and "3.1e-07" in finding.message


@pytest.mark.parametrize(
    "text, rule",
    [
        ("[3](val:a/on#worst)", "unknown-figure"),
        ("[3](val:a/one#wurst)", "unknown-value"),
        ("[3](val:a/two#worst)", "value-unknown"),
        ("[1e-16](val:a/one#noise)", "value-noise"),
        ("[](fig:a/onne)", "unknown-figure"),
        ("![](fig:a/one)", "no-alt"),
        ("[](fig:a/one)", "figure-not-shown"),
        ("[](eq:nothing)", "unknown-equation"),
        ("![](code:nothing.at.all)", "unknown-code"),
        ("[there](away.md)", "dead-link"),
        ("[there](index.md#nowhere)", "dead-link"),
        ("![a picture](missing.png)", "dead-link"),
        ("$$\na = b\n$$", "equation-unmarked"),
        ("$$\n% unchecked: prose\na = b\n$$", "equation-unchecked"),
        ("$$\n% on: a/symbol\na = b\n$$", "unknown-symbols"),
        ("$$\n% on: a/symbols\na = b\n$$", "equation-unevaluated"),
        ("As [@nobody2020, p. 3] says.", "unknown-work"),
    ],
)  # fmt: skip
def test_one_thing_is_wrong(tmp_path, text, rule):
    files = {
        "figures/a/one.py": FIGURE,
        "figures/a/two.py": FIGURE,
        "figures/a/symbols.py": "import figpress\nfigpress.symbols(None, {})\n",
    }
    files["docs/index.md"] = f"# Home\n\n{text}\n"
    made = site(tmp_path, files, {"a/one": {"worst": 3.0, "noise": 1e-16}})
    assert said(check(made))[0] == ("docs/index.md:3", rule)


def test_a_card_that_is_no_figure_is_told_at_its_line_with_the_nearest(tmp_path):
    files = {
        "figures/a/one.py": FIGURE,
        "figures/a/symbols.py": "import figpress\nfigpress.symbols(None, {})\n",
    }
    (finding,) = check(
        site(tmp_path / "wrong", {**files, "docs/index.md": "---\ntitle: A\ncard: a/onne\n---\n# Home\n"})
    )[:1]
    assert (str(finding.where), finding.rule, finding.message) == (
        "docs/index.md:3",
        "unknown-figure",
        "card: no such figure: a/onne",
    ) and "a/one" in finding.hint
    assert (
        check(site(tmp_path / "right", {**files, "docs/index.md": "---\ncard: a/one\n---\n# Home\n"})) == ()
    ), "and a figure that is a card is not unused"
    assert said(
        check(site(tmp_path / "symbols", {**files, "docs/index.md": "---\ncard: a/symbols\n---\n# Home\n"}))
    ) == [("docs/index.md:2", "unknown-figure")]


def test_a_good_page_has_nothing_to_say(tmp_path):
    tex = r"Y = XW"
    page = f"# Home\n\n![what it shows](fig:a/one)\n\nSee [](fig:a/one), [3](val:a/one#worst), [below 1e-15](val:a/one#noise) and [](eq:it).\n\n$$\n% on: a/symbols\n{tex} \\label{{eq:it}}\n$$\n\n[above](#home)\n"
    files = {
        "figures/a/one.py": FIGURE,
        "figures/a/symbols.py": "import figpress\nfigpress.symbols(None, {})\n",
        "docs/index.md": page,
    }
    made = site(
        tmp_path, files, {"a/one": {"worst": 3.0, "noise": 1e-16}}, {"a/symbols": {equation_id(tex): 1e-12}}
    )
    assert said(check(made)) == []


def test_digits_that_nothing_stands_behind_are_warned_of_in_sections(tmp_path):
    text = "---\nstatus: draft\n---\n# Home\n\nIt takes 37 minutes, 12{.given} of them on layer 3 of GPT-2 in 2024, $x=5$, `7`, [9](https://example.org). They say 8 [@a, p. 2].\n\nAll 100 of these.\n{.given}\n"
    findings = [f for f in check(site(tmp_path, {"docs/index.md": text})) if f.rule == "hand-typed"]
    assert [f.message for f in findings] == ["37 is typed by hand"]
    assert str(findings[0].where) == "docs/index.md:6"


def test_headings_that_skip_a_level(tmp_path):
    made = site(tmp_path, {"docs/index.md": "# Home\n\n### Deep\n\n# Again\n"})
    assert said(check(made), "warning") == [("docs/index.md:3", "headings"), ("docs/index.md:5", "headings")]


def test_what_stands_in_code_is_no_claim(tmp_path):
    text = "# Home\n\n```markdown\n[2.4e-07](val:no/such#thing)\n$$ a $$\n```\n\nand `![](fig:no/such)`.\n"
    assert said(check(site(tmp_path, {"docs/index.md": text}))) == []


PAGE = (
    "---\r\nstatus: draft\r\n---\r\n# Home\r\n\r\nIt is [2.4e-07](val:a/one#worst), i.e. "
    "[three](val:a/one#count) of `[2.4e-07](val:a/one#worst)`,\r\n"
    "[99.8 %](val:a/one#share) and [4e-16](val:a/one#noise); a 2.4e-07 of our own.\r\n"
)
VALUES = {"a/one": {"worst": 3.14e-5, "count": 5, "share": 0.5, "noise": 3e-16}}


def test_write_corrects_the_numbers_and_nothing_else(tmp_path):
    made = site(tmp_path, {"figures/a/one.py": FIGURE, "docs/index.md": PAGE}, VALUES)
    assert len(said(check(made))) == 4
    assert write(made) == ("docs/index.md",)
    expected = (
        PAGE.replace("[2.4e-07](val", "[3.1e-05](val", 1)
        .replace("[three]", "[five]")
        .replace("[99.8 %]", "[50.0 %]")
        .replace("[4e-16]", "[below 1e-15]")
    )
    assert (tmp_path / "docs/index.md").read_bytes().decode() == expected
    assert said(check(made)) == []
    assert write(made) == ()


def test_every_output_of_the_command(tmp_path):
    site(
        tmp_path,
        {"figures/a/one.py": FIGURE, "docs/index.md": "# Home\n\n[4](val:a/one#worst) or 5\n"},
        {"a/one": {"worst": 3.0}},
    )
    run = CliRunner().invoke(command, ["-C", str(tmp_path), "--json"], standalone_mode=False)
    (finding,) = json.loads(run.output)["findings"]
    assert (
        finding["rule"] == "value-differs"
        and finding["where"] == "docs/index.md:3"
        and finding["severity"] == "error"
        and set(finding) >= {"message", "hint"}
    )
    assert run.return_value == 1
    lines = CliRunner().invoke(command, ["-C", str(tmp_path), "--lines"], standalone_mode=False).output
    assert lines.startswith("docs/index.md:3: error: printed 4, computed 3.0")
    assert (
        CliRunner()
        .invoke(command, ["-C", str(tmp_path), "--write", "-q"], standalone_mode=False)
        .return_value
        == 0
    )


def test_check_imports_nothing_heavy(tmp_path):
    site(tmp_path, {})
    code = "import sys; from figpress.cli.cli import figpress; figpress.main(['check', '-C', sys.argv[1]], standalone_mode=False); print([m for m in ('torch', 'matplotlib', 'mkdocs') if m in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines()[-1] == "[]"


FAULTY = """---
title: {title}
status: in-review
symbols: a/signs
---
# {title}

The error is [2.4e-07](val:a/{id}#worst), of [](fig:a/nobody) and [](eq:gone) [@nobody, p. 3].

![](fig:a/{id})

![Theirs](borrowed:{loan})

[dead](gone.md) and {{>>a mark<<}}, below 1e-12.

$$
x = {sign}
$$

| sign | in code | shape |
|---|---|---|
| $x$ | `nowhere` | d |
"""


def test_what_is_asked_about_some_pages_is_what_the_whole_says_of_them(tmp_path):
    """A sheet looks at its section alone, and misses nothing that concerns it."""
    from figpress.base.configuration import open_site
    from figpress.cli.whole import findings_of
    from figpress.pages.reading import read_pages
    from figpress.sheets.gathering import concerns
    from figpress.sources.registry import read_registry

    made = site(
        tmp_path,
        {
            "figures/a/one.py": FIGURE,
            "figures/a/two.py": FIGURE,
            "figures/a/signs.py": '"""Symbols."""\n',
            "docs/one.md": FAULTY.format(title="One", id="one", loan="photo", sign="y"),
            "docs/two.md": FAULTY.format(title="Two", id="two", loan="map", sign="z"),
            "docs/three.md": "# Three\n\nNothing is wrong.\n",
            "sources.yaml": "works:\n  ito: {type: webpage, title: T, issued: 2020, colour: red}\nborrowed:\n"
            + "".join(
                f"  {id}:\n    work: ito\n    locator: fig. 1\n    use: reproduced\n"
                for id in ("photo", "map")
            ),
        },
        {"a/one": {"worst": 3.1e-7}, "a/two": {"worst": 1.0}},
    )
    made = open_site(made.root)
    registry, _ = read_registry(made)
    whole = findings_of(made)
    for page in read_pages(made):
        of_it = {f for f in whole if concerns(f, page, registry)}
        asked = {f for f in findings_of(made, [page.path]) if concerns(f, page, registry)}
        assert asked == of_it
        assert len({f.rule for f in of_it}) >= 8 or page.source not in ("one.md", "two.md")
