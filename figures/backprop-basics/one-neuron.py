"""Each edge multiplies the gradient by its own local slope, and the products are what autograd finds. The untrained
model chooses between *animal* and *street* for “… too tired. it means the”. Above each edge stands its value, below it
∂, the slope of the loss with respect to that value. Two of the 32 products are shown, the other 30 are added up.
"""

import figpress
import torch
from _running import reading
from byhand import scalar
from plates import Edge, Node, computation
from plates.style import number

one = reading("first", "tired")
at, right, wrong = one.sentence.answer, one.tokens[0, one.sentence.good], one.tokens[0, one.sentence.bad]
h = one.saved.unembedding.X[0, at]  # [32]: what the model thinks at the last "the"
w = one.saved.unembedding.W[:, right] - one.saved.unembedding.W[:, wrong]  # [32]: animal minus street
i, j = (h * w).abs().topk(2).indices.tolist()

LEAVES = {"x1": float(h[i]), "w1": float(w[i]), "x2": float(h[j]), "w2": float(w[j])}
LEAVES["rest"] = float((h * w).sum()) - LEAVES["x1"] * LEAVES["w1"] - LEAVES["x2"] * LEAVES["w2"]


def forward(leaves):
    """Returns every number of the graph by its name, the loss last."""
    part = {name: scalar.Number(value) for name, value in leaves.items()}
    part["m1"], part["m2"] = part["x1"] * part["w1"], part["x2"] * part["w2"]
    part["z"] = part["m1"] + part["m2"] + part["rest"]
    part["p"] = part["z"].sigmoid()
    part["L"] = -part["p"].log()
    return part


parts = forward(LEAVES)
scalar.backward(parts["L"])

true_h, true_w = h.clone().requires_grad_(), w.clone().requires_grad_()
loss = -torch.nn.functional.logsigmoid(true_h @ true_w)
dh, dw = torch.autograd.grad(loss, (true_h, true_w))
loss = loss.detach()
pairs = [(dh[i], "x1"), (dw[i], "w1"), (dh[j], "x2"), (dw[j], "w2")]
worst = max([abs(float(true) - parts[name].grad) for true, name in pairs] + [abs(float(loss) - parts["L"].value)])
assert worst < 1e-12, worst


def change(name, by):
    """What the loss really does when one leaf is raised."""
    return forward(LEAVES | {name: LEAVES[name] + by})["L"].value - parts["L"].value


NUDGE, FAR = 0.1, 2.0
figpress.value("worst_error", worst)
figpress.value("logit", parts["z"].value)
figpress.value("probability", parts["p"].value)
figpress.value("loss", parts["L"].value)
figpress.value("dp", parts["p"].grad)
figpress.value("slope", parts["p"].value * (1 - parts["p"].value))
figpress.value("dz", parts["z"].grad)
figpress.value("h", parts["x2"].value)
figpress.value("dw", parts["w2"].grad)
for name, by in (("", NUDGE), ("far_", FAR)):
    figpress.value(f"{name}nudge", by)
    figpress.value(f"{name}promised", parts["w2"].grad * by)
    figpress.value(f"{name}real", change("w2", by))

low = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
a, b = (str(k + 1).translate(low) for k in (i, j))
labels = {"x1": f"h{a}", "w1": f"w{a}", "x2": f"h{b}", "w2": f"w{b}", "rest": "other 30", "m1": "×", "m2": "×",
          "z": "+", "p": "σ", "L": "−log"}
kinds = {"w1": "parameter", "w2": "parameter", "x1": "input", "x2": "input", "rest": "input", "L": "loss"}
nodes = [Node(name, labels[name], parts[name].value, parts[name].grad, kinds.get(name, "operation")) for name in labels]
nodes.append(Node("end", f"L = {parts['L'].value:.3g}", kind="input"))
ends = ["x1 m1", "w1 m1", "x2 m2", "w2 m2", "m1 z", "m2 z", "rest z", "z p", "p L", "L end"]


def draw():
    """Draws the figure."""
    picture = computation(nodes, [Edge(*end.split()) for end in ends], spread=0.3)
    return picture


# for the touchable picture: the walk in words, and what the loss does when a leaf is turned
n = {name: number(one.value) for name, one in parts.items()} | {f"d{name}": number(one.grad) for name, one in parts.items()}


def product(m, x, w):
    return (f"× receives {n['d' + m]}. Each factor is the other's slope: {labels[w]} gets {n['d' + m]} · {n[x]} = {n['d' + w]}, "
            f"and {labels[x]} gets {n['d' + m]} · {n[w]} = {n['d' + x]}.")  # fmt: skip


walk = [
    ("end", "L end", "The loss itself: if it rises by one, it rises by one. ∂ = 1."),
    ("L", "p L", f"−log receives 1. Its slope is −1/p = −1/{n['p']}. It hands on {parts['p'].grad:.4g}.".replace("-", "−")),
    ("p", "z p", f"σ receives {parts['p'].grad:.4g}. Its slope is p(1 − p) = {number(parts['p'].slopes[0])}. "
                 f"It hands on {n['dz']}.".replace("-", "−")),
    ("z", "m1 z,m2 z,rest z", f"+ receives {n['dz']}. Its slope is 1 in every direction: all three get {n['dz']}."),
    ("m2", "x2 m2,w2 m2", product("m2", "x2", "w2")),
    ("m1", "x1 m1,w1 m1", product("m1", "x1", "w1")),
]  # fmt: skip
order = [*labels, "end"]
steps = [{"node": order.index(node), "edges": [ends.index(edge) for edge in edges.split(",")], "say": say} for node, edges, say in walk]
grid = [round(-3 + 0.1 * k, 1) for k in range(61)]
turns = [{"name": labels[name], "value": LEAVES[name], "slope": parts[name].grad, "change": [round(change(name, by), 5) for by in grid]}
         for name in ("w2", "w1", "x2", "x1", "rest")]  # fmt: skip
figpress.show(draw, module="one-neuron.mjs", data={"steps": steps, "grid": grid, "loss": parts["L"].value, "turns": turns})
