"""What is compiled, what is refused and in which words, and that a wrong program is found."""

import pytest
from equations.false_displays import PLAIN

from figpress.equations import symbols, terms
from figpress.equations.compiled import library, lowering, trial
from figpress.equations.compiled.helpers import ERF
from figpress.equations.compiled.lengths import Whole
from figpress.equations.model import Equation, SymbolContext

# No loops over numbers, or none that would be exact; `lowering` says so with the kind's own name.
REFUSED = {
    terms.Derivative, terms.Differential, terms.Integral, terms.Moment, terms.Beside, terms.Stacked, terms.IndexSet,
    terms.Listed, terms.Joined, terms.Replaced,
}  # fmt: skip


def made(tex, runs="", context=PLAIN):
    (result,) = symbols.results(context, [Equation(tex, "page.md", 1, "eq:it", runs)])
    return result


def test_every_kind_of_term_is_compiled_or_refused():
    assert set(terms.KINDS) == set(lowering._KINDS) | REFUSED
    assert not set(lowering._KINDS) & REFUSED


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        (r"\mathrm dX = \mathrm dX", "a differential is not written as loops"),
        (
            r"\frac{\partial a}{\partial a} = \frac{\partial a}{\partial a}",
            "a derivative is not written as loops",
        ),
        (r"S = S^{-1}SS", "a power of a matrix is not written as loops"),
        (r"\operatorname{tr}S \le \operatorname{tr}S", "only what is said to be equal is worked out"),
        (r"\det S = \det S", "det is not written as loops"),
        (r"q = \begin{bmatrix} q_1 \\ \vdots \\ q_n \end{bmatrix}", "what stands beside one another"),
    ],
)
def test_what_cannot_be_compiled_exactly_is_refused_with_words(tex, words):
    result = made(tex)
    assert [p.refused for p in result.programs] == [words] or words in str(result.programs), result
    asked = made(tex, "a-set")
    assert any(p.rule == "equation-program" and words in p.message for p in asked.problems)
    assert not any(p.rule == "equation-program" for p in result.problems)  # nobody asked for it


def layer():
    import torch

    def forward(draw, n, d, f):
        X, W, b = draw(n, d), draw(d, f), draw(f)
        Y = X @ W + b
        A = torch.softmax(Y, -1)
        m, g = draw(f), draw(f)
        return {"X": X, "W": W, "b": b, "Y": Y, "A": A, "y_i": Y, "m": m, "m^+": 0.9 * m + 0.1 * g, "g": g,
                "L": (A**2).sum() + (m * g).sum()}  # fmt: skip

    table = {
        "X": ("n×d", "x"), "W": ("d×f", "x"), "b": ("f×1", "x"), "Y": ("n×f", "x"), "A": ("n×f", "x"),
        "y_i": ("f×1, i<n", "x"), "m": ("f×1", "x"), "m^+": ("f×1", "x"), "g": ("f×1", "x"), "L": ("scalar", "x"),
        "n": ("size", "x"), "d": ("size", "x"), "f": ("size", "x"),
    }  # fmt: skip
    return SymbolContext(forward, table)


def test_the_source_reads_like_the_formula():
    (program,) = made(r"\bar X = \bar Y W^\top", context=layer()).programs
    assert program.source == (
        "export function X_bar({ n, d, f }, { Y_bar, W }, X_bar) {\n"
        "  for (let i = 0; i < n; i++) {\n"
        "    for (let j = 0; j < d; j++) {\n"
        "      let sum = 0;\n"
        "      for (let k = 0; k < f; k++) sum += Y_bar[i * f + k] * W[j * f + k];\n"
        "      X_bar[i * d + j] = sum;\n"
        "    }\n"
        "  }\n"
        "}\n"
    )
    assert program.reads == ("Y_bar n×f", "W d×f") and program.error < 1e-14 and program.runs == 15


def test_a_sum_stands_before_the_loops_that_do_not_change_it():
    (program,) = made(
        r"\bar Y = A\odot(\bar A - (\bar A\odot A)\mathbf 1\mathbf 1^\top)", context=layer()
    ).programs
    lines = program.source.splitlines()
    assert [line.strip().partition(" ")[0] for line in lines[1:5]] == [
        "for",
        "let",
        "for",
        "for",
    ]  # i: sum, then j


def test_a_step_reads_what_was_before_it():
    result = made(r"m \leftarrow 0.9\,m + 0.1\,g", "a-set", layer())
    assert not result.problems and result.programs[0].error < 1e-14
    assert "to_m[i] = 0.9 * m[i] + 0.1 * g[i]" in result.programs[0].source


def test_a_mean_over_a_matrix_divides_by_rows_times_columns():
    from test_random import asked

    sizes = {"n": (2, 5, 3), "m": (3, 2, 5), "k": (5, 4, 2)}
    for name, truth in (("mean", lambda a: a.mean()), ("var", lambda a: a.var(correction=0))):
        result = asked(
            rf"\operatorname{{{name}}}\left(A_{{nm}}\right)\,A_{{nm}}", sizes, "n×m",
            lambda env, truth=truth: truth(env["A_{nm}"]) * env["A_{nm}"],
        )  # fmt: skip
        assert not result.problems and "/ (" in result.programs[0].source


def test_a_program_that_differs_from_torch_stops_the_publication(monkeypatch):
    """A slip of the compiler itself: one index of what it writes is turned."""
    right = library.function

    def turned(*given):
        found = right(*given)
        return type(found)(
            **{**vars(found), "source": found.source.replace("W[j * f + k]", "W[j * f + (f - 1 - k)]")}
        )

    monkeypatch.setattr(library, "function", turned)
    result = made(r"\bar X = \bar Y W^\top", context=layer())
    (problem,) = result.problems
    assert problem.rule == "equation-program" and "X_bar as a program and torch differ by" in problem.message


def test_erf_to_the_last_digits():
    import math

    engine = trial.Engine([ERF], "erf")
    points = [x / 37 for x in range(-260, 260)] + [1e-9, 6.5, -7.0, 1e300]
    for x, said in zip(points, engine.each(points)):
        assert abs(said - math.erf(x)) <= 4e-16 * max(1.0, abs(x)), x
    assert abs(engine.each([1e-9])[0] / math.erf(1e-9) - 1) < 1e-15


def test_whole_numbers_are_polynomials():
    h, d = Whole.of("h"), Whole.of("d_k")
    assert (h * d - (h - 1) * d).text == "d_k"  # the width of a slice
    assert (d * h).text == (h * d).text == "h * d_k"
    assert ((h - 1) * d).value({"h": 3, "d_k": 4}) == 8


def labelled():
    import torch

    def forward(draw, n):
        z, r = draw(), draw(n, positive=True)
        x = draw(n + 2)
        return {
            "z": z,
            r"z_{0\mu}": r,
            "p": z * r.prod(),
            "x_i": r,
            "s_i": torch.sin(2 * r) + torch.sin(3 * r),
            "f": torch.sin,
            "y_k": x[1:] - x[:-1],
            "x[k]": x,
        }

    return SymbolContext(
        forward,
        {
            "x[k]": ("-1≤k≤n", "a signal"),
            "y_k": ("-1≤k<n", "its steps"),
            "z; p": "numbers",
            r"z_{0\mu}": ("1≤\\mu≤n", "labelled"),
            "x_i; s_i": ("i<n", "as many"),
            "f": "a function",
        },
    )


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        (r"p = z\prod_{\mu} z_{0\mu}", ""),
        (r"x_i = x_i \text{ if } i = j", "j stands in a condition alone"),
        (r"y_k = \sum_{m=0}^{1} (1 - 2m)\,x[k + 1 - m]", ""),
        (r"x[k] = \sum_{m=0}^{1} x[k - m] - \sum_{m=1}^{1} x[k - m]", "x[k] has no element -2"),
        (r"s_i = f(2x_i) + f(3x_i)", ""),
        (r"x_i + f(\sum_{j=0}^{1} x_{i-j}) = f(\sum_{j=0}^{1} x_{i-j}) + x_i", "x_i has no element -1"),
    ],
)
def test_no_program_makes_a_true_display_wrong(tex, words):
    result = made(tex, context=labelled())
    assert result.holds, result.problems
    (program,) = result.programs
    assert words in program.refused and bool(words) == bool(program.refused)


def test_a_dot_between_vectors_goes_entry_by_entry_where_the_script_says_so():
    import torch

    def forward(draw, n):
        u, v = draw(n), draw(n)
        return {"u": u, "v": v, "w": u * v}

    context = SymbolContext(forward, {"u; v; w": "vectors"}, entrywise=True)
    result = made(r"w = u \cdot v", context=context)
    assert torch and result.holds and result.programs[0].source, result
