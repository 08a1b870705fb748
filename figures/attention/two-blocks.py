"""Scaled dot-product attention forwards (green) and backwards (orange): every gradient has the shape of what it belongs to."""

import figpress
from byhand import attention
from plates import Arrow, Box, flow

case = attention.example(tokens=6, width=8, causal=True, device=figpress.device())
down = attention.gradients(case.dout, case.saved)

boxes, arrows = [], []
for name, shape in {"Q": "n d_k", "K": "n d_k", "V": "n d_k", "S": "n n", "A": "n n", "O": "n d_k"}.items():
    boxes.append(Box(name, tuple(shape.split()), note="masked scores" if name == "S" else ""))
    if name != "O":
        bar = getattr(down, f"d{name}")
        assert bar.shape == getattr(case.saved, name).shape
        boxes.append(Box(f"d{name}", tuple(shape.split()), kind="gradient", label=f"∂L/∂{name}"))
boxes.append(Box("dO", ("n", "d_k"), kind="gradient", label="∂L/∂O"))
arrows += [Arrow("Q", "S"), Arrow("K", "S", "c Q Kᵀ + M"), Arrow("S", "A", "softmax of rows"), Arrow("A", "O"), Arrow("V", "O", "A V")]
arrows += [
    Arrow("dO", "dA", "· Vᵀ", back=True), Arrow("dO", "dV", "Aᵀ ·", back=True), Arrow("dA", "dS", "A ⊙ (· − D)", back=True),
    Arrow("dS", "dQ", "· c K", back=True), Arrow("dS", "dK", "(·)ᵀ c Q", back=True),
]

figpress.value("worst_error", max(float((getattr(down, f"d{n}") - g).abs().max()) for n, g in zip("QKV", attention.backward(case.dout, case.saved))))
figpress.show(flow(boxes, arrows, spread=0.35, ranks=[("Q", "K", "dQ", "dK"), ("S", "dS"), ("A", "V", "dA", "dV"), ("O", "dO")]))
