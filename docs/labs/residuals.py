# %% [markdown]
# # Lab: the way through, and what can go wrong on it
#
# This page is a notebook. The press ran it when the site was built; what stands below the cells came out then. Download it above, and run
# it in any Jupyter that has torch, matplotlib and safetensors: its first cell brings the code of this site that it needs.

# %%
from itertools import combinations

import matplotlib.pyplot as plt
import torch

generator = torch.Generator().manual_seed(1)
layers = [0.5 * torch.randn(4, 4, generator=generator, dtype=torch.float64) for _ in range(4)]  # Jacobians of four sublayers
identity = torch.eye(4, dtype=torch.float64)

product = identity
for J in layers:
    product = (identity + J) @ product  # later layers stand to the left

# %% [markdown]
# The product is a sum over all paths: each path goes through some of the layers and around the others.
#
# **Predict** before you run it: which paths will be the longest, and which group has the most of them?

# %%
total, lengths = torch.zeros_like(product), {}
for size in range(5):
    for chosen in combinations(range(4), size):
        path = identity
        for l in chosen:
            path = layers[l] @ path
        total += path
        lengths.setdefault(size, []).append(path.norm().item())
print("paths:", sum(map(len, lengths.values())))
print("they add up to the product:", torch.allclose(total, product))
for size, norms in lengths.items():
    print(f"through {size} layers: {len(norms)} paths, mean length {sum(norms) / len(norms):.2f}")
figure, axis = plt.subplots(figsize=(6, 2.6))
for size, norms in lengths.items():
    axis.plot([size] * len(norms), norms, "o", color="tab:orange")
axis.set(xlabel="layers on the path", ylabel="length", xticks=range(5))
figure.tight_layout()

# %% [markdown]
# "The gradient is at least one because of the identity" is false: a layer whose Jacobian is minus the identity in one direction closes the way in it.

# %%
J = -torch.outer(identity[0], identity[0])
print("smallest singular value of I + J:", torch.linalg.svdvals(identity + J).min().item())

# %% [markdown]
# **Exercise.** Scale all four Jacobians by a number between 0 and 2. Where do long paths begin to outweigh short ones?
