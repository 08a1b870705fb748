"""False displays and their true counterparts about what came to be read last: each rule was widened beside these."""

from collections.abc import Iterator

import torch
from equations.false_displays import Pair

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
        "q_i; p_i": ("0≤i<n", "probabilities"),
    },
)  # fmt: skip
CONTEXTS = {"later": LATER}


def pairs() -> dict[str, list[Pair]]:
    return {"later": [*faces(), *labelled(), *stars(), *largest()]}


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
