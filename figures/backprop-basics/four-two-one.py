"""A hidden unit's blame is the output's blame, times the weight between them, times its own slope. A network of four
inputs, two hidden sigmoid units and one output, with target 1. Green boxes hold values, dashed arrows carry δ back;
the inputs are the first four numbers of the trained embedding of “tired”.
"""

import figpress
import torch
from _running import params
from byhand import cases, linear
from byhand.training import tokeniser
from plates import Arrow, Box, flow
from plates.style import number

draw = cases.normal(seed=0)
X = params("last").E[tokeniser.encode(["tired"])[0], :4]  # [1, 4]
W1, W2 = draw(4, 2), draw(2, 1)

Z1, saved1 = linear.forward(X, W1)
H = torch.sigmoid(Z1)  # [1, 2]
Z2, saved2 = linear.forward(H, W2)
p = torch.sigmoid(Z2)  # [1, 1]

delta2 = p - 1  # of −log p, with respect to Z2
dH, dW2, _ = linear.backward(delta2, saved2)
delta1 = dH * H * (1 - H)  # with respect to Z1
dX, dW1, _ = linear.backward(delta1, saved1)

leaf = [t.clone().requires_grad_() for t in (X, W1, W2)]
loss = -torch.log(torch.sigmoid(torch.sigmoid(leaf[0] @ leaf[1]) @ leaf[2])).sum()
true = torch.autograd.grad(loss, leaf)
worst = max(float((a - b).abs().max()) for a, b in zip((dX, dW1, dW2), true))
assert worst < 1e-12, worst

figpress.value("worst_error", worst)
figpress.value("output_delta", delta2)
figpress.value("weight_between", W2[0, 0])
figpress.value("slope", H[0, 0] * (1 - H[0, 0]))
figpress.value("hidden_delta", delta1[0, 0])
figpress.value("dw", dW1[3, 0])
figpress.value("input", X[0, 3])

boxes = [Box(f"x{k}", label=f"x{k + 1} = {number(float(X[0, k]))}", kind="operation") for k in range(4)]
boxes += [Box(f"h{k}", label=f"h{k + 1} = {number(float(H[0, k]))}", note=f"slope {number(float(H[0, k] * (1 - H[0, k])))}") for k in range(2)]
boxes += [Box("p", label=f"p = {number(float(p))}", note="target 1")]
arrows = [Arrow(f"x{k}", f"h{m}") for k in range(4) for m in range(2)]
arrows += [Arrow(f"h{k}", "p", f"w = {number(float(W2[k, 0]))}") for k in range(2)]
arrows += [Arrow("p", f"h{k}", f"δ = {number(float(delta1[0, k]))}", back=True) for k in range(2)]
arrows += [Arrow("h0", "x3", f"dw = {number(float(dW1[3, 0]))}", back=True)]
figpress.show(flow(boxes, arrows, spread=0.85, ranks=[["x0", "x1", "x2", "x3"], ["h0", "h1"]]))
