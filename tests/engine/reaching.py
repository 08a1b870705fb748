"""Ways in which real scripts reach their files: what each reads lies in its own corner of one site.

Every construct is a script that computes `v`, the files that it starts from, and an edit that gives another `v`.
"@" in paths and texts is the construct's own name, so that all of them live in one site and each edit is one figure's.
"""

import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Edit = tuple[tuple[str, str], ...] | Callable[[Path, str], None]
DATA, TWO, THREE = "data/@.txt", "2.0\n", "3.0\n"
C = "import ctypes\nc = ctypes.CDLL(None)\nc.fopen.restype = ctypes.c_void_p\n"


@dataclass(frozen=True)
class Construct:
    """A way to reach a file. `before` makes what no text can say; `edit` is texts to write, or what is to be done."""

    name: str
    body: str
    files: tuple[tuple[str, str], ...] = ((DATA, TWO),)
    edit: Edit = ((DATA, THREE),)
    before: Callable[[Path, str], None] | None = None
    forked: bool = False

    def script(self) -> str:
        body = self.body.replace("@", self.name)
        head = f'"""The {self.name} construct."""\nimport os\nimport figpress\nfrom _picture import Picture\n'
        head += 'os.chdir(os.path.dirname(os.path.abspath(__file__)) + "/../..")\n'
        return f'{head}{body}\nfigpress.value("v", float(v))\nfigpress.show(Picture(v))\n'

    def place(self, root: Path) -> None:
        """Write the script and what it starts from."""
        for path, text in ((f"figures/c/{self.name}.py", self.script()), *self.files):
            _write(root, path.replace("@", self.name), text.replace("@", self.name))
        if self.before:
            self.before(root, self.name)

    def change(self, root: Path) -> None:
        """Make the edit."""
        if callable(self.edit):
            self.edit(root, self.name)
        else:
            for path, text in self.edit:
                _write(root, path.replace("@", self.name), text.replace("@", self.name))


def _write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, "utf-8")


def _database(root: Path, name: str, x: float = 2.0) -> None:
    (root / "data").mkdir(exist_ok=True)
    with sqlite3.connect(root / f"data/{name}.db") as database:
        database.execute("create table if not exists t(x real)")
        database.execute("delete from t")
        database.execute("insert into t values(?)", (x,))
    database.close()


def _doubles(root: Path, name: str, x: float = 2.0) -> None:
    import array

    (root / "data").mkdir(exist_ok=True)
    (root / f"data/{name}.bin").write_bytes(array.array("d", [x]).tobytes())


def _run(number: int) -> Callable[[Path, str], None]:
    def link(root: Path, name: str) -> None:
        latest = root / f"data/latest-{name}"
        latest.unlink(missing_ok=True)
        latest.symlink_to(f"run{number}-{name}")

    return link


def _same_size_and_time(path: str, old: str, new: str) -> Callable[[Path, str], None]:
    def edit(root: Path, name: str) -> None:
        file = root / path.replace("@", name)
        state = file.stat()
        text = file.read_text("utf-8")
        assert old in text and len(old) == len(new)
        file.write_text(text.replace(old, new), "utf-8")
        os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))

    return edit


def _again(maker: Callable[..., None]) -> Callable[[Path, str], None]:
    return lambda root, name: maker(root, name, 3.0)


def _touched(second: int, file: str = "{}") -> Callable[[Path, str], None]:
    return lambda root, name: os.utime(root / f"data/{file.format(name)}.txt", (second, second))


def _mode(mode: int) -> Callable[[Path, str], None]:
    return lambda root, name: (root / f"data/{name}.txt").chmod(mode)


def _zip(root: Path, name: str, x: float = 2.0) -> None:
    import zipfile

    (root / "data").mkdir(exist_ok=True)
    with zipfile.ZipFile(root / f"data/{name}.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo(f"z{name}.py"), f"SCALE = {x}\n")


RUNS = (("data/run3-@/x.txt", TWO), ("data/run4-@/x.txt", THREE))
FOLDER = (("data/d-@/a.csv", "1\n"),)
MORE = (("data/d-@/b.csv", "2\n"),)
LIB = "src/l@.py"

NATIVE = (
    Construct("sqlite", "import sqlite3\nv = sqlite3.connect('data/@.db').execute('select x from t').fetchone()[0]", (), _again(_database), _database),
    Construct("fopen", f"{C}b = ctypes.create_string_buffer(9)\nc.fgets(b, 9, ctypes.c_void_p(c.fopen(b'data/@.txt', b'r')))\nv = b.value"),
    Construct("fopen_in_vain", f"{C}v = c.fopen(b'data/@.txt', b'r') is not None", ()),
    Construct("native_access", f"{C}v = c.access(b'data/@.txt', 0)", ()),
    Construct("native_listing", f"{C}c.opendir.restype = c.readdir.restype = ctypes.c_void_p\nd, v = ctypes.c_void_p(c.opendir(b'data/d-@')), 0\nwhile c.readdir(d): v += 1", FOLDER, MORE),
    Construct("memmap", "import numpy as np\nv = np.memmap('data/@.bin', dtype='f8')[0]", (), _again(_doubles), _doubles),
    Construct("mapped", "import mmap, os\nd = os.open('data/@.txt', os.O_RDWR)\nv = mmap.mmap(d, 0)[:3].decode()"),
    Construct("fromfile", "import numpy as np\nv = np.fromfile('data/@.bin')[0]", (), _again(_doubles), _doubles),
    Construct("xml_native", "from lxml import etree\nv = etree.parse('data/@.txt').getroot().text", ((DATA, "<a>2</a>"),), ((DATA, "<a>3</a>"),)),
    Construct("proc_cwd", f"{C}b = ctypes.create_string_buffer(9)\nc.fgets(b, 9, ctypes.c_void_p(c.fopen(b'/proc/self/cwd/data/@.txt', b'r')))\nv = b.value"),
)  # fmt: skip

CHILDREN = (
    Construct("cat", "import subprocess\nv = subprocess.run(['cat', 'data/@.txt'], capture_output=True, text=True).stdout"),
    Construct("shell", "import subprocess\nv = subprocess.run('read x < data/@.txt; echo $x', shell=True, capture_output=True, text=True).stdout"),
    Construct("popen", "import os\nv = os.popen('cat data/@.txt').read()"),
    Construct("system", "import os\nv = os.system('grep -q 2 data/@.txt')"),
    Construct("spawned_posix", "import os\np = os.posix_spawn('/bin/sh', ['sh', '-c', 'grep -q 2 data/@.txt'], {})\nv = os.waitpid(p, 0)[1]"),
    Construct("other_folder", "import subprocess\nv = subprocess.run(['cat', '@.txt'], cwd='data', capture_output=True, text=True).stdout"),
    Construct("script_by_name", "import subprocess\nv = subprocess.run(['tools/@.sh'], capture_output=True, text=True).stdout", (("tools/@.sh", "#!/bin/sh\necho 2\n"),), (("tools/@.sh", "#!/bin/sh\necho 3\n"),), before=lambda root, name: (root / f"tools/{name}.sh").chmod(0o755)),
    Construct("script_of_shell", "import subprocess\nv = subprocess.run(['sh', 'tools/@.sh'], capture_output=True, text=True).stdout", (("tools/@.sh", "echo 2\n"),), (("tools/@.sh", "echo 3\n"),)),
    Construct("python", "import subprocess, sys\nv = subprocess.run([sys.executable, '-c', 'print(open(\"data/@.txt\").read())'], capture_output=True, text=True).stdout"),
    Construct("python_library", "import subprocess, sys\nv = subprocess.run([sys.executable, '-c', 'import l@; print(l@.K)'], cwd='src', capture_output=True, text=True).stdout", ((LIB, "K = 2\n"),), ((LIB, "K = 3\n"),)),
    Construct("listing_of_child", "import subprocess\nv = len(subprocess.run(['ls', 'data/d-@'], capture_output=True, text=True).stdout.split())", FOLDER, MORE),
    Construct("find_of_child", "import subprocess\nv = len(subprocess.run(['find', 'data/d-@', '-name', '*.csv'], capture_output=True, text=True).stdout.split())", FOLDER, (("data/d-@/new/c.csv", ""),)),
    Construct("size_of_child", "import subprocess\nv = subprocess.run(['stat', '-c', '%s', 'data/@.txt'], capture_output=True, text=True).stdout", edit=((DATA, "2.00\n"),)),
    Construct("child_of_a_child", "import subprocess\nv = subprocess.run(['sh', '-c', 'sh -c \"cat data/@.txt\" | cat'], capture_output=True, text=True).stdout"),
    Construct("detached", "import os, subprocess\nr, w = os.pipe()\nsubprocess.Popen(['setsid', 'sh', '-c', '(sleep 0.1; cat data/@.txt) &'], stdout=w).wait()\nos.close(w)\nv = os.fdopen(r).read()"),
    Construct("in_vain_of_child", "import subprocess\nv = subprocess.run(['test', '-e', 'data/@.txt']).returncode", ()),
    Construct("linked_for_child", "import subprocess\nv = subprocess.run(['readlink', 'data/latest-@'], capture_output=True, text=True).stdout[3]", RUNS, _run(4), _run(3)),
    Construct("pool", "import multiprocessing as mp\ndef f(x): return float(open('data/@.txt').read()) * x\nwith mp.get_context('fork').Pool(2) as p:\n    v = sum(p.map(f, [1, 2]))"),
    Construct("pool_spawned", "import multiprocessing as mp\nfrom l@ import f\nv = 0\nif __name__ == '__main__':\n    with mp.get_context('spawn').Pool(1) as p:\n        v = sum(p.map(f, [1, 2]))", ((LIB, "def f(x): return float(open('data/@.txt').read()) * x\n"), (DATA, TWO))),
    Construct("pool_spawned_code", "import multiprocessing as mp\nfrom l@ import f\nv = 0\nif __name__ == '__main__':\n    with mp.get_context('spawn').Pool(1) as p:\n        v = sum(p.map(f, [1, 2]))", ((LIB, "def f(x): return 2.0 * x\n"),), ((LIB, "def f(x): return 3.0 * x\n"),)),
    Construct("futures", "import multiprocessing as mp\nfrom concurrent.futures import ProcessPoolExecutor\ndef f(x): return float(open('data/@.txt').read()) * x\nwith ProcessPoolExecutor(1, mp.get_context('fork')) as p:\n    v = sum(p.map(f, [1, 2]))"),
    Construct("forked_code", "import multiprocessing as mp\nfrom l@ import f\nwith mp.get_context('fork').Pool(1) as p:\n    v = sum(p.map(f, [1, 2]))", ((LIB, "def f(x): return g(x)\ndef g(x): return 2.0 * x\n"),), ((LIB, "def f(x): return g(x)\ndef g(x): return 3.0 * x\n"),)),
    Construct("forked_import", "import os\nr, w = os.pipe()\nif os.fork() == 0:\n    from l@ import f\n    os.write(w, str(f()).encode())\n    os._exit(0)\nos.wait()\nv = os.read(r, 9)", ((LIB, "K = 2.0\ndef f(): return K\n"),), ((LIB, "K = 3.0\ndef f(): return K\n"),)),
    Construct("forked_variable", "import os\nr, w = os.pipe()\nif os.fork() == 0:\n    os.write(w, open('data/@.txt', 'rb').read())\n    os._exit(0)\nos.wait()\nv = os.read(r, 9)"),
)  # fmt: skip

READS = (
    Construct("plain", "v = open('data/@.txt').read()"),
    Construct("updated", "with open('data/@.txt', 'r+') as f:\n    v = f.read()"),
    Construct("scanned_size", "import os\nv = sum(e.stat().st_size for e in os.scandir('data/d-@'))", FOLDER, (("data/d-@/a.csv", "11\n"),)),
    Construct("scanned_kind", "import os\nv = sum(e.is_dir() for e in os.scandir('data/d-@'))", (("data/d-@/x", ""),), lambda root, name: ((root / f"data/d-{name}/x").unlink(), (root / f"data/d-{name}/x").mkdir())),
    Construct("size", "import os\nv = os.path.getsize('data/@.txt')", edit=((DATA, "2.00\n"),)),
    Construct("exists", "import os\nv = os.path.exists('data/@.txt')", ()),
    Construct("folder_exists", "import os\nv = os.path.isdir('data/d-@')", (), FOLDER),
    Construct("executable", "import os\nv = os.access('data/@.txt', os.X_OK)", before=_mode(0o644), edit=_mode(0o755)),
    Construct("changed_when", "import os\nv = os.path.getmtime('data/@.txt')", before=_touched(10**9), edit=_touched(10**9 + 60)),
    Construct("changed_when_path", "from pathlib import Path\nv = max(p.stat().st_mtime for p in Path('data/d-@').glob('*'))", (("data/d-@/x.txt", TWO),), _touched(10**9 + 60, "d-{}/x"), _touched(10**9, "d-{}/x")),
    Construct("walked", "import os\nv = sum(len(n) for _, _, n in os.walk('data/d-@'))", FOLDER, MORE),
    Construct("globbed", "from pathlib import Path\nv = len(list(Path('data/d-@').rglob('*.csv')))", FOLDER, (("data/d-@/new/c.csv", ""),)),
    Construct("listed_by_number", "import os\nv = len(os.listdir(os.open('data/d-@', os.O_RDONLY)))", FOLDER, MORE),
    Construct("by_folder_number", "import os\nd = os.open('data/d-@', os.O_RDONLY)\nv = os.read(os.open('a.csv', os.O_RDONLY, dir_fd=d), 9)", FOLDER, (("data/d-@/a.csv", "3\n"),)),
    Construct("elsewhere", "import os\nos.chdir('data')\nv = open('@.txt').read()"),
    Construct("in_a_thread", "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(2) as p:\n    v = list(p.map(lambda n: open(n).read(), ['data/@.txt']))[0]"),
    Construct("copied_first", "import shutil, tempfile\nv = open(shutil.copy('data/@.txt', tempfile.mkdtemp())).read()"),
    Construct("line_of_cache", "import linecache\nv = linecache.getline('data/@.txt', 1)"),
    Construct("mtime_kept", "v = open('data/@.txt').read()", edit=_same_size_and_time(DATA, "2", "3")),
    Construct("mtime_kept_code", "from l@ import f\nv = f()", ((LIB, "def f(): return 2.0\n"),), _same_size_and_time(LIB, "2", "3")),
    Construct("mtime_kept_script", "v = 2.0", (), _same_size_and_time("figures/c/@.py", "v = 2.0", "v = 3.0")),
    Construct("package_data", "from importlib import resources\nimport p@\nv = resources.files(p@).joinpath('x.txt').read_text()", (("src/p@/__init__.py", ""), ("src/p@/x.txt", TWO)), (("src/p@/x.txt", THREE),)),
    Construct("pkgutil_data", "import pkgutil\nimport p@\nv = pkgutil.get_data('p@', 'x.txt')", (("src/p@/__init__.py", ""), ("src/p@/x.txt", TWO)), (("src/p@/x.txt", THREE),)),
    Construct("configuration", "import configparser\nc = configparser.ConfigParser()\nc.read(['data/@.txt', 'data/@-local.txt'])\nv = c['a']['x']", ((DATA, "[a]\nx = 2\n"),), (("data/@-local.txt", "[a]\nx = 3\n"),)),
    Construct("imported_zip", "import sys\nsys.path.insert(0, 'data/@.zip')\nimport z@\nv = z@.SCALE", (), _again(_zip), _zip),
    Construct("resolved", "from pathlib import Path\nv = Path('data/latest-@').resolve().name[3]", RUNS, _run(4), _run(3)),
    Construct("link_text", "import os\nv = os.readlink('data/latest-@')[3]", RUNS, _run(4), _run(3)),
    Construct("through_a_link", "v = open('data/latest-@/x.txt').read()", RUNS, _run(4), _run(3)),
    Construct("is_link", "import os\nv = os.path.islink('data/latest-@')", RUNS, _run(4)),
    Construct("code_as_data", "import ast\nv = ast.literal_eval(open('src/l@.py').read().split('=')[1].strip())\nimport l@", ((LIB, "K = 2\n"),), ((LIB, "K = 3\n"),)),
    Construct("outside", "v = open(OUT / '@.txt').read()".replace("OUT", "__import__('pathlib').Path(__file__).resolve().parents[3]"), (("../@.txt", TWO),), (("../@.txt", THREE),)),
)  # fmt: skip

IMPORTS = (
    Construct("glob_at_import", "from l@ import N\nv = N", ((LIB, "from pathlib import Path\nN = len(list(Path('data/d-@').glob('*.csv')))\n"), *FOLDER), MORE),
    Construct("listdir_at_import", "from l@ import N\nv = N", ((LIB, "import os\nN = len(os.listdir('data/d-@'))\n"), *FOLDER), MORE),
    Construct("exec_at_import", "from l@ import conf\nv = conf['K']", ((LIB, "conf = {}\nexec(open('data/@.py').read(), conf)\n"), ("data/@.py", "K = 2.0\n")), (("data/@.py", "K = 3.0\n"),)),
    Construct("run_path", "import runpy\nv = runpy.run_path('tools/@.py')['K']", (("tools/@.py", "K = 2.0\n"),), (("tools/@.py", "K = 3.0\n"),)),
    Construct("version_text", "from l@ import V\nv = V", ((LIB, "import re, pathlib\nV = float(re.search('V = (.*)', (pathlib.Path(__file__).parent / 'v@.py').read_text())[1])\n"), ("src/v@.py", "V = 2.0\n")), (("src/v@.py", "V = 3.0\n"),)),
    Construct("native_at_import", "from l@ import v", ((LIB, "import sqlite3\nv = sqlite3.connect('data/@.db').execute('select x from t').fetchone()[0]\n"),), _again(_database), _database),
    Construct("child_at_import", "from l@ import v", ((LIB, "import subprocess\nv = subprocess.run(['cat', 'data/@.txt'], capture_output=True, text=True).stdout\n"), (DATA, TWO))),
    Construct("own_text", "from l@ import n\nv = n()", ((LIB, "def n(): return len(open(__file__).read())\n"),), ((LIB, "def n(): return len(open(__file__).read())  # a remark\n"),)),
)  # fmt: skip

DRAWING = (
    Construct("while_drawing", "class Lazy(Picture):\n    def to_svg(self):\n        self.numbers = (open('data/@.txt').read(),)\n        return super().to_svg()\nfigpress.show(Lazy())\nv = 1"),
    Construct("child_while_drawing", "import subprocess\nclass Lazy(Picture):\n    def to_svg(self):\n        self.numbers = (subprocess.run(['cat', 'data/@.txt'], capture_output=True).stdout,)\n        return super().to_svg()\nfigpress.show(Lazy())\nv = 1"),
)  # fmt: skip

EVERY = (*NATIVE, *CHILDREN, *READS, *IMPORTS, *DRAWING)

# What a script asks of the environment: the edit sets TINY_@ to 3.
VARIABLES = {
    "asked_for": "import os\nv = float('TINY_@' in os.environ)",
    "items": "import os\nv = sum(float(x) for n, x in os.environ.items() if n.startswith('TINY_@'))",
    "keys": "import os\nv = sum(n.startswith('TINY_@') for n in os.environ)",
    "length": "import os\nv = len([n for n in dict(os.environ) if n == 'TINY_@'])",
    "got": "import os\nv = os.environ.get('TINY_@', 2)",
    "getenv": "from os import getenv\nv = getenv('TINY_@', '2')",
    "bytes": "import os\nv = float(os.environb.get(b'TINY_@', b'2'))",
    "expanded": "import os\nv = len(os.path.expandvars('$TINY_@'))",
    "substituted": "import os, string\nv = len(string.Template('$TINY_@').safe_substitute(os.environ))",
}
