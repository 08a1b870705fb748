"""Scaled dot-product attention forwards (above, green) and backwards (below, orange): every gradient stands under the
tensor that it belongs to and has its shape. D is the average of each row of Ā under the row's own attention.
"""

import figpress
from _laid import Laid
from byhand import attention, check

case = attention.example(tokens=6, width=8, causal=True, device=figpress.device())
down = attention.gradients(case.dout, case.saved)
report = check.against_autograd(attention, case)
assert report.worst < 1e-12, report
figpress.value("worst_error", report.worst)

PLACES = {"Q": (60, 45), "K": (60, 125), "S": (245, 85), "A": (415, 85), "V": (415, 165), "O": (620, 125)}
DOWN = 215  # pixels from a tensor to its gradient
graph = Laid(690, 415)
for name, (x, y) in PLACES.items():
    shape = "n × n" if name in "SA" else "n × d_k"
    if name != "O":
        assert getattr(down, f"d{name}").shape == getattr(case.saved, name).shape
    graph.box(name, x, y, name, shape)
    graph.box(f"d{name}", x, y + DOWN, name + "\u0304", shape, kind="gradient")

graph.arrow("Q", "S")
graph.arrow("K", "S")
graph.note(150, 88, "c Q Kᵀ + M")
graph.arrow("S", "A", "softmax")
graph.arrow("A", "O")
graph.arrow("V", "O")
graph.note(512, 129, "A V")
graph.arrow("O", "dO", back=True)
graph.note(490, 232, "through the rest of the model, and the loss")
graph.arrow("dO", "dA", "Ō Vᵀ", back=True)
graph.arrow("dO", "dV", "Aᵀ Ō", back=True)
graph.arrow("dA", "dS", "A ⊙ (Ā − D)", back=True)
graph.arrow("dS", "dQ", "c S̄ K", back=True)
graph.arrow("dS", "dK", "c S̄ᵀ Q", back=True)
figpress.show(graph)
