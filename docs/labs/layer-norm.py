# %% [markdown]
# # Lab: layer norm takes two directions away
#
# This page is a notebook. The press ran it when the site was built; what stands below the cells came out then. Download it above, and run
# it in any Jupyter after one line, in a copy of the repository: `pip install -e ".[post]"`

# %%
import torch

from byhand import check, layernorm

case = layernorm.example(tokens=4, width=6, batch=1)
print("agrees with autograd:", check.against_autograd(layernorm, case).worst < 1e-12)

# %% [markdown]
# What comes back through the norm has no part along the ones, and almost none along the normalised token.

# %%
dX, dgamma, dbeta = layernorm.backward(case.dout, case.saved)
Xhat, g = case.saved.Xhat[0], (case.inputs["gamma"] * case.dout)[0]


def cosine(a, b):
    return (a * b).sum(-1) / (a.norm(dim=-1) * b.norm(dim=-1))


print(f"with the ones, before: {cosine(g, torch.ones_like(g)).abs().max():.2f}")
print("with the ones, after is rounding:", bool(cosine(dX[0], torch.ones_like(g)).abs().max() < 1e-12))
print(f"with the token, before: {cosine(g, Xhat).abs().max():.2f}")
print("with the token, after is below a ten-thousandth:", bool(cosine(dX[0], Xhat).abs().max() < 1e-4))


# %% [markdown]
# A backward without the mean term circulates on the web. One comparison with autograd finds it.


# %%
def without_the_mean(dout, saved):
    parts = layernorm.terms(dout, saved)
    _, dgamma, dbeta = layernorm.backward(dout, saved)
    return parts.direct + parts.variance, dgamma, dbeta


print("wrong:", list(check.against_autograd(layernorm, case, without_the_mean).failures()))

# %% [markdown]
# **Exercise.** Multiply the input by ten. What happens to the gradient that comes back, and why is that a brake on large streams?
