# %% [markdown]
# # Lab: break one line
#
# This page is a notebook. The press ran it when the site was built; what stands below the cells came out then. Download it above, and run
# it in any Jupyter that has torch, matplotlib and safetensors: its first cell brings the code of this site that it needs.

# %%
import matplotlib.pyplot as plt

from byhand import attention, check, model, mutations

case = model.example()
right = check.against_autograd(model, case)
print(f"{len(right.errors)} tensors, the worst is right to 1e-12:", right.worst < 1e-12)

# %% [markdown]
# Thirteen mistakes, planted one at a time. How many tensors go wrong depends on where each of them sits.
#
# **Predict** before you run it: which mistake will break the fewest tensors?

# %%
counts = {}
for outcome in mutations.table(case):
    broken = [name.removeprefix("params.") for name in outcome.broken]
    print(f"{outcome.mutation.name:38} {len(broken):2} wrong, {outcome.mutation.wrong_line}")
    counts[outcome.mutation.name] = len(broken)
figure, axis = plt.subplots(figsize=(6, 3.6))
axis.barh(list(counts), list(counts.values()))
axis.set(xlabel="tensors that are wrong, of 37")
figure.tight_layout()

# %% [markdown]
# Now plant your own. A function takes the place of another for the length of a `with` block.


# %%
def values_too_loud(dO, saved):
    down = right_gradients(dO, saved)
    return attention.Gradients(down.dQ, down.dK, 2 * down.dV, down.dA, down.D, down.dS)


right_gradients = attention.gradients
mine = mutations.Mutation("values too loud", attention, "gradients", values_too_loud, "dV = A.mT @ dO", "dV = 2 * A.mT @ dO")


def backward(dZ, saved):
    with mutations.planted(mine):
        return model.backward(dZ, saved)


wrong = check.against_autograd(model, case, backward).failures()
print("wrong in the upper block:", sorted(name.removeprefix("params.blocks.1.") for name in wrong if "blocks.1." in name))

# %% [markdown]
# **Exercise.** Why are the gain and the shift of the upper block's first norm wrong, but not those of its second? Plant a mistake that breaks exactly two tensors.
