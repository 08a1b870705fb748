"""README shows what is so: its picture was drawn by today's code, its commands and table exist."""

import json
import re
from pathlib import Path

from figpress.cli.cli import VERBS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_picture_was_drawn_by_the_code_as_it_is():
    picture = (ROOT / ".github" / "one-word.svg").read_text(encoding="utf-8")
    figure, stamped = re.search(r"<!-- (\S+) (sha256:\w+) -->", picture).groups()
    lock = json.loads((ROOT / "figures.lock").read_text(encoding="utf-8"))
    assert stamped == lock["targets"][figure]["fingerprint"], (
        "figpress render home/one-word && python .github/picture.py"
    )


def test_the_two_commands_are_targets_of_the_makefile():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert set(re.findall(r"^make (\w+)", README, re.M)) <= targets


def test_every_verb_that_is_shown_exists():
    assert set(re.findall(r"^figpress (\w+)", README, re.M)) <= set(VERBS)


def test_every_local_link_leads_somewhere():
    for target in re.findall(r"\]\(([^)#]+?)\)", README):
        if ":" not in target:
            assert (ROOT / target).exists(), target
