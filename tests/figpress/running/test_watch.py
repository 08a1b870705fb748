"""What the watch does when it meets what it cannot see, and when it is itself in trouble."""

import json
import os
import signal

import pytest
from click.testing import CliRunner
from engine.sites import figure, tiny, write

from figpress.cli.cli import figpress as command
from figpress.freshness.assessment import Assessment
from figpress.freshness.records import Records
from figpress.review.check import check
from figpress.running.draw_again import verify
from figpress.running.executors.local import LocalExecutor
from figpress.running.processes import children, tree
from figpress.running.render import render
from figpress.running.watch import kernel, system_calls


@pytest.fixture
def unwatched():
    """render(site), without the kernel's help."""
    held = []

    def draw(site, *ids, **options):
        held.append(LocalExecutor(site, (), watch=False))
        return render(site, ids or None, executor=held[-1], **options)

    yield draw
    for executor in held:
        executor.close()


def record(site, id):
    found = Records(site).read(id)
    assert found
    return found


def state(site, id):
    assessment = Assessment(site)
    return assessment.standing(assessment.target(id)).verdict.state


NATIVE = figure("sqlite3.connect('../data/x.db').execute('select 1.0').fetchone()[0]", "import sqlite3")


def site_with(tmp_path, script=NATIVE, **files):
    return tiny(tmp_path / "site", {"data/x.db": "", "data/y.txt": "1", "figures/a.py": script, **files})


def test_an_opaque_figure_depends_on_every_file_and_says_so(tmp_path, unwatched):
    site = site_with(tmp_path)
    unwatched(site)
    cause = "sqlite3 reads files by itself"
    assert record(site, "a").trace.opaque == (cause,) and state(site, "a") == "fresh"
    assert [f.message for f in check(site) if f.rule == "opaque-figure"] == [f"a is opaque: {cause}"]
    runner = CliRunner()
    listed = json.loads(runner.invoke(command, ["list", "-C", str(site.root), "--json"]).output)["figures"][0]
    assert listed["state"] == "fresh" and listed["opaque"] == [cause]
    assert f"opaque: {cause}" in runner.invoke(command, ["list", "-C", str(site.root)]).output
    assert f"opaque: {cause}" in runner.invoke(command, ["why", "a", "-C", str(site.root)]).output
    for path, text in {"data/y.txt": "2", "new.csv": "", "figures/_more.py": "x = 1\n"}.items():
        write(site.root, {path: text})
        assert state(site, "a") == "stale"
        unwatched(site)
        assert state(site, "a") == "fresh"
    write(site.root, {"docs/index.md": "# Other words\n", "figures/b.py": figure("1")})  # accounted for
    assert state(site, "a") == "fresh"


def test_what_is_declared_counts_and_nothing_else(tmp_path, unwatched):
    body = "import figpress\nfigpress.reads('../data/x.db', '../more')\n"
    site = site_with(tmp_path, NATIVE.replace("import figpress\n", body), **{"more/a.txt": "1"})
    unwatched(site)
    assert record(site, "a").trace.opaque == () and not [f for f in check(site) if f.rule == "opaque-figure"]
    write(site.root, {"data/y.txt": "2"})
    assert state(site, "a") == "fresh"
    write(site.root, {"more/new/b.txt": "2"})
    assert state(site, "a") == "stale"


def test_what_is_declared_must_be_there(tmp_path, unwatched):
    site = site_with(tmp_path, "import figpress\nfigpress.reads('../data/none.db')\n")
    (failed,) = unwatched(site).failed
    assert failed.where == "figures/a.py:2" and "none.db" in failed.message


def test_a_run_that_changes_what_it_reads_is_a_hazard(tmp_path, draw):
    """Natively, that is: what Python writes below the site goes elsewhere."""
    change = "sh -c 'n=$(cat ../data/y.txt); echo $((n + 1)) > ../data/y.txt; echo $n'"
    script = figure(
        f"float(subprocess.run({change!r}, shell=True, capture_output=True).stdout)", "import subprocess"
    )
    reader = figure("float(open('../data/y.txt').read())")
    site = site_with(tmp_path, script, **{"figures/b.py": reader})
    (failed,) = draw(site, "a").failed  # the site's own file
    assert (
        failed.where == "figures/a.py" and "it changed data/y.txt, which is the site's own" in failed.message
    )
    (site.root / "data/y.txt").unlink()
    maker = "float(subprocess.run('test -e ../data/y.txt || echo 1 > ../data/y.txt; echo 1', shell=True, capture_output=True).stdout)"
    write(site.root, {"figures/c.py": figure(maker, "import subprocess")})
    draw(site, "c")
    draw(site, "a")
    draw(site, "b")
    messages = [f.message for f in check(site) if f.rule == "hazard" and f.severity == "error"]
    assert any("a changed data/y.txt, which it reads itself" in m for m in messages)
    assert any("a changed data/y.txt, which b reads" in m for m in messages)


def test_a_file_that_is_written_as_it_was_is_no_hazard(tmp_path, draw):
    script = figure(
        "float(subprocess.run('echo 1 > ../data/y.txt; cat ../data/y.txt', shell=True, capture_output=True).stdout)",
        "import subprocess",
    )
    site = site_with(tmp_path, script, **{"data/y.txt": "1\n"})
    draw(site)
    assert not [f for f in check(site) if f.rule in ("hazard", "opaque-figure")]


def test_what_an_earlier_run_left_makes_a_run_opaque(tmp_path, draw):
    """A cache of its own: the second run would not run what the first one ran."""
    cache = "sh -c 'test -e cache.txt || echo 1 > cache.txt; cat cache.txt'"
    script = figure(
        f"float(subprocess.run({cache!r}, shell=True, capture_output=True).stdout)", "import subprocess"
    )
    site = site_with(tmp_path, script)
    draw(site)
    assert record(site, "a").trace.opaque == (
        "it looks for figures/cache.txt, and writes it where there is none",
    )
    draw(site, force=True)
    assert record(site, "a").trace.opaque == ("it reads figures/cache.txt, which an earlier run of it wrote",)
    write(site.root, {"figures/cache.txt": "2\n"})  # an author's own edit
    draw(site)
    assert record(site, "a").trace.opaque == () and record(site, "a").values == {"x": 2.0}


def test_verify_is_not_blind_to_what_an_earlier_run_left(tmp_path, draw):
    """The cache keeps the old number; a clean copy of the site has no cache."""
    cache = "f'test -e cache.txt || echo {lib.K} > cache.txt; cat cache.txt'"
    script = figure(
        f"float(subprocess.run({cache}, shell=True, capture_output=True).stdout)", "import lib, subprocess"
    )
    site = site_with(tmp_path, script, **{"src/lib.py": "K = 1\n"})
    draw(site)
    assert verify(site).good
    write(site.root, {"src/lib.py": "K = 2\n"})
    draw(site)
    assert record(site, "a").values == {"x": 1.0} and state(site, "a") == "fresh"
    assert [f.rule for f in verify(site).findings if f.severity == "error"] == ["value-differs"]
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".figpress-")]


def test_verify_draws_each_figure_alone(tmp_path, draw):
    """Each counts the files of its folder and leaves one more: together, the second would find the first's."""

    def script(name):
        said = f"ls | wc -l; touch {name}.txt"
        return figure(
            f"float(subprocess.run({said!r}, shell=True, capture_output=True).stdout)", "import subprocess"
        )

    site = site_with(tmp_path, script("a"), **{"figures/b.py": script("b")})
    for id in ("a", "b"):
        draw(site, id)
        (site.root / f"figures/{id}.txt").unlink()
    assert record(site, "a").values == record(site, "b").values
    assert verify(site).same == ("a", "b")


def test_verify_stops_when_its_time_is_up_and_says_what_is_left(tmp_path, draw):
    site = site_with(tmp_path, figure("1"))
    draw(site)
    report = verify(site, minutes=0)
    assert (report.same, report.left, report.findings) == ((), ("a",), ())


def test_a_database_that_is_opened_for_writing_and_read_is_data(tmp_path, draw):
    """SQLite asks for both. Nothing is left behind by that, and a second run reads what the author made."""
    import sqlite3

    site = site_with(tmp_path, NATIVE.replace("select 1.0", "select x from t"))
    with sqlite3.connect(site.root / "data/x.db") as database:
        database.execute("create table t as select 1.0 as x")
    database.close()
    for _ in range(2):
        assert draw(site, force=True).rendered == ("a",)
        assert record(site, "a").trace.opaque == () and record(site, "a").written == {}
    assert verify(site).good


@pytest.mark.parametrize("refusal", ["an old kernel", "another machine"])
def test_where_the_kernel_refuses_python_watches(tmp_path, monkeypatch, refusal):
    """No trace of the refusal but opaque figures; the process that draws is ours, so that it can be made to refuse."""
    if refusal == "another machine":
        monkeypatch.setattr(system_calls.platform, "machine", lambda: "vax")
    else:
        monkeypatch.setattr(kernel._libc, "prctl", lambda *arguments: -1)
    with pytest.raises(kernel.Unwatchable):
        kernel.install()
    site = site_with(tmp_path)
    executor = LocalExecutor(site, ())
    try:
        refused = "from figpress.running.watch import kernel\ndef no(): raise kernel.Unwatchable(1, 'no')\nkernel.install = no\n"
        executor.parent.close()
        executor.parent = _warm(site, refused)
        report = render(site, executor=executor)
    finally:
        executor.close()
    assert report.rendered == ("a",) and record(site, "a").trace.opaque


def _warm(site, first):
    """A warm process that does something before it begins."""
    import subprocess
    import sys

    from figpress.running import parent

    popen = subprocess.Popen
    try:
        parent.subprocess.Popen = lambda command, **how: popen(
            [sys.executable, "-P", "-c", first + command[-1]], **how
        )
        return parent.WarmProcess(site)
    finally:
        parent.subprocess.Popen = popen


def test_the_watch_may_end_and_no_run_hangs(tmp_path):
    """The run that was being watched is drawn again without it, and is opaque where it must be."""
    waits = "import sqlite3, time, os\nopen('/tmp/' + os.environ['MARK'], 'w').close()\ntime.sleep(1)\nopen('../data/y.txt').read()"
    site = site_with(
        tmp_path,
        NATIVE.replace(
            "import sqlite3", waits.replace("'/tmp/' + os.environ['MARK']", repr(str(tmp_path / "begun")))
        ),
    )
    executor = LocalExecutor(site, ())
    watcher = executor.parent.process.pid
    import threading
    import time

    def kill():
        while not (tmp_path / "begun").exists():
            time.sleep(0.05)
        os.kill(watcher, signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        report = render(site, executor=executor)
    finally:
        executor.close()
        thread.join()
    assert report.rendered == ("a",) and state(site, "a") == "fresh"
    write(site.root, {"data/y.txt": "2"})
    assert state(site, "a") == "stale"


def test_what_outlives_the_run_does_not_keep_it(tmp_path, draw, executor):
    site = site_with(
        tmp_path,
        figure(
            "1.0",
            "import subprocess\nsubprocess.Popen(['setsid', 'sh', '-c', 'sleep 600; cat ../data/y.txt'])",
        ),
    )
    assert draw(site).rendered == ("a",)
    assert not [p for p in tree(executor.parent.process.pid) if b"sleep" in _command(p)]


def _command(process):
    try:
        with open(f"/proc/{process}/cmdline", "rb") as file:
            return file.read()
    except OSError:
        return b""


@pytest.mark.parametrize(
    "script",
    [
        "import subprocess\nv = subprocess.run(['python3', '-c', 'import socket; socket.create_connection((\"192.0.2.1\", 80), 5)']).returncode",
        "import subprocess, sys\nv = subprocess.run([sys.executable, '-c', 'import socket; socket.socket(socket.AF_INET6).connect((\"::1\", 9))']).returncode",
    ],
)
def test_children_have_no_network_either(tmp_path, draw, script):
    site = site_with(tmp_path, figure("float(v)", script))
    assert draw(site).rendered == ("a",) and record(site, "a").values == {"x": 1.0}


def test_a_program_that_was_there_before_makes_a_run_opaque(tmp_path, draw):
    import socket
    import threading

    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "door"))
        server.listen()
        thread = threading.Thread(target=lambda: server.accept()[0].sendall(b"3"), daemon=True)
        thread.start()
        ask = f"import socket\ns = socket.socket(socket.AF_UNIX)\ns.connect({str(tmp_path / 'door')!r})"
        site = site_with(tmp_path, figure("float(s.recv(1))", ask))
        assert draw(site).rendered == ("a",)
        thread.join()
    assert record(site, "a").trace.opaque == ("it talks to a program that was there before it",)


def test_a_failed_run_is_not_run_again_until_what_it_read_changes(tmp_path, draw):
    ran = tmp_path / "ran.txt"
    script = f"import figpress\nopen({str(ran)!r}, 'a').write('.')\nassert open('../data/y.txt').read() != '1', 'it is one'\n"
    site = site_with(tmp_path, script + figure("2"))
    for _ in range(3):
        (failed,) = draw(site).failed
        assert failed.message == "AssertionError: it is one"
    assert ran.read_text() == "."
    draw(site, "a")  # asked for by name
    assert ran.read_text() == ".."
    write(site.root, {"data/y.txt": "2"})
    assert draw(site).rendered == ("a",) and ran.read_text() == "..."
    assert draw(site).fresh == ("a",)


def test_a_failure_of_the_machine_is_tried_again(tmp_path, draw):
    ran = tmp_path / "ran.txt"
    script = f"open({str(ran)!r}, 'a').write('.')\nimport errno\nraise OSError(errno.ENOSPC, 'full')\n"
    site = site_with(tmp_path, script)
    draw(site)
    draw(site)
    assert ran.read_text() == ".."


def test_the_filter_asks_about_what_reaches_files_and_about_nothing_else():
    """The program run by hand, as the kernel runs it."""
    import struct

    program = [
        struct.unpack_from("HBBI", system_calls.filter_program(), 8 * i)
        for i in range(len(system_calls.filter_program()) // 8)
    ]
    arch = system_calls.machine()[1]

    def verdict(number, arguments=(0,) * 6, arch=arch):
        data = struct.pack("iIQ6Q", number, arch, 0, *arguments)
        at, held = 0, 0
        while True:
            code, yes, no, k = program[at]
            if code == system_calls.RETURN:
                return k
            if code == system_calls.LOAD:
                (held,) = struct.unpack_from("I", data, k)
                at += 1
            else:
                true = held == k if code == system_calls.EQUAL else bool(held & k)
                at += 1 + (yes if true else no)

    asked = {number for number in range(600) if verdict(number) == system_calls.ASK}
    assert asked == set(system_calls.known())
    names = {call.name: number for number, call in system_calls.known().items()}
    by_number = (0, 0, 0, system_calls.EMPTY_PATH, 0, 0)  # fstat
    assert verdict(names["newfstatat"], by_number) == system_calls.ALLOW
    assert verdict(names["statx"], (0, 0, system_calls.EMPTY_PATH, 0, 0, 0)) == system_calls.ALLOW
    assert verdict(names["openat"], by_number) == system_calls.ASK
    assert verdict(system_calls.REFUSED) == system_calls.REFUSE
    assert verdict(0, arch=0x40000003) == system_calls.ASK  # a 32-bit program: noticed, and opaque


def test_no_process_is_left(tmp_path):
    before = children(os.getpid())
    site = site_with(tmp_path)
    executor = LocalExecutor(site, ("yaml",))
    assert render(site, executor=executor).rendered == ("a",)
    executor.close()
    executor.parent.process.wait(10)
    assert children(os.getpid()) <= before | {executor.parent.process.pid}


SHELL = "figpress.show(Picture(1))\n"


@pytest.mark.parametrize(
    "does, said",
    [
        ("subprocess.run('echo K=3 > ../src/lib.py', shell=True)", "it changed src/lib.py"),
        ("os.remove('../data/y.txt')", "it deleted data/y.txt"),
        ("os.rename('../data/y.txt', '../data/z.txt')", "it deleted data/y.txt"),
        ("subprocess.run('echo x=1 > ../src/more.py', shell=True)", "it made src/more.py"),
        ("subprocess.run('echo hello > ../docs/page.md', shell=True)", "it made docs/page.md"),
        ("subprocess.run('echo > b.py', shell=True)", "it changed figures/b.py"),
    ],
)
def test_a_figure_that_changes_what_the_site_is_made_of_fails_and_names_it(tmp_path, draw, does, said):
    """By a program of its own, or by taking away: what Python writes below the site goes elsewhere."""
    script = f"import os, subprocess\nimport figpress\nfrom _picture import Picture\nopen('../data/y.txt').close()\n{does}\n{SHELL}"
    site = site_with(tmp_path, script, **{"figures/b.py": figure("1"), "src/lib.py": "K = 1\n"})
    report = draw(site, "a")
    (failed,) = report.failed
    assert failed.id == "a" and said in failed.message and "\n" not in failed.message
    assert draw(site, "b").good or "b.py" in said


def test_what_python_writes_below_the_site_is_no_trespass(tmp_path, draw):
    script = "open('../data/y.txt', 'w').write('3')\nopen('../src/more.py', 'w').write('')\n" + figure("1")
    site = site_with(tmp_path, script, **{"src/lib.py": "K = 1\n"})
    report = draw(site, "a")
    assert report.rendered == ("a",), report.failed
    assert not (site.root / "src/more.py").exists()
    assert (site.root / "data/y.txt").read_text() != "3"
