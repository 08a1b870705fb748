"""The gradient at a head's gate can have the wrong sign: closing the gate is not a small step."""

import figpress
import numpy
import torch
from _running import noun_head, params, reading
from byhand import block, embedding, layernorm, masks, mlp, selfattention
from plates import dots

adjective = "wide"
one = reading("last", adjective)
model = params("last")
noun = noun_head()


def answer(gates):
    """logit(answer) − logit(other noun) with each head's output multiplied by its gate [layers, H]."""
    n = one.tokens.shape[-1]
    X, _ = embedding.forward(one.tokens, model.E, model.P)
    for layer, w in enumerate(model.blocks):
        U, _ = layernorm.forward(X, w.gamma_1, w.beta_1)
        _, saved = selfattention.forward(U, w.attention, masks.causal(n))
        O = saved.O[0] * gates[layer][:, None, None]  # [H, n, d_k]
        X = X + O.transpose(0, 1).reshape(n, -1) @ w.attention.W_O + w.attention.b_O
        F, _ = mlp.forward(layernorm.forward(X, w.gamma_2, w.beta_2)[0], *w.mlp)
        X = X + F
    H, _ = layernorm.forward(X, model.gamma, model.beta)
    row = H[0, one.sentence.answer] @ model.W_U
    return row[one.tokens[0, one.sentence.good]] - row[one.tokens[0, one.sentence.bad]]


def slope(gates):
    gates = gates.clone().requires_grad_()
    return torch.autograd.grad(answer(gates), gates)[0]


opened = torch.ones(2, 4, dtype=torch.float64)
here = slope(opened)
predicted, true, integrated = [], [], []
NODES, WEIGHTS = (torch.tensor(x) for x in numpy.polynomial.legendre.leggauss(32))
for layer in range(2):
    for h in range(4):
        closed = opened.clone()
        closed[layer, h] = 0
        predicted.append(float(-here[layer, h]))
        true.append(float(answer(closed) - answer(opened)))
        way = [slope(closed + (t + 1) / 2 * (opened - closed))[layer, h] * w / 2 for t, w in zip(NODES, WEIGHTS)]
        integrated.append(float(-sum(way)))

names = [f"L{layer}H{h}" for layer in range(2) for h in range(4)]
at = names.index(str(noun))
wrong = [n for n, p, t in zip(names, predicted, true) if p * t < 0]
error = max(abs(i - t) for i, t in zip(integrated, true))
assert error < 1e-2
figpress.value("noun_head_predicted", predicted[at])
figpress.value("noun_head_true", true[at])
figpress.value("wrong_signs", len(wrong))
figpress.value("integrated_error", error)
figpress.show(
    dots({"heads": (predicted, true)}, labels={"heads": names}, x="predicted by the gate's gradient (logits)", y="measured, gate closed (logits)",
         diagonal=True, zero=True)
)
