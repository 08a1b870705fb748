# %% [markdown]
# # Lab: what attention learns from
#
# This page is a notebook. The press ran it when the site was built; what stands below the cells came out then. Download it above, and run
# it in any Jupyter that has torch, matplotlib and safetensors: its first cell brings the code of this site that it needs.

# %%
import matplotlib.pyplot as plt
import torch

from byhand import attention, check

case = attention.example(tokens=5, width=4, batch=1, causal=True)
print("agrees with autograd:", check.against_autograd(attention, case).worst < 1e-12)

# %% [markdown]
# What a step against the gradient does to a score is attention times advantage: how much more loss the value would save than the head's
# own output does. Compute it from that sentence, and compare.

# %%
down = attention.gradients(case.dout, case.saved)
A, V, O = case.saved.A[0], case.saved.V[0], case.saved.O[0]
advantage = -torch.einsum("id,ijd->ij", case.dout[0], V[None, :, :] - O[:, None, :])
print("attention times advantage:", torch.allclose(A * advantage, -down.dS[0]))
print("every row adds up to zero: ", bool(down.dS.sum(-1).abs().max() < 1e-14))

# %% [markdown]
# A key that nobody looks at gets no gradient, however good its value is. Push one score down, step by step, and watch its gradient go with it.
#
# **Predict** before you run it: on logarithmic axes, what slope will the curve have?

# %%
Q, K, values = (case.inputs[name] for name in ("Q", "K", "V"))
S = attention.scores(Q, K)[0, -1]
seen = []
for push in (0, 2, 4, 8, 16):
    s = S.clone()
    s[0] -= push
    a = torch.softmax(s, 0)
    ds = a * ((values[0] - a @ values[0]) @ case.dout[0, -1])
    print(f"pushed by {push:2}: attention {a[0].item():.1e}, gradient {abs(ds[0].item()):.1e}")
    seen.append((a[0].item(), abs(ds[0].item())))
figure, axis = plt.subplots(figsize=(6, 3))
axis.loglog(*zip(*seen), "o-")
axis.set(xlabel="attention to the key", ylabel="gradient of its score")
figure.tight_layout()

# %% [markdown]
# **Exercise.** Make all values equal. What is the gradient of the scores now, and why is there nothing to learn? Then make one row of the
# attention one-hot, and say why it cannot change its mind.
