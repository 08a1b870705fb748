"""SECURITY.md, attacked: reading a stranger's site runs nothing that the stranger brought."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from strangers.clone import VERBS, plant

NEVER = ("list", "why", "check", "sources", "review")


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stranger")
    (folder / "marks").mkdir()
    plant(folder / "clone", folder / "marks")
    for mark in (folder / "marks").iterdir():
        mark.unlink()  # planting is no reading
    return folder


def command(folder, words, how=("-P", "-m", "figpress"), **environment):
    """A verb, called from inside the clone."""
    environment = {**os.environ, "PYTHONSTARTUP": "", **environment}
    return subprocess.run(
        [sys.executable, *how, *words],
        cwd=folder / "clone",
        capture_output=True,
        text=True,
        env=environment,
        timeout=300,
    )


def marks(folder):
    return sorted(mark.name for mark in (folder / "marks").iterdir())


@pytest.mark.parametrize("words", VERBS, ids=" ".join)
def test_reading_runs_nothing(clone, words):
    done = command(clone, words)
    assert done.returncode in (0, 1) and "Traceback" not in done.stderr, done.stderr
    assert done.stdout.strip()
    assert marks(clone) == []


def test_the_canaries_can_fire(clone, tmp_path):
    """What would be executed if somebody looked: the test above can fail."""
    shutil.copytree(clone / "clone", tmp_path / "clone", symlinks=True)
    here = tmp_path / "clone"
    subprocess.run(["git", "-C", here, "status"], capture_output=True)
    subprocess.run(["git", "-C", here, "log", "-1"], capture_output=True)
    subprocess.run([sys.executable, "-c", "import click, evil"], cwd=here, capture_output=True)
    subprocess.run([sys.executable, "figures/one/box.py"], cwd=here, capture_output=True)
    load = "from mkdocs.utils import yaml_load; yaml_load(open('mkdocs.yml'))"
    subprocess.run([sys.executable, "-P", "-c", load], cwd=here, capture_output=True)
    import pickle

    pickle.loads((here / ".figpress" / "tables" / "x.pickle").read_bytes())
    pickle.loads((here / "docs" / "data.npy").read_bytes())
    subprocess.run(["git", "-C", here, "show", "HEAD:docs/in.md"], capture_output=True, timeout=60)
    subprocess.run(["git", "-C", here / "docs", "status"], capture_output=True, timeout=60)
    subprocess.run([here / "dot"], capture_output=True)
    subprocess.run(["git", "-C", here, "hash-object", "docs/one.md"], capture_output=True)
    loads = "import sys; sys.path.append('.'); from importlib.metadata import entry_points as e; [x.load() for x in e(group='matplotlib.backend')]"
    subprocess.run([sys.executable, "-P", "-c", loads], cwd=here / "src", capture_output=True)
    fired = marks(clone)
    for mark in (clone / "marks").iterdir():
        mark.unlink()
    assert {
        "git fsmonitor",
        "git filter",
        "git equals",
        "git lazy",
        "git embedded",
        "program dot",
        "data.npy",
        "src-evil.py",
        "git gpg",
        "click package",
        "-evil.py",
        "figure",
        ".figpress tables.pickle",
    } <= set(fired)


@pytest.mark.parametrize("words", [["list"], ["check"], ["--version"]], ids=" ".join)
def test_the_current_folder_is_not_on_the_path(clone, words):
    """`python -m figpress` in a clone: nothing of ours is looked for there."""
    command(clone, words, how=("-m", "figpress"))
    assert marks(clone) == []


def test_a_cache_that_the_clone_brings_is_not_used(clone):
    here = clone / "clone" / ".cache"
    command(clone, ["check"], FIGPRESS_CACHE="", XDG_CACHE_HOME=str(here))
    command(clone, ["check"], FIGPRESS_CACHE=str(here / "figpress"))
    assert marks(clone) == []


def test_state_that_is_tracked_is_refused_by_name(clone, tmp_path):
    here = tmp_path / "clone"
    shutil.copytree(clone / "clone", here, symlinks=True)
    shutil.rmtree(here / ".git")
    git = ["git", "-C", here, "-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "-Af", "."], check=True, capture_output=True)
    subprocess.run([*git, "commit", "-qm", "all"], check=True)
    for words in VERBS:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "figpress", *words], cwd=here, capture_output=True, text=True
        )
        assert done.returncode == 1 and ".figpress/" in done.stderr and "tracked by git" in done.stderr
        assert len(done.stderr.strip().splitlines()) == 2
    assert marks(clone) == []


def test_what_mkdocs_would_run_is_run_by_the_verbs_that_say_so(clone, tmp_path):
    """`build` may; SECURITY.md says so, and the other verbs do not."""
    from pathlib import Path

    table = Path(__file__).parents[2].joinpath("SECURITY.md").read_text("utf-8")
    reading = next(line for line in table.splitlines() if "| never | never | never |" in line)
    assert all(f"`{verb}`" in reading or f"`{verb} list`" in reading for verb in NEVER)
    assert "`build`" not in reading and "`render`" not in reading


def test_what_security_names_is_there():
    """Each promise names its tests, and the limits are those of the code."""
    from pathlib import Path

    from figpress.running import limits

    root = Path(__file__).parents[2]
    text = root.joinpath("SECURITY.md").read_text("utf-8")
    promised = text.partition("## Promised")[2].partition("## Not promised")[0]
    named = re.findall(r"`((?:tests|bench)/[^`]+\.py)`", promised)
    assert all((root / name).is_file() for name in named) and len(named) >= 12
    assert promised.count("*Held by*") == len(re.findall(r"^\d\. \*\*", promised, re.M)) == 5
    assert (limits.MINUTES, limits.SHARE, limits.PRINTED) == (10, 0.75, 10_000_000)
    assert "10 minutes, three quarters of the memory, 10 MB of output" in promised


def test_json_of_a_hostile_clone_is_json(clone):
    assert json.loads(command(clone, ["check", "--json"]).stdout)["findings"]
