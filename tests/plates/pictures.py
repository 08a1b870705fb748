"""Every plate, drawn once with plain arrays: what the tests look at."""

from functools import cache

import numpy

import plates
from plates import Arrow, Box, Edge, Guide, Node

TOKENS = ["the", "animal", "did", "not", "cross", "the", "street", "because", "it", "was", "too", "tired"]


def _random(*shape: int) -> numpy.ndarray:
    return numpy.random.default_rng(0).normal(size=shape)


def heat_row():
    return plates.heat_row(
        {"dQ": _random(12, 8), "dS": _random(12, 12)},
        tokens=TOKENS,
        unit="gradient (nats)",
        columns="head width",
    )


def heat_numbers():
    return plates.heat_row({"J": _random(3, 3)}, tokens=["a", "b", "c"], numbers=True, unit="derivative (1)")


def heat_grid():
    masked = numpy.where(numpy.tri(12) > 0, _random(12, 12), -numpy.inf)
    return plates.heat_grid(
        [{"S": masked, "A": _random(12, 12)}, {"dS": _random(12, 12)}], tokens=TOKENS, shared=False
    )


def heat_share():
    return plates.heat_row({"A": abs(_random(12, 12))}, tokens=TOKENS, scale="share", unit="attention (1)")


def lines():
    x = numpy.arange(1, 60)
    return plates.lines(
        {
            "a": (x, x**-0.5),
            "b": (x, 2 * x**-0.5),
            "c": (x, x**0.5),
            "d": (x, 3.0 + 0 * x),
            "old": (x, 0.1 * x),
        },
        x="step",
        y="loss (nats)",
        log="xy",
        bands={"a": (x**-0.6, x**-0.4)},
        guides=[Guide(-0.5, (10, 0.3), "slope −½")],
        marks={"half": 30},
        levels={"floor": 0.2},
        baseline=["old"],
    )


def comparison():
    one = numpy.ones(3)
    return plates.comparison({"dQ": (one, one + 1e-15), "dK": (one, one)}, tolerance=1e-12)


def bars_by_token():
    return plates.bars_by_token(
        {"step 0": _random(12), "step 200": -_random(12)}, tokens=TOKENS, y="gradient (nats)", numbers=False
    )


def stack():
    a, b = _random(2, 6)
    return plates.stack(
        {"direct": a, "mean": b}, labels=list("uvwxyz"), y="gradient (nats)", x="channel", total=a + b
    )


def spread():
    return plates.spread(
        {s: {"8": numpy.exp(_random(90)), "64": numpy.exp(_random(80))} for s in ("plain", "scaled")},
        x="head width",
        y="norm (nats)",
        log=True,
        violin=True,
    )


def dots():
    return plates.dots(
        {"one": (_random(5), _random(5)), "two": (_random(4), _random(4))},
        x="predicted (nats)",
        y="measured (nats)",
        labels={"one": list("abcde")},
        diagonal=True,
        zero=True,
    )


def alluvial():
    return plates.alluvial(
        [{("it", "key"): 0.4, ("it", "value"): 0.6, ("the", "residual"): 1.0}],
        stages=["token", "path"],
        unit="norm (nats)",
    )


def sphere():
    return plates.sphere(
        {"g": [0.6, 0.2, 0.9], "dx": [0.3, 0.3, -0.6]},
        axes=["x₁", "x₂", "x₃"],
        normal=[1, 1, 1],
        dashed={"removed": ([0.6, 0.2, 0.9], [0.3, 0.3, -0.6])},
    )


def computation():
    return plates.computation(
        [
            Node("x", value=2.0, gradient=-0.3, kind="input"),
            Node("w", value=0.5, gradient=1.2, kind="parameter"),
            Node("times", label="×", value=1.0, gradient=0.6),
            Node("L", label="−log p & more", kind="loss"),
        ],
        [Edge("x", "times", local=0.5), Edge("w", "times"), Edge("times", "L")],
    )


def flow():
    return plates.flow(
        [
            Box("X", ("n", "d")),
            Box("W", (8, 5), "parameter"),
            Box("mm", kind="operation", label="X W <1>"),
            Box("dX", ("n", "d"), "gradient", note="same shape"),
        ],
        [Arrow("X", "mm"), Arrow("W", "mm"), Arrow("mm", "dX", "back", back=True)],
        ranks=[["X", "dX"]],
    )


DRAWN = {
    f.__name__: f
    for f in (
        heat_row,
        heat_numbers,
        heat_grid,
        heat_share,
        lines,
        comparison,
        bars_by_token,
        stack,
        spread,
        dots,
        alluvial,
        sphere,
    )
}
GRAPHS = {f.__name__: f for f in (computation, flow)}
ALL = DRAWN | GRAPHS


@cache
def svg(name: str) -> str:
    """The SVG of a plate, as the press would write it."""
    import io

    picture = ALL[name]()
    if name in GRAPHS:
        import pygraphviz

        return pygraphviz.AGraph(string=picture.source).draw(prog="dot", format="svg").decode()
    out = io.StringIO()
    picture.savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue()
