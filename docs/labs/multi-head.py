# %% [markdown]
# # Lab: heads are slices, and a reshape that nobody notices
#
# This page is a notebook. The press ran it when the site was built; what stands below the cells came out then. Download it above, and run
# it in any Jupyter that has torch, matplotlib and safetensors: its first cell brings the code of this site that it needs.

# %%
import matplotlib.pyplot as plt
import torch

from byhand import check, heads

case = heads.example(tokens=6, width=8, heads=2, batch=1)
print("agrees with autograd:", check.against_autograd(heads, case).worst < 1e-12)

# %% [markdown]
# Splitting and merging only move numbers. Count where each of them goes, there and back.

# %%
numbered = torch.arange(48.0).reshape(6, 8)
there = heads.split(numbered, 2)
print("head 0 holds columns", sorted({int(x) % 8 for x in there[0].flatten()}))
print("back in its place:  ", bool((heads.merge(there) == numbered).all()))


# %% [markdown]
# The classic slip is to merge without putting the heads' axis back first. The shape is right, nothing crashes, and the numbers of different
# tokens are mixed.
#
# **Predict** before you run it: the numbers of how many tokens will stand in the first row?


# %%
def merge_without_transpose(O):
    return O.reshape(*O.shape[:-3], O.shape[-2], O.shape[-3] * O.shape[-1])


wrong = merge_without_transpose(there)
print("same shape:", wrong.shape == numbered.shape)
print("tokens in the first row:", sorted({int(x) // 8 for x in wrong[0]}))
figure, axes = plt.subplots(1, 2, figsize=(6, 2.8), sharey=True)
for axis, merged, title in zip(axes, (heads.merge(there), wrong), ("with the transpose", "without")):
    axis.imshow(merged // 8, cmap="tab10", vmax=9)
    axis.set(title=title, xlabel="column", ylabel="row")
figure.suptitle("colour: the token that a number belongs to")
figure.tight_layout()

# %% [markdown]
# Every head receives the same gradient and gets its own message, through its own rows of the output matrix.

# %%
g = heads.gradients(case.dout, case.saved)
W_O = case.inputs["W_O"]
for head in range(2):
    rows = W_O[head * 4 : (head + 1) * 4]
    print(f"head {head}:", torch.allclose(case.dout @ rows.T, g.dO[:, head]))

# %% [markdown]
# **Exercise.** Give both heads the same weights. After one step of gradient descent, do they still have them? What in the first step could part them?
