# %% [markdown]
# # Lab: how far a gradient gets
#
# This page is a notebook. The press ran it when the site was built; what stands below the cells came out then. Download it above, and run
# it in any Jupyter that has torch, matplotlib and safetensors: its first cell brings the code of this site that it needs.

# %%
import matplotlib.pyplot as plt
import torch

from byhand import basic, cases, check, crossattention, rnn

for layer in (basic, rnn, crossattention):
    print(layer.__name__, "agrees with autograd:", check.against_autograd(layer, layer.example()).worst < 1e-12)

# %% [markdown]
# A recurrent network of random weights, asked at its last state only. How much of the gradient is left, by distance?
#
# **Predict** before you run it: at which of the three gains will the gradient vanish, and at which explode?

# %%
draw = cases.normal(seed=0)
n, d = 40, 32
X, nothing = draw(1, n, d), torch.zeros(d, dtype=torch.float64)
figure, axis = plt.subplots(figsize=(6, 2.8))
for gain in (0.5, 1.0, 2.0):
    _, saved = rnn.forward(X, nothing[None], draw(d, d, scale=d**-0.5), draw(d, d, scale=gain * d**-0.5), nothing)
    dH = torch.zeros(1, n, d, dtype=torch.float64)
    dH[0, -1] = 1
    dX = rnn.backward(dH, saved)[0][0].norm(dim=-1)
    print(f"gain {gain}:", ", ".join(f"{dX[-1 - distance].item():.0e} at {distance}" for distance in (0, 10, 20, 39)))
    axis.semilogy(range(n), dX.flip(0), label=f"gain {gain}")
axis.set(xlabel="distance from the last word", ylabel="gradient")
axis.legend()
figure.tight_layout()

# %% [markdown]
# Attention without positions does not know the order of its words: another order of words gives the same gradients in that order.

# %%
words, dO = draw(5, 8), draw(5, 8)
order = torch.tensor([3, 0, 4, 1, 2])
dX = basic.backward(dO, basic.forward(words)[1])
dX_in_order = basic.backward(dO[order], basic.forward(words[order])[1])
print("the same gradients in another order:", torch.allclose(dX[order], dX_in_order))

# %% [markdown]
# **Exercise.** Find a gain at which the gradient neither vanishes nor explodes over forty steps. Then multiply the inputs by three, and find it
# again. Why has it moved?
