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


def program(folder, name, end="cat"):
    """A program that leaves a mark when it is run."""
    path = folder / name
    path.write_text(f"#!/bin/sh\ntouch '{folder}/{name}.ran'\n{end}\n")
    path.chmod(0o755)
    return path


def settings(folder, **values):
    for name, value in values.items():
        subprocess.run(["git", "-C", folder, "config", name.replace("__", "."), str(value)], check=True)


@pytest.mark.parametrize("name", ["evil", "a=b", "a.b=c", "A b"])
def test_no_filter_of_the_repository_whatever_its_name(repo, tmp_path, name):
    (repo.top / ".git" / "info" / "attributes").write_text(f"*.md filter={name.replace(' ', '_')}\n")
    commit(repo)
    evil = program(tmp_path, "filter")
    for kind in ("clean", "smudge", "process"):
        subprocess.run(
            ["git", "-C", repo.top, "config", f"filter.{name.replace(' ', '_')}.{kind}", evil], check=True
        )
    (repo.top / "blog" / "a.md").write_text("two\n")
    git._no_filters.cache_clear()
    assert repo.uncommitted() == ("a.md",)
    with repo.checkout("HEAD") as there:
        assert (there / "a.md").read_text() == "one\n"
    assert not (tmp_path / "filter.ran").exists()


def test_what_the_caller_configured_stays(repo, tmp_path, monkeypatch):
    """git's environment holds settings by number: ours come behind."""
    commit(repo)
    settings(repo.top, filter__evil__clean=program(tmp_path, "filter"))
    for name, value in {"COUNT": "1", "KEY_0": "status.relativePaths", "VALUE_0": "false"}.items():
        monkeypatch.setenv(f"GIT_CONFIG_{name}", value)
    git._no_filters.cache_clear()
    assert repo.uncommitted() == ()
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "no key")
    with pytest.raises(Mistake, match="no key"):
        repo.uncommitted()


def test_what_a_partial_clone_lacks_is_not_asked_for(repo, tmp_path):
    """The program that git would ask is of the repository's choosing; and a file that cannot be read is not one that was not there."""
    first = commit(repo)
    (repo.top / "blog" / "a.md").write_text("two\n")
    commit(repo)
    missing = repo.run("rev-parse", f"{first}:blog/a.md").strip()
    (repo.top / ".git" / "objects" / missing[:2] / missing[2:]).unlink()
    settings(
        repo.top, core__repositoryFormatVersion=1, extensions__partialClone="origin", remote__origin__url=repo.top,
        remote__origin__promisor="true", remote__origin__uploadpack=program(tmp_path, "lazy", "exit 1"),
    )  # fmt: skip
    with pytest.raises(Mistake, match="git show failed") as told:
        repo.text(first, "a.md")
    assert "--filter" in told.value.hint and repo.text("HEAD", "a.md") == "two\n"
    assert repo.text(first, "b.md") is None and not (tmp_path / "lazy.ran").exists()


def test_a_repository_within_is_not_asked(repo, tmp_path):
    """A submodule has a configuration of its own, and git would follow it."""
    inner = tmp_path / "inner"
    for words in (["init", "-q", inner], ["-C", inner, "commit", "-q", "--allow-empty", "-m", "one"]):
        subprocess.run(["git", *words], check=True)
    (inner / "b.md").write_text("one\n")
    (inner / ".gitattributes").write_text("* filter=evil\n")
    subprocess.run(["git", "-C", inner, "add", "-A"], check=True)
    subprocess.run(["git", "-C", inner, "commit", "-qm", "two"], check=True)
    words = ["-c", "protocol.file.allow=always", "submodule", "add", "-q", inner, "blog/within"]
    subprocess.run(["git", "-C", repo.top, *words], check=True)
    commit(repo)
    within = repo.top / "blog" / "within"
    settings(within, filter__evil__clean=program(tmp_path, "inner-filter"))
    (within / "b.md").write_text("two\n")
    assert repo.uncommitted() == () and not (tmp_path / "inner-filter.ran").exists()
    assert repo.submodules() == ("within",)
