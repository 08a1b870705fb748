"""Each edge multiplies the gradient by its own local slope, and the products are what autograd finds. The untrained
model chooses between *animal* and *street* for “… too tired. it means the”. Two of the 32 products are shown, the
other 30 are added up.
"""

import figpress
import torch
from _running import reading
from byhand import scalar
from plates import Edge, Node, computation

one = reading("first", "tired")
at, right, wrong = one.sentence.answer, one.tokens[0, one.sentence.good], one.tokens[0, one.sentence.bad]
h = one.saved.unembedding.X[0, at]  # [32]: what the model thinks at the last "the"
w = one.saved.unembedding.W[:, right] - one.saved.unembedding.W[:, wrong]  # [32]: animal minus street
i, j = (h * w).abs().topk(2).indices.tolist()

x1, x2, w1, w2 = (scalar.Number(float(v)) for v in (h[i], h[j], w[i], w[j]))
rest = scalar.Number(float((h * w).sum() - h[i] * w[i] - h[j] * w[j]))
first, second = x1 * w1, x2 * w2
z = first + second + rest
p = z.sigmoid()
L = -p.log()
scalar.backward(L)

true_h = h.clone().requires_grad_()
loss = -torch.nn.functional.logsigmoid(true_h @ w)
(dh,) = torch.autograd.grad(loss, true_h)
loss = loss.detach()
worst = max(abs(float(dh[i]) - x1.grad), abs(float(dh[j]) - x2.grad), abs(float(loss) - L.value))
assert worst < 1e-12, worst

figpress.value("worst_error", worst)
figpress.value("logit", z.value)
figpress.value("probability", p.value)
figpress.value("loss", L.value)
figpress.value("dp", p.grad)
figpress.value("slope", p.value * (1 - p.value))
figpress.value("dz", z.grad)
figpress.value("h", x1.value)
figpress.value("dw", w1.grad)

parts = {"x1": x1, "w1": w1, "x2": x2, "w2": w2, "rest": rest, "m1": first, "m2": second, "z": z, "p": p, "L": L}
low = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
a, b = (str(k + 1).translate(low) for k in (i, j))
labels = {"x1": f"h{a}", "w1": f"w{a}", "x2": f"h{b}", "w2": f"w{b}", "rest": "other 30", "m1": "×", "m2": "×",
          "z": "+", "p": "σ", "L": "−log"}
kinds = {"w1": "parameter", "w2": "parameter", "x1": "input", "x2": "input", "rest": "input", "L": "loss"}
nodes = [Node(name, labels[name], n.value, n.grad, kinds.get(name, "operation")) for name, n in parts.items()]
nodes.append(Node("end", f"L = {L.value:.3g}", kind="input"))
ends = ["x1 m1", "w1 m1", "x2 m2", "w2 m2", "m1 z", "m2 z", "rest z", "z p", "p L", "L end"]
figpress.show(computation(nodes, [Edge(*end.split()) for end in ends], spread=0.3))
