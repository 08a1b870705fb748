"""The upper half of a model: a stream, a feed-forward sublayer, the last norm, the logits and their loss; and one token's layer norm."""

import torch

import figpress
from _gelu import Phi, density, gelu

EPSILON = 0.1  # large enough that a term with it is seen


def normalise(X):
    centred = X - X.mean(-1, keepdim=True)
    return centred / (centred.square().mean(-1, keepdim=True) + EPSILON).sqrt()


def forward(draw, n, d, f, V, k):
    X, W_A = draw(n, d), draw(d, d, scale=0.5)  # a plain product stands for attention: only its place matters here
    U_1 = normalise(X)
    X_mid = X + U_1 @ W_A
    U_2 = normalise(X_mid)
    W_1, b_1, W_2, b_2 = draw(d, f, scale=0.5), draw(f), draw(f, d, scale=0.5), draw(d)
    Z_1 = U_2 @ W_1 + b_1
    G = gelu(Z_1)
    F = G @ W_2 + b_2
    Y = X_mid + F
    W_U = draw(d, V)
    H = normalise(Y)
    Z = H @ W_U
    P = torch.softmax(Z, -1)
    targets = draw.integers(V, n)

    def through(at):
        """The vector–Jacobian product of layer norm at a point, by autograd."""
        at = at.detach()
        return lambda dU: torch.autograd.functional.vjp(normalise, at, dU)[1]

    x, theta, v = draw(d), draw(k), draw.constant(k)
    y = normalise(x)
    mixing = draw.constant(k, k)

    def loss_of(t):
        return torch.tanh(mixing @ t).sum() + (t**2).sum()

    loss = -torch.log(P[torch.arange(n), targets]).mean() + (y * draw.constant(d)).sum() + loss_of(theta)
    return {
        "X": X, "U_1": U_1, "X'": X_mid, "U_2": U_2, "W_1": W_1, "b_1": b_1, "Z_1": Z_1, "G": G, "W_2": W_2, "b_2": b_2, "F": F, "Y": Y,
        "H": H, "W_U": W_U, "Z": Z, "P": P, "T": torch.nn.functional.one_hot(targets, V).double(), "N_1": through(X), "N_2": through(X_mid), "N_3": through(Y),
        r"\phi": gelu, r"\Phi": Phi, r"\varphi": density, "z": draw(), "x": x, "y": y, r"\sigma": (x.var(correction=0) + EPSILON).sqrt(),
        r"\theta": theta, "v": v, "h": 1e-4, r"\ell": loss_of, "L": loss,
    }  # fmt: skip


figpress.symbols(
    forward,
    {
        "X": ("n×d", "the stream that enters a block"),
        "U_1": ("n×d", "the layer norm of X, which attention reads"),
        "X'": ("n×d", "the stream after attention"),
        "U_2": ("n×d", "the layer norm of X', which the feed-forward sublayer reads"),
        "W_1": ("d×f", "the first weights of the feed-forward sublayer"),
        "b_1": ("f×1", "their bias"),
        "Z_1": ("n×f", "the hidden layer before its bend"),
        "G": ("n×f", "the hidden layer after it"),
        "W_2": ("f×d", "the second weights"),
        "b_2": ("d×1", "their bias"),
        "F": ("n×d", "what the sublayer adds to the stream"),
        "Y": ("n×d", "the stream after the block"),
        "H": ("n×d", "the last layer norm, of the last Y"),
        "W_U": ("d×V", "the weights of the logits"),
        "Z": ("n×V", "the logits"),
        "P": ("n×V", "the predicted probabilities: the softmax of each row of logits"),
        "T": ("n×V", "one row a place, with a one at the word that came"),
        "N_1": ("function", "back through the first layer norm, at X"),
        "N_2": ("function", "back through the second, at X'"),
        "N_3": ("function", "back through the last, at Y"),
        r"\phi": ("function", "the bend: GELU"),
        r"\Phi": ("function", "the normal distribution function"),
        r"\varphi": ("function", "the normal density"),
        "z": ("scalar", "one number before the bend"),
        "x": ("d×1", "one token before a layer norm without gain, standing up"),
        "y": ("d×1", "the token after it"),
        r"\sigma": ("scalar", "the token's spread: the root of variance plus epsilon"),
        "g": ("d×1", "what arrives at the normalised token", r"\bar y"),
        "e": ("d×1", "what is left over when the mean term is forgotten"),
        r"\theta": ("k×1", "all parameters, in one column"),
        "v": ("k×1", "a direction among them"),
        "h": ("scalar", "a small step"),
        r"\ell": ("function", "the loss, by the parameters"),
        r"c_{\to}": ("scalar", "the multiplications of a linear layer going forward"),
        r"c_{\leftarrow}": ("scalar", "the multiplications of a linear layer coming back"),
        "L": ("scalar", "the loss"),
        "n": ("size", "the number of tokens"),
        "d": ("size", "the width of the stream"),
        "f": ("size", "the inner width of the feed-forward sublayer"),
        "V": ("size", "the size of the vocabulary"),
        "k": ("size", "the number of parameters"),
    },
)
