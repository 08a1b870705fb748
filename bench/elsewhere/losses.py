"""Cross-entropy, with two classes and with many, and its relatives."""

import torch

from elsewhere import script

FIELD = "losses"
SITE = "peterroelants/peterroelants.github.io"


def logistic(draw, n):
    z, t = draw(), torch.tensor(float(draw.integers(2, 1)), dtype=torch.float64)
    y = torch.sigmoid(z)
    xi = -t * torch.log(y) - (1 - t) * torch.log(1 - y)
    zs, ts = draw(n), draw.integers(2, n).double()
    ys = torch.sigmoid(zs)
    each = -ts * ys.log() - (1 - ts) * (1 - ys).log()
    return {
        "z": z, "t": t, "y": y, r"\sigma": torch.sigmoid, r"\xi": xi, r"\xi(t,y)": xi + 0, "z_i": zs,
        "y_i": ys, "t_i": ts, r"\xi(t_i,y_i)": each, "P(t=1|z)": y + 0, "P(t=0|z)": 1 - y,
        r"P(t_i=1|z_i)": ys + 0, "L": xi + each.sum(),
    }  # fmt: skip


def sample(draw, n):
    """The same names of a whole sample."""
    made = logistic(draw, n)
    return {
        "t_i": made["t_i"], "y_i": made["y_i"], "z_i": made["z_i"], r"\sigma": torch.sigmoid,
        "P(t|z)": (-made[r"\xi(t_i,y_i)"].sum()).exp(), r"P(t_i=1|z_i)": made["y_i"],
        r"\mathcal{L}(\theta|t,z)": (-made[r"\xi(t_i,y_i)"].sum()).exp(), r"\xi(t,y)": made[r"\xi(t_i,y_i)"].sum(),
    }  # fmt: skip


EACH = dict.fromkeys(("z_i", "y_i", "t_i", r"\xi(t_i,y_i)", r"P(t_i=1|z_i)"), "1≤i≤n")
LOGISTIC, SAMPLE = script(logistic, EACH), script(sample, {k: v for k, v in EACH.items() if "xi" not in k})


def softmax(draw, C, n):
    z = draw(C)
    y = torch.softmax(z, 0)
    t = torch.eye(C, dtype=torch.float64)[draw.integers(C, 1)[0]]
    Z = draw(n, C)
    Y, T = torch.softmax(Z, 1), torch.eye(C, dtype=torch.float64)[draw.integers(C, n)]
    xi = -(t * y.log()).sum()
    return {
        r"\mathbf{z}": z, "z_c": z, "y_c": y, "t_c": t, r"\mathbf{y}": y, r"\mathbf{t}": t,
        r"\varsigma": lambda a: torch.softmax(a, 0), r"\Sigma_C": z.exp().sum(), r"\xi": xi,
        r"\xi(\mathbf{t},\mathbf{z})": xi + 0, r"\mathcal{L}(\theta|\mathbf{t},\mathbf{z})": (-xi).exp(),
        r"P(\mathbf{t}|\mathbf{z})": (-xi).exp(), r"P(t_c|\mathbf{z})": y + 0, "t_{ic}": T, "y_{ic}": Y,
        r"\xi(\mathbf{t}_i,\mathbf{y}_i)": -(T * Y.log()).sum(1), r"\xi(T,Y)": -(T * Y.log()).sum(), "L": xi,
    }  # fmt: skip


SOFTMAX = script(
    softmax,
    {
        **dict.fromkeys(("z_c", "y_c", "t_c", r"P(t_c|\mathbf{z})"), "1≤c≤C"), "t_{ic}": "1≤i≤n, 1≤c≤C",
        "y_{ic}": "1≤i≤n, 1≤c≤C", r"\xi(\mathbf{t}_i,\mathbf{y}_i)": "1≤i≤n",
    },
    first=1,
)  # fmt: skip


def scores(draw, n, m):
    """Classification and ranking from scores, the label as weights and as a class."""
    x, y, s = draw(n, m), torch.softmax(draw.constant(n, m), 1), draw(m)
    p, gamma, alpha = torch.sigmoid(draw()), draw(positive=True), torch.sigmoid(draw())
    eps, weights = draw(m), draw(m)
    log = torch.log_softmax(x, 1)
    t = torch.arange(n)
    which = draw.integers(m, n)
    rank = torch.softmax(draw.constant(m), 0)
    return {
        "x_{ij}": x, "y_{ij}": y, r"\sigma_i": -(y * log).sum(1), "s_i": s, "p_t": p,
        r"\alpha_t": alpha, r"\gamma": gamma, "FL(p_t)": -alpha * (1 - p) ** gamma * p.log(),
        r"\ell(s, y)": -(rank * torch.log_softmax(s, 0)).sum(), "y_i": rank, "P_t": p, r"\epsilon_j": eps,
        "w_i": weights, "n": n, "L": log[t, which].sum(),
    }  # fmt: skip


def labels(draw, n, m):
    """The same with the class as an index; one class of two by its number."""
    x, which = draw(n, m), draw.integers(m, n)
    log = torch.log_softmax(x, 1)
    p, alpha = torch.sigmoid(draw()), torch.sigmoid(draw())
    y = float(draw.integers(2, 1))
    return {
        "x_{ij}": x, "y_i": which, r"\sigma_i": log[torch.arange(n), which], "p": p, r"\alpha": alpha, "y": y,
        "p_t": p if y else 1 - p, r"\alpha_t": alpha if y else 1 - alpha,
    }  # fmt: skip


SCORES = script(
    scores,
    {
        "x_{ij}": "i<n, j<m", "y_{ij}": "i<n, j<m", r"\sigma_i": "i<n", "s_i": "i<m", "y_i": "i<m",
        r"\epsilon_j": "1≤j≤m", "w_i": "i<m",
    },
)  # fmt: skip
LABELS = script(labels, {"x_{ij}": "i<n, j<m", "y_i": "index, i<n", r"\sigma_i": "i<n"})


def dice(draw, N, C):
    p, t = torch.sigmoid(draw(N, C)), draw.integers(2, N, C).double()
    both, smooth, a, b = (p * t).sum(0), draw(positive=True), draw(positive=True), draw(positive=True)
    P, T = p.sum(0), t.sum(0)
    return {
        "p_{i,c}": p, "t_{i,c}": t, "intersection_c": both, "dice_c":
            1 - (both + smooth) / (both + a * (P - both) + b * (T - both) + smooth),
        "smooth": smooth, r"\alpha": a, r"\beta": b, "P_c": P, "T_c": T,
    }  # fmt: skip


DICE = script(
    dice,
    {"p_{i,c}": "1≤i≤N, 1≤c≤C", "t_{i,c}": "1≤i≤N, 1≤c≤C"}
    | dict.fromkeys(("intersection_c", "dice_c", "P_c", "T_c"), "1≤c≤C"),
)


def regression(draw, n, d, q):
    """Softmax regression on three classes and four features."""
    x4, w, b3 = draw(4), draw(3, 4), draw(3)
    o = w @ x4 + b3
    X, W, b = draw(n, d), draw(d, q), draw(q)
    O = X @ W + b
    y = torch.softmax(draw.constant(q), 0)
    hat = torch.softmax(o, 0)
    targets = torch.eye(q, dtype=torch.float64)[draw.integers(q, n)]
    each = (targets * torch.softmax(O, -1)).sum(-1)
    P = torch.softmax(draw.constant(q), 0)
    return {
        "x_i": x4, "w_{ij}": w, "b_i": b3, "o_j": o, r"\mathbf{o}": o, r"\mathbf{y}": y,
        r"\hat{\mathbf{y}}": hat, "y_j": y, r"\hat{y}_i": hat, r"\mathbf{X}": X, r"\mathbf{W}": W,
        r"\mathbf{b}": b, r"\mathbf{O}": O, r"\hat{\mathbf{Y}}": torch.softmax(O, -1),
        r"P(\mathbf{Y} \mid \mathbf{X})": each.prod(), r"P(\mathbf{y}^{(i)} \mid \mathbf{x}^{(i)})": each,
        r"l(\mathbf{y}, \hat{\mathbf{y}})": -(y * hat.log()).sum(),
        r"l(\mathbf{y}^{(i)}, \hat{\mathbf{y}}^{(i)})": -each.log(), "P(j)": P, "H[P]": -(P * P.log()).sum(),
        "L": O.sum(),
    }  # fmt: skip


REGRESSION = script(
    regression,
    {
        "x_i": "1≤i≤4", "w_{ij}": "1≤i≤3, 1≤j≤4", "b_i": "1≤i≤3", "o_j": "1≤j≤q", "y_j": "1≤j≤q",
        r"\hat{y}_i": "1≤i≤q", r"\mathbf{b}": "1×q, over rows",
        r"P(\mathbf{y}^{(i)} \mid \mathbf{x}^{(i)})": "1≤i≤n",
        r"l(\mathbf{y}^{(i)}, \hat{\mathbf{y}}^{(i)})": "1≤i≤n", "P(j)": "1≤j≤q",
    },
    sizes={"q": (3,)},
    first=1,
)  # fmt: skip


def joint(draw, n, m):
    """A joint table of labels and inputs, its conditional and its margin."""
    table = torch.softmax(draw(n * m), 0).reshape(n, m)
    return {r"P(t,z|\theta)": table, r"P(t|z,\theta)": table / table.sum(0), r"P(z|\theta)": table.sum(0)}


def of_vectors(draw):
    """One entry of such a table."""
    given, z = torch.sigmoid(draw()), torch.sigmoid(draw())
    return {
        r"P(\mathbf{t},\mathbf{z}|\theta)": given * z, r"P(\mathbf{t}|\mathbf{z},\theta)": given,
        r"P(\mathbf{z}|\theta)": z,
    }  # fmt: skip


JOINT = script(joint, {r"P(t,z|\theta)": "t<n, z<m", r"P(t|z,\theta)": "t<n, z<m", r"P(z|\theta)": "z<m"})
ASKED = (
    ("d2l-ai/d2l-en", "chapter_linear-classification/softmax-regression.md", REGRESSION),
    (SITE, "notebooks/cross_entropy/cross-entropy-logistic.ipynb", (LOGISTIC, SAMPLE, JOINT)),
    (SITE, "notebooks/cross_entropy/cross-entropy-softmax.ipynb", (SOFTMAX, script(of_vectors))),
    ("google-deepmind/optax", "optax/losses/_classification.py", (SCORES, LABELS)),
    ("google-deepmind/optax", "optax/losses/_ranking.py", SCORES),
    ("google-deepmind/optax", "optax/losses/_segmentation.py", DICE),
)
FALSE = {
    ("notebooks/cross_entropy/cross-entropy-logistic.ipynb", 8): "the sum's brackets are missing",
    ("notebooks/cross_entropy/cross-entropy-logistic.ipynb", 9): "z stands for z_i",
    ("notebooks/cross_entropy/cross-entropy-softmax.ipynb", 5): "the product begins at i = c",
}
