"""Worse days, through the real command: nothing may be written, the clock runs back, many at once, Ctrl-C twice."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from engine.sites import figure, tiny, write

from figpress.freshness.records import Records
from figpress.running import processes
from figpress.running.render import render

pytestmark = pytest.mark.slow

# The one who may write anywhere gives that up: then modes hold for root, too.
PLAIN = (
    ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner,-chown", "--"]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("setpriv")
    else []
)
SLOW = "import time\ntime.sleep(60)\n"


def command(site, *words, **options):
    return [*PLAIN, sys.executable, "-m", "figpress", *words, "-C", str(site.root)]


def told(site, *words):
    """What a verb says, and its status: never a traceback."""
    done = subprocess.run(command(site, *words), capture_output=True, text=True, timeout=300)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def modes(folder, files, folders):
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(folders if path.is_dir() else files)


def owned(folder, user):
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user, user, follow_symlinks=False)


@pytest.fixture(autouse=True)
def whoever_started_the_tests_may_ignore_ctrl_c():
    """A shell does so for what it starts in the background, and a child inherits it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def site(tmp_path):
    return tiny(
        tmp_path / "site",
        {
            "mkdocs.yml": "site_name: Tiny\nplugins: [figpress]\ntheme: {name: null, custom_dir: theme}\n",
            "theme/main.html": "<html><body>{{ page.content }}</body></html>",
            "src/lib.py": "K = 1\n",
            "figures/a.py": figure("lib.K", "import lib"),
            "figures/b.py": figure("2"),
        },
    )


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="modes of files are POSIX's")
@pytest.mark.parametrize("drawn", [False, True])
def test_a_checkout_that_is_read_only(site, drawn):
    """Looking works; drawing says in two lines what it may not write."""
    if drawn:
        render(site)
        write(site.root, {"src/lib.py": "K = 3\n"})
    modes(site.root, 0o444, 0o555)
    try:
        assert ("stale   a" if drawn else "missing a") in told(site, "list").stdout
        assert told(site, "check").returncode == 0
        for words in (["render"], ["build"]):
            done = told(site, *words)
            assert done.returncode == 1 and "figpress: " in done.stderr and "ermission" in done.stderr
            assert len([line for line in done.stderr.splitlines() if "figpress:" in line]) == 1
    finally:
        modes(site.root, 0o644, 0o755)
    assert render(site).good


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="owners of files are POSIX's")
def test_the_private_folder_is_another_users(site):
    """It may be looked into or not; nothing is drawn into it."""
    render(site)
    write(site.root, {"src/lib.py": "K = 3\n"})
    for mode in (0o700, 0o755):
        site.private.chmod(mode)
        if os.geteuid() == 0:
            owned(site.private, 65534)
        else:
            site.private.chmod(mode & 0o055)
        try:
            assert told(site, "list").returncode in (0, 1)
            done = told(site, "render")
            assert done.returncode == 1 and "ermission" in done.stderr and ".figpress" in done.stderr
        finally:
            if os.geteuid() == 0:
                owned(site.private, 0)
            site.private.chmod(0o755)
    assert render(site).good and Records(site).read("a").values == {"x": 3}


def test_a_clock_that_is_set_back(site):
    """A file that was changed counts as changed, whatever day it says, and whatever day our own notes are of."""
    assert render(site).good and set(render(site).fresh) == {"a", "b"}
    for path in site.private.rglob("*"):
        os.utime(path, (time.time() + 10**6,) * 2, follow_symlinks=False)
    write(site.root, {"src/lib.py": "K = 4\n"})
    os.utime(site.root / "src/lib.py", (10**9, 10**9))
    report = render(site)
    assert report.rendered == ("a",) and report.fresh == ("b",)
    assert Records(site).read("a").values == {"x": 4}
    for path in (*site.root.glob("src/*"), *site.root.glob("figures/*")):
        os.utime(path, (1, 1))
    assert set(render(site).fresh) == {"a", "b"}


@pytest.mark.slow
def test_two_commands_and_a_preview_at_once(site):
    write(site.root, {f"figures/c{n}.py": figure(str(n)) for n in range(3)})
    serve = subprocess.Popen(
        command(site, "serve", "--port", "0"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    both = [
        subprocess.Popen(command(site, *words), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for words in (["render"], ["build"])
    ]
    try:
        said = [one.communicate(timeout=300)[0] for one in both]
        assert [one.returncode for one in both] == [0, 0] and "Traceback" not in "".join(said), said
        for line in serve.stdout:
            assert "Traceback" not in line
            if line.startswith("serving"):
                break
    finally:
        serve.send_signal(signal.SIGINT)
        rest = serve.communicate(timeout=60)[0]
    assert serve.returncode == 0 and "Traceback" not in rest
    assert set(render(site).fresh) == {"a", "b", "c0", "c1", "c2"}
    assert {r.id: r.values["x"] for r in Records(site).every()} == {"a": 1, "b": 2, "c0": 0, "c1": 1, "c2": 2}


@pytest.mark.skipif(not processes.LINUX, reason="whose child a process is, is asked of /proc")
@pytest.mark.parametrize("words", [["render"], ["build"]], ids=" ".join)
def test_ctrl_c_twice(site, words):
    """The second comes while the first is being dealt with: one line, and nothing stays."""
    mark = site.root / "begun"
    write(site.root, {"figures/slow.py": f"import os\nos.system('touch {mark}')\n{SLOW}{figure('1')}"})
    press = subprocess.Popen(command(site, *words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 240
    while not mark.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert mark.exists()
    ours = processes.tree(press.pid)
    press.send_signal(signal.SIGINT)
    press.send_signal(signal.SIGINT)
    _, error = press.communicate(timeout=120)
    assert press.returncode == 130 and error.strip().splitlines()[-1] == "figpress: stopped"
    assert "Traceback" not in error
    deadline = time.monotonic() + 60
    while (
        any(Path(f"/proc/{one}").exists() and not _over(one) for one in ours) and time.monotonic() < deadline
    ):
        time.sleep(0.05)
    assert all(map(_over, ours))
    (site.root / "figures/slow.py").unlink()
    assert render(site).good and not list((site.private / "scratch").iterdir())


DAEMON = """import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        open({mark!r}, "w").write(str(os.getpid()))
        time.sleep(10**6)
    os._exit(0)
while not os.path.exists({mark!r}) or not open({mark!r}).read():
    time.sleep(0.01)
"""
BAD = {  # what each does, and what its one line says
    "daemonising": (DAEMON, ""),
    "endless": ("figpress.limits(minutes=0.05)\nwhile True:\n    pass\n", "it took longer than 0.05 minutes"),
    "printing": ("while True:\n    print('x' * 1000, flush=True)\n", "it printed more than 10 MB"),
    "eating": (
        "figpress.limits(gigabytes=0.5)\nheld = []\nwhile True:\n    held.append(b'x' * 10**7)\n",
        "more than 0.5 GB",
    ),
}


@pytest.mark.skipif(not processes.LINUX, reason="adopting orphans is Linux's")
@pytest.mark.parametrize("verb", ["render", "build"])
def test_bad_scripts_are_a_line_each_and_the_others_are_drawn(site, tmp_path, verb):
    """All at once, through the command: what is an error is one line, what was left running is ended."""
    mark = str(tmp_path / "left")
    for name, (script, _) in BAD.items():
        body = script.format(mark=mark) if name == "daemonising" else script
        write(site.root, {f"figures/{name}.py": f"import figpress\n{body}{figure('1')}"})
    done = told(site, verb)
    assert done.returncode == 1, done.stdout + done.stderr
    every = (done.stdout + done.stderr).splitlines()
    for name, (_, why) in BAD.items():
        (line,) = [line for line in every if name in line]
        assert why in line and line.startswith("failed" if why else "render"), line
    assert len(every) == len(BAD) + 2 + (1 if verb == "render" else 2), every
    assert {record.id for record in Records(site).every() if not record.failure} == {"a", "b", "daemonising"}
    assert _over(int(Path(mark).read_text()))
    assert not list((site.private / "scratch").iterdir())


def _over(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True
