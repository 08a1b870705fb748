"""More false displays and their true counterparts: what a hurried author misprints, and the forms of reading
that came last."""

from collections.abc import Iterator

import torch
from equations.false_model import Pair

from figpress.equations.model import SymbolContext


def forward(draw, n, m):
    x, y, M = draw(64), draw(64, 2), draw(64)
    u = draw(n, positive=True)
    e = draw(n, n)
    joint = torch.softmax(draw(n * m), 0).reshape(n, m)
    a, b, S, N, R = (draw(positive=True) for _ in range(5))
    return {
        "x": x, "y": M, r"\mathbf{y}": y, "u_i": u, "w_{ij}": e, "p(k, l)": joint,
        "p(k | l)": joint / joint.sum(0), "a": a, "b": b, "SN": a * b + 1, "SNR": a + b, "S": S, "R": R,
        r"\mathbf{v}_{A,i}": draw(n, m), r"\mathbf{v}_{B,i}": draw(n, m), r"\mathcal{V}": list(range(n)),
        "g": lambda v: v**2, "p_j": draw(2 * n), "D": draw(n, n), "z[k]": u + 1,
    }  # fmt: skip


MORE = SymbolContext(
    forward,
    {
        "x": ("random", "a random number"), "y": ("random", "another"), r"\mathbf{y}": ("random", "two at once"),
        "u_i": ("0≤i<n", "numbers"), "w_{ij}": ("i<n, j<n", "scores"), "p(k, l)": ("k<n, l<m", "a joint table"),
        "p(k | l)": ("k<n, l<m", "its conditional"), "a; b; S; R": "numbers", "SN; SNR": "names in letters",
        r"\mathbf{v}_{A,i}; \mathbf{v}_{B,i}": ("i<n", "vectors of two kinds"), r"\mathcal{V}": ("set", "indices"),
        "g": "a square", "p_j": ("j<2n", "an even number of numbers"), "D": "a matrix", "z[k]": ("0≤k<n", "a signal"),
    },
)  # fmt: skip


def forward_entrywise(draw, n, m):
    A = draw(n, n)
    return {
        "u": draw(n),
        "v": draw(n, positive=True),
        "A": A @ A.T + torch.eye(n),
        "B": draw(n, m),
        "a": draw(),
    }


ENTRYWISE = SymbolContext(
    forward_entrywise,
    {"u; v": "vectors", "A": "a matrix", "B": "a matrix", "a": "a number"},
    entrywise=True,
    bars="determinant",
)
CONTEXTS = {"more": MORE, "entrywise": ENTRYWISE}


def pairs() -> dict[str, list[Pair]]:
    """Of each context of this file, and of false_displays' own."""
    return {
        "more": [*dots(), *letters(), *labels(), *samples(), *tables(), *clauses(), *limits()],
        "entrywise": [*entries()],
        "plain": [*misprints(), *small_signs()],
    }


def dots() -> Iterator[Pair]:
    """What dots stand for is a pattern in one number, or nobody knows."""
    every = r"\sum_{i=0}^{n-1} u_i"
    for false, true, holds in (
        (rf"u_0 + u_1 + \dots + u_{{n-1}} = 2{every}", rf"u_0 + u_1 + \dots + u_{{n-1}} = {every}", True),
        (rf"u_1 + \dots + u_{{n-1}} = {every}", rf"u_1 + \dots + u_{{n-1}} = {every} - u_0", True),
        (rf"u_0 + u_2 + \dots + u_{{n-1}} = {every}", rf"u_0 + \dots + u_{{n-1}} = {every}", True),
        (rf"u_0 + u_1 + u_1 + \dots + u_{{n-1}} = {every}", rf"{every} = u_0 + u_1 + \dots + u_{{n-1}}", True),
        (r"1 + 2 + 4 + \dots + n = n", r"1 + 2 + \dots + n = \frac{n(n+1)}{2}", True),
        (r"1 + 2 + \dots + n = \frac{n(n-1)}{2}", r"1 + \dots + n = \frac{n(n+1)}{2}", False),
        (r"a^1 + a^2 + \dots + a^n = \frac{a^n-1}{a-1}", r"a^1 + a^2 + \dots + a^n = \frac{a^{n+1}-a}{a-1}", True),
        (r"a + a^2 + \dots + a^n = \frac{a^{n+1}-1}{a-1}", r"a^0 + a^1 + \dots + a^n = \frac{a^{n+1}-1}{a-1}", True),
        (r"1\cdot 2 \cdots n = n", r"u_0 u_1 \cdots u_{n-1} = \prod_{i=0}^{n-1} u_i", True),
        (r"u_0 \cdots u_{n-1} = \prod_{i=0}^{n-2} u_i", r"u_0 \cdots u_{n-1} = \prod_{i=0}^{n-1} u_i", True),
        (r"u_0 - u_1 + \dots + u_{n-1} = u_0", rf"u_0 + \dots + u_{{n-1}} - {every} = 0", False),
        (r"g(u_0) + g(u_1) + \dots + g(u_{n-1}) = \sum_{i=0}^{n-1} u_i",
         r"g(u_0) + g(u_1) + \dots + g(u_{n-1}) = \sum_{i=0}^{n-1} u_i^2", True),
        (r"\begin{bmatrix} u_0 \\ \vdots \\ u_{n-1} \end{bmatrix} = 2\begin{bmatrix} u_0 \\ \vdots \\ u_{n-1} \end{bmatrix}",
         r"\begin{bmatrix} u_0 \\ \vdots \\ u_{n-1} \end{bmatrix}^\top \begin{bmatrix} u_0 \\ \vdots \\ u_{n-1} \end{bmatrix}"
         r" = \sum_i u_i^2", True),
        (r"\begin{bmatrix} u_0 \\ u_2 \\ \vdots \\ u_{n-1} \end{bmatrix} = \begin{bmatrix} u_0 \\ \vdots \\ u_{n-1} \end{bmatrix}",
         r"\begin{bmatrix} u_0 \\ u_1 \\ \vdots \\ u_{n-1} \end{bmatrix} = \begin{bmatrix} u_0 \\ \vdots \\ u_{n-1} \end{bmatrix}",
         True),
        (rf"u_{{n-1}} + \dots + u_0 = {every} + u_0", rf"{every} = {every}", True),
        (rf"u_i + \dots + u_{{n-1}} = {every}", rf"{every} - {every} = 0", True),
    ):  # fmt: skip
        yield Pair("dots", false, true, holds)


def letters() -> Iterator[Pair]:
    """Letters without a space are a name, a product, or refused."""
    for false, true, holds in (
        ("SNR = S", "SNR = a + b", True), ("SNR = S N R", r"S\,R = R\,S", True), (r"S\,N\,R = a+b", r"S\,R\,a = a\,S\,R", True),
        ("SR = SNR", "SR = RS", True), ("SN = SNR", "SN = ab + 1", True), ("2SNR = a + b", "2SNR = 2a + 2b", True),
        ("SNR^2 = a^2 + b^2", "SNR^2 = (a+b)^2", True), ("logab = b", r"\log(ab) = \log(a) + \log(b)", True),
        ("max(a, b) = a + b", "max(a, b) = max(b, a)", False), ("exp(a) = a", r"exp(a) = e^a", False),
        ("softmax(a) = a", r"\exp(a) = e^{a}", True), ("aSNR = SNR", r"a\,SNR = SNR\,a", True),
    ):  # fmt: skip
        yield Pair("letters", false, true, holds)


def labels() -> Iterator[Pair]:
    """A label beside an index names another thing, and 2j is a number."""
    A, B = r"\mathbf{v}_{A,i}", r"\mathbf{v}_{B,i}"
    for false, true in (
        (f"{A} = {B}", f"{A} + {B} = {B} + {A}"), (rf"\sum_{{i=0}}^{{n-1}} {A} = {A}", rf"\sum_{{i=0}}^{{n-1}} {A} = \sum_i {A}"),
        (r"\mathbf{v}_{A,0} = \mathbf{v}_{A,1}", r"\mathbf{v}_{A,0} = \mathbf{v}_{A,0}"),
        (r"\mathbf{v}_{i,A} = \mathbf{v}_{A,i}", f"{A} = {A}"),
        ("p_{2j} = p_j", r"\sum_{j=0}^{n-1} (p_{2j} + p_{2j+1}) = \sum_{j=0}^{2n-1} p_j"),
        ("p_{2j} = p_{2j+1}", "p_{2j} + p_{2j+1} = p_{2j+1} + p_{2j}"),
        ("p_{2j} = 2p_j", "2p_{2j} = p_{2j} + p_{2j}"),
        ("z[k] = z[k+1]", "z[k] = u_k + 1"), ("z[2k] = 2z[k]", "z[k+1] - z[k] = u_{k+1} - u_k"),
        (r"\sum_{x_i\in\mathcal{V}} u_i = 0", r"\sum_{i\in\mathcal{V}} u_i = \sum_i u_i"),
        (r"\sum_{\mathbf{y}\in\mathcal{V}} \mathbf{y} = 0", r"\sum_{u_i\in\mathcal{V}} u_i = \sum_i u_i"),
    ):  # fmt: skip
        yield Pair("labels", false, true)


def samples() -> Iterator[Pair]:
    """Means over samples: identities hold of every sample, nearly equal is not equal."""
    for false, true, holds in (
        (r"E[x^2] = E[x]^2", r"\mathrm{Var}[x] = E[x^2] - E[x]^2", True),
        (r"E[x + y] = E[x]", r"E[x + y] = E[x] + E[y]", True),
        (r"E[xy] = E[x^2]E[y^2]", r"E[ax] = aE[x]", True),
        (r"E[x - E[x]] = 1", r"E[x - E[x]] = 0", True),
        (r"\mathrm{Var}[x + a] = \mathrm{Var}[x] + a", r"\mathrm{Var}[x + a] = \mathrm{Var}[x]", True),
        (r"\mathrm{Var}[ax] = a\mathrm{Var}[x]", r"\mathrm{Var}[ax] = a^2\mathrm{Var}[x]", True),
        (r"x = E[x]", r"x - E[x] = x - E[x]", True),
        (r"E[x] = 0.9", r"E[x] = E[x]", True),
        (r"\mathrm{Cov}(x, y) = \mathrm{Var}[x]", r"\mathrm{Cov}(x, y) = E[xy] - E[x]E[y]", True),
        (r"E[xy] = E[x]E[y] + 3", r"E[xy] = E[x]E[y]", False),
        (r"E[x^4] = 3E[x^2]", r"E[(x-E[x])^2] = \mathrm{Var}[x]", True),
        (r"\mathbb{E}_{n}[x] = E[x]", r"\mathbb{E}_{x}[x] = E[x]", True),
    ):  # fmt: skip
        yield Pair("samples", false, true, holds)


def tables() -> Iterator[Pair]:
    """p(x|y) is not p(k, l)."""
    for false, true in (
        (r"\sum_k p(k, l) = 1", r"\sum_k p(k | l) = 1"), (r"\sum_{k,l} p(k | l) = 1", r"\sum_{k,l} p(k, l) = 1"),
        ("p(k | l) = p(k, l)", r"p(k | l) = \frac{p(k, l)}{\sum_k p(k, l)}"),
        ("p(k; l) = p(k, l)", "p(k, l) = p(k, l)"), (r"p(k \mid l) \le p(k, l)", r"p(k, l) \le p(k \mid l)"),
    ):  # fmt: skip
        yield Pair("tables", false, true)


def clauses() -> Iterator[Pair]:
    """For which indices something is said, and what stands beside it."""
    for false, true in (
        (r"\text{if } i = j: w_{ij} = w_{ji} \\ \text{if } i \ne j: w_{ij} = w_{ji}",
         r"\text{if } i = j: w_{ij} = w_{ji}"),
        (r"w_{ij} = w_{ij} \\ \text{if } i = j: w_{ij} = 0", r"w_{ij} = w_{ij} \\ \text{if } i = j: w_{ij} - w_{ji} = 0"),
        (r"w_{ij} = w_{ji} \quad\text{for } i \le j", r"w_{ij} = w_{ji} \quad\text{for } i = j"),
        (r"|a - b| = a - b", r"|a - b| = a - b \text{ if } a \ge b"),
        (r"|a - b| = a - b \text{ if } a < b", r"|a - b| = b - a \text{ if } a < b"),
        (r"a = b \propto a", r"a = a \propto b"), (r"a = a + 1, = a", r"a = a, = a"),
        (r"D = D \quad (n \times m)", r"D = D \quad (n \times n)"),
        (r"\mathbf{v}_{A,i} = \mathbf{v}_{A,i} \quad (n \times 1)", r"\mathbf{v}_{A,i} = \mathbf{v}_{A,i} \quad (m \times 1)"),
        (r"\begin{aligned} a &= a \\ -b &= a \end{aligned}", r"\begin{aligned} a &= a \\ -b &= -b \end{aligned}"),
        (r"\begin{cases} 1 & a \in [0, b] \\ 0 & \text{otherwise} \end{cases} = 1",
         r"\begin{cases} 1 & a \in [0, a+1] \\ 0 & \text{otherwise} \end{cases} = 1"),
        (r"\begin{cases} 1 & a \in (a, b+a) \\ 0 & \text{otherwise} \end{cases} = 1",
         r"\begin{cases} 1 & a \in [a, b+a] \\ 0 & \text{otherwise} \end{cases} = 1"),
        (r"\begin{cases} 1 & a \notin [0, a+1] \\ 0 & \text{otherwise} \end{cases} = 1",
         r"\begin{cases} 1 & a \notin [a+1, a+2] \\ 0 & \text{otherwise} \end{cases} = 1"),
        (r"\underbrace{a}_{half} = \tfrac12 a", r"\underbrace{a}_{whole} = a"), (r"a \cdot -1 = a", r"a \cdot -1 = -a"),
        (r"a{}b = a + b", "a{}b = ab"), (r"\frac{a}{}b = \frac{a}{b}", r"\frac{a}{b} = a b^{-1}"),
        (r"u_i - \frac1n\sum_{i=0}^{n-1} u_i = 0", r"\sum_{i=0}^{n-1}\big(u_i - \frac1n\sum_{j=0}^{n-1} u_j\big) = 0"),
    ):  # fmt: skip
        yield Pair("clauses", false, true, holds="\\frac{a}{}" not in true)


def limits() -> Iterator[Pair]:
    """A sum that does not say where it begins ends where its family does."""
    for false, true in (
        (r"\sum_i^{n} u_i = \sum_i u_i", r"\sum_i^{n-1} u_i = \sum_i u_i"), (r"\sum_i^{n-2} u_i = \sum_i u_i", r"\sum_i u_i = \sum_{i=0}^{n-1} u_i"),
        (r"{\sum_i} u_i = u_0", r"{\sum_i} u_i = \sum_i u_i"), (r"\sum_{i=0}^{\infty} u_i = \sum_i u_i", r"\sum_{i=0}^{n-1} u_i = \sum_i u_i"),
        (r"\sum_{i} w_{i,i-j} = \sum_i w_{ii}", r"\sum_i w_{ii} = \sum_j w_{jj}"),
    ):  # fmt: skip
        yield Pair("limits", false, true)


def entries() -> Iterator[Pair]:
    """Where a script says entry by entry, and that bars are determinants."""
    for false, true, holds in (
        (r"u \cdot v = \sum_i u_i v_i", r"u \cdot v = v \cdot u", True), (r"u\cdot v = u^2", r"u \cdot u = u^2", True),
        (r"\frac{u}{v} \cdot v = v", r"\frac{u}{v} \cdot v = u", True), (r"u^\top v = u\cdot v", r"u^\top v = v^\top u", True),
        (r"A^{-1} = \frac{1}{A}", r"A^{-1} A = I", True), (r"A^2 = AA", r"A\odot A = A\odot A", True),
        (r"|A| = \|A\|_F", r"|A| = \det A", True), (r"|2A| = 2|A|", r"\log|A| = \log\det A", False),
        (r"|u| = \|u\|", r"\|u\| = \|{-u}\|", False), (r"\|a\| = a^2", r"\|a\| = |a|", True), (r"u + a = u", "u + a = a + u", True),
        (r"{\|u\|}_1 = {\|u\|}_2", r"{\|u\|}_2 = \|u\|", True), (r"{\|u\|}_1^2 = \sum_i u_i^2", r"\|u\|^2_2 = u^\top u", True),
    ):  # fmt: skip
        yield Pair("entries", false, true, holds)


def misprints() -> Iterator[Pair]:
    """A limit off by one, a square forgotten, a term lost in copying, a sign in an exponent."""
    for false, true in (
        (r"\sum_{i=1}^{n-1} q_i = \sum_i q_i", r"\sum_{i=1}^{n} q_i = \sum_i q_i"),
        (r"\sum_{i=2}^{n} q_i = \sum_i q_i", r"\sum_{i=2}^{n} q_i = \sum_i q_i - q_1"),
        (r"\sum_{i=1}^{n}\sum_{j=1}^{i} q_iq_j = \big(\sum_i q_i\big)^2", r"\sum_{i=1}^{n}\sum_{j=1}^{n} q_iq_j = \big(\sum_i q_i\big)^2"),
        (r"\sum_i q_i^2 = \big(\sum_i q_i\big)^2", r"\sum_i q_i^2 = q^\top q"),
        (r"\sum_i (q_i - \bar{y}) = \sum_i q_i - \bar{y}", r"\sum_i (q_i - \bar{y}) = \sum_i q_i - n\bar{y}"),
        (r"\log\sum_i q_i = \sum_i\log q_i", r"\log\prod_i q_i = \sum_i\log q_i"), (r"\log(a+b) = \log a + \log b", r"\log(ab) = \log a + \log b"),
        (r"e^{a+b} = e^a + e^b", r"e^{a+b} = e^a e^b"), (r"e^{ab} = e^ae^b", r"(e^a)^b = e^{ab}"), (r"\log_2 a = \log a", r"\log_2 a = \frac{\log a}{\log 2}"),
        (r"\sqrt{a^2+b^2} = a+b", r"\sqrt{a^2b^2} = ab"), (r"\frac1{a+b} = \frac1a+\frac1b", r"\frac1a+\frac1b = \frac{a+b}{ab}"),
        (r"\frac{a+b}{c} = \frac ac + b", r"\frac{a+b}{c} = \frac ac + \frac bc"), (r"(a+b)^2 = a^2+b^2", r"(a+b)^2 = a^2+2ab+b^2"),
        (r"a-(b-c) = a-b-c", r"a-(b-c) = a-b+c"), (r"-(a+b)^2 = (a-b)^2", r"-(a+b) = -a-b"), (r"(-a)^3 = a^3", r"(-a)^2 = a^2"),
        (r"0.1a = 0.01a", r"0.1a = \frac{a}{10}"), (r"a^{-2} = -a^2", r"a^{-2} = \frac1{a^2}"), (r"(S P)^\top = S^\top P^\top", r"(S P)^\top = P^\top S^\top"),
        (r"(H+I)^{-1} = H^{-1}+I", r"(HH)^{-1} = H^{-1}H^{-1}"), (r"\det(2S) = 2\det S", r"\det(2S) = 2^n\det S"),
        (r"\operatorname{tr}(SP) = \operatorname{tr}S\operatorname{tr}P", r"\operatorname{tr}(SP) = \operatorname{tr}(PS)"),
        (r"\operatorname{tr}(SPA) = \operatorname{tr}(PSA)", r"\operatorname{tr}(SPA) = \operatorname{tr}(ASP)"),
        (r"\|u+v\|^2 = \|u\|^2+\|v\|^2", r"\|u+v\|^2 = \|u\|^2+2u^\top v+\|v\|^2"), (r"\|u\| = u^\top u", r"\|u\|^2 = u^\top u"),
        (r"\sin^2 a + \cos^2 b = 1", r"\sin^2 a + \cos^2 a = 1"), (r"\cos(a+b) = \cos a\cos b + \sin a\sin b", r"\cos(a+b) = \cos(a)\cos(b) - \sin(a)\sin(b)"),
        (r"\tanh a = \frac{e^a-e^{-a}}{2}", r"\sinh a = \frac{e^a-e^{-a}}{2}"), (r"\sigma = 1", r"\frac{1}{1+e^{-a}} = \operatorname{sigmoid}(a)"),
        (r"\operatorname{sigmoid}(-a) = -\operatorname{sigmoid}(a)", r"\operatorname{sigmoid}(-a) = 1-\operatorname{sigmoid}(a)"),
        (r"\frac{\partial}{\partial a}\left(a^3b\right) = a^2b", r"\frac{\partial}{\partial a}\left(a^3b\right) = 3a^2b"),
        (r"\frac{\partial}{\partial a}\big(\sin(2a)\big) = \cos(2a)", r"\frac{\partial}{\partial a}\big(\sin(2a)\big) = 2\cos(2a)"),
        (r"\frac{\partial}{\partial a}\left(a\log a\right) = \log a", r"\frac{\partial}{\partial a}\left(a\log a\right) = \log(a) + 1"),
        (r"\frac{\partial}{\partial a}\left(\frac1a\right) = \frac{1}{a^2}", r"\frac{\partial}{\partial a}\left(\frac1a\right) = -\frac{1}{a^2}"),
        (r"\frac{\partial}{\partial u}\left(u^\top u\right) = u", r"\frac{\partial}{\partial u}\left(u^\top u\right) = 2u"),
        (r"r_i = \frac{e^{z_i}}{\sum_i e^{z_i}} + 1", r"r = \frac{\exp(z)}{\sum_j e^{z_j}}"), (r"\sum_i r_i = n", r"\sum_j p(j) = 1"),
        (r"A\mathbf 1 = \mathbf 1n", r"A\mathbf 1 = \mathbf 1"), (r"A^\top\mathbf 1 = \mathbf 1", r"\mathbf 1^\top A^\top = \mathbf 1^\top"),
        (r"S_{ij} = S_{ji}", r"H_{ij} = H_{ji}"), (r"(XW)_{ij} = \sum_k X_{ik}W_{jk}", r"(XW)_{ij} = \sum_l X_{il}W_{lj}"),
        (r"G = PS", r"G = SP"), (r"H = SS^\top + I", r"H = S^\top S + I"), (r"H = S^\top S - I", r"H - I = S^\top S"),
        (r"a = b = a", r"a + b = b + a = a + b"), (r"a < b < a", r"a < a + b"), (r"a + b < a", r"a < a + b"), (r"a \ne a", r"a \ne a + 1"),
        (r"\max(a, b) = \min(a, b)", r"\max(a, b) + \min(a, b) = a + b"), (r"|\mathcal{B}| = 3", r"|\mathcal{B}| = 2"),
        (r"\binom{5}{2} = \binom{5}{4}", r"\binom{5}{2} = \binom{5}{3}"), (r"4! = 12", r"4! = 24"), (r"\frac{n!}{(n-1)!} = n+1", r"\frac{n!}{(n-1)!} = n"),
        (r"\lfloor a \rfloor = a", r"\lfloor n + \tfrac12 \rfloor = n"), (r"\int_0^1 t^2\,dt = \frac12", r"\int_0^1 t^2\,dt = \frac13"),
        (r"\int_0^a \cos(t)\,dt = \cos a", r"\int_0^a \cos(t)\,dt = \sin a"), (r"\int_0^a 2t\,dt = 2a", r"\int_0^a 2t\,dt = a^2"),
        (r"\bar S = P\bar G", r"\bar S = \bar S"), (r"\sum_{i\in\mathcal{B}} w_i = \sum_i w_i", r"\sum_{i=1}^{4} w_i = \sum_i w_i"),
    ):  # fmt: skip
        yield Pair("misprints", false, true)


def small_signs() -> Iterator[Pair]:
    """One character too few or too many."""
    for false, true in (
        (r"a \approx 1.2a", r"a \approx 1.02a"), (r"a = 1.000001a", r"a = 1.0a"), (r"a \le 0", r"a \ge 0"), (r"u^\top v = uv^\top", r"u^\top v = v^\top u"),
        (r"u^\top = u", r"(u^\top)^\top = u"), (r"X^\top X = XX^\top", r"(X^\top X)^\top = X^\top X"), (r"2^{n+1} = 2^n+1", r"2^{n+1} = 2\cdot 2^n"),
        (r"a^{2b} = a^2b", r"a^{2b} = (a^2)^b"), (r"\sqrt a^2 = \sqrt{a}", r"\sqrt{a}^2 = a"), (r"\sqrt{2}a = \sqrt{2a}", r"\sqrt{2}\,\sqrt{a} = \sqrt{2a}"),
        (r"\tfrac12a = \frac{1}{2a}", r"\tfrac12a = \frac{a}{2}"), (r"1/2a = a/2", r"\tfrac12a = a/2"), (r"S^{-1}S = S", r"H^{-1}H = I"),
        (r"I_n = I_m", r"I_n S = S"), (r"\mathbf 1^\top\mathbf 1_n = 1", r"\mathbf 1_n^\top\mathbf 1_n = n"), (r"\delta_{ij}S_{ij} = S_{ij}", r"\delta_{ij}S_{ij} = \delta_{ij}S_{ji}"),
        (r"\|x\|_1 = \|x\|_2", r"\|x\|_2 \le \|x\|_1"), (r"f'(a) = \sin a", r"f'(a) = \cos a"), (r"g'(a) = 3a", r"g'(a) = 3a^2"), (r"h(a, b) = a + b", r"h(a, b) = ab"),
    ):  # fmt: skip
        yield Pair("small signs", false, true)
