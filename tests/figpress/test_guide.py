"""The guide is true: its commands run in their order, and every verb, option and rule is in it."""

import ast
import contextlib
import io
import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from figpress.base.errors import Mistake
from figpress.cli.cli import VERBS, figpress

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "press"
REPORTING = {"Finding", "report", "problem", "Comparison", "_found"}


def test_ten_minutes(tmp_path, monkeypatch):
    """Every `$ ` line of the first page, run as it stands there."""
    pytest.importorskip("matplotlib")
    monkeypatch.chdir(tmp_path)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Al")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "al@example.org")
    text = (GUIDE / "guide.md").read_text("utf-8")
    section = re.search(r"```markdown\n(.*?)```", text, re.DOTALL)[1]
    for line in re.findall(r"^\$ (.*)$", text, re.MULTILINE):
        if line.startswith("figpress approve"):
            in_review(tmp_path / "blog")
        run(shlex.split(line))
        if line.startswith("figpress new figure"):  # what the page tells to write next
            with (tmp_path / "blog" / "docs" / "half-life.md").open("a") as page:
                page.write("\n" + section)
    assert (tmp_path / "www" / "first-section" / "index.html").is_file() and not (
        tmp_path / "www" / "half-life"
    ).exists()
    assert "0 errors" in run(["figpress", "check"]), (
        "the number on the page is the number that its script computes"
    )


def in_review(blog):
    page, config = blog / "docs" / "first-section.md", blog / "mkdocs.yml"
    page.write_text(page.read_text().replace("status: draft", "status: in-review"))
    config.write_text(
        config.read_text().replace("# site_url:", "site_url:").replace("   (publish needs it)", "")
    )


def run(words):
    if words[0] == "cd":
        os.chdir(words[1])
        return ""
    if words[0] != "figpress":
        subprocess.run(words, check=True)
        return ""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            status = figpress.main(words[1:], standalone_mode=False)
        except Mistake as mistake:
            raise AssertionError(f"{words}: {mistake}") from None
    assert not status, f"{words}\n{said.getvalue()}"
    return said.getvalue()


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_and_option_is_told(verb):
    told = (GUIDE / "commands.md").read_text("utf-8") + (GUIDE / "sources.md").read_text("utf-8")
    command = figpress.get_command(None, verb)
    everywhere = {"-C", "--json", "--quiet"}
    for name, one in {
        verb: command,
        **{f"{verb} {sub}": c for sub, c in getattr(command, "commands", {}).items()},
    }.items():
        assert f"figpress {name}" in told
        for option in (
            o for o in one.params if o.param_type_name == "option" and not name.startswith("sources ")
        ):  # their --help tells theirs
            assert {*option.opts, *option.secondary_opts} & everywhere or any(
                word in told for word in option.opts
            ), f"{name} {option.opts}"


def test_every_rule_has_its_cure():
    told = set(re.findall(r"`([a-z-]+)`", (GUIDE / "errors.md").read_text("utf-8")))
    assert rules() <= told, f"not in docs/press/errors.md: {sorted(rules() - told)}"


def rules():
    """The names of all findings: the second argument of Finding, the first of a page's report and problem."""
    found = set()
    for path in (ROOT / "src" / "figpress").rglob("*.py"):
        for call in (
            node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)
        ):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if name in REPORTING:
                at = {"Finding": 1, "_found": 1, "Comparison": 3}.get(name, 0)
                written = (
                    call.args[at]
                    if len(call.args) > at
                    else next((k.value for k in call.keywords if k.arg == "rule"), None)
                )
                found |= (
                    {
                        c.value
                        for c in ast.walk(written)
                        if isinstance(c, ast.Constant) and isinstance(c.value, str)
                    }
                    if written
                    else set()
                )
    return {rule for rule in found if re.fullmatch(r"[a-z]+(-[a-z]+)*", rule) and rule != "none"}
