"""Prose names moments of training in words ("step 200"): each must be a moment of a committed checkpoint."""

import re
from pathlib import Path

import pytest

from byhand.training import checkpoint, tasks

DOCS = Path(__file__).parents[1] / "docs"
MOMENTS = {
    checkpoint.step(name, task=task)
    for name in ("first", "half", "last")
    for task in (tasks.DECODER, tasks.ENCODER_DECODER)
}
SCRIPTS = sorted((DOCS.parent / "figures").glob("*/*.py"))


@pytest.mark.parametrize("path", [*sorted(DOCS.glob("*.md")), *SCRIPTS], ids=lambda path: path.name)
def test_a_step_that_is_named_is_one_that_was_kept(path):
    for number in re.findall(r"\bat step (\d+)\b", path.read_text(encoding="utf-8")):
        assert int(number) in MOMENTS, (
            f"{path.name} speaks of step {number}; the checkpoints are of {sorted(MOMENTS)}"
        )
