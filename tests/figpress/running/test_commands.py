"""The commands as processes: what they import, what survives a kill, who does the work when two run at once."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from engine.sites import figure, tiny, write

from figpress.freshness.assessment import Assessment

COMMAND = [sys.executable, "-m", "figpress"]
SLOW = figure("1", "import time\ntime.sleep(1.5)")


def run(site, *words, **options):
    return subprocess.run([*COMMAND, *words, "-C", str(site.root)], capture_output=True, text=True, **options)


def left(site):
    """Processes of this site that still run."""
    found = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True).stdout.splitlines()
    own = [line for line in found if "figpress.running.warm" in line]
    return [line for line in own if os.path.realpath(f"/proc/{line.split()[0]}/cwd") == str(site.root)]


def test_json(tmp_path):
    site = tiny(tmp_path, {"figures/s/good.py": figure("2.5"), "figures/s/bad.py": "1 / 0\n"})
    done = run(site, "render", "--json")
    data = json.loads(done.stdout)
    assert done.returncode == 1 and set(data) >= {"rendered", "fresh", "failed", "seconds"}
    assert data["rendered"] == ["s/good"] and data["failed"][0]["where"] == "figures/s/bad.py:1"
    listed = {f["id"]: f for f in json.loads(run(site, "list", "--json").stdout)["figures"]}
    assert (
        listed["s/good"]["state"] == "fresh"
        and listed["s/good"]["values"] == {"x": 2.5}
        and listed["s/bad"]["state"] == "failed"
    )
    assert set(listed["s/good"]) >= {"id", "script", "state", "reasons", "values", "artifacts", "seconds"}
    assert set(listed["s/good"]["artifacts"][0]) >= {"path", "sha256", "media_type"}
    why = json.loads(run(site, "why", "s/good", "--json").stdout)
    assert why["state"] == "fresh" and "_picture:Picture" in why["depends"]["code"]
    unknown = run(site, "render", "s/goof")
    assert (
        unknown.returncode == 1
        and "Did you mean 's/good'?" in unknown.stderr
        and "Traceback" not in unknown.stderr
    )
    assert run(site, "render", "--nonsense").returncode == 2


def test_planning_imports_nothing_heavy(tmp_path):
    site = tiny(tmp_path, {"figures/a.py": figure("1", "import torch, matplotlib.pyplot")})
    assert run(site, "render").returncode == 0
    for words in (["list"], ["why", "a"], ["render"]):
        program = (
            f"import sys; sys.argv = ['figpress', *{words}, '-C', {str(site.root)!r}]\n"
            "from figpress.cli.cli import main\ntry: main()\nexcept SystemExit: pass\n"
            "print(sorted({'torch', 'numpy', 'matplotlib', 'graphviz', 'pygraphviz', 'mkdocs', "
            "'distributed', 'pydantic', 'requests'} & set(sys.modules)))"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
        assert done.stdout.splitlines()[-1] == "[]", done


def test_locked(tmp_path):
    site = tiny(tmp_path, {"figures/a.py": figure("1"), "figures/b.py": figure("2e-14")})
    assert run(site, "render").returncode == 0
    lock = site.lock.read_text()
    write(
        site.root, {"figures/b.py": figure("3e-14 - 1e-14 + 1e-15")}
    )  # another processor's rounding noise is no news…
    write(site.root, {"figures/b.py": figure("2e-14")})
    assert run(site, "render", "--locked").returncode == 0
    write(site.root, {"figures/a.py": figure("3")})
    done = run(site, "render", "--locked")
    assert done.returncode == 1 and "behind  a" in done.stderr and site.lock.read_text() == lock
    assert run(site, "render").returncode == 0 and site.lock.read_text() != lock
    assert "sha256:" in lock and ".svg" not in lock


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_two_commands_share_the_work(tmp_path):
    site = tiny(tmp_path, {f"figures/f{i}.py": SLOW for i in range(4)})
    both = [
        subprocess.Popen(
            [*COMMAND, "render", "--json", "-C", str(site.root)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    reports = [json.loads(p.communicate()[0]) for p in both]
    assert sorted(reports[0]["rendered"] + reports[1]["rendered"]) == ["f0", "f1", "f2", "f3"]
    assert all(len(r["rendered"]) + len(r["fresh"]) == 4 for r in reports)


def heard():
    """Ctrl-C is heard, also where a shell runs the tests in the background and has it ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="looks for processes in /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_stopping_leaves_a_sound_store_and_nobody_running(tmp_path, how):
    site = tiny(
        tmp_path,
        {"figures/quick.py": figure("1"), "figures/slow.py": figure("1", "import time\ntime.sleep(60)")},
    )
    running = subprocess.Popen(
        [*COMMAND, "render", "-C", str(site.root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=heard,
    )
    assert "quick" in running.stdout.readline()
    running.send_signal(how)
    _, said = running.communicate(timeout=20)
    if how == signal.SIGINT:
        assert running.returncode == 130 and said.strip() == "figpress: stopped"
    for _ in range(50):
        if not left(site):
            break
        time.sleep(0.1)
    assert not left(site)
    assessment = Assessment(site)
    assert {t.id: assessment.standing(t).verdict.state for t in assessment.targets} == {
        "quick": "fresh",
        "slow": "missing",
    }
    write(site.root, {"figures/slow.py": figure("2")})
    assert json.loads(run(site, "render", "--json").stdout)["rendered"] == ["slow"]
    assert not list((site.private / "scratch").iterdir())


def test_a_damaged_record_is_drawn_again(tmp_path):
    site = tiny(tmp_path, {"figures/a.py": figure("1")})
    run(site, "render")
    record = next((site.private / "records").iterdir())
    record.write_bytes(record.read_bytes()[:50])
    assert json.loads(run(site, "render", "--json").stdout)["rendered"] == ["a"]
    next((site.private / "objects").rglob("*.svg")).unlink()
    assert json.loads(run(site, "render", "--json").stdout)["rendered"] == ["a"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_disk_that_cannot_be_written(tmp_path):
    site = tiny(tmp_path, {"figures/a.py": figure("1")})
    (tmp_path / ".figpress").write_text("not a folder")
    done = run(site, "render")
    assert (
        done.returncode == 1 and ".figpress: a file, where" in done.stderr and "Traceback" not in done.stderr
    )


def test_verify_catches_what_the_press_cannot_see(tmp_path):
    site = tiny(
        tmp_path,
        {"figures/a.py": figure("1"), "figures/clock.py": figure("time.time_ns() % 1000003", "import time")},
    )
    run(site, "render")
    done = json.loads(run(site, "verify", "--json").stdout)
    assert done["same"] == ["a"]
    assert [(f["rule"], f["where"]) for f in done["findings"]] == [("value-differs", "figures/clock.py")]
