"""docs/press/equations.md says what the engine does."""

import re

import pytest
from equations.contexts import ROOT, _Listener

from figpress import author
from figpress.equations.model import Equation
from figpress.equations.symbols import results

PAGE = (ROOT / "docs/press/equations.md").read_text("utf-8")


def blocks(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.M | re.S)


@pytest.fixture(scope="module")
def documented():
    """What the script on the page hands over."""
    listener = _Listener()
    author.listen(listener)
    try:
        exec(compile(blocks("python")[0], "docs/press/equations.md", "exec"), {})
    finally:
        author.listen(None)
    return listener.context


def evaluated(context, lines):
    return results(context, [Equation(line, "docs/press/equations.md", 1) for line in lines])


def test_the_examples_hold(documented):
    lines = [line for block in blocks("tex") for line in block.splitlines()]
    found = evaluated(documented, lines)
    assert [(r.tex, [p.message for p in r.problems]) for r in found if r.problems] == []


def test_the_errors_are_the_ones_that_are_shown(documented):
    pairs = [line.split(" | ") for block in blocks("wrong") for line in block.splitlines()]
    assert len(pairs) >= 8
    for result, (tex, message) in zip(evaluated(documented, [tex.strip() for tex, _ in pairs]), pairs):
        assert any(message.strip() in p.message for p in result.problems), (tex, message, result.problems)
