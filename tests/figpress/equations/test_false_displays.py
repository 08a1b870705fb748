"""Nothing false is believed, and nothing true is called false."""

from collections import Counter

import pytest
from equations import false_displays, false_later, false_more

from figpress.equations import compare as claims
from figpress.equations.faults import Fault, OutOfRange
from figpress.equations.statements import statements
from figpress.equations.symbols import worlds_of
from figpress.equations.syntax import Unreadable

SOURCES = (false_displays, false_more, false_later)
CONTEXTS = {name: context for source in SOURCES for name, context in source.CONTEXTS.items()}
PAIRS = [(name, pair) for source in SOURCES for name, found in source.pairs().items() for pair in found]


@pytest.fixture(scope="module")
def worlds():
    return {name: worlds_of(context)[1] for name, context in CONTEXTS.items()}


def verdict(tex, worlds):
    """ "holds", "false", or "refused" with the message."""
    try:
        for world in worlds:
            world.steps.clear()
        for statement in statements(tex):
            claims.check(statement, worlds)
    except Fault as fault:
        return ("false" if fault.rule == "equation-false" else "refused"), fault.message
    except (Unreadable, OutOfRange) as error:
        return "refused", str(error)
    return "holds", ""


def test_there_are_enough_of_every_kind():
    kinds = Counter(pair.kind for _, pair in PAIRS)
    assert len({pair.false for _, pair in PAIRS}) >= 600
    field = {
        "words",
        "empty",
        "reach",
        "differentials",
        "transposes",
        "quotients",
        "roots",
        "about",
        "called",
    }
    assert all(kinds[kind] >= 10 for kind in field)


def test_nothing_false_is_believed(worlds):
    believed = [
        (pair.kind, pair.false) for name, pair in PAIRS if verdict(pair.false, worlds[name])[0] == "holds"
    ]
    assert believed == []


def test_nothing_true_is_called_false(worlds):
    told = [(pair.true, verdict(pair.true, worlds[name])) for name, pair in PAIRS]
    assert [(tex, said) for tex, said in told if said[0] == "false"] == []


def test_what_is_spelt_as_the_manual_asks_is_believed(worlds):
    told = [(pair.true, verdict(pair.true, worlds[name])) for name, pair in PAIRS if pair.holds]
    assert [(tex, said) for tex, said in told if said[0] != "holds"] == []
