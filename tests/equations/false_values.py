"""False displays about what is computed: derivatives, functions, matrices, cases, chances, areas, norms, broadcasting."""

from collections.abc import Iterator

from equations.false_model import Pair

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
