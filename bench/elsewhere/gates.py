"""Gated recurrent cells."""

import torch

from elsewhere import script
from figpress.equations.model import SymbolContext

FIELD = "attention"
FILES = (
    ("d2l-ai/d2l-en", "chapter_recurrent-modern/lstm.md"),
    ("d2l-ai/d2l-en", "chapter_recurrent-modern/gru.md"),
    ("d2l-ai/d2l-en", "chapter_recurrent-neural-networks/rnn.md"),
)
LSTM, GRU = ("i", "f", "o", "c"), ("r", "z")


def weights(draw, d, h, gates):
    return {gate: (draw(d, h), draw(h, h), draw(h)) for gate in gates}


def lstm(draw, n, d, h, T):
    X, w = draw(T, n, d), weights(draw, d, h, LSTM)
    H, C = [draw(n, h)], [draw(n, h)]
    parts = {name: [] for name in ("I", "F", "O", "tilde")}
    for t in range(T):
        made = {g: X[t] @ w[g][0] + H[-1] @ w[g][1] + w[g][2] for g in LSTM}
        i, f, o = (torch.sigmoid(made[g]) for g in "ifo")
        c = torch.tanh(made["c"])
        C.append(f * C[-1] + i * c)
        H.append(o * torch.tanh(C[-1]))
        for name, value in zip(parts, (i, f, o, c)):
            parts[name].append(value)
    names = {
        rf"\mathbf{{W}}_{{\textrm{{{side}{g}}}}}": w[g][k] for g in LSTM for k, side in enumerate("xh")
    } | {rf"\mathbf{{b}}_\textrm{{{g}}}": w[g][2] for g in LSTM}  # fmt: skip
    return {
        **names, r"\mathbf{X}_t": X, r"\mathbf{H}_t": H, r"\mathbf{C}_t": C, r"\mathbf{I}_t": parts["I"],
        r"\mathbf{F}_t": parts["F"],
        r"\mathbf{O}_t": parts["O"], r"\tilde{\mathbf{C}}_t": parts["tilde"], r"\sigma": torch.sigmoid,
        "L": H[-1].sum(),
    }  # fmt: skip


def table(gates, states, steps):
    return {
        **{rf"\mathbf{{W}}_{{\textrm{{x{g}}}}}": ("d×h", "weights") for g in gates},
        **{rf"\mathbf{{W}}_{{\textrm{{h{g}}}}}": ("h×h", "weights") for g in gates},
        **{rf"\mathbf{{b}}_\textrm{{{g}}}": ("1×h, over rows", "bias") for g in gates},
        r"\mathbf{X}_t": ("n×d, 1≤t≤T", "input"),
        **{rf"{name}_t": ("n×h, 0≤t≤T", "state") for name in states}, **{rf"{name}_t": ("n×h, 1≤t≤T",
        "gate") for name in steps},
        r"\sigma": ("function", "logistic"), "L": ("scalar", ""), **dict.fromkeys("ndhT", ("size", "")),
    }  # fmt: skip


CONTEXT = SymbolContext(
    lstm,
    table(
        LSTM,
        (r"\mathbf{H}", r"\mathbf{C}"),
        (r"\mathbf{I}", r"\mathbf{F}", r"\mathbf{O}", r"\tilde{\mathbf{C}}"),
    ),
    entrywise=True,
)


def gru(draw, n, d, h, T):
    X, w = draw(T, n, d), weights(draw, d, h, (*GRU, "h"))
    H, parts = [draw(n, h)], ([], [], [])
    for t in range(T):
        r, z = (torch.sigmoid(X[t] @ w[g][0] + H[-1] @ w[g][1] + w[g][2]) for g in GRU)
        new = torch.tanh(X[t] @ w["h"][0] + (r * H[-1]) @ w["h"][1] + w["h"][2])
        H.append(z * H[-1] + (1 - z) * new)
        for kept, value in zip(parts, (r, z, new)):
            kept.append(value)
    names = {
        rf"\mathbf{{W}}_{{\textrm{{{side}{g}}}}}": w[g][k] for g in (*GRU, "h") for k, side in enumerate("xh")
    }
    names |= {rf"\mathbf{{b}}_\textrm{{{g}}}": w[g][2] for g in (*GRU, "h")}
    return {
        **names, r"\mathbf{X}_t": X, r"\mathbf{H}_t": H, r"\mathbf{R}_t": parts[0],
        r"\mathbf{Z}_t": parts[1], r"\tilde{\mathbf{H}}_t": parts[2],
        r"\sigma": torch.sigmoid, "L": H[-1].sum(),
    }  # fmt: skip


def rnn(draw, n, d, h, T, q):
    X, Wx, Wh, b, Wq, bq = draw(T, n, d), draw(d, h), draw(h, h), draw(h), draw(h, q), draw(q)
    H = [draw(n, h)]
    for t in range(T):
        H.append(torch.tanh(X[t] @ Wx + H[-1] @ Wh + b))
    H_one = torch.tanh(X[0] @ Wx + b)
    return {
        r"\mathbf{X}_t": X, r"\mathbf{H}_t": H, r"\mathbf{W}_{\textrm{xh}}": Wx,
        r"\mathbf{W}_{\textrm{hh}}": Wh, r"\mathbf{b}_\textrm{h}": b,
        r"\mathbf{W}_{\textrm{hq}}": Wq, r"\mathbf{b}_\textrm{q}": bq, r"\mathbf{X}": X[0],
        r"\mathbf{H}": H_one, r"\mathbf{O}": H_one @ Wq + bq,
        r"\mathbf{O}_t": [state @ Wq + bq for state in H[1:]], r"\phi": torch.tanh, "L": H[-1].sum(),
    }  # fmt: skip


CONTEXTS = (
    CONTEXT,
    SymbolContext(gru, table((*GRU, "h"), (r"\mathbf{H}",), (r"\mathbf{R}", r"\mathbf{Z}",
        r"\tilde{\mathbf{H}}")), entrywise=True),
    SymbolContext(
        rnn,
        {
            **table((), (r"\mathbf{H}",), ()), r"\mathbf{W}_{\textrm{xh}}": ("d×h", ""),
            r"\mathbf{W}_{\textrm{hh}}": ("h×h", ""),
            r"\mathbf{b}_\textrm{h}": ("1×h, over rows", ""), r"\mathbf{W}_{\textrm{hq}}": ("h×q", ""),
            r"\mathbf{b}_\textrm{q}": ("1×q, over rows", ""),
            r"\mathbf{X}": ("n×d", ""), r"\mathbf{H}": ("n×h", ""), r"\mathbf{O}": ("n×q", ""),
            r"\mathbf{O}_t": ("n×q, 1≤t≤T", ""),
            r"\phi": ("function", ""), "q": ("size", ""),
        },
    ),
)  # fmt: skip


def step(draw, T, d):
    """Any recurrence."""
    x, W = draw(T, d), draw(d, d)

    def f(a, b):
        return torch.tanh(a + W @ b)

    h = [draw(d)]
    for t in range(T):
        h.append(f(x[t], h[-1]))
    return {"x_t": x, "h_t": torch.stack(h), "f": f}


del CONTEXTS[2].table[r"\sigma"]
ASKED = tuple(
    (*file, context)
    for file, context in zip(
        FILES, (*CONTEXTS[:2], (CONTEXTS[2], script(step, {"x_t": "1≤t≤T", "h_t": "0≤t≤T"})))
    )
)
