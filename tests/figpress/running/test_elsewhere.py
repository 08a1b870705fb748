"""Drawing elsewhere: a Dask cluster of two worker processes, and a store that is shared."""

import shutil
import subprocess
import sys
import threading
import time

import pytest
from engine.sites import figure, tiny, write

from figpress.base.configuration import open_site
from figpress.base.errors import Mistake
from figpress.freshness.records import Records
from figpress.running.render import render

FILES = {
    "src/lib.py": "import figpress\n\n\n@figpress.computed\ndef heavy(n):\n    return n * 2 + "
    "inner()\n\n\ndef inner():\n    return 0.5\n",
    "data/x.txt": "7\n",
    "figures/a.py": figure("heavy(3)", "from lib import heavy"),
    "figures/b.py": figure("float(open('data/x.txt').read())"),
    "figures/c.py": figure("heavy(3) + 1", "from lib import heavy"),
}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    pytest.importorskip("distributed", reason="needs dask.distributed: pip install 'figpress[dask]'")
    folder = tmp_path_factory.mktemp("cluster")
    start = lambda *words: subprocess.Popen(
        [sys.executable, "-m", *words], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    scheduler = start(
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
        "--scheduler-file",
        "scheduler.json",
    )
    workers = [
        start(
            "distributed.cli.dask_worker",
            "--scheduler-file",
            "scheduler.json",
            "--nthreads",
            "1",
            "--no-dashboard",
            "--no-nanny",
        )
        for _ in range(2)
    ]
    from distributed import Client

    for _ in range(200):
        if (folder / "scheduler.json").exists():
            break
        time.sleep(0.1)
    with Client(scheduler_file=str(folder / "scheduler.json")) as client:
        client.wait_for_workers(2, timeout=60)
        address = client.scheduler.address.removeprefix("tcp://")
    yield f"dask://{address}", workers
    for process in (*workers, scheduler):
        process.terminate()
        process.wait()


def test_a_cluster(tmp_path, cluster):
    address, workers = cluster
    site = tiny(tmp_path, FILES)
    report = render(site, executor=address)
    assert set(report.rendered) == {"a", "b", "c"} and not report.failed
    assert {id: Records(site).read(id).values["x"] for id in "abc"} == {"a": 6.5, "b": 7.0, "c": 7.5}
    assert set(render(site).fresh) == {"a", "b", "c"}  # as good as drawn here
    write(
        site.root, {"src/lib.py": FILES["src/lib.py"].replace("0.5", "0.75")}
    )  # no worker runs the old module
    assert set(render(site, executor=address).rendered) == {"a", "c"}
    assert Records(site).read("a").values["x"] == 6.75


SLOW = '''"""It says that it began, and the first time does not end."""
import os
import time

import figpress
from _picture import Picture

figpress.value("x", 1)
figpress.show(Picture(1))
try:
    with open({signal!r}, "x") as file:
        file.write(f"{{os.getpid()}}\\n")
except FileExistsError:
    pass
else:
    time.sleep(600)
'''


def test_a_worker_is_killed_while_it_draws(tmp_path, cluster):
    import psutil  # distributed brings it

    address, workers = cluster
    signal = tmp_path / "began"
    site = tiny(tmp_path / "site", {**FILES, "figures/slow.py": SLOW.format(signal=str(signal))})
    killed = []

    def kill():
        while not (signal.exists() and signal.read_text("utf-8").endswith("\n")):
            time.sleep(0.05)
        drawing = psutil.Process(int(signal.read_text("utf-8")))
        above = {process.pid for process in drawing.parents()}
        (worker,) = [worker for worker in workers if worker.pid in above]
        worker.kill()
        killed.extend((worker, drawing))

    killer = threading.Thread(target=kill)
    killer.start()
    report = render(site, executor=address)
    killer.join()
    assert (
        set(report.rendered) == {"a", "b", "c", "slow"} and not report.failed
    )  # what it had in hand, the other did
    worker, drawing = killed
    assert worker.wait() == -9
    drawing.wait(30)  # the process that drew went with its worker
    assert sum(one.poll() is None for one in workers) == 1


def test_no_cluster(tmp_path):
    pytest.importorskip("distributed")
    site = tiny(tmp_path, FILES)
    with pytest.raises(Mistake, match="no Dask scheduler answers"):
        render(site, executor="dask://127.0.0.1:1")
    with pytest.raises(Mistake, match="unknown executor"):
        render(site, executor="cloud://x")


def copy(site, to):
    shutil.copytree(site.root, to, ignore=shutil.ignore_patterns(".figpress"))
    return open_site(to)


def test_a_shared_store(tmp_path, draw):
    store = tmp_path / "shared"
    site = tiny(
        tmp_path / "one",
        {**FILES, "mkdocs.yml": f"site_name: Tiny\nplugins:\n  - figpress:\n      store: {store}\n"},
    )
    assert set(draw(site).rendered) == {"a", "b", "c"}
    colleague = copy(site, tmp_path / "two")
    report = draw(colleague)
    assert not report.rendered and set(report.fresh) == {"a", "b", "c"}
    assert Records(colleague).read("a").artifacts[0].path.is_relative_to(colleague.root)
    write(colleague.root, {"src/lib.py": FILES["src/lib.py"].replace("0.5", "0.75")})
    assert set(draw(colleague).rendered) == {"a", "c"}
    careful = copy(site, tmp_path / "three")
    for path in (
        store / "objects"
    ).iterdir():  # damaged, truncated: refused by digest, and drawn here instead
        path.write_bytes(path.read_bytes()[:-1])
    assert set(draw(careful).rendered) == {"a", "b", "c"}


def test_a_shared_store_behind_a_url(tmp_path, draw):
    pytest.importorskip("fsspec")
    files = {
        **FILES,
        "mkdocs.yml": f"site_name: Tiny\nplugins:\n  - figpress:\n      store: file://{tmp_path}/by-url\n",
    }
    draw(tiny(tmp_path / "one", files))
    assert not draw(copy(open_site(tmp_path / "one"), tmp_path / "two")).rendered
