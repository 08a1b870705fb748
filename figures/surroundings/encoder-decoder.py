"""The encoder never meets the loss: everything it learns comes back through keys and values, from every decoder layer.
The encoder–decoder with one encoder and two decoder layers at step 120, our sentence with *tired*. Dashed, the norm of what flows back, for the difference of the two nouns' logits.
"""

import figpress
import torch
from _laid import Laid
from byhand import cases, check, seq2seq
from _running import sentence as ours
from byhand.training import checkpoint, tasks, tokeniser
from plates import is_narrow
from plates.style import number

sentence = ours("tired")
source, target, lengths, _ = tokeniser.question_and_answer([sentence])
source = source[:, : int(lengths[0])]
params = checkpoint.load("half", task=tasks.ENCODER_DECODER)
Z, saved = seq2seq.forward(source, target, params)
good, bad = (tokeniser.encode([sentence.words[at]])[0, 0] for at in (sentence.good, sentence.bad))
dZ = torch.zeros_like(Z)
dZ[0, 3, good], dZ[0, 3, bad] = 1.0, -1.0
down = seq2seq.gradients(dZ, saved)
report = check.against_autograd(seq2seq, cases.Case({"params": params}, Z, saved, dZ, {"source": source, "target": target}))
assert not report.failures(), report

first, second = down.decoder
into_encoder = down.encoder[-1].dY
assert (first.dM + second.dM - down.dM).abs().max() < 1e-13
# cut the memory's gradient off, and the encoder hears nothing at all
figpress.value("worst_error", report.worst)
figpress.value("first_layer", first.dM.norm())
figpress.value("second_layer", second.dM.norm())
figpress.value("both", down.dM.norm())
figpress.value("encoder", into_encoder.norm())


LOUDEST = max(float(T.norm()) for T in (second.dY, first.dY, first.dM, second.dM, into_encoder))


def draw():
    """Draws the encoder at the left, the decoder at the right, both upwards."""
    n, m, d = target.shape[1], source.shape[1], params.E.shape[1]
    across = 1.0 if is_narrow() else 1.7
    graph = Laid(round(357 * across), 420)

    def box(key, x, y, *lines, kind="value"):
        graph.box(key, x * across, y, *lines, kind=kind)

    def back(tail, head, T, before="", **how):
        norm = float(T.norm())
        graph.arrow(tail, head, before + number(float(f"{norm:.2g}")), back=True, thick=0.8 + 7 * norm / LOUDEST, **how)

    box("source", 78, 385, "source words", f"{m} × {d}")
    box("encoder", 78, 285, "encoder layer", kind="plain")
    box("M", 78, 170, "memory M", f"{m} × {d}")
    box("target", 275, 385, "words so far", f"{n} × {d}")
    box("one", 275, 285, "decoder layer 1", kind="plain")
    box("two", 275, 135, "decoder layer 2", kind="plain")
    box("Z", 275, 35, "logits", f"{n} × 64")
    for tail, head in (("source", "encoder"), ("encoder", "M"), ("M", "one"), ("M", "two"), ("target", "one"), ("one", "two"), ("two", "Z")):
        graph.arrow(tail, head, aside=-8)
    graph.arrow("Z", "two", back=True, aside=-8)
    back("two", "one", second.dY, aside=-8)
    back("one", "target", first.dY, aside=-8)
    back("one", "M", first.dM, "K, V: ", aside=-8, at=0.55)
    back("two", "M", second.dM, "K, V: ", aside=-8, at=0.5)
    back("M", "encoder", into_encoder, aside=-8)
    return graph


figpress.show(draw)
