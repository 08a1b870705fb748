"""The workload of the comparison: 24 figures on 6 pages over a library of 20 functions; torch and matplotlib."""

from pathlib import Path

FUNCTIONS = 20
LIBRARY = '"""A library of small functions."""\nimport torch\n\n\n' + "\n\n".join(
    f'def f{i}(x):\n    """Function {i}."""\n    return torch.tanh(x * {1 + i / 10:.1f}) + {i / 100:.2f}\n'
    for i in range(FUNCTIONS)
)
FIGURES = [f"page{p}/fig{k}" for p in range(6) for k in range(4)]
EDIT = ("torch.tanh(x * 1.0)", "torch.tanh(x * 9.25)")  # f0, which four figures call
COMMENT = ('"""Function 0."""', '"""Function 0."""\n    # a remark')


def calls(index: int) -> list[int]:
    """The library functions that a figure calls: f0 for the first of four pages, else others."""
    others = [1 + (index * 3 + k) % (FUNCTIONS - 1) for k in range(3)]
    return [0, *others] if index % 4 == 0 and index < 16 else others


def script(index: int, log: Path) -> str:
    """A figure that says in a log that it ran."""
    lines = "\n".join(f'ax.plot(x, lib.f{n}(x @ w).sum(-1), label="f{n}")' for n in calls(index))
    return f'''"""Figure {index} of the comparison.

Lines.
"""
import matplotlib.pyplot as plt
import torch

import lib

open({str(log)!r}, "a").write("{FIGURES[index]}\\n")
torch.manual_seed({index})
x = torch.linspace(-2, 2, 200)[:, None]
w = torch.randn(1, 64)
x, w = x, w
fig, ax = plt.subplots(figsize=(5, 3))
{lines.replace("ax.plot(x,", "ax.plot(x[:, 0],")}
ax.legend()
'''


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")


def base(folder: Path) -> dict[str, str]:
    """Library and scripts."""
    return {
        "src/lib.py": LIBRARY,
        **{f"figures/{id}.py": script(i, folder.with_suffix(".log")) for i, id in enumerate(FIGURES)},
    }
