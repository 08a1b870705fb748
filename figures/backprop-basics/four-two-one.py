"""A hidden unit's gradient is the output's, times the weight between them, times its own slope. A network of four
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
from plates import is_narrow
from plates.style import number

draw = cases.normal(seed=figpress.seed(0))
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


def draw():
    """Draws the network from left to right, or down where the picture is narrow."""
    down = is_narrow()
    graph = Laid(357, 400) if down else Laid(690, 300)
    for k in range(4):
        at = (46 + 88 * k, 30) if down else (75, 40 + 70 * k)
        x = number(float(X[0, k]))
        graph.box(f"x{k}", *at, *([f"x{k + 1}", x] if down else [f"x{k + 1} = {x}"]), kind="plain")
    for k in range(2):
        at = (90 + 180 * k, 185) if down else (350, 85 + 125 * k)
        graph.box(f"h{k}", *at, f"h{k + 1} = {number(float(H[0, k]))}", f"slope {number(float(H[0, k] * (1 - H[0, k])))}")
    graph.box("p", *((180, 340) if down else (620, 147)), f"p = {number(float(p))}", "target 1")
    for m in range(2):
        for k in range(4):
            graph.arrow(f"x{k}", f"h{m}")
        side = (-11 if down else -9) * (1 if down or not m else -1) * (-1 if down and m else 1)
        there, here = ((side, 0), (-side, 0)) if down else ((0, side), (0, -side))
        graph.arrow(f"h{m}", "p", f"w = {number(float(W2[m, 0]))}", shift=there, at=0.6 if down else 0.42)
        graph.arrow("p", f"h{m}", f"δ = {number(float(delta1[0, m]))}", back=True, thick=2.6 if m == 0 else 1.2, shift=here, at=0.76 if down else 0.52)
    graph.arrow("h0", "x3", f"∂w = {number(float(dW1[3, 0]))}", back=True, thick=2.6, shift=(9, 6) if down else (6, 8), at=0.62 if down else 0.68)
    graph.note(*((180, 384) if down else (620, 195)), f"δ = {number(float(delta2))}")
    return graph


figpress.show(draw)
