"""The post's own figure scripts take their colours from the palette and keep their text legible."""

import re
from pathlib import Path

import pytest

from plates import style

SCRIPTS = sorted((Path(__file__).parents[2] / "figures").rglob("*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_script_names_a_colour_or_a_small_size_of_its_own(script):
    text = script.read_text(encoding="utf-8")
    assert not re.findall(r"#[0-9a-fA-F]{6}\b", text)
    assert all(float(size) >= style.SMALL for size in re.findall(r"\b(?:font)?size=(\d+(?:\.\d+)?)", text))
