"""What the interpreter would execute is kept where no clone can put it, and `.figpress` of a clone is not believed."""

import subprocess

import pytest

from figpress.base.cache import cache_folder, sweep
from figpress.base.configuration import open_site
from figpress.base.errors import Mistake


def git(folder, *arguments):
    subprocess.run(
        ["git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a@b", *arguments],
        check=True,
        capture_output=True,
    )


@pytest.fixture
def clone(tmp_path):
    root = tmp_path / "clone"
    (root / "site").mkdir(parents=True)
    (root / "site" / "mkdocs.yml").write_text("site_name: x\n")
    git(root, "init", "-q")
    return root


def test_each_site_has_a_folder_outside_itself(tmp_path, monkeypatch):
    monkeypatch.setenv("FIGPRESS_CACHE", str(tmp_path / "cache"))
    one, two = cache_folder(tmp_path / "one", "code"), cache_folder(tmp_path / "two", "code")
    assert one and two and one != two and one == cache_folder(tmp_path / "one", "code")
    assert all((folder.stat().st_mode & 0o777) == 0o700 for folder in (one, two))


def test_no_cache_where_a_clone_could_bring_one(clone, monkeypatch):
    monkeypatch.setenv("FIGPRESS_CACHE", str(clone / ".cache"))
    assert cache_folder(clone / "site", "code") is None and not (clone / ".cache").exists()
    monkeypatch.delenv("FIGPRESS_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(clone / "site"))
    assert cache_folder(clone / "site", "code") is None


def test_no_cache_where_others_can_write(tmp_path, monkeypatch):
    monkeypatch.setenv("FIGPRESS_CACHE", str(tmp_path))
    folder = cache_folder(tmp_path / "one", "code")
    folder.chmod(0o777)
    assert cache_folder(tmp_path / "one", "code") is None
    folder.rmdir()
    folder.symlink_to(tmp_path)
    assert cache_folder(tmp_path / "one", "code") is None


def test_what_was_kept_for_a_site_goes_with_it(tmp_path, monkeypatch):
    monkeypatch.setenv("FIGPRESS_CACHE", str(tmp_path / "cache"))
    (tmp_path / "stays").mkdir()
    kept, gone = cache_folder(tmp_path / "stays", "code"), cache_folder(tmp_path / "gone", "code")
    sweep()
    assert kept.exists() and not gone.exists()


def test_a_tracked_private_folder_is_refused_by_name(clone):
    site = clone / "site"
    (site / ".figpress" / "records").mkdir(parents=True)
    (site / ".figpress" / "records" / "a.json").write_text("{}")
    open_site(site)
    git(clone, "add", "--all", "--force", ".")
    with pytest.raises(Mistake, match="tracked by git") as error:
        open_site(site)
    assert str(error.value.where) == ".figpress/records/a.json"


@pytest.mark.parametrize(
    "make", [lambda p, t: p.symlink_to(t), lambda p, t: p.write_text("")], ids=["link", "file"]
)
def test_what_is_no_folder_is_refused(clone, tmp_path, make):
    make(clone / "site" / ".figpress", tmp_path)
    with pytest.raises(Mistake, match="keeps a folder of its own"):
        open_site(clone / "site")


def test_a_site_without_git(tmp_path, monkeypatch):
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n")
    (tmp_path / ".figpress").mkdir()
    (tmp_path / ".git").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    assert open_site(tmp_path).title == "x"


def test_a_folder_that_looks_like_a_repository_hides_nothing(clone):
    """git would find it before the real one."""
    site = clone / "site"
    for name in (".figpress", "objects", "refs"):
        (site / name).mkdir()
        (site / name / "kept").write_text("")
    (site / "HEAD").write_text("ref: refs/heads/main\n")
    (site / "config").write_text("[core]\nbare = true\n")
    git(clone, "add", "-Af", ".")
    with pytest.raises(Mistake, match="tracked by git"):
        open_site(site)
