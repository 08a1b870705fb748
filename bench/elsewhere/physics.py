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


def glide(draw):
    """A steady glide, straight down the slope: the forces balance."""
    W, gamma = draw(positive=True), draw()
    return {"W": W, r"\gamma": gamma, "L": W * torch.cos(gamma), "D": W * torch.sin(gamma)}


def lowest(draw):
    """The lowest point of a loop that begins at rest, and what is conserved on the way there."""
    zt, g = draw(positive=True), draw(positive=True)
    z = 3 * zt
    v = (2 * g * z).sqrt()
    return {
        "z_t": zt, "z": z, r"\theta": 0 * zt, "R": 3 * zt, "v": v, "g": g, r"\text{constant}": 0.5 * v**2 - g * z,
    }  # fmt: skip


def curved(draw):
    """A point on an arc, at a speed that grows: its acceleration along the path and across it."""
    t, start, gain, R, m, s0 = (
        draw(),
        draw(positive=True),
        draw(positive=True),
        draw(positive=True),
        draw(positive=True),
        draw(),
    )
    v = start + gain * t
    angle = s0 + (start * t + gain * t**2 / 2) / R
    along = torch.stack([torch.cos(angle), -torch.sin(angle)])
    across = torch.stack([torch.sin(angle), torch.cos(angle)])
    a = gain * along + v**2 / R * across
    W = draw(2)
    return {
        "t": t, "v": v, "R": R, "m": m, r"\hat{n}": across, r"\hat{t}": along, r"\vec{a}": a, r"\vec{W}": W,
        r"\vec{L}": m * a - W, "W_n": W @ across, "W_t": m * gain, "L": m * v**2 / R - W @ across,
    }  # fmt: skip


def arc(draw):
    """A circle, by the length that was flown on it."""
    s, R, z0 = draw(), draw(positive=True), draw()
    return {"s": s, "R": R, r"\theta": s / R, "z": z0 + R * torch.cos(s / R)}


def rates(draw):
    """The oscillation as a system, at one time."""
    g, zt, z, b, t = draw(positive=True), draw(positive=True), draw(), draw(), draw()
    return {
        "g": g, "z_t": zt, "z(t)": z, "b": b, "t": t, r"\vec{u}'(t)": torch.stack([b, g - g * z / zt]), "u(t=0)": z,
        "u_0": z + 0,
    }  # fmt: skip


def extrapolated(draw):
    """One short step along the tangent."""
    t, dt = draw(positive=True), 1e-3 * draw(positive=True)
    return {"t": t, r"\Delta t": dt, "u": lambda s: 3 + torch.sin(s) + s**2}


def flown(draw):
    """Speed and angle as they change with time; lift and drag are what makes them do so."""
    t, start, gain, turn, theta0, m, W = (
        draw(),
        draw(positive=True) + 3,
        draw(),
        draw(),
        draw(),
        draw(positive=True),
        draw(),
    )
    v, theta = start + gain * t**2, theta0 + turn * t
    return {
        "t": t, "m": m, "W": W, "v": v, r"\theta": theta, "D": -W * torch.sin(theta) - m * 2 * gain * t,
        "L": m * v * turn + W * torch.cos(theta),
    }  # fmt: skip


def instant(draw, N):
    """The beginning of a flight, its velocity, and a speed that grows evenly."""
    v, theta, x, y, dt, gain = draw(positive=True), draw(), draw(), draw(), draw(positive=True), draw()
    u = draw(4)

    def f(state):
        return torch.sin(state) + state

    return {
        "v": v, r"\theta": theta, "x'(t)": v * torch.cos(theta), "y'(t)": v * torch.sin(theta), r"\Delta t": dt,
        "v(0)": v + 0, "v_0": v + 0, r"\theta(0)": theta + 0, r"\theta_0": theta + 0, "x(0)": x, "x_0": x + 0,
        "y(0)": y, "y_0": y + 0, "v'(t)": gain, "v^n": v + gain * dt * torch.arange(N + 1, dtype=torch.float64),
        "u": u, "f": f, "u'(t)": f(u),
    }  # fmt: skip


def climbing(draw):
    """The rocket as it moves: height and speed by time, gravity as the rest of the forces leaves it."""
    ms, mp, rho, A, CD, ve, rate = (draw(positive=True) for _ in range(7))
    t, h0, v0, a = draw(positive=True), draw(), draw(), draw()
    h, v = h0 + v0 * t + a * t**2 / 2, v0 + a * t
    U, V0, G = draw(3), draw(3), draw(3)
    V = V0 + G * t
    drag = 0.5 * rho * A * CD
    gas = rate * t * U
    return {
        "m_s": ms, "m_p": mp, r"\rho": rho, r"\rho_a": rho + 0, "A": A, "C_D": CD, "v_e": ve, r"\dot{m}_p": rate, "t": t,
        "h": h, "v": v, "g": (rate * ve - drag * v * v.abs()) / (ms + mp) - a, r"\mathbf{v}": V, r"\mathbf{v}_e": U,
        r"\mathbf{g}": G + (drag * V * v.abs() + rate * U) / (ms + mp), "m_{po}": mp + rate * t,
        r"\mathbf{p}_{gas}": gas, r"\mathbf{F}_{rocket\rightarrow gas}": rate * U,
        r"\mathbf{F}_{gas\rightarrow rocket}": -rate * U,
    }  # fmt: skip


def burning(draw):
    """The propellant's rate, before its burn-out and after."""
    t = 5 * draw(positive=True)
    return {"t": t, r"\dot{m}_p(t)": torch.where(t < 5, 20.0, 0.0).double()}


ASKED = (
    (SOURCE, "lessons/01_phugoid/01_01_Phugoid_Theory.ipynb",
     (script(forces), script(glide), script(lowest), script(curved), script(arc))),
    (SOURCE, "lessons/01_phugoid/01_02_Phugoid_Oscillation.ipynb",
     (script(oscillation), script(lifted), script(spring), script(lift),
      script(stepped, dict.fromkeys(("z_n", "b_n", "u_n"), "0≤n≤N")), script(started),
      script(errors, dict.fromkeys(("z_n", "t_n"), "0≤n≤N")), script(rates), script(extrapolated))),
    (SOURCE, "lessons/01_phugoid/01_03_PhugoidFullModel.ipynb",
     (script(motion, dict.fromkeys(("v^n", r"\theta^n", "x^n", "y^n"), "0≤n≤N")), script(moment),
      script(observed), script(flown), script(instant, {"v^n": "0≤n≤N"}))),
    (SOURCE, "lessons/01_phugoid/Rocket_Assignment.ipynb",
     (script(rocket, bars="norm"), script(climbing), script(burning))),
)  # fmt: skip
