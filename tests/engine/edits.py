"""Edits of the project: every kind that an author makes, generated from its own syntax trees."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

from engine.cosmetics import cosmetics
from engine.project import project


@dataclass(frozen=True)
class Edit:
    """One edit: files with their new text (None: deleted). `cosmetic` ones must re-run nothing at all."""

    name: str
    files: tuple[tuple[str, str | None], ...]
    cosmetic: bool = False
    variable: tuple[str, str] | None = None


def edits() -> list[Edit]:
    """All of them, in a fixed order."""
    files = project()
    made: list[Edit] = []
    for path, text in files.items():
        if path.endswith(".py"):
            made += numbers(path, text)
            made += cosmetic(path, text)
            made += definitions(path, text)
        if path.startswith("src/"):
            made += order(path, text)
        elif path.startswith("data/"):
            made += data(path, text)
    made += by_hand(files)
    return made


def numbers(path: str, text: str) -> Iterator[Edit]:
    """Every number of a module, one at a time: bodies, constants, defaults, class attributes."""
    tree = ast.parse(text)
    for index, node in enumerate(
        n for n in ast.walk(tree) if isinstance(n, ast.Constant) and type(n.value) in (int, float)
    ):
        changed = copy.deepcopy(tree)
        twin = [
            n for n in ast.walk(changed) if isinstance(n, ast.Constant) and type(n.value) in (int, float)
        ][index]
        twin.value = node.value + 1 if isinstance(node.value, int) else node.value + 0.25
        yield Edit(f"{path}:{node.lineno} {node.value} → {twin.value}", ((path, ast.unparse(changed)),))


def cosmetic(path: str, text: str) -> Iterator[Edit]:
    """What changes nothing: comments, docstrings, layout, the order of functions."""
    yield Edit(
        f"{path} comments",
        (
            (
                path,
                "\n".join(
                    f"{line}  # {n}"
                    if line and not line.endswith(("\\", '"""')) and '"""' not in line
                    else line
                    for n, line in enumerate(text.split("\n"))
                ),
            ),
        ),
        True,
    )
    yield Edit(f"{path} unparsed", ((path, ast.unparse(ast.parse(text))),), True)
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is None:
            node.body.insert(0, ast.Expr(ast.Constant("Something new is said here.")))
    yield Edit(f"{path} docstrings", ((path, ast.unparse(ast.fix_missing_locations(tree))),), True)
    for title, changed in cosmetics(text):
        caught = title.startswith("assertions") and "AssertionError" in text
        yield Edit(f"{path} {title}", ((path, changed),), not caught)
    tree = ast.parse(text)
    plain = [n for n in tree.body if isinstance(n, ast.FunctionDef) and not n.decorator_list]
    if len(plain) > 2 and "build_table(" not in text and path.startswith("src"):
        last, rest = plain[-1], [n for n in tree.body if n is not plain[-1]]
        tree.body = [*rest[:3], last, *rest[3:]]
        yield Edit(f"{path} moved {last.name}", ((path, ast.unparse(tree)),), True)


def definitions(path: str, text: str) -> Iterator[Edit]:
    """New, removed and rebound functions, methods and attributes."""
    yield Edit(f"{path} a new function", ((path, f"{text}\n\ndef quite_new(x):\n    return x * 31\n"),), True)
    yield Edit(f"{path} a new constant", ((path, f"{text}\n\nQUITE_NEW = 31\n"),), path.startswith("src"))
    tree = ast.parse(text)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.args.args:
            yield Edit(
                f"{path} {node.name} rebound",
                ((path, f"{text}\n\ndef {node.name}(*a, **k):\n    return 12345.0\n"),),
            )
        if isinstance(node, ast.FunctionDef) and not node.name.startswith(("never", "helper", "not_used")):
            gone = copy.deepcopy(tree)
            gone.body = [n for n in gone.body if not (isinstance(n, ast.FunctionDef) and n.name == node.name)]
            yield Edit(f"{path} {node.name} removed", ((path, ast.unparse(gone)),))
        if isinstance(node, ast.ClassDef) and path.endswith("shapes.py"):
            for method in ("area", "unit", "unused", "brand_new", "__add__", "__getattribute__"):
                changed = copy.deepcopy(tree)
                cls = next(n for n in changed.body if isinstance(n, ast.ClassDef) and n.name == node.name)
                body = "return 3.75"
                if method == "__getattribute__":  # every number that is looked up is one more
                    body = "found = object.__getattribute__(self, args[0])\n    return found + 1 if isinstance(found, float) else found"
                cls.body += ast.parse(f"def {method}(self, *args):\n    {body}").body
                yield Edit(f"{path} {node.name}.{method} overridden", ((path, ast.unparse(changed)),))
            for attribute, value in (("sides", 9), ("factor", 9.5), ("another", 1)):
                changed = copy.deepcopy(tree)
                cls = next(n for n in changed.body if isinstance(n, ast.ClassDef) and n.name == node.name)
                cls.body += ast.parse(f"{attribute} = {value}").body
                yield Edit(f"{path} {node.name}.{attribute} set", ((path, ast.unparse(changed)),))


def order(path: str, text: str) -> Iterator[Edit]:
    """Top-level statements that go, or change places with the next."""
    tree = ast.parse(text)
    for index, node in enumerate(tree.body):
        name = f"{path}:{node.lineno}"
        if not isinstance(node, ast.FunctionDef | ast.Expr):
            yield Edit(
                f"{name} statement removed",
                ((path, ast.unparse(ast.Module([n for n in tree.body if n is not node], []))),),
            )
        after = tree.body[index + 1] if index + 1 < len(tree.body) else None
        if index and after and not (isinstance(node, ast.FunctionDef) and isinstance(after, ast.FunctionDef)):
            swapped = [*tree.body[:index], after, node, *tree.body[index + 2 :]]
            yield Edit(f"{name} statement after the next", ((path, ast.unparse(ast.Module(swapped, []))),))


def data(path: str, text: str) -> Iterator[Edit]:
    yield Edit(f"{path} changed", ((path, text.replace("1", "8").replace("2", "6").replace("7", "9")),))
    yield Edit(f"{path} touched", ((path, text),), True)


def by_hand(files: dict[str, str]) -> list[Edit]:
    """Edits that a generator does not think of."""

    def swap(path: str, old: str, new: str, is_cosmetic: bool = False) -> Edit:
        assert old in files[path], (path, old)
        return Edit(f"{path} {old!r} → {new!r}", ((path, files[path].replace(old, new)),), is_cosmetic)

    deco, basic, constants, shapes, grad = (
        f"src/lib/{n}.py" for n in ("deco", "basic", "constants", "shapes", "grad")
    )
    return [
        swap(deco, "@doubled\ndef decorated", "@tripled\ndef decorated"),
        swap(deco, "@doubled\ndef decorated", "def decorated"),
        swap(deco, "def apply(", '@register("relu")\ndef relu_again(x):\n    return 8.0\n\n\ndef apply('),
        swap(deco, "def apply(", '@register("fresh")\ndef fresh(x):\n    return 8.0\n\n\ndef apply('),
        swap(deco, '@register("cube")', '@register("relu")'),
        swap(deco, "@functools.lru_cache\n", ""),
        swap(basic, "from lib.constants import SHIFT", "from lib.constants import GAIN as SHIFT"),
        swap(basic, "def shift(x):", "max = min\n\n\ndef shift(x):"),
        swap(basic, "def shift(x):", "def sum(things):\n    return 5.5\n\n\ndef shift(x):"),
        swap(basic, "def shift(x):", "def range(n):\n    return [0, 1, 2]\n\n\ndef shift(x):"),
        swap(constants, "OTHER_TABLE = build_table(3)", "OTHER_TABLE = build_table(3)\nGAIN = 4.0"),
        swap(constants, "OTHER_TABLE = build_table(3)", "OTHER_TABLE = build_table(3)\nTABLE.append(100)"),
        swap(constants, "OTHER_TABLE = build_table(3)", "OTHER_TABLE = build_table(3)\nNAMES['low'] = 0.5"),
        swap(
            constants, "OTHER_TABLE = build_table(3)", "OTHER_TABLE = build_table(3)\nNAMES.update(low=0.625)"
        ),
        swap(constants, "DERIVED = GAIN * 3 + 1", "DERIVED = GAIN * 3 + 2"),
        swap(constants, "WIDTHS = (3, 5, 7)", "WIDTHS = (3, 5)"),
        swap(shapes, "class Square(Shape):", "class Square(Never):")
        if False
        else swap(shapes, "@dataclass(frozen=True)", "@dataclass"),
        swap(
            shapes,
            "class Circle(Shape):",
            "class Middle(Shape):\n    def __init__(self, size):\n        self.size = size + "
            "0.5\n\n\nclass Circle(Middle):",
        ),
        swap(
            grad,
            "class Layer(torch.nn.Module):",
            "class Layer(torch.nn.Module):\n    def __call__(self, x):\n        return 4.5\n",
        ),
        swap(grad, "    leaf.register_hook(hook)\n", ""),
        swap(grad, "RATE = 0.3", "RATE = 0.3\ntorch.set_default_dtype(torch.float64)"),
        swap("src/lib/__init__.py", "scale as rescale", "power as rescale"),
        swap("src/lib/__init__.py", "scale as rescale", "scale as rescale, shift"),
        swap("src/lib/heavy.py", "return min(n * 100 + 3, 50)", "return min(n * 100 + 4, 50)"),
        swap("figures/_common.py", ".{DIGITS}f", ".{DIGITS}g"),
        Edit("an optional file appears", (("data/extra.txt", "5.5"),)),
        Edit("a file looked for appears", (("data/tried.txt", "6.5"),)),
        Edit("a file in a listed folder appears", (("data/parts/third.txt", "13"),)),
        Edit("a file in a listed folder goes", (("data/parts/second.txt", None),)),
        Edit("a file elsewhere appears", (("data/unrelated.txt", "13"),), True),
        Edit("an optional module appears", (("src/lib_extension.py", "VALUE = 2.5\n"),)),
        Edit("an unrelated module appears", (("src/unrelated.py", "VALUE = 2.5\n"),), True),
        Edit("a module shadows a package", (("src/torch.py", "raise ImportError('not this one')\n"),))
        if False
        else Edit(
            "a package hides a module", (("src/lib/basic/__init__.py", "def scale(x):\n    return 1.0\n"),)
        ),
        Edit("the environment changes", (), variable=("MUTATION_LEVEL", "5")),
        Edit("another variable changes", (), True, ("MUTATION_OTHER", "5")),
    ]
