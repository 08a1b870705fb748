# %% [markdown]
# # Lab: three paths into one input
#
# This page is a notebook. The press ran it when the site was built; what stands below the cells came out then. Download it above, and run
# it in any Jupyter that has torch, matplotlib and safetensors: its first cell brings the code of this site that it needs.

# %%
import matplotlib.pyplot as plt

from byhand import attention, check, linear, masks, qkv

case = qkv.example(tokens=6, width=8, batch=1)
Q, K, V = case.out
O, saved = attention.forward(Q, K, V, masks.causal(6))
dO = O.detach().cos()  # the gradient of some loss
down = qkv.gradients(attention.backward(dO, saved), case.saved)
print("the three paths add up to the gradient of U:", bool((down.dU_Q + down.dU_K + down.dU_V - down.dU).abs().max() == 0))

# %% [markdown]
# The lengths of the three do not add up, because the paths do not point the same way.
#
# **Predict** before you run it: will the three lengths together be more or less than the length of the sum?

# %%
lengths = {name: getattr(down, name).norm().item() for name in ("dU_Q", "dU_K", "dU_V", "dU")}
for name, length in lengths.items():
    print(f"{name:5} {length:.3f}")
figure, axis = plt.subplots(figsize=(6, 2.4))
axis.barh(list(lengths), list(lengths.values()))
axis.set(xlabel="length of the gradient")
figure.tight_layout()
print("three lengths together:", f"{sum(lengths[n] for n in ('dU_Q', 'dU_K', 'dU_V')):.3f}")

# %% [markdown]
# One parameter cannot learn at all. Rows of the scores' gradient add up to zero, so whatever is added to all keys alike changes nothing.

# %%
print("largest entry of the key bias' gradient is rounding:", bool(down.db_K.abs().max() < 1e-12))
print("largest entry of the query bias' gradient: ", f"{down.db_Q.abs().max():.2f}")

# %% [markdown]
# **Exercise.** Add the same vector to every key before `attention.forward`. Does the output move? Do the same with the values. Which bias
# would you leave out of a model?

# %%
shifted, _ = attention.forward(Q, K + 3.0, V, masks.causal(6))
print("the output did not move:", bool((shifted - O).abs().max() < 1e-12))
