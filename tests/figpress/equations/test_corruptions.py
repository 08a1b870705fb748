"""A slip in a printed equation is caught; what is not caught is true, and listed with the reason."""

from collections import Counter
from pathlib import Path

import pytest
from equations import corrupt
from equations.brief import by_context, items
from equations.contexts import ROOT, context
from equations.corrupt import corruptions

from figpress.base.configuration import open_site
from figpress.equations import compare as claims
from figpress.equations.faults import Fault, OutOfRange
from figpress.equations.statements import statements
from figpress.equations.symbols import worlds_of
from figpress.equations.verdicts import context_of
from figpress.pages.displays import displays
from figpress.pages.reading import read_pages

pytestmark = pytest.mark.slow


def holds(tex, worlds):
    try:
        for statement in statements(tex):
            claims.check(statement, worlds)
    except (Fault, OutOfRange, ValueError):
        return False
    return True


@pytest.fixture(scope="module")
def suite():
    """Every corruption of the brief's equations, with whether it was believed."""
    found = []
    for name, group in by_context(items()).items():
        table, worlds = worlds_of(context(name))
        for item in group:  # in order: an equation may define what a later one uses
            assert holds(item.tex, worlds), item.tex
        found += [(one, holds(one.tex, worlds)) for item in group for one in corruptions(item.tex, table)]
    return found


def listed():
    lines = (Path(corrupt.__file__).parent / "survivors.txt").read_text("utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def test_nineteen_of_twenty_are_caught(suite):
    assert len(suite) >= 1000
    believed = sum(survived for _, survived in suite)
    assert believed <= 0.05 * len(suite)


def test_whatever_survives_is_a_true_statement(suite):
    survivors = {one.tex for one, survived in suite if survived}
    assert survivors - listed() == set()


def test_every_kind_of_slip_is_tried(suite):
    kinds = Counter(one.kind for one, _ in suite)
    assert set(kinds) >= {"sign", "factor", "factor dropped", "factors swapped", "transpose dropped",
        "transpose added", "wrong index", "indices swapped", "product for ⊙", "sum dropped", "bar dropped",
        "term dropped", "direction"}  # fmt: skip


def test_slips_on_the_pages_of_the_post_are_caught_as_often():
    asked = {}
    for page in read_pages(open_site(ROOT)):
        for display in displays(page.body, page.path, page.first_line):
            if not display.unchecked:
                asked.setdefault(context_of(display, page), []).append(display.printed)
    tried = believed = 0
    for name, printed in asked.items():
        table, worlds = worlds_of(context(name))
        assert [tex for tex in printed if not holds(tex, worlds)] == []
        for tex in printed:
            slips = corruptions(tex, table)
            tried, believed = tried + len(slips), believed + sum(holds(one.tex, worlds) for one in slips)
    assert tried >= 1000 and believed <= 0.05 * tried
