"""Layer norm of n tokens, the first of them looked at closely; RMS norm; and the two places where a block can normalise."""

import torch
from torch.autograd.functional import jacobian

import figpress

EPSILON = 0.1  # large enough that a term with it is seen


def normalise(x):
    return (x - x.mean()) / (x.var(correction=0) + EPSILON).sqrt()


def forward(draw, n, d, f):
    x, gamma, beta = draw(d), draw(d), draw(d)
    mu, sigma = x.mean(), (x.var(correction=0) + EPSILON).sqrt()
    x_hat = (x - mu) / sigma
    y = gamma * x_hat + beta
    rest = [normalise(draw(d)) for _ in range(n - 1)]
    X_hat = torch.stack([x_hat, *rest])
    Y = torch.stack([y, *(gamma * r + beta for r in rest)])

    x_rms = draw(d)
    r = ((x_rms**2).mean() + EPSILON).sqrt()
    x_hat_rms = x_rms / r
    y_rms = gamma.detach() * x_hat_rms

    x_in, W, B = draw(d), draw(f, d, scale=0.4), draw(d, f, scale=0.4)

    def F(v):
        return B @ torch.tanh(W @ v)

    y_pre, y_post = x_in + F(normalise(x_in)), normalise(x_in + F(x_in))

    upstream = draw.constant(n, d)  # the same arrives at the first token and at its RMS twin, so that g is one thing
    loss = (Y * upstream).sum() + (y_rms * upstream[0]).sum() + (y_pre**3).sum() + (y_post**3).sum()
    return {
        "x": x, r"\gamma": gamma, r"\beta": beta, r"\mu": mu, r"\epsilon": EPSILON, r"\sigma": sigma, r"\hat x": x_hat, "y": y,
        r"\hat X": X_hat, "Y": Y, r"x_{\mathrm{rms}}": x_rms, "r": r, r"\hat x_{\mathrm{rms}}": x_hat_rms,
        r"y_{\mathrm{rms}}": y_rms, "x_0": x_in, "F": F, r"\mathrm{LN}": normalise, r"y_{\mathrm{pre}}": y_pre, r"y_{\mathrm{post}}": y_post,
        "J_F": jacobian(F, normalise(x_in)), "J_{LN}": jacobian(normalise, x_in),
        "J'_F": jacobian(F, x_in), "J'_{LN}": jacobian(normalise, x_in + F(x_in)), "L": loss,
    }  # fmt: skip


figpress.symbols(
    forward,
    {
        "x": ("d×1", "one token before it is normalised, standing up"),
        r"\mu": ("scalar", "the mean of the token's entries"),
        r"\epsilon": ("scalar", "a small number that keeps the root away from zero"),
        r"\sigma": ("scalar", "the spread: the root of variance plus epsilon"),
        r"\hat x": ("d×1", "the token, centred and scaled"),
        r"\gamma": ("d×1", "the learned gain, one number a channel"),
        r"\beta": ("d×1", "the learned shift, one number a channel"),
        "y": ("d×1", "the layer's output for this token"),
        "g": ("d×1", "the gradient that arrives at the normalised token", r"\gamma\odot\bar y"),
        r"\hat X": ("n×d", "all tokens, centred and scaled, one row each"),
        "Y": ("n×d", "the layer's output for all tokens"),
        r"x_{\mathrm{rms}}": ("d×1", "one token before RMS norm"),
        "r": ("scalar", "the root of the mean square of its entries"),
        r"\hat x_{\mathrm{rms}}": ("d×1", "the token, scaled but not centred"),
        r"y_{\mathrm{rms}}": ("d×1", "the output of RMS norm"),
        "x_0": ("d×1", "what enters a block"),
        "F": ("function", "a sublayer"),
        r"\mathrm{LN}": ("function", "layer norm without gain and shift"),
        r"y_{\mathrm{pre}}": ("d×1", "what leaves a block that normalises before its sublayer"),
        r"y_{\mathrm{post}}": ("d×1", "what leaves a block that normalises after the addition"),
        "J_F": ("d×d", "the Jacobian of the sublayer, at the normalised input"),
        "J_{LN}": ("d×d", "the Jacobian of layer norm, at the input"),
        "J'_F": ("d×d", "the Jacobian of the sublayer, at the input"),
        "J'_{LN}": ("d×d", "the Jacobian of layer norm, at the sum"),
        r"J_{\mathrm{pre}}": ("d×d", "the Jacobian of a block that normalises first", r"\frac{\partial y_{\mathrm{pre}}}{\partial x_0}"),
        r"J_{\mathrm{post}}": ("d×d", "the Jacobian of a block that normalises last", r"\frac{\partial y_{\mathrm{post}}}{\partial x_0}"),
        "L": ("scalar", "the loss"),
        "n": ("size", "the number of tokens"),
        "d": ("size", "the width of a token"),
        "f": ("size", "the inner width of the sublayer"),
    },
)
