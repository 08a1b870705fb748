"""Random expressions of random shapes: printed as TeX, compiled, run in the build's engine, held against torch."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from figpress.equations import symbols
from figpress.equations.model import Equation, SymbolContext

SIZES = ("n", "m", "k")


@dataclass(frozen=True)
class Made:
    """An expression as it is printed and as torch says it; loose: it needs brackets beside a factor."""

    tex: str
    torch: object
    loose: bool = False

    @property
    def factor(self) -> str:
        return rf"\left({self.tex}\right)" if self.loose else self.tex


def leaf(r: str, c: str) -> st.SearchStrategy:
    names = {(r, c): "A", ("s", "s"): "s"}
    return st.just(Made(f"{names[r, c]}_{{{r}{c}}}", lambda env: env[f"A_{{{r}{c}}}"]))


def matrix(r: str, c: str, depth: int) -> st.SearchStrategy:
    """Expressions of r rows and c columns."""
    if depth == 0:
        return leaf(r, c)
    same, less = matrix(r, c, depth - 1), number(depth - 1)
    kinds = [
        leaf(r, c),
        st.tuples(same, same).map(lambda p: Made(f"{p[0].tex} + {p[1].factor}", lambda e: p[0].torch(e) + p[1].torch(e), True)),
        st.tuples(same, same).map(lambda p: Made(f"{p[0].tex} - {p[1].factor}", lambda e: p[0].torch(e) - p[1].torch(e), True)),
        st.tuples(same, same).map(lambda p: Made(rf"{p[0].factor}\odot {p[1].factor}", lambda e: p[0].torch(e) * p[1].torch(e), True)),
        st.tuples(less, same).map(lambda p: Made(f"{p[0].factor}\\,{p[1].factor}", lambda e: p[0].torch(e) * p[1].torch(e), True)),
        matrix(c, r, depth - 1).map(lambda p: Made(rf"\left({p.tex}\right)^\top", lambda e: p.torch(e).mT)),
        same.map(lambda p: Made(rf"\tanh\left({p.tex}\right)", lambda e: torch.tanh(p.torch(e)))),
        same.map(lambda p: Made(rf"\operatorname{{softmax}}\left({p.tex}\right)", lambda e: torch.softmax(p.torch(e), -1))),
        same.map(lambda p: Made(
            rf"{p.factor} - \operatorname{{rowsum}}\left({p.tex}\right)\mathbf 1^\top",
            lambda e: p.torch(e) - p.torch(e).sum(-1, keepdim=True), True,
        )),
    ]  # fmt: skip
    for inner in SIZES:
        kinds.append(
            st.tuples(matrix(r, inner, depth - 1), matrix(inner, c, depth - 1)).map(
                lambda p: Made(
                    f"{p[0].factor}\\,{p[1].factor}", lambda e: p[0].torch(e) @ p[1].torch(e), True
                )
            )
        )
    return st.one_of(kinds)


def number(depth: int) -> st.SearchStrategy:
    plain = st.integers(2, 9).map(lambda x: Made(str(x), lambda e: float(x), True))
    if depth == 0:
        return plain
    some = st.sampled_from([(r, c) for r in SIZES for c in SIZES]).flatmap(lambda rc: matrix(*rc, depth - 1))
    return st.one_of(
        plain,
        some.map(lambda p: Made(rf"\operatorname{{mean}}\left({p.tex}\right)", lambda e: p.torch(e).mean())),
        some.map(lambda p: Made(rf"\|{p.tex}\|", lambda e: p.torch(e).square().sum().sqrt())),
        some.map(lambda p: Made(rf"\operatorname{{var}}\left({p.tex}\right)", lambda e: p.torch(e).var(correction=0))),
    )  # fmt: skip


@st.composite
def cases(draw):
    r, c = draw(st.sampled_from(SIZES)), draw(st.sampled_from(SIZES))
    lengths = draw(st.permutations(range(2, 8)))
    sizes = {name: tuple(lengths[(at + turn) % 6] for turn in range(3)) for at, name in enumerate(SIZES)}
    return r, c, draw(matrix(r, c, draw(st.integers(1, 3)))), sizes


def asked(tex: str, sizes, shape: str, truth, runs: str = "set"):
    """The result of one display `R = tex`, where torch says what R is."""

    def forward(draw, n, m, k):
        lengths = {"n": n, "m": m, "k": k}
        env = {f"A_{{{r}{c}}}": draw(lengths[r], lengths[c], scale=0.5) for r in SIZES for c in SIZES}
        made = truth(env)
        return {**env, "R": made, "L": sum(a.sum() for a in env.values())}

    table = {f"A_{{{r}{c}}}": (f"{r}×{c}", "a matrix") for r in SIZES for c in SIZES}
    table |= {"R": (shape, "what it comes to"), "L": ("scalar", "the loss")} | dict.fromkeys(
        SIZES, ("size", "a size")
    )
    context = SymbolContext(forward, table, sizes=sizes)
    (result,) = symbols.results(context, [Equation(f"R = {tex}", "page.md", 1, "eq:it", runs)])
    return result


@settings(
    max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.reuse, Phase.generate],
)  # fmt: skip
@given(cases())
def test_a_program_says_what_torch_says(case):
    r, c, made, sizes = case
    result = asked(made.tex, sizes, f"{r}×{c}", made.torch)
    assert not result.problems, (made.tex, result.problems, [p.source for p in result.programs])
    (program,) = result.programs
    assert program.source and program.runs == 15 and program.error < 1e-9
