"""Further ways to reach a file: other languages, links and descriptors, formats, names that are no words, files that go away."""

import gzip
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

from engine.reaching import DATA, FOLDER, LIB, MORE, RUNS, THREE, TWO, C, Construct

CHILD = "import subprocess\nv = subprocess.run({}, capture_output=True, text=True).stdout"


def _gone(path: str):
    return lambda root, name: (root / path.replace("@", name)).unlink()


def _gzipped(x: str):
    return lambda root, name: (
        (root / "data").mkdir(exist_ok=True),
        (root / f"data/{name}.gz").write_bytes(gzip.compress(x.encode(), mtime=0)),
    )


def _tarred(x: str):
    def make(root: Path, name: str) -> None:
        (root / "data").mkdir(exist_ok=True)
        inner = root / f"data/{name}.part"
        inner.write_text(x)
        with tarfile.open(root / f"data/{name}.tar", "w") as archive:
            archive.add(inner, "x.txt")
        inner.unlink()

    return make


def _replaced(root: Path, name: str) -> None:
    """A folder becomes a link to another one."""
    shutil.rmtree(root / f"data/run3-{name}")
    (root / f"data/run3-{name}").symlink_to(f"run4-{name}")


def _hard_link(root: Path, name: str) -> None:
    os.link(root / f"data/{name}.txt", root / f"data/{name}.same")


def _renamed(root: Path, name: str) -> None:
    """A new file takes the place of the old one, as editors write."""
    (root / f"data/{name}.new").write_text(THREE)
    os.replace(root / f"data/{name}.new", root / f"data/{name}.txt")


def _commit(root: Path, name: str) -> None:
    folder = root / f"data/{name}"
    folder.mkdir(parents=True, exist_ok=True)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-C", str(folder)]
    if not (folder / ".git").exists():
        subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "x"], check=True)


def _program(x: int):
    """A static program where there is a compiler, a script elsewhere: nothing can be put before its calls."""

    def make(root: Path, name: str) -> None:
        (root / "tools").mkdir(exist_ok=True)
        if x == 3:
            (root / f"data/{name}.txt").write_text(THREE)
            return
        source = root / f"tools/{name}.c"
        source.write_text(
            '#include <stdio.h>\nint main(int n, char **a){char b[9]; puts(fgets(b, 9, fopen(a[1], "r"))); return 0;}\n'
        )
        target = root / f"tools/{name}.bin"
        built = (
            shutil.which("gcc")
            and subprocess.run(
                ["gcc", "-static", "-w", str(source), "-o", str(target)], capture_output=True
            ).returncode
            == 0
        )
        if not built:
            target.write_text('#!/bin/sh\ncat "$1"\n')
        target.chmod(0o755)

    return make


CALL = "import ctypes, platform, os\nc = ctypes.CDLL(None, use_errno=True)\n"
LANGUAGES = (
    Construct("awk", CHILD.format("['awk', '{print $1}', 'data/@.txt']")),
    Construct("perl", CHILD.format("""['perl', '-e', 'open F, "<", "data/@.txt"; print <F>']""")),
    Construct("bash_builtin", CHILD.format("['bash', '-c', 'echo $(<data/@.txt)']")),
    Construct("bash_substitution", CHILD.format("['bash', '-c', 'cat <(cat data/@.txt)']")),
    Construct("sourced", CHILD.format("['sh', '-c', '. tools/@.sh; echo $X']"), (("tools/@.sh", "X=2\n"),), (("tools/@.sh", "X=3\n"),)),
    Construct("sed_script", CHILD.format("['sed', '-f', 'tools/@.sed', 'data/@.txt']"), ((DATA, TWO), ("tools/@.sed", "s/x/y/\n")), (("tools/@.sed", "s/2/3/\n"),)),
    Construct("xargs", CHILD.format("['sh', '-c', 'echo data/@.txt | xargs cat']")),
    Construct("static_program", CHILD.format("['tools/@.bin', 'data/@.txt']"), ((DATA, TWO),), _program(3), _program(2)),
    Construct("interpreter_in_site", CHILD.format("['tools/@.run']"), (("tools/@.run", "#!tools/@.sh\n"), ("tools/@.sh", "#!/bin/sh\necho 2\n")), (("tools/@.sh", "#!/bin/sh\necho 3\n"),), lambda root, name: [(root / f"tools/{name}.{end}").chmod(0o755) for end in ("run", "sh")]),
    Construct("python_of_child_imports", CHILD.format("[__import__('sys').executable, 'tools/@.py']"), (("tools/@.py", "from h@ import K\nprint(K)\n"), ("tools/h@.py", "K = 2\n")), (("tools/h@.py", "K = 3\n"),)),
    Construct("git_commits", CHILD.format("['git', '-C', 'data/@', 'rev-list', '--count', 'HEAD']"), (), _commit, _commit),
    Construct("standard_input", "import subprocess\nv = subprocess.run(['cat'], stdin=open('data/@.txt'), capture_output=True, text=True).stdout"),
    Construct("pipe_of_a_thread", "import os, threading\nos.mkfifo(p := os.path.join(__import__('tempfile').mkdtemp(), 'p'))\nthreading.Thread(target=lambda: open(p, 'w').write(open('data/@.txt').read())).start()\nv = open(p).read()"),
    Construct("session_of_children", "import multiprocessing as mp\ndef f(x): return open('data/@.txt').read()\nc = mp.get_context('forkserver') if __name__ != '__main__' else mp.get_context('fork')\nq = c.Queue()\np = c.Process(target=lambda: q.put(f(1)))\np.start()\nv = q.get()\np.join()"),
    Construct("terminated_pool", "import multiprocessing as mp\nfrom l@ import f\np = mp.get_context('fork').Pool(2)\nv = sum(p.map(f, [1, 2]))\np.terminate()", ((LIB, "def f(x): return 2.0 * x\n"),), ((LIB, "def f(x): return 3.0 * x\n"),)),
)  # fmt: skip

DESCRIPTORS = (
    Construct("openat2", f"{CALL}how = (ctypes.c_ulonglong * 3)()\nd = c.syscall(437, -100, b'data/@.txt', how, 24)\nv = os.read(d, 9) if d >= 0 else open('data/@.txt').read()"),
    Construct("native_by_folder", f"{CALL}d = c.openat(os.open('data', os.O_RDONLY), b'@.txt', 0)\nv = os.read(d, 9)"),
    Construct("through_proc_fd", f"{C}import os\nd = os.open('data', os.O_RDONLY)\nb = ctypes.create_string_buffer(9)\nc.fgets(b, 9, ctypes.c_void_p(c.fopen(f'/proc/self/fd/{{d}}/@.txt'.encode(), b'r')))\nv = b.value"),
    Construct("path_only", "import os\nd = os.open('data/@.txt', os.O_PATH)\nv = open(f'/proc/self/fd/{d}').read()"),
    Construct("io_ring", f"{CALL}r = c.syscall(425, 8, (ctypes.c_char * 120)())\nv = open('data/@.txt').read()"),
    Construct("native_thread", f"{C}import threading\nb = ctypes.create_string_buffer(9)\nt = threading.Thread(target=lambda: c.fgets(b, 9, ctypes.c_void_p(c.fopen(b'data/@.txt', b'r'))))\nt.start(); t.join()\nv = b.value"),
    Construct("native_stat", f"{CALL}b = (ctypes.c_char * 256)()\nv = c.stat(b'data/@.txt', b)", (), ((DATA, TWO),)),
    Construct("native_readlink", f"{CALL}b = ctypes.create_string_buffer(99)\nc.readlink(b'data/latest-@', b, 99)\nv = b.value[3:4]", RUNS, lambda root, name: ((root / f"data/latest-{name}").unlink(), (root / f"data/latest-{name}").symlink_to(f"run4-{name}")), lambda root, name: (root / f"data/latest-{name}").symlink_to(f"run3-{name}")),
    Construct("native_folder_moved", f"{C}c.chdir(b'data')\nb = ctypes.create_string_buffer(9)\nc.fgets(b, 9, ctypes.c_void_p(c.fopen(b'@.txt', b'r')))\nv = b.value"),
    Construct("above_a_link", "v = open('data/latest-@/../x-@.txt').read()", (("data/deep/run3-@/x.txt", TWO), ("data/deep/x-@.txt", TWO)), (("data/deep/x-@.txt", THREE),), lambda root, name: (root / f"data/latest-{name}").symlink_to(f"deep/run3-{name}")),
    Construct("folder_becomes_link", "v = open('data/run3-@/x.txt').read()", RUNS, _replaced),
    Construct("same_file", "import os\nv = os.path.samefile('data/@.txt', 'data/@.same')", ((DATA, TWO),), _renamed, _hard_link),
    Construct("hard_linked", "v = open('data/@.same').read()", ((DATA, TWO),), ((DATA, THREE),), _hard_link),
    Construct("saved_by_renaming", "v = open('data/@.txt').read()", edit=_renamed),
    Construct("taken_away", "import os\nv = open('data/@.txt').read() if os.path.exists('data/@.txt') else 9", edit=_gone(DATA)),
    Construct("optional_gone", "try:\n    v = open('data/@.txt').read()\nexcept FileNotFoundError:\n    v = 9", edit=_gone(DATA)),
)  # fmt: skip

FORMATS = (
    Construct("gzipped", "import gzip\nv = gzip.open('data/@.gz').read()", (), _gzipped("3"), _gzipped("2")),
    Construct("tarred", "import tarfile\nv = tarfile.open('data/@.tar').extractfile('x.txt').read()", (), _tarred("3"), _tarred("2")),
    Construct("loaded_text", "import numpy as np\nv = np.loadtxt('data/@.txt')"),
    Construct("read_by_csv", "import csv\nv = next(csv.reader(open('data/@.txt', newline='')))[0]"),
    Construct("file_input", "import fileinput\nv = list(fileinput.input(['data/@.txt']))[0]"),
    Construct("compared", "import filecmp\nv = filecmp.cmp('data/@.txt', 'data/@.other', shallow=False)", ((DATA, TWO), ("data/@.other", TWO))),
    Construct("mail_box", "import mailbox\nv = len(mailbox.mbox('data/@.txt', create=False))", ((DATA, "From a\n\nx\n"),), ((DATA, "From a\n\nx\n\nFrom b\n\ny\n"),)),
    Construct("matched_deep", "import glob\nv = len(glob.glob('data/d-@/**', recursive=True))", FOLDER, (("data/d-@/e/f", ""),)),
    Construct("matched_numbers", "from pathlib import Path\nv = max(int(p.stem) for p in Path('data/d-@').iterdir())", (("data/d-@/1.txt", ""),), (("data/d-@/2.txt", ""),)),
    Construct("hidden_name", "import os\nv = len(os.listdir('data/d-@'))", FOLDER, (("data/d-@/.hidden", ""),)),
    Construct("other_letters", "v = open('data/@-Größe λ.txt').read()", (("data/@-Größe λ.txt", TWO),), (("data/@-Größe λ.txt", THREE),)),
    Construct("line_in_name", "v = open('data/@-a\\nb.txt').read()", (("data/@-a\nb.txt", TWO),), (("data/@-a\nb.txt", THREE),)),
    Construct("long_name", "v = open('data/' + 'x' * 200 + '@').read()", (("data/" + "x" * 200 + "@", TWO),), (("data/" + "x" * 200 + "@", THREE),)),
    Construct("deep_place", "v = open('data/' + 'deep/' * 60 + '@').read()", (("data/" + "deep/" * 60 + "@", TWO),), (("data/" + "deep/" * 60 + "@", THREE),)),
    Construct("beside_the_script", "import pathlib\nv = pathlib.Path(__file__).with_suffix('.txt').read_text()", (("figures/c/@.txt", TWO),), (("figures/c/@.txt", THREE),)),
    Construct("imported_later", "import importlib, sys\nsys.path.insert(0, 'data/d-@')\nv = importlib.import_module('m@').K", (("data/d-@/m@.py", "K = 2\n"),), (("data/d-@/m@.py", "K = 3\n"),)),
    Construct("sum_of_a_folder", "from pathlib import Path\nv = sum(float(p.read_text()) for p in sorted(Path('data/d-@').glob('*.csv')))", FOLDER, MORE),
)  # fmt: skip

FURTHER = (*LANGUAGES, *DESCRIPTORS, *FORMATS)
