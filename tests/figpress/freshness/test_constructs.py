"""However a script reaches its code: what an edit changes is never called fresh. The oracle is a full redraw."""

import pytest
from engine.constructs import first
from engine.drawn import Drawn

pytestmark = pytest.mark.slow

EVERY = first()


@pytest.fixture(scope="module")
def drawn(executor, tmp_path_factory):
    return Drawn(EVERY, tmp_path_factory.mktemp("constructs"), executor)


def test_there_are_enough():
    assert len(EVERY) >= 90


def test_a_drawn_figure_is_fresh(drawn):
    assert {id: v.reasons for id, v in drawn.at_first.items() if v.state != "fresh"} == {}


def test_what_is_cosmetic_draws_nothing(drawn):
    """But for whoever reads the text of a module, the place of its lines, or what it says of types."""
    assert len(drawn.cosmetic) > 40 and drawn.in_vain == {}


@pytest.mark.parametrize("id", EVERY, ids=[one.name for one in EVERY.values()])
def test_what_changed_is_stale(drawn, id):
    assert drawn.after[id] != drawn.before[id], "the edit should change the figure"
    assert drawn.edited[id].state == "stale"
