"""Gaussian processes: kernels, posteriors, likelihoods; the normal distribution under them."""

import math

import torch

from elsewhere import script

FIELD = "gaussian processes"
KRASSERM, SITE = "krasserm/bayesian-machine-learning", "peterroelants/peterroelants.github.io"
BOOK, STAN = "d2l-ai/d2l-en", "stan-dev/docs"


def eye(n):
    return torch.eye(n, dtype=torch.float64)


def covariance(draw, n):
    a = draw(n, n)
    return a @ a.T + n * eye(n)


def log_normal(y, mean, cov):
    apart = y - mean
    return (
        -0.5 * apart @ torch.linalg.solve(cov, apart)
        - 0.5 * torch.logdet(cov)
        - len(y) / 2 * math.log(2 * math.pi)
    )


def process(draw, N, m, d):
    X, Xs, y = draw(N, d), draw(m, d), draw(N)
    sf, l, sy = draw(positive=True), draw(positive=True), draw(positive=True)

    def kernel(a, b):
        return sf**2 * torch.exp(-((a[:, None] - b[None]) ** 2).sum(-1) / (2 * l**2))

    K, Ks, Kss = kernel(X, X), kernel(X, Xs), kernel(Xs, Xs)
    Ky = K + sy**2 * eye(N)
    w = kernel(X, Xs[:1])[:, 0]
    w = w / w.sum()
    log = log_normal(y, 0 * y, Ky)
    f, g = draw(m), draw(m)

    def normal(at, mean, cov):
        return log_normal(at, mean, cov).exp()

    mean, cov = Ks.T @ torch.linalg.solve(Ky, y), Kss - Ks.T @ torch.linalg.solve(Ky, Ks)
    cov = cov + 0 * cov.T
    return {
        r"\mathcal{N}": normal, r"\mathbf{f}_*": f, r"\mathbf{y}_*": g, r"\boldsymbol\mu": 0 * y,
        r"\sigma_y": sy, r"p(\mathbf{f} \lvert \mathbf{X})": normal(y, 0 * y, K),
        r"p(\mathbf{f}_* \lvert \mathbf{X}_*,\mathbf{X},\mathbf{y})": normal(f, mean, cov),
        r"p(\mathbf{y}_* \lvert \mathbf{X}_*,\mathbf{X},\mathbf{y})": normal(g, mean, cov + sy**2 * eye(m)),
        r"\mathbf{x}": Xs[0], r"\mathbf{x}_i": X, r"\mathbf{f}": y, r"\mathbf{y}": y, "y_i": y,
        r"\mathbf{K}": K, r"\mathbf{K}_*": Ks, r"\mathbf{K}_{**}": Kss, r"\mathbf{K}_y": Ky,
        r"\boldsymbol{\mu}_*": Ks.T @ torch.linalg.solve(Ky, y),
        r"\boldsymbol{\Sigma}_*": Kss - Ks.T @ torch.linalg.solve(Ky, Ks), r"\sigma_f": sf, "l": l,
        r"w_i(\mathbf{x})": w, r"f(\mathbf{x})": w @ y, r"p(\mathbf{y} \lvert \mathbf{X})": log.exp(),
        r"\kappa": lambda a, b: sf**2 * torch.exp(-((a - b) ** 2).sum() / (2 * l**2)), "L": log,
    }  # fmt: skip


def noise_free(draw, N, m, d):
    """The same names where nothing is added to the kernel."""
    made = process(draw, N, m, d)
    K, Ks, f = made[r"\mathbf{K}"], made[r"\mathbf{K}_*"], made[r"\mathbf{f}"]
    made[r"\boldsymbol{\mu}_*"] = Ks.T @ torch.linalg.solve(K, f)
    made[r"\boldsymbol{\Sigma}_*"] = made[r"\mathbf{K}_{**}"] - Ks.T @ torch.linalg.solve(K, Ks)
    return made


PLACES = dict.fromkeys((r"\mathbf{x}_i", "y_i", r"w_i(\mathbf{x})"), "1≤i≤N")
PROCESS, FREE = script(process, PLACES), script(noise_free, PLACES)


def classified(draw, N):
    """One place to predict at, and the Laplace approximation."""
    K, W = covariance(draw, N), torch.diag(draw(N, positive=True))
    k, kss, y, t = draw(N), N * 9 + draw(positive=True), draw(N), draw(N)
    s, a = torch.sigmoid(draw(N)), draw(N)
    mu = k @ (t - s)
    var = kss - k @ torch.linalg.solve(torch.linalg.inv(W) + K, k)
    mode = draw(N)
    one, H = draw(), covariance(draw, N)

    def normal(at, mean, cov):
        at, mean = at.reshape(-1), mean.reshape(-1)
        return log_normal(at, mean, cov.reshape(len(at), len(at))).exp()

    posterior = k @ torch.linalg.solve(K, y), kss - k @ torch.linalg.solve(K, k)
    log = (
        t @ mode - 0.5 * mode @ torch.linalg.solve(K, mode) - 0.5 * torch.logdet(K)
        - 0.5 * torch.logdet(W + torch.linalg.inv(K)) - torch.log(1 + mode.exp()).sum()
    )  # fmt: skip
    return {
        r"\mathcal{N}": normal, r"\mathbf{f}": y, r"\boldsymbol\mu": mode, r"\mathbf{K}": K, "f_*": one,
        r"p(\mathbf{f} \mid \mathbf{X})": normal(y, mode, K), r"\mathbf{H}": H, r"\hat{\mathbf{a}}": mode,
        r"p(f_* \mid \mathbf{x}_*, \mathbf{X}, \mathbf{y})": normal(one, *posterior),
        r"q(\mathbf{a})": normal(a, mode, torch.linalg.inv(H)),
        r"\mathbf{K}_y": K, r"\mathbf{K}_a": K, r"\mathbf{W}": W, r"\mathbf{k}_*": k, "k_{**}": kss,
        r"\mathbf{y}": y, r"\mathbf{t}": t, r"\boldsymbol\sigma": s, r"\mathbf{a}": a,
        r"\boldsymbol{\mu}_*": k @ torch.linalg.solve(K, y),
        r"\boldsymbol{\Sigma}_*": kss - k @ torch.linalg.solve(K, k),
        r"\mathbf{a}^{\text{new}}": K @ torch.linalg.solve(eye(N) + W @ K, t - s + W @ a), r"\mu_{a_*}": mu,
        r"\sigma_{a_*}": var.sqrt(), r"\sigma": torch.sigmoid, r"\hat{a}_n": mode,
        r"p(t_*=1 \mid \mathbf{t})": torch.sigmoid(mu * (1 + math.pi * var / 8) ** -0.5),
        r"p(\mathbf{t} \mid \boldsymbol\theta)": log, "L": log,
    }  # fmt: skip


CLASSIFIED = script(classified, {r"\hat{a}_n": "1≤n≤N"})


def kernel(name, line=False):
    """A kernel between two places; the noise between a place and itself."""

    def forward(draw, n, d):
        places = () if line else (d,)
        xa, xb, sigma, ell, alpha, p = draw(*places), draw(*places), *(draw(positive=True) for _ in range(4))
        ellp, elleq = draw(positive=True), draw(positive=True)
        far = ((xa - xb) ** 2).sum()
        periodic = torch.sin(math.pi * far.sqrt() / p) ** 2
        value = {
            "noise": sigma**2 * eye(n), "squares": sigma**2 * torch.exp(-far / (2 * ell**2)),
            "rational": sigma**2 * (1 + far / (2 * alpha * ell**2)) ** (-alpha),
            "periodic": sigma**2 * torch.exp(-2 / ell**2 * periodic),
            "local": sigma**2 * torch.exp(-2 / ellp**2 * periodic) * torch.exp(-far / (2 * elleq**2)),
        }[name]  # fmt: skip
        left = "k(x, x)" if name == "noise" else "k(x_a, x_b)"
        return {
            "x_a": xa, "x_b": xb, r"\sigma": sigma, r"\sigma_f": sigma, r"\ell": ell, r"\alpha": alpha, "p": p,
            r"\ell_p": ellp, r"\ell_{eq}": elleq, left: value,
        }  # fmt: skip

    return script(forward)


def halves(draw, n_1, n_2, d):
    """Two parts of a Gaussian: places seen and places asked for."""
    X1, X2, ell, noise = draw(n_1, d), draw(n_2, d), draw(positive=True), draw(positive=True)

    def k(a, b):
        a, b = a.reshape(-1, d), b.reshape(-1, d)
        return torch.exp(-((a[:, None] - b[None]) ** 2).sum(-1) / (2 * ell**2))

    def m(a):
        return a.reshape(-1, d).sum(1)

    S11, S12, S22 = k(X1, X1), k(X1, X2), k(X2, X2)
    y = draw(n_1)
    gain = S12.T @ torch.linalg.inv(S11)
    return {
        "X_1": X1, "X_2": X2, "k": k, "m": m, r"\mu_{1}": m(X1), r"\mu_{2}": m(X2), r"\Sigma_{11}": S11,
        r"\Sigma_{12}": S12, r"\Sigma_{21}": S12.T, r"\Sigma_{22}": S22, "k_{21}": S12.T, r"\mathbf{y}_1": y,
        r"\mu_{2|1}": m(X2) + gain @ (y - m(X1)), r"\Sigma_{2|1}": S22 - gain @ S12, r"\sigma_\epsilon": noise,
    }  # fmt: skip


def centred(draw, n_1, n_2, d):
    """The same with means of nothing."""
    made = halves(draw, n_1, n_2, d)
    gain = made[r"\Sigma_{21}"] @ torch.linalg.inv(made[r"\Sigma_{11}"])
    zero = {r"\mu_{1}": 0 * made[r"\mu_{1}"], r"\mu_{2}": 0 * made[r"\mu_{2}"]}
    return made | zero | {r"\mu_{2|1}": gain @ made[r"\mathbf{y}_1"]}


def noisy(draw, n_1, n_2, d):
    made = halves(draw, n_1, n_2, d)
    return made | {r"\Sigma_{11}": made[r"\Sigma_{11}"] + made[r"\sigma_\epsilon"] ** 2 * eye(n_1)}


def likelihood(draw, d):
    S, y, mu = covariance(draw, d), draw(d), draw(d)
    p = log_normal(y, mu, S).exp()
    return {
        r"\mathbf{y}": y, r"\mathbf{x}": y, r"\mu": mu, r"\mathbf{\mu}": mu, r"\Sigma": S,
        r"p(\mathbf{y} \mid \mu, \Sigma)": p, r"p(\mathbf{x} \mid \mathbf{\mu}, \Sigma)": p + 0,
        r"\mu_{\theta}": mu, r"\Sigma_{\theta}": S, r"p(\mathbf{y} \mid X, \theta)": p + 0,
    }  # fmt: skip


def density(draw):
    x, mu, sigma = draw(), draw(), draw(positive=True)
    p = torch.exp(-((x - mu) ** 2) / (2 * sigma**2)) / (2 * math.pi * sigma**2) ** 0.5
    return {"x": x, r"\mu": mu, r"\sigma": sigma, r"p(x \mid \mu, \sigma)": p}


def linear(draw, n, d):
    """A random vector and what a linear map makes of it."""
    count = 128
    X, L, u = draw(count, d), draw(n, d), draw(n)
    Y = X @ L.T + u
    apart = X - X.mean(0)
    other = Y - Y.mean(0)
    return {
        "X": X, "Y": Y, "L": L, "u": u, r"\mu_{X}": X.mean(0), r"\mu_{Y}": Y.mean(0),
        r"\Sigma_{X}": apart.T @ apart / count, r"\Sigma_{Y}": other.T @ other / count,
    }  # fmt: skip


def conditional(draw, n, m):
    A = covariance(draw, n + m)
    a, C, B = A[:n, :n], A[:n, n:], A[n:, n:]
    inverse = torch.linalg.inv(A)
    mx, my, y = draw(n), draw(m), draw(m)
    return {
        "A": a, "B": B, "C": C, r"\tilde{A}": inverse[:n, :n], r"\tilde{C}": inverse[:n, n:],
        r"\tilde{B}": inverse[n:, n:], r"\mu_x": mx, r"\mu_y": my, r"\mathbf{y}": y, r"\Sigma": A,
        r"\Lambda": inverse, "N": n + m, r"\Sigma_{x|y}": a - C @ torch.linalg.solve(B, C.T),
        r"\mu_{x|y}": mx + C @ torch.linalg.solve(B, y - my),
    }  # fmt: skip


def lengths(name):
    """Stan's kernels of vectors, where bars are distances."""

    def forward(draw, n, d):
        x, sigma, l, p = draw(n, d), draw(positive=True), draw(positive=True), draw(positive=True)
        zero = draw(positive=True)
        far = ((x[:, None] - x[None]) ** 2).sum(-1)
        r = far.detach().sqrt()
        value = {
            "exponential": sigma**2 * torch.exp(-r / l),
            "matern three": sigma**2 * (1 + 3**0.5 * r / l) * torch.exp(-(3**0.5) * r / l),
            "matern five": sigma**2 * (1 + 5**0.5 * r / l + 5 * far / (3 * l**2)) * torch.exp(-(5**0.5) * r / l),
            "periodic": sigma**2 * torch.exp(-2 * torch.sin(math.pi * r / p) ** 2 / l**2),
            "dot": zero**2 + x @ x.T, "squares": sigma**2 * torch.exp(-far / (2 * l**2)),
        }[name]  # fmt: skip
        return {
            r"\mathbf{x}_i": x, r"\sigma": sigma, r"\sigma_0": zero, "l": l, "p": p,
            r"k(\mathbf{x}_i, \mathbf{x}_j)": value, "k(x_i, x_j)": value + 0, "x_{i,d}": x, r"\alpha": sigma,
            r"\rho": l, "D": d,
        }  # fmt: skip

    return script(
        forward,
        bars="norm",
        rows={
            r"\mathbf{x}_i": "i<n", r"k(\mathbf{x}_i, \mathbf{x}_j)": "i<n, j<n", "k(x_i, x_j)": "i<n, j<n",
            "x_{i,d}": "i<n, 1≤d≤D",
        },
    )  # fmt: skip


def posterior(draw, n):
    """d2l's posterior at one place, and its likelihood."""
    K, k, kss, y, sigma = (
        covariance(draw, n),
        draw(n),
        draw(positive=True) + 9 * n,
        draw(n),
        draw(positive=True),
    )
    Ky = K + sigma**2 * eye(n)
    v = kss - k @ torch.linalg.solve(Ky, k)
    mean, row = draw(), k[None]
    return {
        "K(x, x_*)": k, "K(x, x)": K, "K(x_*, x_*)": kss, r"\sigma": sigma, "y": y,
        r"\mathbf{y}": y, r"\mu": mean, r"K_{\theta}(X,X)": K, r"k_{\theta}(x_*,X)": row, r"K_{\theta}(x_*,X)": row,
        r"k_{\theta}(x_*,x_*)": kss, r"k_{\theta}(X,x_*)": k,
        "a_*": k @ torch.linalg.solve(Ky, y - mean) + mean, "v_*": v + 0,
        r"\bar{f}_{*}": k @ torch.linalg.solve(Ky, y), "V(f_{*})": v, "p(y | X)": log_normal(y, 0 * y, Ky).exp(),
        r"p(\mathbf{y} | \theta, X)": log_normal(y, 0 * y, Ky).exp(), "c": -n / 2 * math.log(2 * math.pi),
    }  # fmt: skip


def spread(draw, n, d):
    """A kernel between the places x_i, and two places without a number."""
    x, a, ell = draw(n, d), draw(positive=True), draw(positive=True)
    far = ((x[:, None] - x[None]) ** 2).sum(-1)
    return {
        "x_i": x, "x": draw(d), "x'": draw(d), "a": a, r"\ell": ell, "k(x_i,x_j)": a**2 * torch.exp(-far / (2 * ell**2)),
    }  # fmt: skip


def ragged(draw):
    """A matrix written out."""
    eps = draw()
    return {
        "A": torch.stack(
            [torch.stack([1 + eps, 2 + 0 * eps, 1 + 0 * eps]), torch.tensor([2.0, 4, 2]).double()]
        ),
        r"\epsilon": eps,
    }


def curve(draw):
    x, noise = draw(), draw()
    return {"x": x, "y(x)": torch.sin(x) + 0.5 * torch.sin(4 * x) + noise, r"\epsilon": noise}


def sums(draw):
    f, noise = draw(), draw()
    return {"f(x)": f, r"\epsilon(x)": noise, "y(x)": f + noise}


ASKED = (
    (KRASSERM, "gaussian-processes/gaussian_processes.ipynb", (PROCESS, FREE)),
    (KRASSERM, "gaussian-processes/gaussian_processes_classification.ipynb", CLASSIFIED),
    (SITE, "notebooks/gaussian_process/gaussian-process-kernels.ipynb",
     (kernel("noise"), kernel("squares"), kernel("rational"), kernel("periodic", line=True), kernel("local", line=True))),
    (SITE, "notebooks/gaussian_process/gaussian-process-tutorial.ipynb",
     (kernel("squares"), script(halves), script(centred), script(noisy))),
    (SITE, "notebooks/gaussian_process/gaussian-process-kernel-fitting.ipynb", script(likelihood, bars="determinant")),
    (SITE, "notebooks/misc/multivariate-normal-primer.ipynb",
     (script(density), script(likelihood, bars="determinant"), script(linear, {"X": "random", "Y": "random"}), script(conditional))),
    (STAN, "src/functions-reference/matrix_operations.qmd", (*map(lengths, ("dot", "squares", "exponential", "matern three", "matern five", "periodic")), script(ragged))),
    (STAN, "src/functions-reference/removed_functions.qmd", lengths("squares")),
    (BOOK, "chapter_gaussian-processes/gp-inference.md", (script(posterior, entrywise=True, bars="determinant"), script(curve), script(sums), script(spread, {"x_i": "i<n", "k(x_i,x_j)": "i<n, j<n"}))),
)  # fmt: skip
FALSE = {
    ("chapter_gaussian-processes/gp-inference.md", 3): "the determinant has lost the noise",
    ("chapter_gaussian-processes/gp-inference.md", 8): "x_i and x_j became x and x' on the way",
}
