"""A hidden unit's blame is the output's blame, times the weight between them, times its own slope. A network of four
inputs, two hidden sigmoid units and one output, with target 1. Grey arrows go forward, orange ones carry δ, the gradient
of a unit's input, back; the thick ones are followed in the text. The inputs are the first four numbers of the trained
embedding of “tired”.
"""

import figpress
import torch
from _laid import Laid
from _running import params
from byhand import cases, linear
from byhand.training import tokeniser
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

graph = Laid(690, 300)
for k in range(4):
    graph.box(f"x{k}", 75, 40 + 70 * k, f"x{k + 1} = {number(float(X[0, k]))}", kind="plain")
for k in range(2):
    graph.box(f"h{k}", 350, 85 + 125 * k, f"h{k + 1} = {number(float(H[0, k]))}", f"slope {number(float(H[0, k] * (1 - H[0, k])))}")
graph.box("p", 620, 147, f"p = {number(float(p))}", "target 1")
for m in range(2):
    for k in range(4):
        graph.arrow(f"x{k}", f"h{m}")
    side = 9 if m else -9
    graph.arrow(f"h{m}", "p", f"w = {number(float(W2[m, 0]))}", shift=(0, side), at=0.42)
    graph.arrow("p", f"h{m}", f"δ = {number(float(delta1[0, m]))}", back=True, strong=m == 0, shift=(0, -side), at=0.52)
graph.arrow("h0", "x3", f"∂w = {number(float(dW1[3, 0]))}", back=True, strong=True, shift=(6, 8), at=0.68)
graph.note(620, 195, f"δ = {number(float(delta2))}")
figpress.show(graph)
