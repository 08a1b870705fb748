"""Edits of a generated project: what must be drawn again is, and little else. The whole suite:
bench/mutations.py.
"""

import pytest
from engine.edits import edits
from engine.suite import Suite, apply, put

from figpress.freshness.assessment import Assessment

pytestmark = pytest.mark.slow

EVERY = edits()
DRAWN = [e for e in EVERY if not e.cosmetic][::8]


@pytest.fixture(scope="module")
def suite(tmp_path_factory):
    suite = Suite(tmp_path_factory.mktemp("mutations"))
    yield suite
    suite.close()


def test_there_are_enough():
    assert len(EVERY) >= 600 and len(DRAWN) + sum(e.cosmetic for e in EVERY) >= 200


def test_against_a_full_redraw(suite):
    """Nothing that changed is called fresh; little is drawn in vain (some edits of executed code change no
    picture).

    The bar is 0.95 over all edits, which bench/mutations.py holds; of eighths of them the share goes from 0.89
    to 0.99.
    """
    tally = suite.run(DRAWN)
    assert not tally.missed and tally.recall == 1.0
    assert tally.precision >= 0.85, tally.needless


def test_cosmetic_edits_draw_nothing(suite):
    wrong = {}
    for edit in (e for e in EVERY if e.cosmetic and not e.variable):
        undo = apply(suite.work, edit)
        assessment = Assessment(suite.work)
        stale = {
            t.id: assessment.standing(t).verdict.reasons
            for t in assessment.targets
            if assessment.standing(t).verdict.state != "fresh"
        }
        put(suite.work, undo)
        if stale:
            wrong[edit.name] = stale
    assert not wrong
