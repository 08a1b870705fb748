"""A publication arrives whole or not at all, whatever it replaces."""

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from figpress.base import git
from figpress.base.errors import Mistake
from figpress.base.site import Site
from figpress.base.writing import BESIDE
from figpress.publishing.destinations import destination
from figpress.publishing.destinations.folder import Folder
from figpress.publishing.destinations.rsync import Rsync
from figpress.publishing.model import Manifest
from figpress.site.built import hashes
from figpress.site.model import MANIFEST

COMMIT = "c" * 40


def built(folder, word, when=1_700_000_000, files=12):
    """A site whose every file says `word`, so that a mixture shows."""
    for n in range(files):
        path = folder / f"page-{n}" / "index.html"
        path.parent.mkdir(parents=True)
        path.write_text(word * 100)
    manifest = Manifest(COMMIT, when, False, {f"page-{n}/": "" for n in range(files)}, hashes(folder))
    (folder / MANIFEST).write_text(manifest.text())
    return manifest


def left(folder):
    """What a publication wrote on its way."""
    return sorted(folder.rglob(f"{BESIDE}*"))


def is_whole(target):
    manifest = Manifest.parse((target / MANIFEST).read_text())
    return hashes(target) == manifest.files


def test_a_folder_is_a_link_that_moves(tmp_path):
    target = Folder(tmp_path / "www" / "blog")
    one, two = built(tmp_path / "one", "one"), built(tmp_path / "two", "two", 1_700_000_001)
    assert target.current() is None
    for name, manifest in (("one", one), ("two", two), ("one", one)):
        target.send(tmp_path / name, manifest)
        assert target.current() == manifest and is_whole(target.path)
    assert target.path.is_symlink() and not os.path.isabs(os.readlink(target.path))


def test_old_releases_go_and_the_current_one_stays(tmp_path):
    target = Folder(tmp_path / "blog")
    for n in range(6):
        manifest = built(tmp_path / str(n), str(n), 1_700_000_000 + n, files=1)
        target.send(tmp_path / str(n), manifest)
    target.send(tmp_path / "0", built(shutil.rmtree(tmp_path / "0") or tmp_path / "0", "0", files=1))
    assert is_whole(target.path) and len([p for p in target.releases.iterdir() if p.is_dir()]) == 3


def test_an_empty_folder_is_taken_and_a_full_one_is_not(tmp_path):
    manifest = built(tmp_path / "one", "one")
    (tmp_path / "empty").mkdir()
    Folder(tmp_path / "empty").send(tmp_path / "one", manifest)
    assert is_whole(tmp_path / "empty")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "precious").touch()
    (tmp_path / "elsewhere").symlink_to(tmp_path / "full")
    (tmp_path / "file").touch()
    for name in ("full", "elsewhere", "file"):
        with pytest.raises(Mistake):
            Folder(tmp_path / name).send(tmp_path / "one", manifest)
    assert (tmp_path / "full" / "precious").exists()


def test_a_release_that_somebody_changed_is_sent_again(tmp_path):
    target = Folder(tmp_path / "blog")
    manifest = built(tmp_path / "one", "one")
    target.send(tmp_path / "one", manifest)
    (target.path / "page-3" / "index.html").write_text("broken")
    target.send(tmp_path / "one", manifest)
    assert is_whole(target.path)


@pytest.mark.parametrize("refused", ["shutil.copytree", "os.sync", "pathlib.Path.rename", "os.replace"])
def test_what_the_disk_refuses_leaves_the_last_publication_and_nothing_beside_it(
    tmp_path, monkeypatch, refused
):
    target = Folder(tmp_path / "blog")
    one, two = built(tmp_path / "one", "one"), built(tmp_path / "two", "two", 1_700_000_001)
    target.send(tmp_path / "one", one)

    def half(source, folder, **options):
        (folder / "half").write_text("of it")
        raise OSError(errno.ENOSPC, "No space left on device", str(folder))

    def refuse(*words):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(refused, half if refused == "shutil.copytree" else refuse)
    with pytest.raises(OSError, match="No space"):
        target.send(tmp_path / "two", two)
    assert target.current() == one and is_whole(target.path) and not left(tmp_path)
    monkeypatch.undo()
    target.send(tmp_path / "two", two)
    assert target.current() == two and is_whole(target.path)


SENDER = """
import sys
from pathlib import Path
from figpress.publishing.destinations.folder import Folder
from figpress.publishing.model import Manifest
from figpress.site.model import MANIFEST
print("ready", flush=True)
folder = Path(sys.argv[1])
Folder(Path(sys.argv[2])).send(folder, Manifest.parse((folder / MANIFEST).read_text()))
"""


def test_a_kill_at_any_moment_leaves_one_whole_publication(tmp_path):
    """Twenty kills spread over the time that sending takes, while the target is read."""
    target = Folder(tmp_path / "blog")
    manifests = {
        word: built(tmp_path / word, word, when, files=300) for word, when in (("old", 1), ("new", 2))
    }
    target.send(tmp_path / "old", manifests["old"])
    begun = time.perf_counter()
    Folder(tmp_path / "measured").send(tmp_path / "new", manifests["new"])
    takes = time.perf_counter() - begun
    moments = random.Random(0)
    unfinished = 0
    for n in range(20):
        word = ("new", "old")[n % 2]
        shutil.rmtree(
            target.releases / manifests[word].name, ignore_errors=True
        ) if target.current() != manifests[word] else None
        process = subprocess.Popen(
            [sys.executable, "-c", SENDER, str(tmp_path / word), str(target.path)], stdout=subprocess.PIPE
        )
        process.stdout.readline()
        time.sleep(moments.uniform(0, takes))
        process.send_signal(signal.SIGKILL)
        unfinished += process.wait() != 0
        process.stdout.close()
        assert is_whole(target.path)
    assert unfinished >= 5  # or the kills came too late to prove anything
    target.send(tmp_path / "new", manifests["new"])
    assert target.current() == manifests["new"] and not left(tmp_path)


@pytest.mark.skipif(not shutil.which("rsync"), reason="rsync is not installed")
def test_rsync_sends_the_release_first_and_then_the_link(tmp_path):
    (tmp_path / "www").mkdir()
    target = Rsync(str(tmp_path / "www" / "blog"))
    one, two = built(tmp_path / "one", "one"), built(tmp_path / "two", "two", 1_700_000_001)
    assert target.current() is None
    for name, manifest in (("one", one), ("two", two)):
        target.send(tmp_path / name, manifest)
        assert target.current() == manifest and is_whole(tmp_path / "www" / "blog")
    assert (tmp_path / "www" / "blog").is_symlink() and len(
        list((tmp_path / "www" / ".blog.releases").iterdir())
    ) == 2


@pytest.fixture
def repo(tmp_path, monkeypatch):
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Al")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "al@example.org")
    root = tmp_path / "site"
    root.mkdir()
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True)
    (root / "a").touch()
    found = git.repository(Site(root, "Blog"))
    found.run("add", "a")
    found.run("commit", "-q", "-m", "begin")
    return found


@pytest.mark.parametrize("with_remote", [False, True])
def test_gh_pages_is_one_commit_a_publication(repo, tmp_path, with_remote):
    if with_remote:
        subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "remote.git")], check=True)
        repo.run("remote", "add", "origin", str(tmp_path / "remote.git"))
    target = destination("gh-pages", Site(repo.top, "Blog"))
    assert target.current() is None
    for name, when in (("one", 1), ("two", 2), ("two", 2)):
        if not (tmp_path / name).exists():
            manifest = built(tmp_path / name, name, when)
        target.send(tmp_path / name, manifest)
        assert target.current() == manifest
    assert repo.run("rev-list", "--count", "gh-pages").strip() == "2"
    if with_remote:
        assert repo.run("ls-remote", "origin", "gh-pages").split()[0] == repo.commit("gh-pages")
        repo.run("remote", "set-url", "origin", str(tmp_path / "gone.git"))
        with pytest.raises(Mistake):
            target.send(tmp_path / "one", manifest)


@pytest.mark.parametrize(
    "written, kind",
    [
        ("gh-pages", "Branch"),
        ("gh-pages:www", "Branch"),
        ("host.org:www/blog", "Rsync"),
        ("me@host:/www", "Rsync"),
        ("rsync:/www/blog", "Rsync"),
        ("out", "Folder"),
        ("../out", "Folder"),
    ],
)
def test_a_target_is_what_it_looks_like(repo, written, kind):
    assert type(destination(written, Site(repo.top, "Blog"))).__name__ == kind
