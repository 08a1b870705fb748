"""False displays and their true counterparts about what came to be read last: each rule was widened beside these."""

from collections.abc import Iterator

import torch
from equations.false_model import Pair

from figpress.equations.model import SymbolContext


def forward(draw, n, m):
    v, w, D = draw(n), draw(n), draw(n, m)
    joint = torch.softmax(draw(n * m), 0).reshape(n, m)
    a, x, y = draw(positive=True), draw(), draw()
    t, s = draw(n), draw(n, positive=True)
    chosen = draw.integers(2, 1)[0].double() + 0 * a
    return {
        "v": v, r"\mathbf{v}": w, "D": D, "t_i": t, "s_i": s, "a": a, "x": x, "y": y, "z[k]": draw(n), r"\mathcal{S}": [0, 2],
        r"\mathbf{v}_e": 2 * w, "r_{0i}": 1 + s, "P": joint, "p(k, l)": joint, "p(k | l)": joint / joint.sum(0),
        "H": -(joint * joint.log()).sum(), "Y": chosen, "f": lambda z: torch.sin(z) + z**2,
        "g": lambda z, u: torch.sin(z) * u**2,
        "u": torch.sin(x) * y**3, r"F_{up\rightarrow down}": a + 1, r"F_{down\rightarrow up}": a + 2,
        r"\mathrm{sum}(\mathcal{S})": t[0] + t[2], "mean(v)": v.mean() + 1,
        "q_i": torch.softmax(t, 0), "p_i": torch.softmax(s, 0),
    }  # fmt: skip


LATER = SymbolContext(
    forward,
    {
        "v": "a vector", r"\mathbf{v}": "another", "D": "a matrix", "t_i": ("0≤i<n", "numbers"), "s_i": ("0≤i<n", "positive numbers"),
        "a; x; y; H; u; Y": "numbers", "z[k]": ("0≤k<n", "a signal"), r"\mathcal{S}": ("set", "indices"),
        r"\mathbf{v}_e": "twice the other", "r_{0i}": ("i<n", "numbers with a label"), "P": "a joint table",
        "p(k, l)": ("k<n, l<m", "the same"), "p(k | l)": ("k<n, l<m", "its conditional"), "f": "a function of one number",
        "g": "a function of two", r"F_{up\rightarrow down}; F_{down\rightarrow up}": "forces",
        r"\mathrm{sum}(\mathcal{S})": "over a set", "mean(v)": "another kind of mean",
        "q_i; p_i": ("0≤i<n", "probabilities"),
    },
)  # fmt: skip


def forward_field(draw, n):
    """A field over a plane: as a function, and as a number at one place."""
    x, y, a = draw(), draw(), draw(positive=True)

    def f(x, y):
        return torch.sin(a * x) * y**3

    return {"x": x, "y": y, "a": a, "f": f, "u": f(x, y) + 0, "h": x**3 - 3 * x * y**2, "w": draw(n)}


FIELD = SymbolContext(
    forward_field,
    {"x; y": "a place", "a": "a number", "f": "a field", "u": "the field at the place", "h": "a harmonic one", "w": "a vector"},
    coordinates=("x", "y"),
)  # fmt: skip
CONTEXTS = {"later": LATER, "field": FIELD}


def pairs() -> dict[str, list[Pair]]:
    later = [
        *faces(), *labelled(), *stars(), *largest(), *euclidean(), *ends(), *slopes(), *members(), *places(), *pairwise(),
        *runs(), *systems(), *doubled(), *printed(),
    ]  # fmt: skip
    return {"later": later, "field": [*laplacians()]}


def faces() -> Iterator[Pair]:
    r"""\bf reaches to the end of its braces, and braces round one letter print nothing."""
    v, e = r"\mathbf{v}", r"\mathbf{v}_e"
    for false, true, holds in (
        (r"v = \bf{v}", rf"{v} = \bf{{v}}", True), (r"v = {\bf v}", rf"{v} = {{\bf v}}", True),
        (r"2v = {\bf v v}", rf"2{v} = {v} + {v}", True), (r"{\bf v + v} = 2v", rf"{v} + {v} = 2{v}", True),
        (r"{\bf v}_e = {\bf v}", rf"{{\bf v}}_e = 2{v}", True), (rf"{{v}}_e = {e}", rf"{{\bf v}}_e = {e}", True),
        (rf"\bf{{v}}^\top v = {v}^\top {v}", rf"{v}^\top v = v^\top{v}", True),
        (r"{\bf v} v^\top = v v^\top", rf"{{\bf v}} v^\top = {v} v^\top", True),
    ):  # fmt: skip
        yield Pair("faces", false, true, holds)


def labelled() -> Iterator[Pair]:
    """A label may be a number beside an index, or words with an arrow."""
    there, back = r"F_{up\rightarrow down}", r"F_{down\rightarrow up}"
    for false, true in (
        ("r_{0i} = s_i", "r_{0i} = 1 + s_i"), ("r_{0i} = r_{00}", "r_{0i} - s_i = 1"), ("r_{1i} = r_{0i}", "r_{0i} = r_{0i}"),
        (f"{there} = {back}", f"{there} = {back} - 1"), (f"{{F}}_{{down\\rightarrow up}} = {there}", f"{{F}}_{{down\\rightarrow up}} = {back}"),
    ):  # fmt: skip
        yield Pair("labelled", false, true)


def stars() -> Iterator[Pair]:
    """Between signals a star may be a convolution."""
    for false, true, holds in (
        ("z[k] * z[k] = z[k]^2", r"z[k] \cdot z[k] = z[k]^2", True), ("a * a = a + a", "a * a = a^2", True),
        ("z[k] * a = z[k]", r"z[k] \cdot a = a z[k]", True), ("2 z[k] * z[k] = 2z[k]^2", "2 z[k] z[k] = 2z[k]^2", True),
    ):  # fmt: skip
        yield Pair("stars", false, true, holds)


def largest() -> Iterator[Pair]:
    """A Greek letter runs, too, where it is no name."""
    for false, true in (
        (r"\max_{\nu} s_\nu = s_0", r"\max_{\nu} s_\nu = \max_i s_i"), (r"\min_{\nu} s_\nu > 1", r"\min_{\nu} s_\nu > 0"),
        (r"\max_{\nu} |t_\nu| < 0", r"\max_{\nu} |t_\nu| \ge \max_i t_i"), (r"\max_a a = 1", r"\max(a, a) = a"),
    ):  # fmt: skip
        yield Pair("largest", false, true)


def euclidean() -> Iterator[Pair]:
    """L_2 is said of vectors."""
    for false, true, holds in (
        (r"\|v\|_{L_2} = \sum_i v_i^2", r"\|v\|_{L_2} = \|v\|", True), (r"\|v\|_{L_2} = \|v\|_1", r"\|v\|_{\ell_2}^2 = v^\top v", True),
        (r"\|D\|_{L_2} = \|D\|_F", r"\|D\|_{L_2} = \|D\|_2", False), (r"\|D\|_{\ell_2} = \|D\|_2", r"\|v\|_{\ell_1} = \sum_i |v_i|", True),
        (r"\|v\|_{\ell_1} = \|v\|_{\ell_2}", r"\|v\|_{\ell_\infty} = \max_i |v_i|", True), (r"{\|v\|}_{L_2} = 2", r"{\|v\|}_{L_2} = \|v\|", True),
    ):  # fmt: skip
        yield Pair("euclidean", false, true, holds)


def ends() -> Iterator[Pair]:
    """A sum that does not say where it ends begins where its family does."""
    for false, true in (
        (r"\sum_{i=0} s_i = s_0", r"\sum_{i=0} s_i = \sum_i s_i"), (r"\sum_{i=1} s_i = \sum_i s_i", r"\sum_{i=0} s_i = \sum_{i=0}^{n-1} s_i"),
        (r"\sum_{i=1} s_i = \sum_{i=1}^{n-1} s_i + s_0", r"\sum_{i=1}^{n-1} s_i = \sum_i s_i - s_0"),
        (r"\prod_{i=0} s_i = 1", r"\prod_{i=0} s_i = \prod_i s_i"), (r"\sum_{i=0} a = a", r"\sum_{i=0}^{2} a = 3a"),
    ):  # fmt: skip
        yield Pair("ends", false, true)


def slopes() -> Iterator[Pair]:
    """df/dx of a function is its derivative at x; where a bar says so, at another place."""
    d = r"\frac{\mathrm d f}{\mathrm d a}"
    for false, true, holds in (
        (f"{d} = f(a)", f"{d} = f'(a)", True), (f"{d} = f'(x)", rf"{d} = \cos(a) + 2a", True), (rf"{d} = \frac{{f(a)}}{{a}}", rf"\frac{{\partial f}}{{\partial a}} = {d}", True),
        (r"\frac{\mathrm d^2 f}{\mathrm d a^2} = f'(a)", r"\frac{\mathrm d^2 f}{\mathrm d a^2} = f''(a)", True),
        (rf"\left. {d} \right|_{{a=1}} = f'(a)", rf"\left. {d} \right|_{{a=1}} = f'(1)", True),
        (rf"\left. {d} \right|_{{a=0}} = 0", rf"\left. {d} \right|_{{a=0}} = 1", True),
        (rf"\left. {d} \right|_{{a=x}} = {d}", rf"\left. {d} \right|_{{a=x}} = f'(x)", True),
        (r"\frac{\partial g}{\partial x} = g(x, y)", r"\frac{\partial g}{\partial x} = \cos(x)\,y^2", False),
        (r"\frac{\partial^2 f}{\partial x\,\partial y} = f''(x)", r"\frac{\partial f(x)}{\partial x} = f'(x)", True),
        (r"\frac{\mathrm d u}{\mathrm d x} = \sin(x)\,y^3", r"\frac{\mathrm d u}{\mathrm d x} = \cos(x)\,y^3", True),
        (r"\left. \frac{\mathrm d u}{\mathrm d x} \right|_{x=0} = y^3", r"\frac{\partial u}{\partial y} = 3\sin(x)\,y^2", True),
    ):  # fmt: skip
        yield Pair("slopes", false, true, holds)


def members() -> Iterator[Pair]:
    """x ∈ {0, 1}: of numbers."""
    for false, true, holds in (
        (r"a \in \{0, 1\}", r"Y \in \{0, 1\}", True), (r"Y \in \{2, 3\}", r"Y \in \{0, 1, 2\}", True), (r"Y \in \{-1\}", r"1 - Y \in \{0, 1\}", True),
        (r"v \in \{0, 1\}", r"a \in \{a, x\}", True), (r"a \in \{x, y\}", r"a + 1 \in \{a + 1\}", True), (r"a \notin \{a\}", r"a \notin \{0\}", False),
        (r"t_i \in \{0, 1\}", r"t_i \in \{t_i, 0\}", True), (r"D D^\top \in \{0, 1\}", r"Y \in \{Y\}", True),
    ):  # fmt: skip
        yield Pair("members", false, true, holds)


def places() -> Iterator[Pair]:
    """Where the largest stands."""
    best = r"\operatorname{argmax}_j"
    for false, true, holds in (
        (f"{best} t_j = {best} s_j", f"{best} t_j = {best} q_j", True), (f"{best} t_j = 0", rf"{best} (2t_j) = {best} t_j", True),
        (rf"{best} t_j = \operatorname{{argmin}}_j t_j", rf"{best} t_j = \operatorname{{argmin}}_j (-t_j)", True), (f"{best} (t_j - t_j) = 0", rf"{best} t_j \ge 0", True),
        (rf"{best} t_j = \max_j t_j", r"\max_j t_j \ge t_i", True), (rf"{best} a = 0", rf"{best} s_j = {best} \log(s_j)", True),
        (r"\operatorname{argmax}_x x = x", rf"{best} p_j = {best} s_j", True),
    ):  # fmt: skip
        yield Pair("places", false, true, holds)


def pairwise() -> Iterator[Pair]:
    """Means under a joint table."""
    mean = r"E_{(k, l) \sim P}"
    for false, true, holds in (
        (rf"H = {mean}[\log p(k, l)]", rf"H = -{mean}[\log p(k, l)]", True), (rf"{mean}[p(k | l)] = 1", rf"{mean}[p(k, l)] = \sum_{{k,l}} p(k, l)^2", True),
        (rf"{mean}[s_k] = \sum_k s_k", rf"{mean}[s_k] = \sum_{{k,l}} p(k, l) s_k", True), (r"E_{(k, l) \sim v}[s_k] = 1", r"H = H", True),
        (rf"E_{{(l, k) \sim P}}[p(k, l)] = {mean}[p(k, l)]", rf"{mean}[p(k, l)] = {mean}[p(k, l)]", True), (r"\mathrm{Var}_{(k, l) \sim P}[s_k] = 0", "H = H", True),
        (r"E_{(k, l) \sim D}[s_k] = E_{(k, l) \sim P}[s_k]", f"{mean}[s_k + s_k] = 2{mean}[s_k]", True),
    ):  # fmt: skip
        yield Pair("pairwise", false, true, holds)


def runs() -> Iterator[Pair]:
    """Dots in lists, and between terms with a minus."""
    every = r"\sum_i s_i"
    for false, true, holds in (
        (r"\max\{s_0, \dots, s_{n-1}\} = s_0", r"\max\{s_0, s_1, \dots, s_{n-1}\} = \max_i s_i", True),
        (r"\max\{s_1, \dots, s_{n-1}\} = \max_i s_i + 1", r"\min\{s_0, \dots, s_{n-1}\} = \min_i s_i", True),
        (r"\max(s_0, s_2, \dots, s_{n-1}) = \max_i s_i", r"\max(s_0, \dots, s_{n-1}) \ge s_i", True),
        (rf"-s_0 - s_1 \cdots - s_{{n-1}} = {every}", rf"-s_0 - s_1 \cdots - s_{{n-1}} = -{every}", True),
        (rf"-s_0 - s_1 - \dots - s_{{n-1}} = {every} - 2s_0", rf"-s_0 - s_1 - \dots - s_{{n-1}} = -{every}", True),
        (rf"s_0 - s_1 - \dots - s_{{n-1}} = s_0 + {every}", rf"s_0 + s_1 \cdots + s_{{n-1}} = {every}", True),
        (rf"-s_0 - s_1 + \dots - s_{{n-1}} = -{every}", r"-\log(s_0) - \log(s_1) \cdots - \log(s_{n-1}) = -\sum_i \log(s_i)", True),
        (rf"s_0 - s_1 \cdots + s_{{n-1}} = {every}", rf"{every} = {every}", True),
    ):  # fmt: skip
        yield Pair("runs", false, true, holds)


def systems() -> Iterator[Pair]:
    """What holds equations together says nothing; when two sides are equal is read and not checked."""
    a, b = r"\begin{aligned}", r"\end{aligned}"
    for false, true, holds in (
        (rf"\left\{{ {a} a &= a \\ x &= y {b} \right.", rf"\left\{{ {a} a &= a \\ x &= x {b} \right.", True),
        (rf"\left\{{ {a} a &= 0 {b} \right.", rf"\left\lbrace {a} 0 &\le a \\ -1 &\le a {b} \right.", True),
        (rf"a = a \text{{ at }} \left\{{ {a} x &= y \\ a &= 2a {b} \right.", "a = a", True),
        (r"\begin{array}{cc} \begin{split} a &= a \end{split} & \begin{split} x &= y \end{split} \end{array}",
         r"\begin{array}{cc} \begin{split} a &= a \end{split} & \begin{split} x &= x \end{split} \end{array}", True),
        (r"a = 2a, \text{ with equality if and only if } x = x", r"a \le a, \text{ with equality if and only if } x = y", False),
        (r"a \le 0, \text{ with equality if and only if } a = 0", r"a \ge 0, \text{ with equality if and only if } a = 0", False),
    ):  # fmt: skip
        yield Pair("systems", false, true, holds)


def laplacians() -> Iterator[Pair]:
    """∇² by declared coordinates is the sum of the second derivatives; without them it is refused."""
    xx, yy = r"\frac{\partial^2 u}{\partial x^2}", r"\frac{\partial^2 u}{\partial y^2}"
    for false, true, holds in (
        (rf"\nabla^2 u = {xx}", rf"\nabla^2 u = {xx} + {yy}", True), (r"\nabla^2 u = 0", r"\nabla^2 h = 0", True), (r"\nabla^2 f = 0", rf"\nabla^2 f = {xx} + {yy}", True),
        (rf"\nabla^2 f(x, y) = {yy}", rf"\nabla^2 f(x, y) = {xx} + {yy}", True), (r"\nabla f = 0", r"\nabla u = \begin{bmatrix} \frac{\partial u}{\partial x} \\ \frac{\partial u}{\partial y} \end{bmatrix}", True),
        (r"\frac{\partial f}{\partial x} = 3u", r"\frac{\partial f}{\partial x} = \frac{\partial u}{\partial x}", True),
        (r"\left. \frac{\partial f}{\partial x} \right|_{x=0} = \frac{\partial f}{\partial x}", r"\left. \frac{\partial f}{\partial x} \right|_{x=0} = a y^3", True),
        (r"\nabla^2 u = -a^2 u", r"\nabla^2 u = -a^2 u + 6\sin(ax)\,y", True), (r"\nabla^2_x u = \nabla^2 u", rf"\nabla^2_x u = {xx}", False),
        (r"\nabla^2 u\,h = h\,\nabla^2 u", r"(\nabla^2 u)\,h = h\,(\nabla^2 u)", False),
    ):  # fmt: skip
        yield Pair("laplacians", false, true, holds)


def doubled() -> Iterator[Pair]:
    """||x|| is a norm, |a||b| a product."""
    for false, true, holds in (
        ("||v|| = v^\\top v", "||v|| = \\|v\\|", True), ("||v||_1 = ||v||_2", "||v||_1 = \\sum_i |v_i|", True), ("||a|| = 2a", "||a|| = |a|", True),
        ("|x||y| = x y + 1", "|x||y| = |xy|", True), (r"\vert\vert v \vert\vert^2 = ||v||", r"\vert\vert v \vert\vert^2 = v^\top v", True),
        ("||x| + |y|| = x", "| |x| + |y| | = |x| + |y|", True), ("||v|| ||v|| = ||v||", "||v|| ||v|| = v^\\top v", True),
        ("||v||\\,||v|| = 1", "||v||^2 = ||v||\\cdot||v||", True), ("|x||y||x| = x^2 y", "|x||y||x| = x^2|y|", True),
    ):  # fmt: skip
        yield Pair("doubled", false, true, holds)


def printed() -> Iterator[Pair]:
    """What the table prints with its arguments is that, whatever the grammar calls its function."""
    total = r"\mathrm{sum}(\mathcal{S})"
    for false, true in (
        (f"{total} = t_0", f"{total} = \\sum_{{i\\in\\mathcal{{S}}}} t_i"), ("mean(v) = \\frac1n\\sum_i v_i", "mean(v) = 1 + \\frac1n\\sum_i v_i"),
        ("mean(2v) = 2mean(v)", "mean(v) = mean(v)"), (r"\max_{i\in\mathcal{S}} t_i = \max_i t_i", r"\max_{i\in\mathcal{S}} t_i = \max(t_0, t_2)"),
        (r"\max_{t_i\in\mathcal{S}} t_i = t_1", r"\max_{t_i\in\mathcal{S}} t_i = \max(t_0, t_2)"),
        (r"\min_{i\in\mathcal{S}} t_i = t_1", r"\min_{i\in\mathcal{S}} t_i \le t_2"),
    ):  # fmt: skip
        yield Pair("printed", false, true)
