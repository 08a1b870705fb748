"""Scaled dot-product attention forwards (above, green) and backwards (below, orange): every gradient stands under the
tensor that it belongs to and has its shape. D is the average of each row of Ā under the row's own attention.
"""

import figpress
from _laid import Laid
from byhand import attention, check
from plates import is_narrow

case = attention.example(tokens=6, width=8, causal=True, device=figpress.device())
down = attention.gradients(case.dout, case.saved)
report = check.against_autograd(attention, case)
assert report.worst < 1e-12, report
figpress.value("worst_error", report.worst)

WIDE = {"Q": (60, 45), "K": (60, 125), "S": (245, 85), "A": (415, 85), "V": (415, 165), "O": (620, 125)}
NARROW = {"Q": (42, 40), "K": (124, 40), "S": (83, 150), "A": (42, 250), "V": (124, 250), "O": (83, 350)}


def draw():
    """Draws the gradients below the tensors, or beside them where the picture is narrow."""
    places, away = (NARROW, (190, 0)) if is_narrow() else (WIDE, (0, 215))  # pixels from a tensor to its gradient
    graph = Laid(357, 425) if is_narrow() else Laid(690, 415)
    for name, (x, y) in places.items():
        shape = "n × n" if name in "SA" else "n × d_k"
        if name != "O":
            assert getattr(down, f"d{name}").shape == getattr(case.saved, name).shape
        graph.box(name, x, y, name, shape)
        graph.box(f"d{name}", x + away[0], y + away[1], name + "\u0304", shape, kind="gradient")
    if is_narrow():
        graph.arrow("Q", "S", "c Q Kᵀ + M", shift=(4, 0), at=0.42)
        graph.arrow("A", "O", "A V", shift=(4, 0))
        graph.note(178, 404, "between O and Ō: the rest of the model, the loss")
    else:
        graph.arrow("Q", "S")
        graph.note(150, 88, "c Q Kᵀ + M")
        graph.arrow("A", "O")
        graph.note(512, 129, "A V")
        graph.note(490, 232, "through the rest of the model, and the loss")
    graph.arrow("K", "S")
    graph.arrow("S", "A", "softmax")
    graph.arrow("V", "O")
    graph.arrow("O", "dO", back=True)
    graph.arrow("dO", "dA", "Ō Vᵀ", back=True)
    graph.arrow("dO", "dV", "Aᵀ Ō", back=True)
    graph.arrow("dA", "dS", "A ⊙ (Ā − D)", back=True)
    graph.arrow("dS", "dQ", "c S̄ K", back=True)
    graph.arrow("dS", "dK", "c S̄ᵀ Q", back=True)
    return graph


figpress.show(draw)
