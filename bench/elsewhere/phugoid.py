"""A glider: its forces along the path, and the path itself."""

import torch

from figpress.equations.model import SymbolContext

FIELD = "physics"
FILES = (("numerical-mooc/numerical-mooc", "lessons/01_phugoid/01_01_Phugoid_Theory.ipynb"),)


def forward(draw):
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
        "v_t": vt, "W": W, "g": g, r"\gamma": gamma, "z": z,
        "z_t": zt, "C": C, "R": R, r"\theta": theta, "m": W / g, "W_n": -W * torch.cos(theta),
    }  # fmt: skip


CONTEXT = SymbolContext(
    forward,
    dict.fromkeys(
        (
            "L",
            "D",
            "C_L",
            "C_D",
            "S",
            r"\rho",
            "v",
            "v_t",
            "W",
            "g",
            r"\gamma",
            "z",
            "z_t",
            "C",
            "R",
            r"\theta",
            "m",
            "W_n",
        ),
        ("scalar", ""),
    ),
)
