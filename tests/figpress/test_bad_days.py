"""Bad days: what the press meets is damaged, newer, full, mounted, half-written or interrupted; it says one thing and goes on."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from engine.sites import figure, tiny
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from figpress.base import writing
from figpress.base.cache import cache_folder
from figpress.base.errors import Mistake
from figpress.cli.cli import REFUSED
from figpress.freshness.lockfile import VERSION, read_lock
from figpress.freshness.records import Records
from figpress.running.render import render
from figpress.site import build as building

pytestmark = pytest.mark.slow

BYTES = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["version", "targets", "modules", "kind", "a"]), inner)
    ),
    max_leaves=12,
)


def command(site, *words):
    return subprocess.run(
        [sys.executable, "-m", "figpress", *words, "-C", site.root], capture_output=True, text=True
    )


def test_a_lock_of_a_newer_press_is_left_alone(tmp_path):
    site = tiny(tmp_path, {"figures/a.py": figure("1")})
    newer = json.dumps({"version": VERSION + 1, "targets": {"a": {"new": 1}}, "modules": {}, "more": []})
    site.lock.write_text(newer)
    for words in (["list"], ["check"], ["render"], ["build"]):
        done = command(site, *words)
        if words != ["list"]:
            assert done.returncode == 1 and "figures.lock: written by a newer figpress" in done.stderr
        assert "Traceback" not in done.stderr and site.lock.read_text() == newer


@pytest.mark.parametrize(
    "content, told",
    [
        (b"\xff\xfe", "figures.lock:1: not written in UTF-8"),
        (b"{}\n\xff", "figures.lock:2: not written in UTF-8"),
        (b"", "not JSON"),
        (b"[" * 100_000, "not a lock"),
        (b"[]", "not a lock"),
        (b'{"version": true}', "not a lock"),
        (
            json.dumps(
                {"version": VERSION, "modules": {}, "targets": {"a": {"kind": "figure", "fingerprint": 1}}}
            ).encode(),
            "not a lock",
        ),
        (
            json.dumps(
                {"version": VERSION, "modules": {}, "targets": {"a": {"kind": "x", "fingerprint": ""}}}
            ).encode(),
            "not a lock",
        ),
    ],
)
def test_what_is_no_lock_is_said(tmp_path, content, told):
    site = tiny(tmp_path, {})
    site.lock.write_bytes(content)
    with pytest.raises(Mistake, match=told):
        read_lock(site)


@given(
    st.binary(max_size=200)
    | values.map(lambda v: json.dumps(v).encode())
    | values.map(lambda v: json.dumps({"version": VERSION, "modules": {}, "targets": v}).encode())
)
@BYTES
def test_any_bytes_are_a_lock_or_a_mistake(tmp_path, content):
    site = tiny(tmp_path, {})
    site.lock.write_bytes(content)
    try:
        read_lock(site)
    except Mistake as mistake:
        assert mistake.where.path == "figures.lock" and mistake.hint


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A record as it is written."""
    site = tiny(tmp_path_factory.mktemp("record"), {"figures/a.py": figure("1")})
    render(site)
    return site, (site.private / "records" / "a.json").read_bytes()


@given(st.data())
@BYTES
def test_a_damaged_record_is_none(written, data):
    """Cut short, or with a bit flipped, anywhere: a digit of a number is another number."""
    site, good = written
    at = data.draw(st.integers(0, len(good) - 1))
    damaged = (
        good[:at]
        if data.draw(st.booleans())
        else good[:at] + bytes([good[at] ^ (1 << data.draw(st.integers(0, 7)))]) + good[at + 1 :]
    )
    (site.private / "records" / "a.json").write_bytes(damaged)
    assert Records(site).read("a") is None and Records(site).every() == []
    (site.private / "records" / "a.json").write_bytes(good)
    assert Records(site).read("a").values == {"x": 1}


@given(
    st.dictionaries(
        st.sampled_from(
            ["id", "kind", "trace", "prints", "values", "artifacts", "failure", "seconds", "provenance"]
        ),
        values,
        min_size=1,
    )
)
@BYTES
def test_any_record_is_read_or_refused(written, changed):
    site, good = written
    try:
        Records(site).parse(json.dumps({**json.loads(good), **changed}).encode())
    except ValueError:
        pass


def test_every_write_fails_in_turn(tmp_path, monkeypatch):
    """A full disk at the nth write: one clear error, nothing half-written, and the next render is whole."""
    real, count = writing.tempfile.mkstemp, [0, 0]

    def failing(*arguments, **keywords):
        count[0] += 1
        if count[0] == count[1]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(keywords.get("dir")))
        return real(*arguments, **keywords)

    monkeypatch.setattr(writing.tempfile, "mkstemp", failing)
    for nth in range(1, 8):
        site = tiny(tmp_path / str(nth), {"figures/a.py": figure("1"), "figures/b.py": figure("2")})
        count[:] = [0, nth]
        try:
            report = render(site)
        except Mistake as mistake:
            assert "No space left" in str(mistake)
        except OSError as error:  # the command line says it in one line
            assert error.errno in REFUSED and error.filename
        else:
            assert report.good
        count[:] = [0, 0]
        again = render(site)
        assert {*again.fresh, *again.rendered} == {"a", "b"}
        assert {r.values["x"] for r in Records(site).every() if r.kind == "figure"} == {1, 2}
        assert not [path for path in site.root.rglob(f"{writing.BESIDE}*")]


def test_a_copy_that_fails_says_which_file_and_why(tmp_path):
    """A folder within, and a file: shutil's own error has neither number nor name, and was a traceback."""
    for within in ("a.txt", "in/b.txt"):
        source, target = tmp_path / f"from-{len(within)}", tmp_path / f"to-{len(within)}"
        (source / within).parent.mkdir(parents=True)
        (source / within).write_text("x")
        blocked = target / within.partition("/")[0]
        target.mkdir()
        blocked.mkdir() if within == "a.txt" else blocked.write_text("in the way")
        (blocked / "a.txt").mkdir() if within == "a.txt" else None
        with pytest.raises(OSError) as told:
            writing.copy_tree(source, target, dirs_exist_ok=True)
        assert told.value.errno in REFUSED and str(told.value.filename).startswith(str(target))


def test_what_a_kill_left_is_swept_and_nothing_else(tmp_path):
    site = tiny(tmp_path, {"figures/a.py": figure("1")})
    kept_outside = cache_folder(site.root, "code") / "ab"
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = [
        site.root / f".figpress-{dead.pid}-lock", site.private / f".figpress-{dead.pid}-abc", site.private / "records" / f".figpress-{dead.pid}-x",
        site.private / "objects" / "ab" / f".figpress-{dead.pid}-y", site.private / "tables" / f".figpress-{dead.pid}-t", site.private / "a" / "b" / f".figpress-{dead.pid}-z",
        site.root / "docs" / "in" / f".figpress-{dead.pid}-a.md", site.root / "approvals" / "a" / f".figpress-{dead.pid}-a.yaml", kept_outside / f".figpress-{dead.pid}-c",
    ]  # fmt: skip
    kept = [
        site.root / f"site-{dead.pid}-archive",
        site.root / ".figpress-notes",
        site.private / f".figpress-{os.getpid()}-now",
        site.root / "docs" / "in" / ".figpress-notes-1",
    ]
    for path in (*left, *kept):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    render(site)
    assert not [path for path in left if path.exists()] and all(path.exists() for path in kept)


def test_a_site_folder_that_cannot_be_moved(tmp_path, monkeypatch):
    """A mount point: what is in it is replaced."""
    new, folder = tmp_path / "new", tmp_path / "site"
    for path, text in {
        new / "index.html": "new",
        new / "a" / "b.html": "b",
        folder / "index.html": "old",
        folder / "gone" / "c.html": "c",
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    real = Path.rename

    def busy(path, target):
        if path == folder:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(path))
        return real(path, target)

    monkeypatch.setattr(Path, "rename", busy)
    building._replace(folder, new)
    assert {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*") if p.is_file()} == {
        "index.html": "new",
        "a/b.html": "b",
    }
    assert not (folder / "gone").exists()
