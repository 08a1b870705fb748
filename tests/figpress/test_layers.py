"""The house stands as docs/contributing/architecture.md draws it."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"
ROOMS = [
    "base", "pages", "numbers", "equations", "sources", "freshness", "running", "review", "site", "sheets",
    "publishing", "cli",
]  # fmt: skip
HEAVY = {"torch", "matplotlib", "graphviz", "pygraphviz", "mkdocs", "distributed"}


def modules(package):
    return sorted((SOURCE / package).rglob("*.py"))


def imported(tree, top_only=False):
    for node in tree.body if top_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", modules("figpress"), ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_a_room_imports_what_stands_to_its_left(path):
    room = path.relative_to(SOURCE / "figpress").parts[0]
    if room not in ROOMS:
        return
    for name in imported(ast.parse(path.read_text("utf-8"))):
        parts = name.split(".")
        if parts[0] == "figpress" and len(parts) > 1 and parts[1] in ROOMS:
            assert ROOMS.index(parts[1]) <= ROOMS.index(room), f"{room} imports {name}"


def test_every_folder_is_a_room():
    folders = {
        path.name for path in (SOURCE / "figpress").iterdir() if path.is_dir() and path.name != "__pycache__"
    }
    assert folders == set(ROOMS)


@pytest.mark.parametrize("path", modules("figpress"), ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_heavy_packages_arrive_late(path):
    if path.name == "mkdocs_plugin.py":
        return
    tops = {name.split(".")[0] for name in imported(ast.parse(path.read_text("utf-8")), top_only=True)}
    assert not tops & HEAVY


@pytest.mark.parametrize(
    "package, others",
    [
        ("byhand", {"plates", "figpress"}),
        ("plates", {"byhand", "figpress"}),
        ("figpress", {"byhand", "plates"}),
    ],
)
def test_the_three_packages_do_not_know_one_another(package, others):
    for path in modules(package):
        tops = {name.split(".")[0] for name in imported(ast.parse(path.read_text("utf-8")))}
        assert not tops & others, f"{path} imports {tops & others}"
