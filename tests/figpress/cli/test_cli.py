"""What the machine refuses is one error with its place; what is the press's own fault keeps its traceback."""

import subprocess
import sys

import tiny


def run(*words):
    return subprocess.run(
        [sys.executable, "-m", "figpress", *map(str, words)], capture_output=True, text=True
    )


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    site = tiny.site(tmp_path / "a", {"docs/index.md": "---\nstatus: draft\n---\n# Home\n"})
    (tmp_path / "file").write_text("precious")
    for words in (
        ["new", "site", tmp_path / "file" / "blog"],
        ["review", "-C", site.root, "--to", tmp_path / "file" / "sheets"],
    ):
        done = run(*words)
        assert done.returncode == 1 and "Traceback" not in done.stderr
        assert (
            done.stderr.startswith(f"figpress: {tmp_path}/file")
            and "Nothing that was there is lost." in done.stderr
        )
    assert (tmp_path / "file").read_text() == "precious"


def test_a_lock_that_is_a_folder_is_named(tmp_path):
    site = tiny.site(tmp_path, {})
    site.lock.unlink()
    site.lock.mkdir()
    done = run("list", "-C", site.root)
    assert (
        done.returncode == 1
        and "figures.lock: cannot be read: Is a directory" in done.stderr
        and "Traceback" not in done.stderr
    )


def test_one_thing_is_counted_as_one(tmp_path):
    tiny.site(tmp_path, {"docs/index.md": "# Home\n\n[x](nowhere.md)\n"})
    assert run("check", "-C", tmp_path).stdout.splitlines()[-1] == "1 error, 0 warnings, 0 notices"
