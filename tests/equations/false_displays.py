"""False displays, each with its true counterpart: what must never be believed, and what must never be
called false.

Most come from small templates. A counterpart in the same doubtful spelling may be refused; one that is
marked "holds" is spelt as the
manual asks, and must be believed.
"""

from collections.abc import Iterator

from equations import false_values
from equations.false_model import PLAIN, TD, Pair

CONTEXTS = {"plain": PLAIN, "td": TD}


def pairs() -> dict[str, list[Pair]]:
    """Of each context."""
    plain = [
        *words(), *empty(), *reach(), *differentials(), *roots(), *about(), *called(), *sizes(), *unseen(),
        *products(), *scripts(), *sums(),
        *false_values.derivatives(), *false_values.gradients(), *false_values.functions(), *false_values.matrices(), *false_values.choices(), *false_values.chances(), *false_values.areas(), *false_values.norms(),
        *false_values.broadcasts(),
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
