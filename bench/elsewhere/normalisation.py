"""Batch, layer, instance and group norm, over samples and over channels."""

import math

import torch

from elsewhere import script

FIELD = "normalisation"
D2L, LABML = "d2l-ai/d2l-en", "labmlai/annotated_deep_learning_paper_implementations"
PYG = "pyg-team/pytorch_geometric"
SAMPLES = 64


def moments(x, dim=0):
    return x.mean(dim, keepdim=True), x.var(dim, keepdim=True, correction=0)


def batch(draw, K):
    """Channels k of a batch of samples; one activation on its own."""
    x, gamma, beta, eps = draw(SAMPLES, K), draw(K), draw(K), draw(positive=True)
    mean, var = moments(x)
    hat = (x - mean) / (var + eps).sqrt()
    one = draw(SAMPLES)
    return {
        "x^{(k)}": x, r"\hat{x}^{(k)}": hat, r"\gamma^{(k)}": gamma, r"\beta^{(k)}": beta,
        "y^{(k)}": gamma * hat + beta, r"\epsilon": eps, "x": one, r"\hat{x}": one - one.mean(),
    }  # fmt: skip


def without(draw, K):
    """The same where nothing is added to the variance."""
    made = batch(draw, K)
    mean, var = moments(made["x^{(k)}"])
    return made | {r"\hat{x}^{(k)}": (made["x^{(k)}"] - mean) / var.sqrt()}


RANDOM = dict.fromkeys(("x^{(k)}", r"\hat{x}^{(k)}", "y^{(k)}"), "1≤k≤K, random") | {
    r"\gamma^{(k)}": "1≤k≤K", r"\beta^{(k)}": "1≤k≤K", "x": "random", r"\hat{x}": "random",
}  # fmt: skip
BATCH, WITHOUT = script(batch, RANDOM), script(without, RANDOM)


def features(draw, n, d):
    """A column that is normalised over its own entries, and one over a batch."""
    X, gamma, beta, eps = draw(d), draw(), draw(), draw(positive=True)
    hat = (X - X.mean()) / (X.var(correction=0) + eps).sqrt()
    x = draw(SAMPLES, d)
    g, b = draw(d), draw(d)
    mean, var = moments(x)
    out = (x - mean) / (var + eps).sqrt() * g + b
    return {
        r"\epsilon": eps, r"\gamma": g, r"\beta": b, r"\mathbf{x}": x, r"\mathbf{x}^{\prime}_i": out,
        r"\hat{X}": hat, "X": X, r"\text{LN}(x)": gamma * hat + beta,
    }  # fmt: skip


def entries(draw, B, C, H, W, over):
    """Samples are the places that a mean goes over: of a batch, of channels, of an image."""
    X, gamma, beta, eps = draw(over), draw(), draw(), draw(positive=True)
    hat = (X - X.mean()) / (X.var(correction=0) + eps).sqrt()
    return {
        "X": X, r"\hat{X}": hat, r"\gamma": gamma, r"\beta": beta, r"\epsilon": eps,
        r"\text{LN}(x)": gamma * hat + beta, r"\text{LN}(X)": gamma * hat + beta,
        r"\text{BN}(X)": gamma * hat + beta, r"\text{IN}(X)": gamma * hat + beta,
    }  # fmt: skip


FEATURES = script(
    features, {r"\mathbf{x}": "d×1, random", r"\mathbf{x}^{\prime}_i": ("d×1, random", "")}, entrywise=True
)


def places(*sizes):
    """The samples are as many as the product of these sizes."""

    def forward(draw, B, C, H, W, L):
        lengths = {"B": B, "C": C, "H": H, "W": W, "L": L}
        return entries(draw, B, C, H, W, math.prod(lengths[name] for name in sizes) if sizes else SAMPLES)

    return script(forward, dict.fromkeys(NORMALISED, "random"))


NORMALISED = ("X", r"\hat{X}", r"\text{LN}(x)", r"\text{LN}(X)", r"\text{BN}(X)", r"\text{IN}(X)")


def instance(draw, T, C, H, W):
    """Images t, channels i, rows j, columns k."""
    x = draw(T, C, H, W, positive=True)
    gamma, beta, eps = draw(C), draw(C), draw(positive=True)
    return {
        "x_{t,i,j,k}": x, "y_{t,i,j,k}": x / x.sum((2, 3), keepdim=True), r"\gamma_i": gamma,
        r"\beta_i": beta, r"\epsilon": eps,
    }  # fmt: skip


def pixels(draw, T, C):
    """Samples are the places of one channel of one image."""
    x = draw(SAMPLES, T, C)
    gamma, beta, eps = draw(C), draw(C), draw(positive=True)
    mean, var = moments(x)
    hat = (x - mean) / (var + eps).sqrt()
    return {
        "x_{t,i}": x, r"\hat{x}_{t,i}": hat, "y_{t,i}": gamma * hat + beta, r"\gamma_i": gamma,
        r"\beta_i": beta, r"\epsilon": eps,
    }  # fmt: skip


INSTANCE = script(
    instance,
    dict.fromkeys(("x_{t,i,j,k}", "y_{t,i,j,k}"), "1≤t≤T, 1≤i≤C, 1≤j≤H, 1≤k≤W")
    | dict.fromkeys((r"\gamma_i", r"\beta_i"), "1≤i≤C"),
)
PIXELS = script(
    pixels,
    dict.fromkeys(("x_{t,i}", r"\hat{x}_{t,i}", "y_{t,i}"), "1≤t≤T, 1≤i≤C, random")
    | dict.fromkeys((r"\gamma_i", r"\beta_i"), "1≤i≤C"),
)


def group(draw, n, m):
    """Entries by one index; samples of a group."""
    mu, sigma, x = draw(n), draw(n, positive=True), draw(n)
    g, b, hat = draw(m), draw(m), draw(m)
    members = draw(SAMPLES, n, m)
    mean, var = moments(members)
    eps = draw(positive=True)
    return {
        "x_i": x, r"\mu_i": mu, r"\sigma_i": sigma, r"\hat{x}_i": (x - mu) / sigma, r"\gamma_{i_C}": g,
        r"\beta_{i_C}": b, r"\hat{x}_{i_C}": hat, "y_{i_C}": g * hat + b, r"\epsilon": eps,
        "x_{(i_N, i_G)}": members[:, 0, 0], r"\hat{x}_{(i_N, i_G)}": ((members - mean) / (var + eps).sqrt())[:, 0, 0],
        r"\gamma_{i_G}": g[0], r"\beta_{i_G}": b[0], r"\hat{x}_{i_G}": hat[0], "y_{i_G}": g[0] * hat[0] + b[0],
    }  # fmt: skip


def labelled(draw, n, m):
    """The same names as single numbers: i_C is a label."""
    made = group(draw, n, m)
    return {k: v[0] if k in (r"\gamma_{i_C}", r"\beta_{i_C}", r"\hat{x}_{i_C}", "y_{i_C}") else v
            for k, v in made.items()}  # fmt: skip


GROUP = script(
    labelled,
    dict.fromkeys(("x_i", r"\mu_i", r"\sigma_i", r"\hat{x}_i"), "i<n")
    | dict.fromkeys(("x_{(i_N, i_G)}", r"\hat{x}_{(i_N, i_G)}"), "random"),
)


def means(draw, d, B):
    """d2l's batch norm: columns of means and spreads."""
    X, gamma, beta, eps = draw(B, d), draw(d), draw(d), draw(positive=True)
    mean, var = X.mean(0), X.var(0, correction=0) + eps

    def bn(a):
        return gamma * (a - mean) / var.sqrt() + beta

    return {
        r"\mathbf{x}": draw(d), r"\hat{\boldsymbol{\mu}}_\mathcal{B}": mean, r"\textrm{BN}": bn,
        r"\hat{\boldsymbol{\sigma}}_\mathcal{B}": var.sqrt(), r"\boldsymbol{\gamma}": gamma,
        r"\boldsymbol{\beta}": beta,
    }  # fmt: skip


def tokens(draw, n):
    y, eps = draw(n), draw(positive=True)
    mu, s = y.mean(), (y.var(correction=0) + eps).sqrt()
    return {
        "x_i": y, r"\mathbf{x}": y, r"\hat{\mu}": mu, r"\hat\sigma": s, r"\epsilon": eps,
        r"\textrm{LN}": lambda a: (a - mu) / s,
    }  # fmt: skip


def inner(draw, n, d):
    W, x, b = draw(n, d), draw(d), draw(n)
    return {
        r"\mathbf{W}": W, r"\mathbf{x}": x, r"\mathbf{b}": b, r"\phi": torch.tanh, r"\textrm{BN}": torch.sin,
        r"\mathbf{h}": torch.tanh(torch.sin(W @ x + b)),
    }  # fmt: skip


MEANS = script(means, entrywise=True)
TOKENS = script(tokens, {"x_i": "1≤i≤n"}, entrywise=True)


def deep(draw, d, L):
    x, alpha = [draw(d)], draw(positive=True)
    theta = draw(L + 1, d)

    def norm(a):
        return (a - a.mean()) / a.std()

    sub = [lambda a, p, k=k: torch.tanh(a * p + k) for k in range(L + 1)]
    for k in range(L):
        x.append(norm(alpha * x[-1] + sub[k](x[-1], theta[k])))
    return {"x_l": x, r"\alpha": alpha, r"\theta_l": theta, "LN": norm, "G_l": sub}


DEEP = script(deep, {"x_l": "0≤l≤L", r"\theta_l": "0≤l≤L", "G_l": "function, 0≤l≤L"})


def weights(draw, O, I):
    W = draw(O, I)
    mu, sigma = W.mean(1), W.std(1)
    return {
        "W_{i,j}": W, r"\hat{W}_{i,j}": (W - mu[:, None]) / sigma[:, None],
    }  # fmt: skip


def graph(draw, n, d):
    """Nodes of a graph: pairs, means, sizes."""
    x, s = draw(n, d), draw(positive=True)
    apart = x - x.mean(0)
    m = draw(n, d)
    scaled = x + s * x.norm(dim=1, keepdim=True) * m / m.norm(dim=1, keepdim=True)
    pair = s * apart / ((apart**2).sum(1).mean()).sqrt()
    return {
        r"\mathbf{x}_i": x, "s": s, r"\mathbf{m}_i": m, r"\mathbf{x}_i^c": apart, r"\mathcal{V}": list(range(n)),
        r"\mathbf{x}_i^{\prime}": torch.tanh(scaled), r"\mathrm{MLP}": torch.tanh,
    }, pair  # fmt: skip


def message(draw, n, d):
    return graph(draw, n, d)[0]


def pairs(draw, n, d):
    made, pair = graph(draw, n, d)
    return made | {r"\mathbf{x}_i^{\prime}": pair}


def sized(draw, n, d):
    made, _ = graph(draw, n, d)
    return made | {r"\mathbf{x}_i^{\prime}": made[r"\mathbf{x}_i"] / n**0.5}


NODES = dict.fromkeys((r"\mathbf{x}_i", r"\mathbf{m}_i", r"\mathbf{x}_i^c", r"\mathbf{x}_i^{\prime}"), "i<n")
NODES |= {r"\mathcal{V}": "set"}
ASKED = (
    (LABML, "labml_nn/normalization/batch_norm/__init__.py", (BATCH, WITHOUT, places(*"BHW"), places("B"), places(*"BL"))),
    (LABML, "labml_nn/normalization/group_norm/__init__.py", GROUP),
    (LABML, "labml_nn/normalization/instance_norm/__init__.py", (INSTANCE, PIXELS, places(*"HW"))),
    (LABML, "labml_nn/normalization/layer_norm/__init__.py", (places("C"), places(*"CHW"), places())),
    (LABML, "labml_nn/normalization/deep_norm/__init__.py", DEEP),
    (LABML, "labml_nn/normalization/weight_standardization/__init__.py",
     script(weights, {"W_{i,j}": "i<O, j<I", r"\hat{W}_{i,j}": "i<O, j<I"})),
    (D2L, "chapter_convolutional-modern/batch-norm.md", (MEANS, TOKENS, script(inner))),
    *((PYG, f"torch_geometric/nn/norm/{name}.py", FEATURES)
      for name in ("batch_norm", "instance_norm", "layer_norm")),
    (PYG, "torch_geometric/nn/norm/graph_size_norm.py", script(sized, NODES)),
    (PYG, "torch_geometric/nn/norm/msg_norm.py", script(message, NODES)),
    (PYG, "torch_geometric/nn/norm/pair_norm.py", script(pairs, {k: v.replace("i<n", "1≤i≤n") for k, v in NODES.items()})),
    (PYG, "torch_geometric/nn/norm/mean_subtraction_norm.py", script(pairs, NODES)),
)  # fmt: skip
FALSE = {
    (
        "torch_geometric/nn/norm/mean_subtraction_norm.py",
        0,
    ): "the same name stands for what is before and after"
}
