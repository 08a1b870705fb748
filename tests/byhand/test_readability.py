"""The examples in docstrings run, the imports are what was promised, and the modules stay short."""

import ast
import doctest
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import byhand

MODULES = [
    m.name for m in pkgutil.walk_packages(byhand.__path__, "byhand.") if not m.name.endswith("__main__")
]
FILES = sorted(Path(byhand.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples(name):
    assert not doctest.testmod(importlib.import_module(name)).failed


def test_there_are_examples_to_run():
    finder = doctest.DocTestFinder(exclude_empty=True)
    assert sum(len(t.examples) for n in MODULES for t in finder.find(importlib.import_module(n))) > 15


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_imports_are_torch_and_the_standard_library(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
        for name in names:
            top = name.partition(".")[0]
            lazy = top == "safetensors" and file.stem == "checkpoint" and node.col_offset > 0
            assert top in ("torch", "byhand") or top in sys.stdlib_module_names or lazy, name


def test_importing_it_brings_no_other_package():
    code = (
        "import sys, byhand.model, byhand.training.checkpoint, byhand.mutations;"
        "print([m for m in ('figpress', 'plates', 'matplotlib', 'safetensors') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_a_module_can_be_read_inside_the_post(file):
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 180


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_no_device_is_named(file):
    text = file.read_text(encoding="utf-8")
    assert '"cuda' not in text and '"cpu' not in text and ".cuda(" not in text
