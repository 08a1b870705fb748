"""Graph convolutions, pooling and norms of one library: each file has a script that makes what its layer makes."""

import torch

from elsewhere import script

FIELD = "graphs"
SOURCE = "pyg-team/pytorch_geometric"


def graph(draw, n, d, f):
    """Nodes with features, symmetric weights of edges, neighbours, degrees."""
    A = draw(n, n, positive=True)
    A = (A + A.T) / 2
    degree = A.sum(1)
    return {
        "X": draw(n, d), "A": A, "half": torch.diag(degree**-0.5), "D": torch.diag(degree), "degree": degree,
        "N": [[j for j in range(n) if j != i] for i in range(n)], "W": draw(d, f), "V": draw(d, f), "U": draw(d, f),
    }  # fmt: skip


def around(g, each):
    """The sum of each(i, j) over the neighbours j of every i."""
    return torch.stack([sum(each(i, j) for j in near) for i, near in enumerate(g["N"])])


def bend(a):
    return torch.tanh(a) + a**2


def normal(draw, n, d, f):
    g = graph(draw, n, d, f)
    out = g["half"] @ g["A"] @ g["half"] @ g["X"] @ g["W"]
    return {
        r"\mathbf{X}": g["X"], r"\mathbf{\Theta}": g["W"], r"\mathbf{\hat{A}}": g["A"], r"\mathbf{\hat{D}}": g["D"],
        r"\mathbf{X}'": out, r"\mathbf{x}_i": g["X"], r"\mathbf{x}'_i": out, "e_{j,i}": g["A"],
        r"\hat{d}_i": g["degree"], r"\mathcal{N}(i)": g["N"],
    }  # fmt: skip


def deeper(draw, n, d):
    g, alpha, beta, W, X0 = graph(draw, n, d, d), draw(), draw(), draw(d, d), draw(n, d)
    P = g["half"] @ g["A"] @ g["half"]
    one = torch.eye(d, dtype=torch.float64)
    out = ((1 - alpha) * P @ g["X"] + alpha * X0) @ ((1 - beta) * one + beta * W)
    return {
        r"\mathbf{X}": g["X"], r"\mathbf{\Theta}": W, r"\mathbf{\hat{P}}": P, r"\alpha": alpha, r"\beta": beta,
        r"\mathbf{X^{(0)}}": X0, r"\mathbf{X}'": out,
    }  # fmt: skip


def weighed(draw, n, d, f):
    g = graph(draw, n, d, f)
    X, A = g["X"], g["A"]
    out = X @ g["W"] + around(g, lambda i, j: A[j, i] * X[j]) @ g["V"]
    return {
        r"\mathbf{x}_i": X, r"\mathbf{W}_1": g["W"].T, r"\mathbf{W}_2": g["V"].T, "e_{j,i}": A,
        r"\mathcal{N}(i)": g["N"], r"\mathbf{x}'_i": out,
    }  # fmt: skip


def isomorphic(edges):
    def forward(draw, n, d):
        g, eps, E = graph(draw, n, d, d), draw(), draw(n, n, d)
        X = g["X"]
        near = around(g, lambda i, j: torch.relu(X[j] + E[j, i]) if edges else X[j])
        return {
            r"\mathbf{x}_i": X, r"\epsilon": eps, r"\mathcal{N}(i)": g["N"], "h_{\\mathbf{\\Theta}}": bend,
            r"\mathbf{e}_{j,i}": E, r"\mathbf{x}'_i": bend((1 + eps) * X + near),
        }  # fmt: skip

    return script(forward, NODES | {r"\mathbf{e}_{j,i}": "j<n, i<n"})


def together(draw, n, d):
    g, eps = graph(draw, n, d, d), draw()
    A, one = g["A"], torch.eye(n, dtype=torch.float64)
    return {
        r"\mathbf{X}": g["X"], r"\mathbf{A}": A, r"\epsilon": eps, "h_{\\mathbf{\\Theta}}": bend,
        r"\mathbf{X}'": bend((A + (1 + eps) * one) @ g["X"]),
    }  # fmt: skip


def hyper(draw, n, d, f, m):
    H, W = draw(n, m, positive=True), torch.diag(draw(m, positive=True))
    B, D = torch.diag(H.sum(0)), torch.diag((H @ W).sum(1))
    X, T = draw(n, d), draw(d, f)
    out = torch.inverse(D) @ H @ W @ torch.inverse(B) @ H.T @ X @ T
    return {
        r"\mathbf{H}": H, r"\mathbf{W}": W, r"\mathbf{B}": B, r"\mathbf{D}": D, r"\mathbf{X}": X,
        r"\mathbf{\Theta}": T, r"\mathbf{X}'": out,
    }  # fmt: skip


def clustered(draw, n, d, f):
    g, lam = graph(draw, n, d, f), draw()
    A = g["A"]
    out = (A + lam * torch.diag(torch.diag(A))) @ g["X"] @ g["W"] + g["X"] @ g["V"]
    return {
        r"\mathbf{X}": g["X"], r"\mathbf{\hat{A}}": A, r"\lambda": lam, r"\mathbf{W}_1": g["W"],
        r"\mathbf{W}_2": g["V"], r"\mathbf{X}'": out,
        r"\textrm{diag}": lambda a: torch.diag(torch.diag(a)),  # without all that is not on the diagonal
    }  # fmt: skip


def edges(draw, n, d, f):
    g, _E = graph(draw, n, d, f), draw(n, n, d)
    X, W = g["X"], draw(f, 2 * d)

    def h(a, b):
        return torch.tanh(W @ torch.cat([a, b]))

    return {r"\mathbf{x}_i": X, r"\mathcal{N}(i)": g["N"], "h_{\\mathbf{\\Theta}}": h,
            r"\mathbf{x}'_i": around(g, lambda i, j: h(X[i], X[j] - X[i]))}  # fmt: skip


def adaptive(draw, n, d):
    g, eps, X0, alpha, degree = graph(draw, n, d, d), draw(), draw(n, d), draw(n, n), draw(n, positive=True)
    X = g["X"]
    out = eps * X0 + around(g, lambda i, j: alpha[i, j] / (degree[i] * degree[j]) ** 0.5 * X[j])
    return {
        r"\mathbf{x}_i": X, r"\mathbf{x}^{(0)}_i": X0, r"\epsilon": eps, r"\alpha_{i,j}": alpha, "d_i": degree,
        r"\mathcal{N}(i)": g["N"], r"\mathbf{x}'_i": out,
    }  # fmt: skip


def attended(draw, n, d, f):
    """Graph attention: scores of edges, a softmax over neighbours and the node itself."""
    g, a = graph(draw, n, d, f), draw(n, n, positive=True)
    X, T = g["X"], g["W"].T
    out = torch.stack([sum(a[i, j] * T @ X[j] for j in {*near, i}) for i, near in enumerate(g["N"])])
    return {
        r"\mathbf{x}_i": X, r"\mathbf{\Theta}_{t}": T, r"\alpha_{i,j}": a,
        r"\mathcal{N}(i)": g["N"], r"\mathbf{x}'_i": out,
    }  # fmt: skip


def scored(second, with_edges):
    def forward(draw, n, d, f):
        g, E = graph(draw, n, d, f), draw(n, n, d)
        X, S, T, R = g["X"], g["W"].T, g["V"].T, g["U"].T
        one, two, three = draw(f), draw(f), draw(f)

        def leaky(v):
            return torch.nn.functional.leaky_relu(v, 0.2)

        def score(i, j):
            if second:
                return one @ leaky(S @ X[i] + T @ X[j] + (R @ E[i, j] if with_edges else 0))
            return leaky(one @ S @ X[i] + two @ T @ X[j] + (three @ R @ E[i, j] if with_edges else 0))

        e = torch.stack([torch.stack([score(i, j) for j in range(n)]) for i in range(n)])
        names = (
            {r"\mathbf{a}": one}
            if second
            else {r"\mathbf{a}_{s}": one, r"\mathbf{a}_{t}": two, r"\mathbf{a}_{e}": three}
        )
        return names | {
            r"\mathbf{x}_i": X, r"\mathbf{\Theta}_{s}": S, r"\mathbf{\Theta}_{t}": T, r"\mathbf{\Theta}_{e}": R,
            r"\mathbf{e}_{i,j}": E, r"\mathrm{LeakyReLU}": leaky, r"\mathcal{N}(i)": g["N"],
            r"\alpha_{i,j}": torch.softmax(e, 1),
        }  # fmt: skip

    return script(forward, {k: v for k, v in NODES.items() if "'" not in k}
                  | {r"\mathbf{e}_{i,j}": "i<n, j<n", r"\alpha_{i,j}": "i<n, j<n"})  # fmt: skip


def propagated(draw, n, d):
    g, alpha = graph(draw, n, d, d), draw()
    A = g["half"] @ g["A"] @ g["half"]
    return {
        r"\mathbf{D}": g["D"], r"\mathbf{A}": g["A"], r"\mathbf{Y}": g["X"], r"\alpha": alpha,
        r"\mathbf{Y}'": alpha * A @ g["X"] + (1 - alpha) * g["X"],
    }  # fmt: skip


def light(draw, n, d, L):
    g, alpha = graph(draw, n, d, d), draw(L + 1)
    degree, steps = draw(n, positive=True), [g["X"]]
    for _ in range(L):
        X = steps[-1]
        steps.append(around(g, lambda i, j, X=X: X[j] / (degree[i] * degree[j]) ** 0.5))
    return {
        r"\mathbf{x}^{(l)}_i": torch.stack(steps), r"\alpha_l": alpha, r"\deg(i)": degree,
        r"\mathcal{N}(i)": g["N"], r"\mathbf{x}_i": sum(a * X for a, X in zip(alpha, steps)),
    }  # fmt: skip


def loops(draw, n):
    A = draw(n, n, positive=True)
    A = (A + A.T) / 2
    D = torch.diag((A + torch.eye(n, dtype=torch.float64)).sum(1))
    half = torch.diag(torch.diag(D) ** -0.5)
    return {r"\mathbf{A}": A, r"\mathbf{\hat{D}}": D,
            r"\mathbf{\hat{A}}": half @ (A + torch.eye(n, dtype=torch.float64)) @ half}  # fmt: skip


def pooled(draw, n, d, B):
    X = draw(n, d)
    return {r"\mathbf{x}_n": X, "N_i": n, r"\mathbf{r}_i": X.sum(0)}


def multisets(draw, m, d):
    """Aggregations of a set of vectors; its members are x_i."""
    X = draw(m, d)
    t, p = draw(), 3.0
    weights = torch.softmax(t * X, 0)
    variance = (X**2).mean(0) - X.mean(0) ** 2
    return {
        r"\mathbf{x}_i": X, r"\mathcal{X}": list(range(m)), r"\mathrm{sum}(\mathcal{X})": X.sum(0),
        r"\mathrm{mean}(\mathcal{X})": X.mean(0), r"\mathrm{std}(\mathcal{X})": variance.sqrt(),
        r"\mathrm{var}(\mathcal{X})": variance, "t": t, r"\mathrm{softmax}(\mathcal{X}|t)": (weights * X).sum(0), "p": p,
        r"\mathrm{vpa}(\mathcal{X})": X.sum(0) / m**0.5,
    }  # fmt: skip


def numbers(draw, m):
    """The same of numbers, where entries and members are one thing."""
    x, t, p = draw(m, positive=True), draw(), draw(positive=True)
    names = {"sum": x.sum(), "mean": x.mean(), "max": x.max(), "min": x.min(), "mul": x.prod()}
    variance = (x**2).mean() - x.mean() ** 2
    return {rf"\mathrm{{{name}}}(\mathcal{{X}})": value for name, value in names.items()} | {
        r"\mathbf{x}_i": x, r"\mathcal{X}": list(range(m)), r"\mathrm{var}(\mathcal{X})": variance,
        r"\mathrm{std}(\mathcal{X})": variance.sqrt(), "t": t, "p": p,
        r"\mathrm{softmax}(\mathcal{X}|t)": (torch.softmax(t * x, 0) * x).sum(),
        r"\mathrm{powermean}(\mathcal{X}|p)": (x**p).mean() ** (1 / p),
    }  # fmt: skip


def ranked(draw, M, n, d):
    """Pairs of what a user took and what not."""
    y, x, lam = draw(M, n), draw(d), draw(positive=True)
    near = [[i for i in range(n) if (i + u) % 2] for u in range(M)]
    pairs = sum(
        torch.log(torch.sigmoid(y[u, i] - y[u, j]))
        for u in range(M)
        for i in near[u]
        for j in range(n)
        if j not in near[u]
    )
    return {
        r"\hat{y}_{ui}": y, r"\mathcal{N}_u": near, r"\sigma": torch.sigmoid, r"\lambda": lam, r"\mathbf{x}^{(0)}": x,
        r"L_{\text{BPR}}": -pairs + lam * x @ x, "M": M,
    }  # fmt: skip


NODES = {r"\mathbf{x}_i": "i<n", r"\mathbf{x}'_i": "i<n", r"\mathcal{N}(i)": "set, i<n"}
CONV = "torch_geometric/nn/conv"
WEIGHED = NODES | {"e_{j,i}": "j<n, i<n"}
MEMBERS = {r"\mathbf{x}_i": "i<m", r"\mathcal{X}": "set"}
ASKED = (
    (SOURCE, f"{CONV}/gcn_conv.py", script(normal, WEIGHED | {r"\hat{d}_i": "i<n"})),
    (SOURCE, f"{CONV}/gcn2_conv.py", script(deeper)),
    (SOURCE, f"{CONV}/graph_conv.py", script(weighed, WEIGHED)),
    (SOURCE, f"{CONV}/gin_conv.py", (isomorphic(False), script(together), isomorphic(True))),
    (SOURCE, f"{CONV}/hypergraph_conv.py", script(hyper)),
    (SOURCE, f"{CONV}/cluster_gcn_conv.py", script(clustered)),
    (SOURCE, f"{CONV}/edge_conv.py", script(edges, NODES)),
    (SOURCE, f"{CONV}/fa_conv.py",
     script(adaptive, NODES | {r"\mathbf{x}^{(0)}_i": "i<n", r"\alpha_{i,j}": "i<n, j<n", "d_i": "i<n"})),
    (SOURCE, f"{CONV}/gat_conv.py",
     (script(attended, NODES | {r"\alpha_{i,j}": "i<n, j<n"}), scored(False, False), scored(False, True))),
    (SOURCE, f"{CONV}/gatv2_conv.py",
     (script(attended, NODES | {r"\alpha_{i,j}": "i<n, j<n"}), scored(True, False), scored(True, True))),
    (SOURCE, "torch_geometric/nn/models/label_prop.py", script(propagated)),
    (SOURCE, "torch_geometric/nn/models/lightgcn.py",
     (script(light, {r"\mathbf{x}^{(l)}_i": "0≤l≤L, i<n", r"\alpha_l": "0≤l≤L", r"\deg(i)": "i<n",
                     r"\mathcal{N}(i)": "set, i<n", r"\mathbf{x}_i": "i<n"}),
      script(ranked, {r"\hat{y}_{ui}": "1≤u≤M, i<n", r"\mathcal{N}_u": "set, 1≤u≤M"}))),
    (SOURCE, "torch_geometric/transforms/gcn_norm.py", script(loops)),
    (SOURCE, "torch_geometric/nn/aggr/basic.py", (script(multisets, MEMBERS), script(numbers, MEMBERS))),
    (SOURCE, "torch_geometric/nn/aggr/variance_preserving.py", script(multisets, MEMBERS)),
)  # fmt: skip
