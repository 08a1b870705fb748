"""Every run ends: whatever a script does, it is one line, in bounded time, and the others are drawn."""

import os
import signal
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from engine.sites import figure, tiny, write

from figpress.freshness.records import Records
from figpress.running import limits, processes
from figpress.running.executors import local
from figpress.running.executors.local import LocalExecutor
from figpress.running.render import render

HEAD = "import figpress\nfrom _picture import Picture\n"
SHOW = "figpress.show(Picture(1))\n"
DAEMON = """
import os, time, pathlib
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        pathlib.Path({left!r}).write_text(str(os.getpid()))
        for _ in range(3000):
            time.sleep(0.1)
    os._exit(0)
while not pathlib.Path({left!r}).exists():
    time.sleep(0.01)
"""
linux = pytest.mark.skipif(not processes.LINUX, reason="adopting orphans is Linux's")


SHORT = "figpress.limits(minutes=1 / 60)\n"  # said by the bad script alone: the others have all the time they need


def alone(site, *ids, **options):
    """In a warm process of its own, which has the limits of this test."""
    executor = LocalExecutor(site, ())
    try:
        return render(site, ids or None, executor=executor, **options)
    finally:
        executor.close()


def gone(process):
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state in "ZX"


BAD = {
    "endless": ("while True:\n    pass\n", "it took longer than 0.0166667 minutes"),
    "asleep": ("import time\ntime.sleep(10**6)\n", "it took longer than 0.0166667 minutes"),
    "deaf": (
        "import signal, time\nfor n in range(1, 32):\n    try:\n        signal.signal(n, signal.SIG_IGN)\n"
        "    except (OSError, ValueError):\n        pass\nwhile True:\n    time.sleep(1)\n",
        "it took longer than 0.0166667 minutes",
    ),
    "dead": ("import os\nos.kill(os.getpid(), 9)\n", "its process was ended by signal 9"),
    "silent": ("import os\nos._exit(0)\n", "its process left nothing behind"),
    "loud": ("while True:\n    print('x' * 1000, flush=True)\n", "it printed more than"),
    "hungry": (
        "figpress.limits(minutes=5, gigabytes=1)\nheld = []\nwhile True:\n    held.append(b'x' * 10**7)\n",
        "more than 1 GB: figpress.limits(gigabytes=…)",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_script_is_one_line_and_the_others_are_drawn(tmp_path, name):
    script, told = BAD[name]
    scripts = {f"figures/{name}.py": HEAD + SHORT + script + SHOW, "figures/good.py": figure("1")}
    report = alone(tiny(tmp_path, scripts))
    assert report.rendered == ("good",)
    assert [failed.id for failed in report.failed] == [name] and told in report.failed[0].message
    assert "\n" not in report.failed[0].message


@linux
def test_many_small_processes_that_eat_together(tmp_path, monkeypatch):
    """Each is below the limit, and what they hold together is not."""
    monkeypatch.setattr(limits, "MINUTES", 5)
    eater = (
        "figpress.limits(gigabytes=0.6, minutes=5)\nimport os, time\nfor _ in range(4):\n    if os.fork() == 0:\n"
        "        held = b'x' * 300_000_000\n        time.sleep(600)\ntime.sleep(600)\n"
    )
    report = alone(tiny(tmp_path, {"figures/eater.py": HEAD + eater, "figures/good.py": figure("1")}))
    assert report.rendered == ("good",) and "GB of memory" in report.failed[0].message


@linux
@pytest.mark.parametrize("after", ["", "while True: pass\n", "import os\nos._exit(3)\n", "1/0\n"])
def test_what_a_figure_leaves_running_ends_with_it(tmp_path, after):
    left = tmp_path / "left"
    site = tiny(
        tmp_path / "site",
        {
            "figures/a.py": HEAD + SHOW + DAEMON.format(left=str(left)) + SHORT * bool(after) + after,
            "figures/good.py": figure("1"),
        },
    )
    report = alone(site)
    assert "good" in report.rendered and ("a" in report.rendered) == (not after)
    assert gone(int(left.read_text()))


def test_a_script_says_that_it_may_take_longer(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MINUTES", 0.1)
    slow = "figpress.limits(minutes=5)\nimport time\ntime.sleep(8)\n"
    assert alone(tiny(tmp_path, {"figures/slow.py": HEAD + slow + SHOW})).rendered == ("slow",)


def test_what_runs_for_long_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(local, "REMIND", 0.4)
    lines = []
    reporter = SimpleNamespace(begin=print, end=lambda: None, line=lambda *told: lines.append(told[:2]))
    slow = "import time\ntime.sleep(1.5)\n"
    alone(tiny(tmp_path, {"figures/slow.py": HEAD + slow + SHOW}), reporter=reporter)
    assert lines[0] == ("running", "slow") and lines[-1] == ("render", "slow")


def test_waiting_for_a_shared_result_is_not_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MINUTES", 0.1)
    library = "import time, figpress\n\n\n@figpress.computed\ndef heavy():\n    figpress.limits(minutes=5)\n    time.sleep(8)\n    return 1\n"
    site = tiny(tmp_path, {"src/lib.py": library, "figures/a.py": figure("heavy()", "from lib import heavy")})
    assert alone(site).rendered == ("a",)


@pytest.mark.parametrize(
    "wrong", ["minutes=0", "minutes=-1", "gigabytes=float('nan')", "minutes=float('inf')"]
)
def test_what_is_no_limit_is_said_on_its_line(tmp_path, draw, wrong):
    report = draw(tiny(tmp_path, {"figures/a.py": HEAD + f"figpress.limits({wrong})\n" + SHOW}))
    assert (
        report.failed[0].where == "figures/a.py:3"
        and "a number above zero is wanted" in report.failed[0].message
    )


@linux
def test_the_warm_process_is_killed_from_outside(tmp_path):
    """Another takes its place, and what was in hand is tried again."""
    scripts = {f"figures/{n}.py": f"import time\ntime.sleep(0.4)\n{figure('1')}" for n in "abcd"}
    site = tiny(tmp_path, scripts)
    executor = LocalExecutor(site, ())
    killer = threading.Timer(0.6, lambda: os.kill(executor.parent.process.pid, signal.SIGKILL))
    killer.start()
    try:
        report = render(site, executor=executor)
    finally:
        killer.join()
        executor.close()
    assert set(report.rendered) == set("abcd") and not report.failed


@linux
def test_a_figure_that_kills_the_warm_process_fails_alone(tmp_path):
    scripts = {f"figures/{n}.py": figure("1") for n in "abc"}
    killer = "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nimport time\ntime.sleep(60)\n"
    report = alone(tiny(tmp_path, {**scripts, "figures/killer.py": HEAD + killer}))
    assert set(report.rendered) == set("abc") and [f.id for f in report.failed] == ["killer"]
    assert "was killed" in report.failed[0].message


@linux
def test_the_press_is_killed_and_nothing_stays(tmp_path):
    import subprocess
    import sys

    left = tmp_path / "left"
    site = tiny(
        tmp_path / "site", {"figures/a.py": HEAD + DAEMON.format(left=str(left)) + "while True: pass\n"}
    )
    press = subprocess.Popen([sys.executable, "-m", "figpress", "render", "-C", site.root])
    try:
        for _ in range(600):
            if left.exists() and left.read_text():
                break
            time.sleep(0.1)
        below = processes.tree(press.pid)
        assert len(below) > 2
    finally:
        press.kill()
        press.wait()
    for _ in range(100):
        if all(map(gone, below)):
            break
        time.sleep(0.1)
    assert all(map(gone, below))
    write(site.root, {"figures/a.py": figure("1")})
    assert render(site).rendered == ("a",) and Records(site).read("a")
    assert not list((site.private / "scratch").iterdir())
