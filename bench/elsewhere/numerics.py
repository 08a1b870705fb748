"""Finite differences: convection, diffusion, heat; time is n, space i and j."""

import math

import torch

from elsewhere import script

FIELD = "numerics"
SOURCE = "numerical-mooc/numerical-mooc"


def steps(kind):
    """A grid of I places over some steps of time, by a scheme."""

    def forward(draw, I):
        T, c, nu, dt, dx = (
            3,
            draw(positive=True),
            draw(positive=True),
            draw(positive=True),
            draw(positive=True),
        )
        edge = [draw(2) for _ in range(T + 1)]
        u = [draw(I)]
        for n in range(T):
            a = u[-1]
            upwind = kind in ("convection", "burgers")  # nothing is asked of the right
            left, here, right = (a[:-1], a[1:], a[1:]) if upwind else (a[:-2], a[1:-1], a[2:])
            change = {
                "convection": -c * dt / dx * (here - left), "burgers": -here * dt / dx * (here - left),
                "diffusion": nu * dt / dx**2 * (right - 2 * here + left),
                "both": -here * dt / dx * (here - left) + nu * dt / dx**2 * (right - 2 * here + left),
            }[kind]  # fmt: skip
            u.append(torch.cat([edge[n][:1], here + change, edge[n][1 + upwind :]]))
        return {
            "u_i^n": torch.stack(u, 1), "c": c, r"\nu": nu, r"\Delta t": dt, r"\Delta x": dx, r"\alpha": nu,
            "T_i^n": torch.stack(u, 1), r"\sigma": nu * dt / dx**2,
        }  # fmt: skip

    # the outermost places have equations of their own, and are left out
    return script(forward, {"u_i^n": "0≤i<I, 0≤n≤3", "T_i^n": "0≤i<I, 0≤n≤3"})


def wave(draw):
    """A solution of u_t + c u_x = 0 that any x and t may be put into, and a solution of Burgers' equation."""
    c, x, t = draw(), draw(), draw()

    def first(a):
        return torch.sin(a) + a**2

    return {"c": c, "x": x, "t": t, "u_0": first, "u": first(x - c * t), "u(x,t)": first(x - c * t)}


def burgers(draw):
    """The substitution that solves Burgers' equation."""
    nu, x, t = 1 + draw(positive=True), draw(), draw(positive=True)
    phi = torch.exp(-((x - 4 * t) ** 2) / (4 * nu * (t + 1))) + torch.exp(
        -((x - 4 * t - 2 * math.pi) ** 2) / (4 * nu * (t + 1))
    )
    slope = torch.autograd.grad(phi, x, create_graph=True)[0]
    start = torch.exp(-(x**2) / (4 * nu)) + torch.exp(-((x - 2 * math.pi) ** 2) / (4 * nu))
    return {
        r"\nu": nu, "x": x, "t": t, r"\phi": phi, "u": -2 * nu / phi * slope + 4, r"\phi(t=0)": start, r"\phi_0": start + 0,
    }  # fmt: skip


def periodic(draw):
    a = draw()
    return {"u": lambda x: a * torch.sin(x) + torch.cos(2 * x)}


def near(draw):
    """A step that is small beside all else."""
    return {
        "x": 1 + draw(positive=True),
        r"\Delta x": 1e-3 * draw(positive=True),
        "u": lambda x: x**2 + torch.sin(x) / 4,
    }


def heated(draw, N):
    """A rod whose end has a given slope; between its last two places the temperature is a line."""
    dx, q, end = draw(positive=True), draw(), draw()
    places = end + q * dx * (torch.arange(N + 1, dtype=torch.float64) - N)
    return {
        "x": draw(),
        "T": lambda x: end + q * (x - 1),
        "T^n_i": places[:, None].expand(N + 1, 3),
        r"\Delta x": dx,
        "q(t)": q,
    }


def insulated(draw):
    x, a = draw(), draw()
    return {"x": x, "T": lambda x: a * torch.cos(torch.pi * x)}


def sampled(draw, I, N):
    """A function on a grid."""
    dx, dt = draw(positive=True), draw(positive=True)

    def u(x, t):
        return torch.sin(x) * torch.cos(t) + x * t

    x, t = torch.arange(I, dtype=torch.float64) * dx, torch.arange(N, dtype=torch.float64) * dt
    return {r"\Delta x": dx, r"\Delta t": dt, "u": u, "x_i": x, "t^n": t, "u_i^n": u(x[:, None], t[None])}


def conducted(draw):
    """Conductivities that differ by direction."""
    rho, c, kx, ky, x, y, t, a, b = (draw() for _ in range(9))
    T = torch.exp(-(kx * a**2 + ky * b**2) / (rho * c) * t) * torch.sin(a * x) * torch.sin(b * y)
    return {"T": T, r"\rho": rho, "c_p": c, r"\kappa_x": kx, r"\kappa_y": ky, "x": x, "y": y, "t": t}


def implicit(draw, N):
    """Heat in a rod: the new temperatures solve a system; the last place has a given slope."""
    T, alpha, dt, dx, q = 2, draw(positive=True), draw(positive=True), draw(positive=True), draw()
    sigma = alpha * dt / dx**2
    rows = torch.zeros(N, N, dtype=torch.float64)
    rows[0, 0] = 1
    rows[-1, -1], rows[-1, -2] = 1, -1
    a = [draw(N)]
    a[0] = torch.cat([a[0][:-1], a[0][-2:-1] + dx * q])
    for _ in range(T):
        system = rows.clone()
        for i in range(1, N - 1):
            system[i, i - 1], system[i, i], system[i, i + 1] = -1, 2 + 1 / sigma, -1
        right = torch.cat([a[-1][:1], a[-1][1:-1] / sigma, (dx * q).reshape(1)])
        a.append(torch.linalg.solve(system, right))
    return {
        "T_{i}^n": torch.stack(a, 1),
        r"\alpha": alpha,
        r"\Delta t": dt,
        r"\Delta x": dx,
        "q": q,
        r"\sigma": sigma,
    }


def middle(draw, n_x):
    """Crank–Nicolson: half of the old, half of the new."""
    T, alpha, dt, dx, q = 2, draw(positive=True), draw(positive=True), draw(positive=True), draw()
    sigma = alpha * dt / dx**2
    a = [draw(n_x)]
    a[0] = torch.cat([a[0][:-1], a[0][-2:-1] + dx * q])
    for _ in range(T):
        system = torch.zeros(n_x, n_x, dtype=torch.float64)
        system[0, 0] = 1
        system[-1, -1], system[-1, -2] = 1, -1
        right = [a[-1][0]]
        for i in range(1, n_x - 1):
            system[i, i - 1], system[i, i], system[i, i + 1] = -1, 2 * (1 / sigma + 1), -1
            right.append(a[-1][i - 1] + 2 * (1 / sigma - 1) * a[-1][i] + a[-1][i + 1])
        a.append(torch.linalg.solve(system, torch.stack([*right, dx * q])))
    made = torch.stack(a, 1)
    return {
        "T^n_i": made, r"\alpha": alpha, r"\Delta t": dt, r"\Delta x": dx, "q": q, r"\sigma": sigma, "N": n_x,
    }  # fmt: skip


def plane(draw, I, J):
    """Heat in a plate, step by step."""
    T, alpha, dt, dx, dy = (
        2,
        draw(positive=True),
        draw(positive=True),
        draw(positive=True),
        draw(positive=True),
    )
    a = [draw(I, J)]
    for _ in range(T):
        old, new = a[-1], draw(I, J)
        x = (old[2:, 1:-1] - 2 * old[1:-1, 1:-1] + old[:-2, 1:-1]) / dx**2
        y = (old[1:-1, 2:] - 2 * old[1:-1, 1:-1] + old[1:-1, :-2]) / dy**2
        new = new.clone()
        new[1:-1, 1:-1] = old[1:-1, 1:-1] + alpha * dt * (x + y)
        a.append(new)
    return {
        "T^n_{i,j}": torch.stack(a, 2),
        r"\alpha": alpha,
        r"\Delta t": dt,
        r"\Delta x": dx,
        r"\Delta y": dy,
    }


def plate(draw):
    """A temperature that solves the heat equation, at any place and time."""
    alpha, x, y, t = draw(positive=True), draw(), draw(), draw()
    k, l = draw(), draw()
    T = torch.exp(-alpha * (k**2 + l**2) * t) * torch.sin(k * x) * torch.cos(l * y)
    return {"T": T, "x": x, "y": y, "t": t, r"\alpha": alpha, "u": T + 0}


def rod(draw):
    alpha, x, t, k = draw(positive=True), draw(), draw(), draw()
    T = torch.exp(-alpha * k**2 * t) * torch.sin(k * x)
    return {"T": T, "u": T + 0, "x": x, "t": t, r"\alpha": alpha, r"\nu": alpha}


def stable(draw):
    """Steps that are small enough."""
    c, nu = draw(positive=True), draw(positive=True)
    dx, dy = 1 + draw(positive=True), 1 + draw(positive=True)
    dt = 0.1 / (1 + c + nu) + 0 * dx
    return {
        r"\sigma": c * dt / dx, "c": c, r"\nu": nu, r"\alpha": nu, r"\Delta t": dt, r"\Delta x": dx,
        r"\Delta y": dy, r"\delta": dx,
    }  # fmt: skip


ASKED = (
    (SOURCE, "lessons/02_spacetime/02_01_1DConvection.ipynb", (steps("convection"), steps("burgers"), script(wave), script(near), script(sampled, {"x_i": "i<I", "t^n": "n<N", "u_i^n": "i<I, n<N"}))),
    (SOURCE, "lessons/02_spacetime/02_02_CFLCondition.ipynb", script(stable)),
    (SOURCE, "lessons/02_spacetime/02_03_1DDiffusion.ipynb", (steps("diffusion"), script(rod), script(stable))),
    (SOURCE, "lessons/02_spacetime/02_04_1DBurgers.ipynb", (steps("both"), script(wave), script(burgers), script(periodic))),
    (SOURCE, "lessons/04_spreadout/04_01_Heat_Equation_1D_Explicit.ipynb",
     (steps("diffusion"), script(rod), script(stable), script(heated, {"T^n_i": "0≤i≤N, n<3"}), script(insulated))),
    (SOURCE, "lessons/04_spreadout/04_02_Heat_Equation_1D_Implicit.ipynb",
     (script(implicit, {"T_{i}^n": "0≤i<N, n<3"}, sizes={"N": (6, 7, 8)}), script(rod))),
    (SOURCE, "lessons/04_spreadout/04_03_Heat_Equation_2D_Explicit.ipynb",
     (script(plane, {"T^n_{i,j}": "i<I, j<J, n<3"}), script(plate), script(stable), script(conducted))),
    (SOURCE, "lessons/04_spreadout/04_05_Crank-Nicolson.ipynb",
     (script(middle, {"T^n_i": "0≤i<n_x, n<3"}), script(rod))),
)  # fmt: skip
