"""Every fenced Python block under docs/ runs: as a doctest where it shows a session, else as it stands."""

import doctest
import sys
from pathlib import Path

import pytest

from figpress import author
from figpress.pages.fences import fences

ROOT = Path(__file__).parents[1]
BLOCKS = [
    pytest.param(path, fence, id=f"{path.relative_to(ROOT)}:{fence.line}")
    for path in sorted([*ROOT.glob("docs/**/*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
    if path.exists()
    for fence in fences(path.read_text("utf-8"))
    if fence.runs
]


class Anything:
    """Stands in for the press: takes what a script says, and says that there is no GPU."""

    def __getattr__(self, name):
        return lambda *arguments, **keywords: None

    def device(self):
        return "cpu"

    def computed(self, function, arguments, keywords):
        return function(*arguments, **keywords)


@pytest.mark.parametrize("path, fence", BLOCKS)
def test_block(path, fence, monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "path", [str(ROOT / "src"), str(ROOT / "figures"), *sys.path])
    monkeypatch.setenv("MPLBACKEND", "agg")
    author.listen(Anything())
    try:
        if ">>>" in fence.source:
            test = doctest.DocTestParser().get_doctest(fence.source, {}, path.name, str(path), fence.line - 1)
            runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
            assert runner.run(test).failed == 0
        else:
            exec(compile("\n" * (fence.line - 1) + fence.source, str(path), "exec"), {"__name__": "__main__"})
    finally:
        author.listen(None)


def test_fences_are_read():
    text = "a\n\n```python\n>>> 1 + 1\n2\n```\n\n- item\n\n    ```{.python .not-run}\n    x\n    ```\n\n~~~yaml\nkey: 1\n~~~\n"
    found = fences(text)
    assert [(f.language, f.runs, f.line) for f in found] == [
        ("python", True, 4),
        ("python", False, 11),
        ("yaml", False, 15),
    ]
    assert found[1].source == "x\n"
