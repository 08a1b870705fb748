"""However a script reaches its code: what an edit changes is never called fresh. The oracle is a full redraw."""

import shutil

import pytest
from engine.constructs import lay, numbered
from engine.sites import tiny

from figpress.freshness.assessment import Assessment
from figpress.freshness.records import Records

EVERY = numbered()


def values(site):
    return {id: (record.values, record.failure) for id in EVERY if (record := Records(site).read(id))}


def verdicts(site):
    assessment = Assessment(site)
    return {t.id: assessment.standing(t).verdict for t in assessment.targets}


@pytest.fixture(scope="module")
def seen(executor, tmp_path_factory):
    """What was drawn, what is said after every edit, and what a full redraw gives then."""
    from figpress.running.render import render

    folder = tmp_path_factory.mktemp("constructs")
    site = tiny(folder / "site", {})
    lay(site.root)
    executor.site = site
    report = render(site, executor=executor)
    assert not report.failed, [(EVERY[f.id].name, f.message) for f in report.failed]
    before, first = values(site), verdicts(site)
    lay(site.root, edited=True)
    now = verdicts(site)
    shutil.rmtree(site.private / "records")
    render(site, executor=executor)
    return before, first, now, values(site)


def test_there_are_enough():
    assert len(EVERY) >= 90


def test_a_drawn_figure_is_fresh(seen):
    assert {EVERY[id].name: v.reasons for id, v in seen[1].items() if v.state != "fresh"} == {}


@pytest.mark.parametrize("id", EVERY, ids=[one.name for one in EVERY.values()])
def test_what_changed_is_stale(seen, id):
    before, _, now, after = seen
    assert after[id] != before[id], "the edit should change the figure"
    assert now[id].state == "stale"
