"""However a script reaches its code: what an edit changes is never called fresh. The oracle is a full redraw."""

import shutil

import pytest
from engine.constructs import files_of, lay, numbered
from engine.cosmetics import cosmetics
from engine.sites import tiny, write

from figpress.freshness.assessment import Assessment
from figpress.freshness.records import Records
from figpress.freshness.trace import Verdict

EVERY = numbered()


def libraries(id):
    """The modules under src/ of a construct, in each of the ways that change nothing."""
    found = {}
    for path, text in files_of(id).items():
        if path.startswith("src/") and "AssertionError" not in text + EVERY[id].script:
            for title, changed in cosmetics(text):
                found.setdefault(title, {})[path] = changed
    return found


COSMETIC = {}
for one in EVERY:
    for title, files in libraries(one).items():
        COSMETIC.setdefault(title, {})[one] = files


def values(site):
    return {id: (record.values, record.failure) for id in EVERY if (record := Records(site).read(id))}


def read_as_text(site, id):
    record = Records(site).read(id)
    texts = ("file ", "(->)", "(its names)", "<docstrings>", "(assert)")
    return any(any(text in unit for text in texts) for unit in record.prints.code) or any(
        seen.path.endswith(".py") for seen in record.trace.files
    )


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
    for title, files in COSMETIC.items():
        write(site.root, {path: text for id, changed in files.items() for path, text in changed.items()})
        vain = {id for id, verdict in verdicts(site).items() if verdict.state != "fresh" and id in files}
        first |= {f"{EVERY[id].name}: {title}": Verdict("stale") for id in vain if not read_as_text(site, id)}
        lay(site.root)
    lay(site.root, edited=True)
    now = verdicts(site)
    shutil.rmtree(site.private / "records")
    render(site, executor=executor)
    return before, first, now, values(site)


def test_there_are_enough():
    assert len(EVERY) >= 90


def test_a_drawn_figure_is_fresh(seen):
    assert {id: v.reasons for id, v in seen[1].items() if id in EVERY and v.state != "fresh"} == {}


def test_what_is_cosmetic_draws_nothing(seen):
    """But for whoever reads the text of a module, the place of its lines, or what it says of types."""
    assert sum(len(files) for files in COSMETIC.values()) > 100
    assert [name for name, v in seen[1].items() if v.state != "fresh"] == []


@pytest.mark.parametrize("id", EVERY, ids=[one.name for one in EVERY.values()])
def test_what_changed_is_stale(seen, id):
    before, _, now, after = seen
    assert after[id] != before[id], "the edit should change the figure"
    assert now[id].state == "stale"
