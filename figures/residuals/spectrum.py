"""The +1 promises nothing: many directions leave the chain shorter than they entered, and after training a few almost vanish."""

import figpress
import torch
from _running import MOMENTS, label, named, params, reading
from byhand import block, masks
from plates import lines

adjective = "tired"
curves = {}
for moment in MOMENTS:
    one, model = reading(moment, adjective), params(moment)
    X = one.saved.blocks[0].X[0]  # [n, d], the embedded sentence
    at = one.sentence.answer

    def last_token(x):
        """The stream at the answer's place after all blocks, as a function of the same token's start."""
        Y = torch.cat([X[:at], x[None], X[at + 1 :]])[None]
        for weights in model.blocks:
            Y, _ = block.forward(Y, weights, masks.causal(len(X)))
        return Y[0, at]

    J = torch.autograd.functional.jacobian(last_token, X[at])  # [d, d]
    s = torch.linalg.svdvals(J)
    curves[label(moment)] = (list(range(1, len(s) + 1)), s)
    figpress.value(f"smallest_{moment}", s[-1])
    figpress.value(f"largest_{moment}", s[0])
    figpress.value(f"below_one_{moment}", int((s < 1).sum()))
    named(s[-1] < 1)

figpress.show(lambda: lines(curves, x="direction of the stream, from the most stretched to the least", y="stretch (singular value of ∂x_L/∂x₀)", log="y", levels={"kept as it is": 1.0}, points=True))
