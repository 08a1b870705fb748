"""Laplace's and Poisson's equations: sweeps of Jacobi over a grid, and what solves them; k counts the sweeps."""

import math

import torch

from elsewhere import script

FIELD = "numerics"
SOURCE = "numerical-mooc/numerical-mooc"


def laplace(draw, I, J):
    """A sweep of Jacobi over p, and a harmonic function."""
    p, lx, ly = draw(3, I, J), draw(positive=True), draw(positive=True)
    dx, dy = draw(positive=True), draw(positive=True)
    a = [p[0]]
    for k in (1, 2):
        new = p[k].clone()
        old = a[-1]
        new[1:-1, 1:-1] = (old[1:-1, :-2] + old[1:-1, 2:] + old[:-2, 1:-1] + old[2:, 1:-1]) / 4
        a.append(new)
    made = torch.stack(a)
    gaps = [((made[k + 1] - made[k]) ** 2).sum().sqrt() for k in (0, 1)]
    return {
        "p^k_{i,j}": made.permute(1, 2, 0), r"\mathbf{p}^k": made.reshape(3, -1), "L_x": lx, "L_y": ly,
        r"\Delta x": dx, r"\Delta y": dy, "L": gaps[0],
    }  # fmt: skip


def reflected(draw, J):
    """The same at the left edge, whose slope is nothing: a place −1 mirrors 1."""
    p, dx, one = draw(3, 3, J), draw(positive=True), draw(3, J)
    a = [torch.stack([one[0], p[0][1], one[0]])]
    for k in (1, 2):
        inner = one[k]
        old = a[-1]
        here = p[k][1].clone()
        here[1:-1] = (old[1][:-2] + old[1][2:] + old[0][1:-1] + old[2][1:-1]) / 4
        a.append(torch.stack([inner, here, inner]))
    return {"p^k_{i,j}": torch.stack(a).permute(1, 2, 0), r"\Delta x": dx}


def flat(draw, J):
    """The edge takes its neighbour's value."""
    p, dx = draw(2, J), draw(positive=True)
    return {"p^k_{i,j}": torch.stack([p, p], 0).permute(0, 2, 1), r"\Delta x": dx}


def harmonic(draw):
    lx, ly, x, y = draw(positive=True), draw(positive=True), draw(), draw()
    k = 1.5 * math.pi
    p = torch.sinh(k * y / ly) / torch.sinh(k * ly / lx) * torch.sin(k * x / lx)
    return {"L_x": lx, "L_y": ly, "x": x, "y": y, "p(x,y)": p}


def solves(draw):
    x, y = draw(), draw()
    p = x**3 - 3 * x * y**2 + torch.exp(x) * torch.sin(y)
    return {"x": x, "y": y, "p": p, "T": p + 0, "u": p + 0}


def forced(draw):
    """A potential with its right side."""
    x, y = draw(), draw()
    return {
        "x": x,
        "y": y,
        "u": x**3 * y + torch.sin(x * y),
        "f": 6 * x * y - (x**2 + y**2) * torch.sin(x * y),
    }


def inside(draw):
    """A place in the domain."""
    return {"x": torch.sigmoid(draw()), "y": torch.sigmoid(draw()) - 0.5}


def discrete(draw, I, J):
    """Grids that are harmonic, place by place; p is quadratic, and so are its differences exact."""
    h, a, b = draw(positive=True), draw(), draw()
    i, j = torch.arange(I, dtype=torch.float64)[:, None], torch.arange(J, dtype=torch.float64)[None]
    p = a * (i**2 - j**2) * h**2 + b * i * j
    return {"p_{i,j}": p, r"\Delta x": h, r"\Delta y": h + 0}


def poisson(draw, I, J):
    """Iterations of Jacobi for a right side, with different steps."""
    dx, dy, p, b = draw(positive=True), draw(positive=True), draw(3, I, J), draw(3, I, J)
    a = [p[0]]
    for k in (1, 2):
        old, new = a[-1], p[k].clone()
        inner = (
            (old[2:, 1:-1] + old[:-2, 1:-1]) * dy**2 + (old[1:-1, 2:] + old[1:-1, :-2]) * dx**2
            - b[k - 1][1:-1, 1:-1] * dx**2 * dy**2
        ) / (2 * (dx**2 + dy**2))  # fmt: skip
        new[1:-1, 1:-1] = inner
        a.append(new)
    return {"p_{i,j}^{k}": torch.stack(a).permute(1, 2, 0), "b_{i,j}^{k}": b.permute(1, 2, 0), r"\Delta x": dx,
            r"\Delta y": dy}  # fmt: skip


def exact(draw, I, J):
    """The right side is what the differences of p come to."""
    dx, dy, p = draw(positive=True), draw(positive=True), draw(1, I, J)
    b = torch.zeros(1, I, J, dtype=torch.float64)
    b[:, 1:-1, 1:-1] = (p[:, 2:, 1:-1] - 2 * p[:, 1:-1, 1:-1] + p[:, :-2, 1:-1]) / dx**2 + (
        p[:, 1:-1, 2:] - 2 * p[:, 1:-1, 1:-1] + p[:, 1:-1, :-2]
    ) / dy**2
    return {
        "p_{i,j}^{k}": p.permute(1, 2, 0),
        "b_{i,j}^{k}": b.permute(1, 2, 0),
        r"\Delta x": dx,
        r"\Delta y": dy,
    }


def sines(draw):
    lx, ly, x, y = draw(positive=True), draw(positive=True), draw(), draw()
    p = torch.sin(x * math.pi / lx) * torch.cos(y * math.pi / ly)
    return {"L_x": lx, "L_y": ly, "x": x, "y": y, "p(x,y)": p}


def edge(draw):
    """The harmonic function at the upper edge of its plate."""
    lx, ly, x = draw(positive=True), draw(positive=True), draw()
    return {"L_x": lx, "L_y": ly, "x": x, "y": ly + 0, "p": torch.sin(1.5 * math.pi * x / lx)}


def source(draw):
    """A potential of two sines, and the right side that it solves."""
    lx, ly, x, y = draw(positive=True), draw(positive=True), draw(), draw()
    size = -2 * (math.pi / 2) ** 2 / -(math.pi**2 * (1 / lx**2 + 1 / ly**2))
    shape = torch.sin(x * math.pi / lx) * torch.cos(y * math.pi / ly)
    return {"L_x": lx, "L_y": ly, "x": x, "y": y, "p": size * shape, "b": -2 * (math.pi / 2) ** 2 * shape}


INNER = {"p^k_{i,j}": "i<I, j<J, k<3"}
ASKED = (
    (SOURCE, "lessons/05_relax/05_01_2D.Laplace.Equation.ipynb",
     (script(laplace, INNER | {r"\mathbf{p}^k": ("I J×1, k<3", "")}), script(reflected, {"p^k_{i,j}": "-1≤i≤1, j<J, k<3"}),
      script(flat, {"p^k_{i,j}": "i<2, j<J, k<2"}), script(harmonic), script(solves, coordinates=("x", "y")),
            script(forced, coordinates=("x", "y")),
      script(discrete, {"p_{i,j}": "i<I, j<J"}), script(edge))),
    (SOURCE, "lessons/05_relax/05_02_2D.Poisson.Equation.ipynb",
     (script(poisson, {"p_{i,j}^{k}": "i<I, j<J, k<3", "b_{i,j}^{k}": "i<I, j<J, k<3"}),
      script(exact, {"p_{i,j}^{k}": "i<I, j<J, k<1", "b_{i,j}^{k}": "i<I, j<J, k<1"}), script(sines), script(source, coordinates=("x", "y")),
            script(inside))),
)  # fmt: skip
