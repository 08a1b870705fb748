"""Real repositories in temporary folders."""

import os
import subprocess
import tempfile

import pytest

from figpress.base import git
from figpress.base.errors import Mistake
from figpress.base.site import Site


@pytest.fixture
def repo(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "none"))
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Al")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "al@example.org")
    root = tmp_path / "whole repo" / "blog"
    root.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", "-b", "main", str(root.parent)], check=True)
    (root.parent / ".gitignore").write_text(".figpress/\n")
    (root / "a.md").write_text("one\n")
    found = git.repository(Site(root, "Blog"))
    return found


def commit(repo, message="more"):
    repo.run("add", "--all")
    repo.run("commit", "-q", "-m", message)
    return repo.commit()


def test_a_site_may_be_a_folder_of_a_repository(repo):
    first = commit(repo)
    (repo.top / "blog" / "a.md").write_text("two\n")
    assert repo.prefix == "blog/" and repo.uncommitted() == ("a.md",)
    assert (repo.text(first, "a.md"), repo.text(first, "b.md")) == ("one\n", None)
    second = commit(repo)
    assert [name for name, _ in repo.history("a.md")] == [second, first] and repo.uncommitted() == ()


def test_a_checkout_is_clean_and_goes_away(repo):
    first = commit(repo)
    (repo.top / "blog" / "a.md").write_text("two\n")
    commit(repo)
    (repo.top / "blog" / "a.md").write_text("not committed\n")
    with repo.checkout(first) as then, repo.checkout("HEAD") as now:
        assert ((then / "a.md").read_text(), (now / "a.md").read_text()) == ("one\n", "two\n")
    assert not then.exists() and repo.run("worktree", "list").count("\n") == 1
    assert (repo.top / "blog" / "a.md").read_text() == "not committed\n"


def test_what_a_killed_run_left_behind_is_taken_away(repo, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    first = commit(repo)
    over = subprocess.Popen(["true"])
    over.wait()
    folders = [tmp_path / f"figpress-{pid}-abc" for pid in (over.pid, os.getpid())]
    for folder in folders:
        repo.run("worktree", "add", "--quiet", "--detach", str(folder / "tree"), first)
    with repo.checkout(first):
        assert [folder.exists() for folder in folders] == [False, True]
    assert repo.run("worktree", "list").count("\n") == 2


@pytest.mark.parametrize(
    "revision, said",
    [
        ("nowhere", "no such revision: nowhere"),
        ("--help", "no such revision"),
        ("HEAD:blog/a.md", "no such revision"),
    ],
)
def test_an_unknown_revision_is_named(repo, revision, said):
    commit(repo)
    with pytest.raises(Mistake, match=said):
        repo.commit(revision)


def test_nothing_committed_and_no_repository_are_mistakes(repo, tmp_path):
    with pytest.raises(Mistake, match="nothing has been committed"):
        repo.commit()
    with pytest.raises(Mistake, match="in no git repository"):
        git.repository(Site(tmp_path, "Blog"))


def test_a_folder_becomes_one_commit_and_nothing_else_moves(repo, tmp_path):
    tip = commit(repo)
    built = tmp_path / "built"
    (built / "x").mkdir(parents=True)
    (built / "index.html").write_bytes(b"<p>\r\n")
    (built / "x" / "site").write_bytes(b"\0\1")
    one = git.commit_folder(repo, built, "", "Publish", 1_700_000_000)
    assert repo.run("ls-tree", "-r", "--name-only", one).split() == ["index.html", "x/site"]
    assert repo.run("cat-file", "-s", f"{one}:index.html").strip() == "5"
    assert git.commit_folder(repo, built, "", "Publish", 1_700_000_000) == one
    assert git.commit_folder(repo, built, one, "Publish", 1_700_000_001) == one
    (built / "index.html").write_text("<b>")
    two = git.commit_folder(repo, built, one, "Publish", 1_700_000_002)
    assert repo.commit(f"{two}^") == one and repo.time(two) == 1_700_000_002
    assert repo.commit() == tip and repo.uncommitted() == ()


def test_what_a_hook_sets_does_not_lead_git_elsewhere(repo, tmp_path, monkeypatch):
    first = commit(repo)
    elsewhere = tmp_path / "elsewhere"
    subprocess.run(["git", "init", "-q", str(elsewhere)], check=True)
    monkeypatch.setenv("GIT_DIR", str(elsewhere / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(elsewhere))
    monkeypatch.setenv("GIT_INDEX_FILE", str(elsewhere / "index"))
    assert repo.commit() == first and repo.uncommitted() == ()
