# %% [markdown]
# # Lab: what one word did, and what its gradient said
#
# This page is a notebook. The press ran it when the site was built; what stands below the cells came out then. Download it above, and run
# it in any Jupyter that has torch, matplotlib and safetensors: its first cell brings the code of this site that it needs.

# %%
import matplotlib.pyplot as plt
import torch

from byhand import block, layernorm, linear, masks
from byhand.training import checkpoint, language, tokeniser

model = checkpoint.load("last")
animal, street, tired, wide = tokeniser.encode(["animal", "street", "tired", "wide"])[0].tolist()
sentence = language.winograd("tired")
tokens = tokeniser.encode(sentence.prompt)[0]
print(sentence)


# %% [markdown]
# From the embedded sentence to logit(animal) − logit(street), and back to every word.


# %%
def ask(X):
    """The answer [B], and its gradient [B, n, d], for embedded sentences X [B, n, d]."""
    stream, kept = X, []
    for layer in model.blocks:
        stream, saved = block.forward(stream, layer, masks.causal(X.shape[1]))
        kept.append(saved)
    H, norm = layernorm.forward(stream, model.gamma, model.beta)
    Z, top = linear.forward(H, model.W_U)
    dZ = torch.zeros_like(Z)
    dZ[:, -1, animal], dZ[:, -1, street] = 1, -1
    dX = layernorm.vjp(linear.backward(dZ, top)[0], norm)
    for saved in reversed(kept):
        dX = block.gradients(dX, saved).dX
    return Z[:, -1, animal] - Z[:, -1, street], dX


X = model.E[tokens] + model.P[: len(tokens)]
Delta = torch.zeros_like(X)
Delta[sentence.adjective] = model.E[wide] - model.E[tired]
F, dX = ask(torch.stack((X, X + Delta)))
print(f"with tired {F[0].item():.2f}, with wide {F[1].item():.2f}, changed by {(F[1] - F[0]).item():.2f}")
print(f"the gradient at tired says {(dX[0] * Delta).sum().item():+.2f}")
print(f"the gradient at wide says  {(dX[1] * Delta).sum().item():+.2f}")

# %% [markdown]
# The mean gradient on the way says it exactly, if there are points enough.
#
# **Predict** before you run it: where on the way from *tired* to *wide* will the answer fall most steeply?

# %%
for points in (1, 4, 16, 64):
    shares = (torch.arange(points, dtype=torch.float64) + 0.5) / points
    _, dX = ask(X + shares[:, None, None] * Delta)
    print(f"{points:2} points: {(dX * Delta).sum((1, 2)).mean().item():.3f}")
way = torch.linspace(0, 1, 41, dtype=torch.float64)
answers, _ = ask(X + way[:, None, None] * Delta)
figure, axis = plt.subplots(figsize=(6, 2.6))
axis.plot(way, answers)
axis.axhline(0, color="grey", linewidth=0.8)
axis.set(xlabel="share of the way from tired to wide", ylabel="animal over street (logits)")
figure.tight_layout()

# %% [markdown]
# **Exercise.** Exchange *animal* for *fox*, and ask for logit(fox) − logit(street). Which of the two gradients, at the old word or at the new one,
# foretells the change better? Then try a way that bends: first to the mean of all embeddings, and on from there. What stays the same?
