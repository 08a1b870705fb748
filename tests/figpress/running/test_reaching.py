"""However a script reaches a file, an edit that gives another picture makes it stale, and no other figure with it."""

import shutil
import subprocess

import pytest
from engine.reaching import EVERY as FIRST
from engine.reaching import VARIABLES, Construct
from engine.reaching_further import FURTHER
from engine.sites import tiny

from figpress.freshness.assessment import Assessment
from figpress.freshness.records import Records
from figpress.running.executors.local import LocalExecutor
from figpress.running.render import render

pytestmark = pytest.mark.slow

EVERY = (*FIRST, *FURTHER)


def site_of(root):
    root.mkdir(parents=True)
    site = tiny(root, {})
    for construct in EVERY:
        construct.place(site.root)
    return site


def drawn(site, watch):
    executor = LocalExecutor(site, (), watch=watch)
    try:
        return render(site, executor=executor)
    finally:
        executor.close()


@pytest.fixture(scope="module")
def truth(tmp_path_factory):
    """What each construct comes to before and after its edit, by drawing everything: nothing is asked of freshness."""
    pictures = []
    for edited in (False, True):
        site = site_of(tmp_path_factory.mktemp("truth") / "site")
        if edited:
            for construct in EVERY:
                construct.change(site.root)
        assert not drawn(site, True).failed
        records = {c.name: Records(site).read(f"c/{c.name}") for c in EVERY}
        pictures.append({name: (r.values, [a.sha256 for a in r.artifacts]) for name, r in records.items()})
    return pictures


def test_every_edit_of_the_list_gives_another_picture(truth):
    before, after = truth
    assert {name for name in before if before[name] == after[name]} == set()


@pytest.mark.parametrize("watch", [True, False], ids=["kernel", "python"])
def test_an_edit_makes_its_figure_stale_and_no_other(tmp_path, watch):
    """Where the kernel is not asked, an opaque figure may be stale for the sake of another's edit; none may be fresh."""
    site = site_of(tmp_path / "site")
    report = drawn(site, watch)
    assert [(f.id, f.message) for f in report.failed] == []
    opaque = {c.name for c in EVERY if Records(site).read(f"c/{c.name}").trace.opaque}
    assert states(site, EVERY) == {c.name: "fresh" for c in EVERY}
    seen = tuple(c for c in EVERY if c.name not in opaque)
    kept = tmp_path / "kept"
    copy(tmp_path / "site", kept)
    for half in (seen[::2], seen[1::2]):
        for construct in half:
            construct.change(site.root)
        names = {construct.name for construct in half}
        found = {name for name, state in states(site, seen).items() if state != "fresh"}
        assert (names - found, found - names) == (set(), set())
        restore(kept, site.root)
    for construct in EVERY:
        if construct.name in opaque:
            construct.change(site.root)
            assert states(site, (construct,)) == {construct.name: "stale"}
            restore(kept, site.root)
    if watch:
        assert opaque == set()


def copy(folder, to):
    """With its links, the hard ones too: two names of one file stay that."""
    subprocess.run(["cp", "-a", folder, to], check=True)


def restore(kept, root):
    for name in ("data", "src", "tools", "figures"):
        shutil.rmtree(root / name)
        copy(kept / name, root / name)
    for construct in EVERY:
        for path, text in construct.files:
            if path.startswith("../"):
                (root / path.replace("@", construct.name)).write_text(text, "utf-8")


def states(site, constructs: tuple[Construct, ...]):
    assessment = Assessment(site)
    return {c.name: assessment.standing(assessment.target(f"c/{c.name}")).verdict.state for c in constructs}


def test_the_environment_in_all_its_forms(tmp_path, monkeypatch):
    constructs = tuple(Construct(name, body, ()) for name, body in VARIABLES.items())
    site = tiny(tmp_path, {})
    for construct in constructs:
        construct.place(site.root)
    assert not drawn(site, True).failed
    before = {c.name: Records(site).read(f"c/{c.name}").values for c in constructs}
    monkeypatch.setenv("SHLVL", "7")
    assert states(site, constructs) == {c.name: "fresh" for c in constructs}
    for construct in constructs:
        monkeypatch.setenv(f"TINY_{construct.name}", "3")
    assert {n for n, s in states(site, constructs).items() if s == "fresh"} == set()
    assert not drawn(site, True).failed
    assert {c.name for c in constructs if Records(site).read(f"c/{c.name}").values == before[c.name]} == set()
