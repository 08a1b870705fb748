"""Labs: percent scripts that the press executes, and notebooks that show what came of them."""

import json

import pytest

from figpress.pages.percent import cells
from figpress.running.labs import execute

SCRIPT = """# ---
# jupyter: {}
# ---
# %% [markdown]
# # A lab
#
# Words.

# %%
x = 20
print("x is", x)

# %% a title
def double(y):
    return 2 * y

double(x)

# %%
"""


def test_cells_know_their_kind_and_line():
    found = cells(SCRIPT)
    assert [(c.kind, c.line) for c in found] == [("markdown", 5), ("code", 10), ("code", 14)]
    assert found[0].source == "# A lab\n\nWords."


def test_cells_are_what_jupytext_reads():
    jupytext = pytest.importorskip("jupytext")
    theirs = jupytext.reads(SCRIPT, "py:percent").cells
    assert [(c.cell_type, c.source) for c in theirs if c.source and c.cell_type != "raw"] == [
        (c.kind, c.source) for c in cells(SCRIPT)
    ]


def test_outputs_stand_in_the_notebook():
    nbformat = pytest.importorskip("nbformat")
    drawn = iter([[], [("image/svg+xml", b"<svg/>")]])
    made = execute(cells(SCRIPT), "docs/labs/a.py", {}, lambda: next(drawn))
    nbformat.validate(json.loads(made))
    markdown, first, second = json.loads(made)["cells"]
    assert first["outputs"] == [{"output_type": "stream", "name": "stdout", "text": "x is 20\n"}]
    assert [o["data"] for o in second["outputs"]] == [{"image/svg+xml": "<svg/>"}, {"text/plain": "40"}]


def test_an_error_names_the_line_of_the_script():
    with pytest.raises(ZeroDivisionError) as caught:
        execute(cells("# %%\n1\n\n# %%\n\n1 / 0\n"), "docs/labs/a.py", {}, list)
    frame = caught.traceback[-1]
    assert (str(frame.path)[-14:], frame.lineno + 1) == ("docs/labs/a.py", 6)


def test_a_section_that_is_left_out_takes_its_lab_along():
    from figpress.pages.signs import with_labs

    assert with_labs(("layer-norm.md",)) == ("layer-norm.md", "labs/layer-norm.py", "labs/layer-norm.ipynb")
