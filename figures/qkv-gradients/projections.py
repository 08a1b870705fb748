"""One input is read three times, so three gradients come back to it and add; each weight gets the input times its own
projection's gradient. The sizes are those of one head of our model, drawn to scale: green are values, blue
parameters, orange gradients.
"""

import figpress
import torch
from _blocks import Block, Equations
from _running import noun_head, params, reading
from byhand import attention, masks

head = noun_head()
saved = reading("last", "tired").saved.blocks[head.layer].attention
weights = params("last").blocks[head.layer].attention
n, d = saved.U.shape[1:]
d_k = saved.Q.shape[-1]
own = slice(head.head * d_k, (head.head + 1) * d_k)

# the three paths, each from autograd with the other two cut, add up to the whole
U, W, b = saved.U[0], {x: getattr(weights, f"W_{x}")[:, own] for x in "QKV"}, {x: getattr(weights, f"b_{x}")[own] for x in "QKV"}
message = torch.randn(n, d_k, dtype=U.dtype, generator=torch.Generator().manual_seed(0))


def back(open_paths):
    """The gradient of ⟨O, message⟩ with respect to U, through these projections only."""
    leaf = U.clone().requires_grad_()
    Q, K, V = ((leaf if x in open_paths else U) @ W[x] + b[x] for x in "QKV")
    (found,) = torch.autograd.grad((attention.forward(Q, K, V, masks.causal(n))[0] * message).sum(), leaf)
    return found


worst = float((back("Q") + back("K") + back("V") - back("QKV")).abs().max())
assert worst < 1e-12, worst
figpress.value("worst_error", worst)

read = Block("U", n, d, f"{n} × {d}")
weight = {x: Block(f"W_{x}", d, d_k, f"{d} × {d_k}", "parameter") for x in "QKV"}
turned = {x: Block(f"W_{x}ᵀ", d_k, d, f"{d_k} × {d}", "parameter") for x in "QKV"}
bar = {x: Block(x + "\u0304", n, d_k, f"{n} × {d_k}", "gradient") for x in "QKV"}
LINES = [
    ("forward, and the same for K and V (biases not drawn)", [Block("Q", n, d_k, f"{n} × {d_k}"), "=", read, weight["Q"]]),
    ("back to the input: three paths add", [Block("Ū", n, d, f"{n} × {d}", "gradient"), "=", bar["Q"], turned["Q"], "+", bar["K"], turned["K"], "+",
                                             bar["V"], turned["V"]]),
    ("back to the weights, and the same for K and V", [Block("W̄_Q", d, d_k, f"{d} × {d_k}", "gradient"), "=", Block("Uᵀ", d, n, f"{d} × {n}"), bar["Q"]]),
]  # fmt: skip
figpress.show(lambda: Equations(LINES, unit=3.1, wide=figpress.width()))
