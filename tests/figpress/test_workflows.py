"""The workflows call commands that exist, with options that exist, and trust only actions of a fixed version."""

import re
import shlex
from pathlib import Path

import pytest
import yaml

from figpress.cli.cli import figpress

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def steps(path):
    whole = yaml.safe_load(path.read_text())
    return [step for job in whole["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_figpress_command_is_understood(path):
    found = 0
    for step in steps(path):
        for line in step.get("run", "").splitlines():
            words = shlex.split(re.sub(r"\$\{\{.*?\}\}|\$\w+", "X", line.partition(" > ")[0]))
            if words[:1] == ["figpress"]:
                verb = figpress.get_command(None, words[1])
                verb.make_context(words[1], words[2:], resilient_parsing=False)
                found += 1
            if ".ci/" in line:  # a script of ours stands for its commands
                script = ROOT / next(word for word in words if word.startswith(".ci/"))
                assert script.stat().st_mode & 0o100
                found += 1
    assert found


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_permissions_are_named_and_actions_have_versions(path):
    whole = yaml.safe_load(path.read_text())
    assert whole["permissions"]["contents"] == "read"
    for step in steps(path):
        assert re.fullmatch(r"actions/[\w-]+@v\d+", step.get("uses", "actions/x@v1"))
