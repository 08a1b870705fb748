"""Drawing elsewhere: a Dask cluster of two worker processes, and a store that is shared."""

import hashlib
import json
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

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
    "figures/b.py": figure("float(open('../data/x.txt').read())"),
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


def reached(folder):
    """Every file below a folder, with its bytes."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and not path.is_symlink()}


def lying(record, **changed):
    data = json.loads(record)
    for name, value in changed.items():
        data[name] = value
    return json.dumps(data).encode()


SHA = "0" * 64
LIES = {
    "a path above the store": lambda d: {
        "artifacts": [{**a, "path": "../../../planted.svg"} for a in d["artifacts"]]
    },
    "an absolute path": lambda d: {"artifacts": [{**a, "path": "/tmp/planted.svg"} for a in d["artifacts"]]},
    "a digest that is a path": lambda d: {
        "artifacts": [{**a, "sha256": "../../planted"} for a in d["artifacts"]]
    },
    "a suffix with a slash": lambda d: {
        "artifacts": [{**a, "path": f"{SHA}.s/../vg"} for a in d["artifacts"]]
    },
    "a digest in capitals": lambda d: {"artifacts": [{**a, "sha256": "A" * 64} for a in d["artifacts"]]},
    "artifacts that are text": lambda d: {"artifacts": "none"},
    "an artifact with a field too many": lambda d: {
        "artifacts": [{**a, "run": "rm"} for a in d["artifacts"]]
    },
    "values that are text": lambda d: {"values": {"x": "<script>"}},
    "a role of its own": lambda d: {"artifacts": [{**a, "role": "program"} for a in d["artifacts"]]},
    "prints that are a list": lambda d: {"prints": []},
    "functions that are numbers": lambda d: {"trace": {**d["trace"], "functions": [1, 2]}},
    "provenance that nests": lambda d: {"provenance": {"device": {"a": []}}},
    "another version": lambda d: {"version": 99},
    "a kind of its own": lambda d: {"kind": "program"},
    "seconds that are text": lambda d: {"seconds": "1"},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_record_of_the_shared_store_that_lies(tmp_path, draw, lie):
    store = tmp_path / "shared"
    config = f"site_name: Tiny\nplugins:\n  - figpress:\n      store: {store}\n"
    site = tiny(tmp_path / "one", {"mkdocs.yml": config, "figures/a.py": figure("1")})
    draw(site)
    for name in (store / "records").iterdir():
        record = (store / "objects" / name.read_text()).read_bytes()
        false = lying(record, **lie(json.loads(record)))
        digest = hashlib.sha256(false).hexdigest()
        (store / "objects" / digest).write_bytes(false)
        name.write_text(digest)
    colleague = copy(site, tmp_path / "two" / "site")
    before = reached(tmp_path)
    report = draw(colleague)
    assert report.rendered == ("a",) and not report.failed  # refused, and drawn here
    new = {path for path, content in reached(tmp_path).items() if before.get(path) != content}
    assert all(path.is_relative_to(colleague.root) or path.is_relative_to(store) for path in new)
    assert not [path for path in new if "planted" in path.name] and not Path("/tmp/planted.svg").exists()


def test_what_is_in_the_store_is_compared_with_its_digest(tmp_path, draw):
    site = tiny(tmp_path, {"figures/a.py": figure("1")})
    draw(site)
    (picture,) = (site.private / "objects").rglob("*.svg")
    picture.write_bytes(picture.read_bytes().replace(b"(1,)", b"(2,)"))
    assert draw(site).rendered == ("a",) and b"(1,)" in picture.read_bytes()


def test_ids_longer_than_names_of_files_may_be(tmp_path, draw):
    long = "/".join(["figures", *(["a" * 90] * 3), f"{'b' * 200}"])
    site = tiny(tmp_path, {f"{long}.py": figure("1"), "figures/a.py": figure("2")})
    report = draw(site)
    assert len(report.rendered) == 2 and set(draw(site).fresh) == set(report.rendered)
    assert len({record.id for record in Records(site).every()}) == 2
