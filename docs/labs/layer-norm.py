# %% [markdown]
# # Lab: layer norm takes two directions away
#
# This page is a notebook. The press ran it when the site was built; what stands below the cells came out then. Download it above, and run
# it in any Jupyter that has torch, matplotlib and safetensors: its first cell brings the code of this site that it needs.

# %%
import matplotlib.pyplot as plt
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
# The section's pencil example: a loss that asks about the first feature alone. The second gives way, the others get nothing, and the sum is zero.
#
# **Predict** before you run it: what becomes of the gradient when the token is doubled?

# %%
x, g = torch.tensor([[1.0, 1.0, 3.0, 3.0]]), torch.tensor([[4.0, 0.0, 0.0, 0.0]])
_, saved = layernorm.forward(x, torch.ones(4), torch.zeros(4), eps=0.0)
print("gradient:", layernorm.vjp(g, saved).tolist())
once = layernorm.vjp(g, saved)[0]
_, saved = layernorm.forward(2 * x, torch.ones(4), torch.zeros(4), eps=0.0)
print("of the doubled token:", layernorm.vjp(g, saved).tolist())
figure, axis = plt.subplots(figsize=(6, 2.4))
for shift, (name, bars) in enumerate({"arriving": g[0], "leaving": once, "leaving, token doubled": layernorm.vjp(g, saved)[0]}.items()):
    axis.bar(torch.arange(1, 5) + 0.27 * (shift - 1), bars, 0.25, label=name)
axis.set(xlabel="feature", ylabel="gradient", xticks=range(1, 5))
axis.legend()
figure.tight_layout()

# %% [markdown]
# Leave the mean term out: every shape is still right, and nothing crashes. One comparison with autograd finds it.


# %%
def without_the_mean(dout, saved):
    parts = layernorm.terms(dout, saved)
    _, dgamma, dbeta = layernorm.backward(dout, saved)
    return parts.direct + parts.variance, dgamma, dbeta


print("wrong:", list(check.against_autograd(layernorm, case, without_the_mean).failures()))

# %% [markdown]
# **Exercise.** Multiply the input by ten. What happens to the gradient that comes back, and why is that a brake on large streams?
