# %% [markdown]
# # Lab: one linear layer, and a wrong transpose
#
# This page is a notebook. The press ran it when the site was built; what stands below the cells came out then. Download it above, and run
# it in any Jupyter that has torch, matplotlib and safetensors: its first cell brings the code of this site that it needs.

# %%
import matplotlib.pyplot as plt
import torch

from byhand import cases, check, linear, loss

case = linear.example(tokens=4, width=3, out=5, batch=1)
for name, tensor in case.inputs.items():
    print(name, list(tensor.shape))

# %% [markdown]
# The backward by hand returns one gradient for each input, each of the shape of its variable. Two oracles look at it: autograd, and
# differences of the loss when one entry moves.

# %%
dX, dW, db = linear.backward(case.dout, case.saved)
print("shapes:", list(dX.shape), list(dW.shape), list(db.shape))
print("agrees with autograd:   ", check.against_autograd(linear, case).worst < 1e-12)
print("agrees with differences:", check.against_differences(linear, case).worst < 1e-7)


# %% [markdown]
# Now break it: forget that the weight is transposed on the way back. With a square weight the shapes fit, and nothing complains.
#
# **Predict** before you run it: which of the three gradients will be wrong, and will the picture show it?


# %%
def without_the_transpose(dout, saved):
    dX, dW, db = linear.backward(dout, saved)
    return dout @ saved.W, dW, db


square = linear.example(tokens=4, width=5, out=5, batch=1)
failures = check.against_autograd(linear, square, without_the_transpose).failures()
print("wrong:", list(failures))
figure, axes = plt.subplots(1, 2, figsize=(6, 2.6), sharey=True)
for axis, dX_seen, title in zip(axes, (linear.backward(square.dout, square.saved)[0], square.dout @ square.saved.W), ("dY times W transposed", "dY times W")):
    axis.imshow(dX_seen[0], cmap="PuOr")
    axis.set(title=title, xlabel="channel", ylabel="token")
figure.tight_layout()

# %% [markdown]
# **Exercise.** Softmax and cross-entropy together have the gradient (p − y)/N. Check that its rows add up to zero, and that the row of an
# ignored target is zero. Then change one target and predict, before you run it, which entries of the gradient change.

# %%
generator = torch.Generator().manual_seed(0)
Z = torch.randn(3, 4, generator=generator, dtype=torch.float64)
targets = torch.tensor([2, loss.IGNORED, 0])
_, saved = loss.forward(Z, targets)
dZ = loss.backward(1.0, saved)
print("rows add up to zero:", bool(dZ.sum(-1).abs().max() < 1e-15))
dZ.round(decimals=3)
