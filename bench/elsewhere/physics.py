"""A glider: its forces along the path, its small oscillations, its whole motion; a rocket."""

import torch

from elsewhere import script

FIELD = "physics"
SOURCE = "numerical-mooc/numerical-mooc"


def forces(draw):
    CL, CD, S, rho, vt, g, gamma = (draw(positive=True) for _ in range(7))
    W = CL * S * 0.5 * rho * vt**2
    zt = vt**2 / (2 * g)
    share, C = 0.4 + 0.2 * torch.sigmoid(draw()), 0.1 * torch.sigmoid(draw())
    z = share * zt
    v = (2 * g * z).sqrt()
    theta = torch.acos(z / zt / 3 + C * (zt / z).sqrt())
    L = CL * S * 0.5 * rho * v**2
    R = 1 / (1 / (3 * zt) - C / (2 * zt) * (zt**3 / z**3).sqrt())
    return {
        "L": L, "D": CD * S * 0.5 * rho * v**2, "C_L": CL, "C_D": CD, "S": S, r"\rho": rho, "v": v,
        "v_t": vt, "W": W, "g": g, r"\gamma": gamma, "z": z, "z_t": zt, "C": C, "R": R, r"\theta": theta,
        "m": W / g, "W_n": -W * torch.cos(theta),
    }  # fmt: skip


def oscillation(draw):
    """Height as a function of time, and its rate."""
    g, zt, z0, b0, t = draw(positive=True), draw(positive=True), draw(), draw(), draw()
    w = (g / zt).sqrt()

    def z(s):
        return b0 / w * torch.sin(w * s) + (z0 - zt) * torch.cos(w * s) + zt

    def b(s):
        return b0 * torch.cos(w * s) - (z0 - zt) * w * torch.sin(w * s)

    W = draw(positive=True)
    return {
        "g": g, "z_t": zt, "z_0": z0, "b_0": b0, "t": t, "z": z, "b": b, "A": b0 / w, "B": z0 - zt, "W": W,
    }  # fmt: skip


def lifted(draw):
    """Height as a number at one time, so that d²z/dt² is taken of it."""
    made = oscillation(draw)
    t, g, zt = made["t"], made["g"], made["z_t"]
    z, W = made["z"](t), made["W"]
    _v, _vt = (2 * g * zt * z.abs()).sqrt(), (2 * g * zt).sqrt()
    up = g * (1 - z / zt)
    _k, _m, _w = draw(positive=True), draw(positive=True), draw()
    return {"z": z, "t": t, "g": g, "z_t": zt, "W": W, "L": W - W / g * up}


def spring(draw):
    k, m, t, a = draw(positive=True), draw(positive=True), draw(), draw()
    return {"k": k, "m": m, "t": t, "x": a * torch.cos((k / m).sqrt() * t)}


def lift(draw):
    v, vt, W = draw(positive=True), draw(positive=True), draw(positive=True)
    return {"L": W * v**2 / vt**2, "W": W, "v": v, "v_t": vt}


def stepped(draw, N):
    """Euler's method on the oscillation, and on a right side f of its own."""
    g, zt, dt = draw(positive=True), draw(positive=True), 0.1 * draw(positive=True)
    z, b, u = [draw()], [draw()], [draw()]

    def f(a):
        return torch.sin(a)

    for _ in range(N):
        z_, b_ = z[-1] + dt * b[-1], b[-1] + dt * (g - g / zt * z[-1])
        z.append(z_)
        b.append(b_)
        u.append(u[-1] + dt * f(u[-1]))
    zv, bv = z[0], b[0]
    return {
        "g": g, "z_t": zt, r"\Delta t": dt, "z_n": torch.stack(z), "b_n": torch.stack(b), "u_n": torch.stack(u),
        "f": f, "z": zv, "b": bv, r"\vec{u}": torch.stack([zv, bv]),
    }  # fmt: skip


def started(draw):
    u0, t = draw(), draw()

    def u(s):
        return u0 + s

    return {"u(t=0)": u0, "u_0": u0 + 0, "u": u, "t": t}


def errors(draw, N):
    dt, zn = draw(positive=True), draw(N + 1)

    def z(s):
        return torch.sin(s)

    t = dt * torch.arange(N + 1, dtype=torch.float64)
    return {r"\Delta t": dt, "z_n": zn, "t_n": t, "z": z, "E": dt * (z(t) - zn).abs().sum(), "N": N}


def motion(draw, N):
    """The whole motion by Euler's method."""
    g, CD, CL, vt, dt = (draw(positive=True) for _ in range(5))
    v, theta, x, y = [1 + draw(positive=True)], [draw()], [draw()], [draw()]
    for _ in range(N):
        a, o = v[-1], theta[-1]
        v.append(a + dt * (-g * torch.sin(o) - CD / CL * g / vt**2 * a**2))
        theta.append(o + dt * (-g / a * torch.cos(o) + g / vt**2 * a))
        x.append(x[-1] + dt * a * torch.cos(o))
        y.append(y[-1] + dt * a * torch.sin(o))
    return {
        "g": g, "C_D": CD, "C_L": CL, "v_t": vt, r"\Delta t": dt, "v^n": torch.stack(v),
        r"\theta^n": torch.stack(theta), "x^n": torch.stack(x), "y^n": torch.stack(y),
    }  # fmt: skip


def moment(draw):
    """One instant of it: forces, and the rates that they make."""
    g, CD, CL, S, rho, v, theta = (draw(positive=True) for _ in range(7))
    W, m = draw(positive=True), draw(positive=True)
    m = W / g
    vt = (W / (0.5 * CL * S * rho)).sqrt()
    L, D = CL * S * 0.5 * rho * v**2, CD * S * 0.5 * rho * v**2
    dv, dtheta = -g * torch.sin(theta) - g * D / W, (-W * torch.cos(theta) + L) / (m * v)
    return {
        "g": g, "C_D": CD, "C_L": CL, "S": S, r"\rho": rho, "v": v, r"\theta": theta, "W": W, "m": m, "v_t": vt,
        "L": L, "D": D, "v'": dv, r"\theta'": dtheta,
    }  # fmt: skip


def observed(draw):
    """Three grids and the order that they show; a state and its rates as columns."""
    f1, order, c, x, y = draw(), draw(positive=True), draw(), draw(), draw()
    r, h = 2.0, 0.1
    f = [f1 + c * (h / r**k) ** order for k in (0, 1, 2)]
    g, CD, CL, vt, v, theta = (draw(positive=True) for _ in range(6))
    state = torch.stack([v, theta, x, y])

    def rates(u):
        return torch.stack([
            -g * torch.sin(u[1]) - CD / CL * g / vt**2 * u[0] ** 2, -g / u[0] * torch.cos(u[1]) + g / vt**2 * u[0],
            u[0] * torch.cos(u[1]), u[0] * torch.sin(u[1]),
        ])  # fmt: skip

    return {
        "f_1": f[2], "f_2": f[1], "f_3": f[0], "r": r, "p": order, "g": g, "C_D": CD, "C_L": CL, "v_t": vt, "v": v,
        r"\theta": theta, "x": x, "y": y, "u": state, "f": rates,
    }  # fmt: skip


def rocket(draw):
    """A rocket on its way up: forces, mass, speed, height."""
    ms, mp, rho, v, A, CD, ve, g = (draw(positive=True) for _ in range(8))
    _h0, _t, rate = draw(), draw(), draw(positive=True)
    V, G, U = draw(3), draw(3), draw(3)
    return {
        "m_s": ms, "m_p": mp, r"\rho_a": rho, r"\rho": rho + 0, "A": A, "C_D": CD, "v_e": ve, r"\dot{m}_p": rate,
        r"\mathbf{v}": V, r"\mathbf{g}": G, r"\mathbf{v}_e": U, r"\mathbf{F}_g": (ms + mp) * G,
        r"\mathbf{F}_d": -0.5 * rho * V * V.norm() * A * CD, r"\mathbf{F}_{rocket\rightarrow gas}": rate * U,
        r"\mathbf{F}_{gas\rightarrow rocket}": -rate * U,
    }  # fmt: skip


ASKED = (
    (SOURCE, "lessons/01_phugoid/01_01_Phugoid_Theory.ipynb", script(forces)),
    (SOURCE, "lessons/01_phugoid/01_02_Phugoid_Oscillation.ipynb",
     (script(oscillation), script(lifted), script(spring), script(lift),
      script(stepped, dict.fromkeys(("z_n", "b_n", "u_n"), "0≤n≤N")), script(started),
      script(errors, dict.fromkeys(("z_n", "t_n"), "0≤n≤N")))),
    (SOURCE, "lessons/01_phugoid/01_03_PhugoidFullModel.ipynb",
     (script(motion, dict.fromkeys(("v^n", r"\theta^n", "x^n", "y^n"), "0≤n≤N")), script(moment), script(observed))),
    (SOURCE, "lessons/01_phugoid/Rocket_Assignment.ipynb", script(rocket, bars="norm")),
)  # fmt: skip
