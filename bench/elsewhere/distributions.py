"""Distributions, their densities and entropies; likelihoods; what a fraction of zeros is worth."""

import math

import torch

from elsewhere import script

FIELD = "statistics"
BOOK = "chapter_appendix-mathematics-for-deep-learning"
D2L, SITE = "d2l-ai/d2l-en", "peterroelants/peterroelants.github.io"


def normal(draw):
    x, mu, sigma = draw(), draw(), draw(positive=True)
    p = torch.exp(-((x - mu) ** 2) / (2 * sigma**2)) / (2 * math.pi * sigma**2) ** 0.5
    return {"x": x, r"\mu": mu, r"\sigma": sigma, r"p(x \mid \mu, \sigma)": p, "p_X(x)": p + 0}


def uniform(place):
    """A number below, in, or above an interval."""

    def forward(draw):
        a = draw()
        b = a + 1 + draw(positive=True)
        x = a + (b - a) * place
        return {
            "a": a, "b": b, "x": x, "p(x)": (1 / (b - a)) * float(0 <= place <= 1),
            "F(x)": ((x - a) / (b - a)).clamp(0, 1),
        }  # fmt: skip

    return script(forward)


def bernoulli(draw):
    p, x = torch.sigmoid(draw()), 1.5 * draw()
    return {"p": p, "x": x, "F(x)": torch.where(x < 0, 0.0, torch.where(x < 1, 1 - p, 1.0))}


def poisson(draw, k):
    rate = draw(positive=True)
    below = sum(rate**m / math.factorial(m) for m in range(k + 1))
    x = k + torch.sigmoid(draw())
    return {
        r"\lambda": rate, "k": k, "p_k": rate**k * torch.exp(-rate) / math.factorial(k), "x": x,
        "F(x)": torch.exp(-rate) * below,
    }  # fmt: skip


def binomial(draw, n):
    p, k = torch.sigmoid(draw()), 2
    x = k + torch.sigmoid(draw())
    return {
        "p": p,
        "k": k,
        "x": x,
        "F(x)": sum(math.comb(n, m) * p**m * (1 - p) ** (n - m) for m in range(k + 1)),
    }


def classes(draw, n):
    k = 2
    x = k + torch.sigmoid(draw())
    return {"k": k, "x": x, "F(x)": torch.tensor(k / n, dtype=torch.float64) + 0 * x}


def family(draw, n, N):
    """Sums, standardised; the exponential family."""
    X = draw(n)
    eta, T, A, h = draw(n), draw(n), draw(), draw(positive=True)
    Z, mu, sigma = draw(), draw(), draw(positive=True)
    draw(N)
    return {
        "X": X.sum(), "X_i": X, r"p(\mathbf{x} \mid \boldsymbol{\eta})": h * torch.exp(eta @ T - A),
        r"\boldsymbol{\eta}": eta, r"T(\mathbf{x})": T, r"A(\boldsymbol{\eta})": A, r"h(\mathbf{x})": h,
        "X^{(n)}": Z, r"\mu_{X^{(n)}}": mu, r"\sigma_{X^{(n)}}": sigma, "Y^{(n)}": (Z - mu) / sigma,
    }  # fmt: skip


def summed(draw, N):
    X = draw(N)
    return {"X^{(N)}": X.sum(), "X_i": X}


def information(draw, n, m):
    """A joint table of two variables, its margins and entropies."""
    J = torch.softmax(draw(n * m), 0).reshape(n, m)
    x, y = J.sum(1), J.sum(0)
    q = torch.softmax(draw(n), 0)

    def entropy(p):
        return -(p * p.log()).sum()

    mutual = entropy(x) + entropy(y) - entropy(J.reshape(-1))
    return {
        "p(x)": x, "q(x)": q, "p_i": x, "P": x, "H(X)": entropy(x), "H(Y)": entropy(y), "p_{X, Y}(x, y)": J,
        "p(x, y)": J, r"p(y \mid x)": J / x[:, None], "H(X, Y)": entropy(J.reshape(-1)),
        r"H(Y \mid X)": entropy(J.reshape(-1)) - entropy(x), r"H(X \mid Y)": entropy(J.reshape(-1)) - entropy(y),
        "I(X, Y)": mutual, "p_X(x)": x, "p_Y(y)": y, r"\textrm{pmi}(x, y)": (J / x[:, None] / y).log(),
        r"D_{\textrm{KL}}(P\|Q)": (x * (x / q).log()).sum(), r"D_{\textrm{KL}}(Q\|P)": (q * (q / x).log()).sum(),
        r"\textrm{CE}(P, Q)": -(x * q.log()).sum(), "H(P)": entropy(x),
    }  # fmt: skip


ROWS = {
    **dict.fromkeys(("p(x)", "q(x)", "p_X(x)"), "x<n"), "p_i": "i<n", "p_Y(y)": "y<m",
    **dict.fromkeys(("p_{X, Y}(x, y)", "p(x, y)", r"p(y \mid x)", r"\textrm{pmi}(x, y)"), "x<n, y<m"),
}  # fmt: skip


def surprise(draw, n):
    p = torch.softmax(draw(n), 0)
    return {"p": p[0], "I(X)": -torch.log2(p[0]), "p_i": p, "I(s_i)": -p.log(), "H(S)": -(p * p.log()).sum(), "k": n,
            "H(X)": -(p * p.log()).sum()}  # fmt: skip


def binary(draw, n):
    y, p = draw.integers(2, n).double(), torch.sigmoid(draw(n))
    log = (y * p.log() + (1 - y) * (1 - p).log()).sum()
    return {"y_i": y, r"\pi_i": p, r"l(\theta)": log, r"L(\theta)": log.exp()}


def labels(draw, n, k):
    y = torch.eye(k, dtype=torch.float64)[draw.integers(k, n)]
    p = torch.softmax(draw(n, k), 1)
    z, pi = y[0], torch.softmax(draw(k), 0)
    log = (y * pi.log()).sum()
    return {
        "y_{ij}": y, r"p_{\theta} (y_{ij} \mid \mathbf{x}_i)": p, r"\textrm{CE}(\mathbf{y}, \hat{\mathbf{y}})":
            -(y * p.log()).sum(), r"\mathbf{p}^\mathbf{z}": (pi**z).prod(), "p_j": pi, "z_j": z,
        r"\pi_{j}": pi, r"\boldsymbol{\pi}^{\mathbf{y}_i}": (pi**y).prod(1), r"l(\theta)": log,
        r"L(\theta)": log.exp(), r"\hat{\mathbf{y}}_i": (y * p).sum(1), "P": pi,
        r"p_{\theta}(\mathbf{y}_i \mid \mathbf{x}_i)": (y * p).sum(1),
    }  # fmt: skip


def copied(draw, n):
    """Two variables of which each follows from the other."""
    p = torch.softmax(draw(n), 0)
    entropy = -(p * p.log()).sum()
    return {"I(X, Y)": entropy, "H(X)": entropy + 0, "H(Y)": entropy + 0}


def paired(draw, n, m):
    """The joint table itself is what is drawn from."""
    made = information(draw, n, m)
    return {
        name: made[name] for name in ("p_{X, Y}(x, y)", "p(x, y)", r"p(y \mid x)", "H(X, Y)", r"H(Y \mid X)")
    } | {"P": made["p(x, y)"]}


def picked(draw, n, k):
    """Labels of which several are right, the same for every example."""
    y = torch.zeros(n, k, dtype=torch.float64)
    y[:, [0, 2]] = 1
    return {"y_{ij}": y, "J": [0, 2]}


def coin(draw):
    """Heads and tails: nine and four, or as many as are named."""
    theta = torch.sigmoid(draw())
    return {r"\theta": theta, r"P(X \mid \theta)": theta**9 * (1 - theta) ** 4}


def named(draw):
    theta, heads, tails = torch.sigmoid(draw()), 9.0, 4.0
    return {
        r"\theta": theta, "n_H": heads, "n_T": tails, r"P(X \mid \theta)": theta**heads * (1 - theta) ** tails,
        r"P(X \mid \boldsymbol{\theta})": theta**heads * (1 - theta) ** tails,
    }  # fmt: skip


def top(draw):
    """At its largest the likelihood's derivative is nothing."""
    theta = 9 / 13 + 0 * draw()
    return {r"\theta": theta, r"P(X \mid \theta)": theta**9 * (1 - theta) ** 4}


def independent(draw, n):
    p = torch.sigmoid(draw(n))
    return {
        r"P(X\mid\boldsymbol{\theta})": p.prod(), r"p(x_i\mid\boldsymbol{\theta})": p, r"p(x_i \mid \theta)": p,
        r"P(x_i\mid\boldsymbol{\theta})": p, r"p(X\mid\boldsymbol{\theta})": p.prod(),
    }  # fmt: skip


def fitted(draw, n):
    """Chances that depend on one parameter."""
    theta = draw()
    p = torch.sigmoid(theta * draw(n))
    return {
        r"\boldsymbol{\theta}": theta,
        r"P(x_i\mid\boldsymbol{\theta})": p,
        r"P(X\mid\boldsymbol{\theta})": p.prod(),
    }


def surprised(draw, n):
    p = torch.softmax(draw(n), 0)
    return {"p_i": p, "H(p)": -(p * torch.log2(p)).sum()}


def sample(draw, n):
    """A sample of numbers, and the estimators of its mean and spread."""
    x, mu = draw(n), draw()
    mean = x.mean()
    s = ((x - mean) ** 2).sum().div(n - 1).sqrt()
    return {
        "x_i": x, r"\hat\mu_n": mean, r"\hat\mu": mean + 0, r"\hat\sigma_n": s, r"\mu": mu,
        "T": (mean - mu) / (s / n**0.5), "X_i": x, r"\tilde{\theta}": 2 * mean, r"\bar{X_n}": mean + 0,
        r"\hat{\theta}": x.max(),
    }  # fmt: skip


def estimated(draw):
    """An estimator over many samples; the parameter is one number."""
    count = 256
    hat, theta = draw(count), draw()
    mse = ((hat - theta) ** 2).mean()
    spread = hat.std(correction=0)
    return {
        r"\hat{\theta}_n": hat, r"\theta": theta, r"\textrm{MSE} (\hat{\theta}_n, \theta)": mse,
        r"\textrm{bias}(\hat{\theta}_n)": hat.mean() - theta, r"\sigma_{\hat{\theta}_n}": spread,
        r"\textrm{bias}[\hat{\theta}_n]": hat.mean() - theta,
    }  # fmt: skip


def decided(draw):
    """The two errors of a test of hypotheses."""
    alpha, beta = torch.sigmoid(draw()), torch.sigmoid(draw())
    return {
        r"\alpha": alpha, r"\beta": beta, r"\textrm{statistical significance }": 1 - alpha,
        r"\textrm{statistical power }": 1 - beta, r"P(\textrm{reject } H_0 \mid H_0 \textrm{ is true} )": alpha + 0,
        r"P(\textrm{ fail to reject } H_0 \mid H_0 \textrm{ is false} )": beta + 0,
    }  # fmt: skip


def beta(draw):
    """Beta densities with whole parameters."""
    theta, a, b, s, f = torch.sigmoid(draw()), 3.0, 2.0, 4.0, 2.0

    def B(x, y):
        return torch.exp(torch.lgamma(x) + torch.lgamma(y) - torch.lgamma(x + y))

    prior = theta ** (a - 1) * (1 - theta) ** (b - 1) / B(*torch.tensor([a, b], dtype=torch.float64))
    like = theta**s * (1 - theta) ** f
    whole = torch.rand((), dtype=torch.float64) + 1
    return {
        r"\theta": theta, r"\alpha": a, r"\beta": b, "s": s, "f": f, "B": B, r"p(\theta \mid \alpha, \beta)": prior,
        r"p(\mathrm{data} \mid \theta)": like, r"p(\theta)": prior, r"p(\mathrm{data})": whole,
        r"p(\theta \mid \mathrm{data})": like * prior / whole, "P(Y_t = 1)": theta,
        "Y_t": draw.integers(2, 4).double(),
    }  # fmt: skip


ASKED = (
    (D2L, f"{BOOK}/distributions.md",
     (script(normal), uniform(0.3), uniform(-0.5), uniform(1.5), script(bernoulli), script(poisson), script(binomial),
      script(classes), script(family, {"X_i": "1≤i≤n"}), script(summed, {"X_i": "1≤i≤N"}))),
    (D2L, f"{BOOK}/information-theory.md",
     (script(information, ROWS), script(surprise, {"p_i": "i<n", "I(s_i)": "i<n"}), script(binary, {"y_i": "1≤i≤n", r"\pi_i": "1≤i≤n"}),
      script(labels, {"y_{ij}": "1≤i≤n, 1≤j≤k", r"p_{\theta} (y_{ij} \mid \mathbf{x}_i)": "1≤i≤n, 1≤j≤k", "p_j": "1≤j≤k",
                      "z_j": "1≤j≤k", r"\pi_{j}": "1≤j≤k", r"\hat{\mathbf{y}}_i": "1≤i≤n",
                      r"p_{\theta}(\mathbf{y}_i \mid \mathbf{x}_i)": "1≤i≤n"}),
      script(copied), script(picked, {"y_{ij}": "i<n, j<k", "J": "set"}),
      script(paired, {k: v for k, v in ROWS.items() if "y" in k and k != "p_Y(y)" and "pmi" not in k}))),
    (D2L, f"{BOOK}/maximum-likelihood.md",
     (script(coin), script(named), script(top), script(independent, dict.fromkeys((r"p(x_i\mid\boldsymbol{\theta})", r"p(x_i \mid \theta)", r"P(x_i\mid\boldsymbol{\theta})"), "1≤i≤n")), script(surprised, {"p_i": "i<n"}), script(fitted, {r"P(x_i\mid\boldsymbol{\theta})": "1≤i≤n"}))),
    (D2L, f"{BOOK}/statistics.md",
     (script(sample, {"x_i": "1≤i≤n", "X_i": "1≤i≤n"}), script(estimated, {r"\hat{\theta}_n": "random"}), script(decided))),
    (SITE, "notebooks/ab_to_rl/beta-distribution-probabilities.ipynb", script(beta, {"Y_t": "1≤t≤4"})),
)  # fmt: skip
FALSE = {(f"{BOOK}/maximum-likelihood.md", 12): "the right side has lost the left one's sign"}
