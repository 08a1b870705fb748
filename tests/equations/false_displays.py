"""False displays, each with its true counterpart: what must never be believed, and what must never be
called false.

Most come from small templates. A counterpart in the same doubtful spelling may be refused; one that is
marked "holds" is spelt as the
manual asks, and must be believed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch

from figpress.equations.model import SymbolContext


@dataclass(frozen=True)
class Pair:
    """kind: which rule of reading it is about; false and true: displays; holds: whether the true one must
    be believed."""

    kind: str
    false: str
    true: str
    holds: bool = True


def forward(draw, n, m, k):
    X, W, S, P = draw(n, m), draw(m, k), draw(n, n), draw(n, n)
    u, v, x, y, z = draw(m), draw(m), draw(m), draw(m), draw(n)
    a, b, c, s, t = (draw(positive=True) for _ in range(5))
    q = draw(n, positive=True)
    A, H = torch.softmax(S, -1), S.T @ S + torch.eye(n)
    G, r = S @ P, torch.softmax(z, 0)
    ramp = torch.ones(m, dtype=torch.float64)
    small, near, off = ramp.clone(), 1.01 * ramp, ramp.clone()
    small[0], near[0], off[0] = 0.01, 0.0101, 0.015
    loss = (G * draw.constant(n, n)).sum() + (X @ W).pow(2).sum() + (A * draw.constant(n, n)).sum() + u @ v
    return {
        "X": X, "W": W, "S": S, "P": P, "A": A, "H": H, "G": G, "u": u, "v": v, "x": x, "y": y, "z": z,
        "r": r, "a": a, "b": b, "c": c, "s": s,
        "t": t, "q_i": q, "q": q, "w_i": torch.arange(1.0, 5.0, dtype=torch.float64), "p": small,
        "p_1": near, "p_2": off, "f": torch.sin,
        "g": lambda x: x**3, "h": lambda x, y: x * y, "F": lambda x: (x**3).sum(), "L": loss, "V": draw(m,
        k, positive=True),
        "x^{(i)}": draw(n, m), "p(j)": r, "\\bar{y}": y.mean(), "\\mathcal{B}": [0, 2], "e_1": draw(3),
        "e_2": draw(3), "B": draw(m, n),
    }  # fmt: skip


TABLE = {
    **dict.fromkeys(("S", "P", "A", "H", "G"), ("n×n", "a square matrix")),
    **dict.fromkeys(("u", "v", "x", "y", "p", "p_1", "p_2"), ("m×1", "a vector")),
    **dict.fromkeys(("a", "b", "c", "s", "t"), ("scalar", "a positive number")),
    **dict.fromkeys(("n", "m", "k"), ("size", "a length")),
    **dict.fromkeys(("f", "g", "F", "h"), ("function", "a function of numbers")),
    "X": ("n×m", "a matrix"), "W": ("m×k", "a matrix"), "V": ("m×k", "a positive matrix"), "B": ("m×n",
    "a matrix"), "z": ("n×1", "scores"),
    "r": ("n×1", "their softmax"), "q_i": ("scalar, 1≤i≤n", "positive numbers, counted from 1"),
    "q": ("n×1", "the same numbers, as a vector"),
    "w_i": ("scalar, 1≤i≤4", "four numbers"), "L": ("scalar", "the loss"), "x^{(i)}": ("m×1, 1≤i≤n",
    "example i"),
    "p(j)": ("scalar, 1≤j≤n", "the probability of j"), "\\bar{y}": ("scalar", "the mean of y"),
    "\\mathcal{B}": ("set", "a batch"),
    "e_1": ("3×1", "one vector"), "e_2": ("3×1", "another vector"),
}  # fmt: skip
PLAIN = SymbolContext(forward, TABLE)


def forward_td(draw, T, d, n):
    S, M, x, a, b = draw(T, T), draw(T, d), draw(d), draw(positive=True), draw(positive=True)
    return {"S": S, "M": M, "x": x, "a": a, "b": b, "L": (S**2).sum() + (M @ x).sum() + a * b}


TD = SymbolContext(
    forward_td,
    {
        "S": ("T×T", "a matrix"), "M": ("T×d", "a matrix"), "x": ("d×1", "a vector"), "a": ("scalar",
        "a number"), "b": ("scalar", "a number"),
        "L": ("scalar", "the loss"), "T": ("size", "the length"), "d": ("size", "the width"), "n": ("size",
        "a count"),
    },
)  # fmt: skip
CONTEXTS = {"plain": PLAIN, "td": TD}


def pairs() -> dict[str, list[Pair]]:
    """Of each context."""
    plain = [
        *words(), *empty(), *reach(), *differentials(), *roots(), *about(), *called(), *sizes(), *unseen(),
        *products(), *scripts(), *sums(),
        *derivatives(), *gradients(), *functions(), *matrices(), *choices(), *chances(), *areas(), *norms(),
        *broadcasts(),
    ]  # fmt: skip
    return {"plain": plain, "td": [*transposes(), *quotients()]}


def words() -> Iterator[Pair]:
    """A word before its argument is a name."""
    for word, true in (
        ("softmax", "A"),
        ("tr", r"\operatorname{tr}S"),
        ("det", r"\det S"),
        ("exp", r"\exp(S)"),
        ("foo", "S"),
        ("norm", "S"),
        ("half of", "S"),
    ):
        for style in ("text", "textrm", "textit", "mbox", "textsf"):
            yield Pair(
                "words",
                rf"\{style}{{{word}}}(S) = S",
                rf"\{style}{{{word}}}(S) = {true}",
                holds=word in ("softmax", "tr", "det", "exp"),
            )
    for word in ("tr", "softmax", "softmax ", "mean", "mean of"):
        yield Pair("words", rf"\text{{{word}}}S = S", r"\operatorname{tr}S = \sum_i S_{ii}")
    for face in ("textbf", "mathbf", "boldsymbol", "mathcal", "textit"):
        yield Pair("words", rf"\{face}{{S}}\,P = P", rf"\{face}{{S}}\,P = G", holds=face == "textit")
    for word in ("not", "twice", "minus", "the inverse of"):
        yield Pair("words", rf"\text{{{word}}} S = S", r"\text{and } S = S")
        yield Pair("words", rf"P = S\text{{ {word} }}P", "P = P")
        yield Pair("words", rf"S = S \text{{{word}}}", "S = S")
    yield Pair("words", r"S = P \text{ is false}", r"S = S \quad \text{(a remark)}")


def empty() -> Iterator[Pair]:
    """A sum over nothing is 0, a product over nothing is 1."""
    for low, high in ((2, 1), (3, 1), (3, 2), (4, 2), (4, 1)):
        back = "+".join(f"q_{i}" for i in range(high, low + 1) if i <= 3)
        yield Pair(
            "empty", rf"\sum_{{i={low}}}^{{{high}}} q_i = {back}", rf"\sum_{{i={low}}}^{{{high}}} q_i = 0"
        )
        yield Pair(
            "empty",
            rf"\prod_{{i={low}}}^{{{high}}} q_i = {'q_'.join(('', *map(str, range(high, min(low, 3) + 1))))}",
            rf"\prod_{{i={low}}}^{{{high}}} q_i = 1",
        )
        yield Pair(
            "empty",
            rf"a + \sum_{{i={low}}}^{{{high}}} q_i = a + q_1 + q_2",
            rf"a + \sum_{{i={low}}}^{{{high}}} q_i = a",
        )
        yield Pair(
            "empty",
            rf"x + \sum_{{i={low}}}^{{{high}}} x^{{(i)}} = x + x^{{(1)}} + x^{{(2)}}",
            rf"x + \sum_{{i={low}}}^{{{high}}} x^{{(i)}} = x",
        )
    yield Pair(
        "empty",
        r"\sum_{j=1}^{i-1} w_j = w_1 \text{ for } i = 1",
        r"\sum_{j=1}^{i-1} w_j + w_i = \sum_{j=1}^{i} w_j",
    )
    yield Pair("empty", r"\sum_{i=n}^{1} q_i = \sum_{i=1}^{n} q_i", r"\sum_{i=n}^{1} q_i = 0")


def reach() -> Iterator[Pair]:
    """Where a function without parentheses ends."""
    for f in ("log", "sin", "cos", "tanh", "exp", "ln", "sinh", "arctan"):
        yield Pair("reach", rf"\{f} ab = b\{f} a", rf"\{f} ab = \{f}(ab)", holds=False)
        yield Pair("reach", rf"\{f} ab = (\{f} a)\,b", rf"\{f}(ab) = \{f}(ba)")
        yield Pair("reach", rf"\{f} 2a = a\{f} 2", rf"\{f} 2a = \{f}(2a)")
        yield Pair("reach", rf"\{f} 2ab = ab\{f}(2)", rf"\{f} 2ab = \{f}(2ab)")
        yield Pair("reach", rf"\{f} a \cdot b = \{f}(a)\cdot b + 1", rf"\{f}(a)\cdot b = b\{f}(a)")
    yield Pair("reach", r"\sin 2\pi a = a\sin(2\pi)", r"\sin 2\pi a = \sin(2\pi a)")
    yield Pair("reach", r"\log a\log b = \log(a\log b)", r"\log a\log b = \log(a)\log(b)")
    yield Pair("reach", r"\log a^2 = (\log a)^2", r"\log a^2 = 2\log a")
    yield Pair("reach", r"\sin^2 a = \sin(a^2)", r"\sin^2 a = (\sin a)^2")
    yield Pair("reach", r"\sin^{-1}(\tanh a) = \frac{1}{\sin(\tanh a)}", r"\sin(\arcsin(\tanh a)) = \tanh a")
    yield Pair("reach", r"\log_2 a = \log a", r"\log_2 a = \frac{\log a}{\log 2}")
    yield Pair("reach", r"1/ab = \frac{b}{a}", r"\frac{1}{ab} = \frac1a\cdot\frac1b")


def differentials() -> Iterator[Pair]:
    """Entries of a differential are entries."""
    for name in ("S", "P", "G", "A"):
        yield Pair(
            "differentials",
            rf"\mathrm d{name}_{{ij}} = \mathrm d{name}_{{ji}}",
            rf"\mathrm d{name}_{{ij}} = \mathrm d{name}_{{ij}}",
        )
        yield Pair(
            "differentials", rf"d{name}_{{ij}} = d{name}_{{ik}}", rf"d{name}_{{ij}}\cdot 1 = d{name}_{{ij}}"
        )
        yield Pair(
            "differentials",
            rf"\mathrm d{name}_{{0,1}} = \mathrm d{name}_{{1,0}}",
            rf"\mathrm d{name}_{{0,1}} = \mathrm d{name}_{{0,1}}",
        )
    yield Pair(
        "differentials",
        r"\mathrm dG_{ij} = \mathrm dS_{ij}\,P_{ij}",
        r"\mathrm dG_{ij} = \sum_l(\mathrm dS_{il}\,P_{lj} + S_{il}\,\mathrm dP_{lj})",
    )
    yield Pair("differentials", r"\mathrm dx_i = \mathrm dx_j", r"\mathrm dx_i = \mathrm dx_i")


def roots() -> Iterator[Pair]:
    for k in (3, 4, 5):
        for x in ("a", "b", "ab", "c", "a+b"):
            yield Pair(
                "roots", rf"\sqrt[{k}]{{{x}}} = \sqrt{{{k}}}\,({x})", rf"\sqrt[{k}]{{{x}}} = ({x})^{{1/{k}}}"
            )
            yield Pair(
                "roots", rf"\sqrt[{k}]{{{x}}} = \sqrt{{{x}}}", rf"\big(\sqrt[{k}]{{{x}}}\big)^{k} = {x}"
            )


def about() -> Iterator[Pair]:
    """About equal is said of each entry, not of the largest."""
    for c in ("", "2", "100", "a", r"\frac13", "-"):
        yield Pair("about", rf"{c}p \approx {c}p_2", rf"{c}p \approx {c}p_1")
        yield Pair("about", rf"{c}p_2^\top \approx {c}p^\top", rf"{c}p_1^\top \approx {c}p^\top")
    yield Pair("about", r"a \approx 1.2\,a", r"a \approx 1.01\,a")
    yield Pair("about", r"u \approx u + p", r"u \approx u")


def called(names=("x", "u", "a", "S", "c")) -> Iterator[Pair]:
    """A name with an argument is no product."""
    for name in names:
        yield Pair("called", rf"{name}(t) = t\,{name}", rf"{name}\,t = t\,{name}")
        yield Pair("called", rf"{name}(2t) = 2{name}(t)", rf"{name}\,2t = 2\,t\,{name}", holds=False)
        yield Pair(
            "called",
            rf"{name}(s) + {name}(t) = {name}\,s + {name}\,t",
            rf"(s+t)\,{name} = s\,{name} + t\,{name}",
        )
        yield Pair("called", rf"{name}(s, t) = {name}", rf"{name} = {name}")
    yield Pair("called", r"f(a) = f(b)", r"f(a) = \sin(a)")
    yield Pair("called", r"f(ab) = f(a)\,b", r"f(ab) = \sin(ab)")
    yield Pair("called", r"h(a, b) = a + b", r"h(a, b) = ab")
    yield Pair("called", r"h(a) = a", r"h(a, 1) = a")
    yield Pair("called", r"p(1) = p(2)", r"p(1) = r_0")
    yield Pair(
        "called",
        r"\mathbf 1(a) = a\,\mathbf 1",
        r"\mathbf 1(i=j) = \delta_{ij}\text{ for } i \in \mathcal B, j \in \mathcal B",
        holds=False,
    )
    yield Pair("called", r"f^2(a) = f(a)^2 + 1", r"(f(a))^2 = \sin^2(a)")


def sizes() -> Iterator[Pair]:
    yield Pair("sizes", r"XI_n = X", r"XI_m = X")
    yield Pair("sizes", r"I_nX\,W = XI_kW", r"I_nX\,W = XWI_k")
    yield Pair("sizes", r"X\mathbf 1_n = X\mathbf 1", r"X\mathbf 1_m = X\mathbf 1")
    yield Pair("sizes", r"S \in \mathbb R^{n\times m}", r"S \in \mathbb R^{n\times n}")
    yield Pair("sizes", r"x \in \mathbb R^{n}", r"x \in \mathbb R^{m}")
    yield Pair("sizes", r"\mathbf 1^\top\mathbf 1_n = m", r"\mathbf 1_n^\top\mathbf 1_n = n")


def unseen() -> Iterator[Pair]:
    """TeX's braces, spaces and line breaks are not read."""
    yield Pair("unseen", r"{a+b}c = ac + bc", r"(a+b)c = ac + bc")
    yield Pair("unseen", r"-{a-b} = b - a", r"-(a-b) = b - a")
    yield Pair("unseen", r"{a+b}^2 = (a+b)^2", r"(a+b)^2 = a^2+2ab+b^2")
    yield Pair("unseen", r"a\cdot{b+c} = ab+ac", r"a\cdot(b+c) = ab+ac")
    yield Pair("unseen", r"a^12 = a^{12}", r"a^{12} = (a^6)^2")
    yield Pair("unseen", r"2\,3 = 6", r"2\cdot 3 = 6")
    yield Pair("unseen", r"a\,2 = 2a + 0.1", r"2a = a + a")
    yield Pair("unseen", r"10^12 = 10^{12}", r"10^{2} = 100")
    yield Pair("unseen", r"1e-2 = e - 2", r"10^{-2} = 0.01")
    yield Pair("unseen", r"a = a \hspace{1cm} b = c", r"a = a \hspace{1cm} b = b")
    yield Pair("unseen", r"a = a \ \ \ \ b = c", r"a = a \ \ \ \ b = b")
    yield Pair(
        "unseen",
        r"\begin{aligned} a &= a & b &= c\end{aligned}",
        r"\begin{aligned} a &= a & b &= b\end{aligned}",
    )
    yield Pair("unseen", r"a = a + b \\ -b = b", r"\begin{aligned} a &= a + b \\ &\quad - b\end{aligned}")
    yield Pair(
        "unseen",
        r"\left[\begin{array}{cc} a & b\end{array}\right] = ab",
        r"\left[\begin{array}{cc} a & b\end{array}\right]\left[\begin{array}{c} b \\ a\end{array}\right] "
        r"= 2ab",
    )
    yield Pair(
        "unseen",
        r"\begin{bmatrix} a & b \\ c & s \end{bmatrix} = \begin{bmatrix} a & c \\ b & s \end{bmatrix}",
        r"\begin{bmatrix} a & b \\ c & s \end{bmatrix}^\top = \begin{bmatrix} a & c \\ b & s \end{bmatrix}",
    )
    yield Pair("unseen", r"a = b \phantom{+ c}", r"a = a \phantom{+ c}")
    yield Pair("unseen", r"a \ne a, b = c", r"a \ne b, b = b")


def products() -> Iterator[Pair]:
    yield Pair("products", r"e_1 \times e_2 = e_1^\top e_2", r"e_1 \cdot e_2 = e_1^\top e_2")
    yield Pair("products", r"e_1 \times e_2 = e_1 \odot e_2", r"e_1 \odot e_2 = e_2 \odot e_1")
    yield Pair("products", r"u * v = u \cdot v", r"u \cdot v = u^\top v")
    yield Pair("products", r"u \otimes v = u \odot v", r"u \odot v = v \odot u")
    yield Pair("products", r"S \otimes P = S\odot P", r"S\odot P = P\odot S")
    yield Pair("products", r"SP = PS", r"SP = G")
    yield Pair("products", r"S\cdot P = S\odot P", r"S\cdot P = G")
    yield Pair("products", r"|S| = S", r"\det S = \det S^\top")
    yield Pair("products", r"|u| = u \cdot u", r"|a| = a")
    yield Pair("products", r"a \pm b = a + b", r"a + b = b + a")
    yield Pair("products", r"u\,v^\top = v\,u^\top", r"u\,v^\top = (v\,u^\top)^\top")
    yield Pair("products", r"(SP)^\top = S^\top P^\top", r"(SP)^\top = P^\top S^\top")
    yield Pair("products", r"(SP)^{-1} = S^{-1}P^{-1}", r"(SP)^{-1} = P^{-1}S^{-1}")
    yield Pair("products", r"S^{-\top} = S^{-1}", r"S^{-\top} = (S^{-1})^\top")
    yield Pair("products", r"S' = S", r"S^\top = S^\top")
    yield Pair("products", r"S^2 = S\odot S", r"S^2 = SS")
    yield Pair("products", r"\tfrac12a = \frac{1}{2a}", r"\tfrac12a = \frac{a}{2}")


def scripts() -> Iterator[Pair]:
    yield Pair("scripts", r"x^{(1)} = x", r"x^{(1)} = x^{(1)}")
    yield Pair("scripts", r"x^{(i)} = x^{(j)}", r"x^{(i)}\odot y = y\odot x^{(i)}")
    yield Pair("scripts", r"a^{(2)} = a^2", r"a^2 = aa")
    yield Pair("scripts", r"S_{12} = S_{1,2} + 1", r"S_{1,2} = (S^\top)_{2,1}")
    yield Pair("scripts", r"S_{ij} = S_{ji}", r"S_{ij} = (S^\top)_{ji}")
    yield Pair(
        "scripts",
        r"A_{ij} = \operatorname{softmax}(S_i)_j + 1",
        r"A_{ij} = \operatorname{softmax}(S_i^\top)_j",
    )
    yield Pair("scripts", r"p(j) = r_{j+1}", r"p(j) = r_j", holds=False)
    yield Pair("scripts", r"q_i = \operatorname{softmax}(z)_i", r"q_i = (q)_i", holds=False)
    yield Pair("scripts", r"\bar y = y", r"\bar y = \frac1m\sum_i y_i")
    yield Pair("scripts", r"\bar u = u", r"\bar u = v")
    yield Pair("scripts", r"q_{i+1} = q_i + 1", r"w_{i+1} = w_i + 1")


def sums() -> Iterator[Pair]:
    yield Pair("sums", r"\sum_i q_i + q_i = 2\sum_i q_i", r"\sum_i(q_i + q_i) = 2\sum_i q_i")
    yield Pair("sums", r"\sum_i u_iv_i = \sum_i u_i\sum_i v_i", r"\sum_i u_iv_i = u^\top v")
    yield Pair(
        "sums", r"\sum_{i\ne j} S_{ij} = \sum_{i,j} S_{ij}", r"\sum_{i,j} S_{ij} = \mathbf 1^\top S\mathbf 1"
    )
    yield Pair("sums", r"\sum_{ij} S_{ij} = \sum_i S_{ii}", r"\sum_{ij} S_{ij} = \operatorname{sum}(S)")
    yield Pair(
        "sums",
        r"\sum_{j<i} S_{ij} = \sum_{j\le i} S_{ij}",
        r"\sum_{j<i} S_{ij} + S_{ii} = \sum_{j\le i} S_{ij}",
    )
    yield Pair(
        "sums", r"\sum_{i\in\mathcal B} q_{i+1} = \sum_i q_i", r"\sum_{i\in\mathcal B} q_{i+1} = q_1 + q_3"
    )
    yield Pair(
        "sums",
        r"\frac{1}{|\mathcal B|}\sum_{i\in\mathcal B} q_{i+1} = q_1 + q_3",
        r"\frac{1}{|\mathcal B|}\sum_{i\in\mathcal B} q_{i+1} = \frac{q_1 + q_3}{2}",
    )
    yield Pair(
        "sums",
        r"\prod_{i=1}^{n} q_i = \sum_{i=1}^{n} q_i",
        r"\log\prod_{i=1}^{n} q_i = \sum_{i=1}^{n}\log q_i",
    )
    yield Pair(
        "sums",
        r"\sum_{i=1}^{n}\sum_{j=1}^{i} q_j = n\sum_{j=1}^{n} q_j",
        r"\sum_{i=1}^{n}\sum_{j=1}^{i} q_j = \sum_{j=1}^{n}(n-j+1)q_j",
    )
    yield Pair("sums", r"\max_i q_i = \min_i q_i", r"\max_i q_i = \max(q)")
    yield Pair("sums", r"\prod_{j=1}^{n} S = S", r"\prod_{j=1}^{n} a = a^n")


DERIVED = (
    ("a^2", "2a", "a"), ("a^3", "3a^2", "a^2"), (r"\sin a", r"\cos a", r"-\cos a"), (r"\cos a", r"-\sin a",
        r"\sin a"), (r"\exp(2a)", r"2\exp(2a)", r"\exp(2a)"),
    (r"\log a", r"\frac1a", r"\log a"), (r"\tanh a", r"1-\tanh^2 a", r"1-\tanh a"), (r"\frac1a",
        r"-\frac{1}{a^2}", r"\frac{1}{a^2}"), ("ab", "b", "a"),
    (r"\sqrt a", r"\frac{1}{2\sqrt a}", r"\frac{1}{\sqrt a}"), (r"e^{ab}", r"be^{ab}", r"e^{ab}"), (r"f(a)",
        r"f'(a)", r"f(a)"), (r"g(ab)", r"b\,g'(ab)", r"g'(ab)"),
    (r"a\log a", r"1+\log a", r"\log a"), (r"\operatorname{sigmoid}(a)",
        r"\operatorname{sigmoid}(a)\,(1-\operatorname{sigmoid}(a))", r"\operatorname{sigmoid}(a)"),
)  # fmt: skip


def derivatives() -> Iterator[Pair]:
    for of, true, false in DERIVED:
        for operator in (r"\frac{\partial}{\partial a}", r"\frac{d}{da}", r"\frac{\mathrm d}{\mathrm da}"):
            yield Pair(
                "derivatives",
                rf"{operator}\left({of}\right) = {false}",
                rf"{operator}\left({of}\right) = {true}",
            )
    yield Pair(
        "derivatives",
        r"\frac{\partial^2}{\partial a^2}(a^3) = 3a^2",
        r"\frac{\partial^2}{\partial a^2}(a^3) = 6a",
    )
    yield Pair(
        "derivatives",
        r"\frac{\partial^2}{\partial a\,\partial b}(a^2b) = 2ab",
        r"\frac{\partial^2}{\partial a\,\partial b}(a^2b) = 2a",
    )
    yield Pair(
        "derivatives", r"\frac{\partial}{\partial a}(a)\,b = b + 1", r"\frac{\partial}{\partial a}(ab) = b"
    )
    yield Pair("derivatives", r"f''(a) = \sin(a)", r"f''(a) = -\sin(a)")
    yield Pair("derivatives", r"g'(a) = a^2", r"g'(a) = 3a^2")


def gradients() -> Iterator[Pair]:
    for of, true, false in (
        (r"\|x\|^2", "2x", "x"), (r"x^\top y", "y", "x"), (r"(x^\top y)^2", r"2(x^\top y)\,y",
            r"2(x^\top y)\,x"), (r"\|x-y\|^2", "2(x-y)", "2(y-x)"),
        (r"\log\sum_i\exp(x_i)", r"\operatorname{softmax}(x)", "x"), (r"F(x)", r"3x\odot x", r"x\odot x"),
            (r"\|x\|", r"\frac{x}{\|x\|}", "x"),
        (r"\operatorname{logsumexp}(x)", r"\operatorname{softmax}(x)", "x"),
    ):  # fmt: skip
        yield Pair(
            "gradients", rf"\nabla_x\left({of}\right) = {false}", rf"\nabla_x\left({of}\right) = {true}"
        )
        yield Pair(
            "gradients",
            rf"\frac{{\partial}}{{\partial x}}\left({of}\right) = {false}",
            rf"\frac{{\partial}}{{\partial x}}\left({of}\right) = {true}",
        )
    yield Pair("gradients", r"\nabla F(x) = x", r"\nabla F(x) = 3x\odot x")
    yield Pair("gradients", r"\nabla_x^2\left(\|x\|^2\right) = I", r"\nabla_x^2\left(\|x\|^2\right) = 2I")
    yield Pair(
        "gradients",
        r"\frac{\partial\operatorname{tr}(SP)}{\partial S} = P",
        r"\frac{\partial\operatorname{tr}(SP)}{\partial S} = P^\top",
    )
    yield Pair(
        "gradients",
        r"\frac{\partial\log\det H}{\partial H} = H^{-1} + I",
        r"\frac{\partial\log\det H}{\partial H} = H^{-\top}",
    )
    yield Pair(
        "gradients",
        r"\frac{\partial(x^\top x)}{\partial x^\top} = 2x",
        r"\frac{\partial(x^\top x)}{\partial x} = 2x",
    )
    yield Pair(
        "gradients",
        r"\frac{\partial r}{\partial z} = \operatorname{diag}(r)",
        r"\frac{\partial r}{\partial z} = \operatorname{diag}(r) - rr^\top",
    )
    yield Pair(
        "gradients",
        r"\frac{\partial L}{\partial S_{ij}} = \bar S_{ji}",
        r"\frac{\partial L}{\partial S_{ij}} = \bar S_{ij}",
    )
    yield Pair(
        "gradients",
        r"\bar S = P\bar G + \bar A",
        r"\bar S = \bar GP^\top + A\odot\left(\bar A - \operatorname{rowsum}(\bar A\odot A)\mathbf "
        r"1^\top\right)",
    )
    yield Pair("gradients", r"\bar P = \bar GS", r"\bar P = S^\top\bar G")


def functions() -> Iterator[Pair]:
    for false, true in (
        (r"\max(0, a) = 0", r"\max(0, a) = a"), (r"\min(0, a) = a", r"\min(0, a) = 0"),
            (r"\max(a, b) = a + b", r"\max(a, b) + \min(a, b) = a + b"),
        (r"\lfloor a\rfloor = a", r"\lfloor n\rfloor = n"), (r"3! = 9", r"3! = 6"), (r"\binom{4}{2} = 8",
            r"\binom{4}{2} = 6"),
        (r"\log(a+b) = \log a + \log b", r"\log(ab) = \log a + \log b"), (r"\exp(a)\exp(b) = \exp(ab)",
            r"\exp(a)\exp(b) = \exp(a+b)"),
        (r"(a+b)^2 = a^2 + b^2", r"(a+b)^2 = a^2 + 2ab + b^2"), (r"\frac{a}{b+c} = \frac ab + \frac ac",
            r"\frac{a+b}{c} = \frac ac + \frac bc"),
        (r"|a-b| = a - b", r"|a-b| = |b-a|"), (r"\sqrt{a^2+b^2} = a + b", r"\sqrt{a^2} = a"),
            (r"a^{b+c} = a^b + a^c", r"a^{b+c} = a^ba^c"),
        (r"\cos(a+b) = \cos a + \cos b", r"\cos(a+b) = \cos(a)\cos(b) - \sin(a)\sin(b)"),
            (r"\sin^2 a + \cos^2 a = 2", r"\sin^2 a + \cos^2 a = 1"),
        (r"e^{\pi} = \pi^e", r"e^{\log a} = a"), (r"\operatorname{relu}(-a) = a",
            r"\operatorname{relu}(-a) = 0"), ("a = b", "a = a"),
        (r"\operatorname{softmax}(z) = z", r"\operatorname{softmax}(z) = r"),
            (r"\operatorname{mean}(y) = \operatorname{sum}(y)", r"\operatorname{mean}(y) = \bar y"),
    ):  # fmt: skip
        yield Pair("functions", false, true)


def matrices() -> Iterator[Pair]:
    for false, true in (
        (r"\det(SP) = \det S + \det P", r"\det(SP) = \det(S)\det(P)"),
            (r"\operatorname{tr}(SP) = \operatorname{tr}(S)\operatorname{tr}(P)",
                r"\operatorname{tr}(SP) = \operatorname{tr}(PS)"),
        (r"\operatorname{tr}(S+P) = \operatorname{tr}S", r"\operatorname{tr}(S+P) = \operatorname{tr}S + "
                                                         r"\operatorname{tr}P"), (r"H^\top = -H",
                                                         r"H^\top = H"),
        (r"(S+P)^2 = S^2 + 2SP + P^2", r"(S+P)^2 = S^2 + SP + PS + P^2"), (r"x^\top y = xy^\top",
            r"x^\top y = y^\top x"), (r"XW = WX", r"(XW)^\top = W^\top X^\top"),
        (r"\operatorname{diag}(z)z = z", r"\operatorname{diag}(z)z = z\odot z"),
            (r"\operatorname{rank}(uv^\top) = 2", r"\operatorname{rank}(uv^\top) = 1"),
        (r"\operatorname{vec}(S) = S", r"\operatorname{vec}(S)^\top\operatorname{vec}(P) = "
                                       r"\operatorname{tr}(S^\top P)"), (r"(I+S)P = P", r"(I+S)P = P + G"),
        (r"\det\begin{pmatrix} a & b \\ c & s\end{pmatrix} = as + bc",
            r"\det\begin{pmatrix} a & b \\ c & s\end{pmatrix} = as - bc"),
        (r"\begin{vmatrix} a & b \\ c & s\end{vmatrix} = as + bc", r"\begin{vmatrix} a & b \\ c & "
                                                                   r"s\end{vmatrix} = as - bc"),
        (r"[S \mid P] = [P \mid S]", r"[S \mid P] = [S \mid P]"), (r"\langle S, P\rangle = "
                                                                   r"\operatorname{tr}(SP)",
                                                                   r"\langle S, P\rangle = "
                                                                   r"\operatorname{tr}(S^\top P)"),
        (r"XB = BX", r"\operatorname{tr}(XB) = \operatorname{tr}(BX)"), (r"\lambda_{\max}(H) < 1",
            r"\lambda_{\max}(H) \ge 1"),
    ):  # fmt: skip
        yield Pair("matrices", false, true)


def choices() -> Iterator[Pair]:
    case = r"\begin{{cases}} {} & \text{{if }} a > b \\ {} & \text{{otherwise}} \end{{cases}}"
    yield Pair("choices", r"\max(a,b) = " + case.format("b", "a"), r"\max(a,b) = " + case.format("a", "b"))
    yield Pair("choices", r"|a-b| = " + case.format("b-a", "a-b"), r"|a-b| = " + case.format("a-b", "b-a"))
    yield Pair("choices", r"\mathbb 1(a > b) = 1", r"\mathbb 1(a > b) + \mathbb 1(b > a) = 1")
    yield Pair(
        "choices",
        r"\begin{cases} S_{ij} & i > j \\ 0 & i \le j\end{cases} = S_{ij}",
        r"\begin{cases} S_{ij} & i > j \\ S_{ij} & i \le j\end{cases} = S_{ij}",
    )
    yield Pair("choices", r"\delta_{ij}S_{ij} = S_{ij}", r"\sum_j\delta_{ij}S_{ij} = S_{ii}")


def chances() -> Iterator[Pair]:
    yield Pair("chances", r"\sum_j p(j) = n", r"\sum_j p(j) = 1")
    yield Pair(
        "chances",
        r"\mathbb E_{j\sim r}[z_j] = \frac1n\sum_j z_j",
        r"\mathbb E_{j\sim r}[z_j] = \sum_j r_jz_j",
    )
    yield Pair(
        "chances",
        r"\mathrm{Var}_{j\sim r}(z_j) = \mathbb E_{j\sim r}[z_j^2]",
        r"\mathrm{Var}_{j\sim r}(z_j) = \mathbb E_{j\sim r}[z_j^2] - \big(\mathbb E_{j\sim r}[z_j]\big)^2",
    )
    yield Pair(
        "chances",
        r"\mathrm{Cov}_{j\sim r}(z_j, q_{j+1}) = 0",
        r"\mathrm{Cov}_{j\sim r}(z_j, z_j) = \mathrm{Var}_{j\sim r}(z_j)",
    )
    yield Pair("chances", r"-\sum_j p(j)\log p(j) < 0", r"-\sum_j p(j)\log p(j) > 0")
    yield Pair("chances", r"p(j) = p(l)", r"p(j) \le 1")


def areas() -> Iterator[Pair]:
    for k in (1, 2, 3, 4, 5):
        yield Pair(
            "areas",
            rf"\int_0^1 \tau^{k}\,d\tau = \frac1{k}",
            rf"\int_0^1 \tau^{k}\,d\tau = \frac{{1}}{{{k + 1}}}",
        )
        yield Pair(
            "areas",
            rf"\int_0^a \tau^{k}\,\mathrm d\tau = a^{{{k + 1}}}",
            rf"\int_0^a \tau^{k}\,\mathrm d\tau = \frac{{a^{{{k + 1}}}}}{{{k + 1}}}",
        )
    yield Pair("areas", r"\int_0^\pi \sin(\tau)\,d\tau = 1", r"\int_0^\pi \sin(\tau)\,d\tau = 2")
    yield Pair(
        "areas",
        r"\int_0^\infty e^{-a\tau}\,d\tau = a",
        r"\int_0^\infty e^{-a\tau}\,d\tau = \frac1a",
        holds=False,
    )
    yield Pair(
        "areas", r"\frac{d}{da}\int_0^a f(\tau)\,d\tau = f'(a)", r"\frac{d}{da}\int_0^a f(\tau)\,d\tau = f(a)"
    )
    yield Pair("areas", r"\int_0^1 u\,d\tau = 2u", r"\int_0^1 u\,d\tau = u")
    yield Pair("areas", r"\int_0^1 r_0\,dz_0 = r_0 + 1", r"\int_0^1 a\,db = a")


def norms() -> Iterator[Pair]:
    for false, true in (
        (r"\|x\| = x^\top x", r"\|x\|^2 = x^\top x"), (r"\|x\|_1 = \|x\|_2", r"\|x\|_1 = \sum_i|x_i|"),
            (r"\|x\|_3^3 = \sum_i x_i^3", r"\|x\|_3^3 = \sum_i|x_i|^3"),
        (r"\|S\|_2 = \|S\|_F", r"\|S\|_2 \le \|S\|_F"), (r"\|x\|_\infty = \|x\|_1",
            r"\|x\|_\infty \le \|x\|_1"), (r"\|ax\| = a^2\|x\|", r"\|ax\| = a\|x\|"),
        (r"\|S\|_F^2 = \operatorname{tr}(SS)", r"\|S\|_F^2 = \operatorname{tr}(S^\top S)"),
            (r"\|x\|_p = \|x\|", r"\|x\|_4 = \big(\sum_i x_i^4\big)^{1/4}"),
    ):  # fmt: skip
        yield Pair("norms", false, true)


def broadcasts() -> Iterator[Pair]:
    """Nothing is stretched."""
    for false, true in (
        (r"X + u = X + \mathbf 1u^\top", r"X + \mathbf 1u^\top = \mathbf 1u^\top + X"),
            (r"x + a = x + a\mathbf 1", r"x + a\mathbf 1 = a\mathbf 1 + x"),
        (r"\frac{u}{v} = u", r"\frac{u}{a} = \frac1au"), (r"u^2 = u\odot u", r"u^{\odot 2} = u\odot u"),
            (r"SP = S\odot P", r"S\odot P = P\odot S"),
        (r"uv = u\odot v", r"u\odot v = v\odot u"), (r"\log S = S", r"\log(V)\odot V = V\odot\log(V)"),
    ):  # fmt: skip
        yield Pair("broadcasts", false, true)


def transposes() -> Iterator[Pair]:
    """T is a size here."""
    for false, true in (
        ("S^T S = S S^T", r"S^\top S = (S^\top S)^\top"), ("(S+S)^T = 2^T S^T", r"(S+S)^\top = 2S^\top"),
            ("S^T = S", r"(S^\top)^\top = S"), (r"x^T x = x^\top x + 1", r"x^\top x = \|x\|^2"),
        (r"M^T M = M M^T", r"M^\top M = (M^\top M)^\top"), (r"(SM)^T = S^TM^T",
            r"(SM)^\top = M^\top S^\top"), ("a^T = a", "a^T a = a^{T+1}"), ("a^Tb^T = ab", "a^Tb^T = (ab)^T"),
        (r"S^{-T} = S^{-1}", r"S^{-\top}S^\top = I"), (r"2^T = 2", r"2^T\cdot 2 = 2^{T+1}"),
    ):  # fmt: skip
        yield Pair("transposes", false, true)


def quotients() -> Iterator[Pair]:
    """d is a size here."""
    for of, true, false in (
        ("a^2", "2a", "a"),
        (r"\sin a", r"\cos a", r"\frac{\sin a}{a}"),
        ("ab", "b", "a"),
        (r"\log a", r"\frac1a", r"\frac{\log a}{a}"),
        ("a^3", "3a^2", "a^2"),
    ):
        for close in ("da", "d a", "d\\,a", "{d a}"):
            yield Pair(
                "quotients",
                rf"\frac{{d}}{{{close}}}\left({of}\right) = {false}",
                rf"\frac{{d}}{{{close}}}\left({of}\right) = {true}",
                holds=False,
            )
        yield Pair(
            "quotients",
            rf"\frac{{\mathrm d}}{{\mathrm da}}\left({of}\right) = {false}",
            rf"\frac{{\partial}}{{\partial a}}\left({of}\right) = {true}",
        )
    yield Pair("quotients", r"\frac{dL}{da} = \frac{L}{a}", r"\frac{\partial L}{\partial a} = b")
    yield Pair("quotients", r"\frac{da}{db} = \frac{a}{b}", r"\frac{a}{b}\cdot b = a")
