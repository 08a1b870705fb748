"""The encoder never meets the loss: everything it learns comes back through keys and values, from every decoder layer.
The encoder–decoder with one encoder and two decoder layers at step 120, our sentence with *tired*. Dashed, the norm of what flows back, for the difference of the two nouns' logits.
"""

import figpress
import torch
from byhand import cases, check, seq2seq
from byhand.training import checkpoint, language, tasks, tokeniser
from plates import Arrow, Box, flow
from plates.style import number

sentence = language.winograd("tired")
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


def size(T):
    return number(float(f"{float(T.norm()):.2g}"))


n, m, d = target.shape[1], source.shape[1], params.E.shape[1]
boxes = [
    Box("source", (m, d), label="source words"), Box("encoder", kind="operation", label="encoder layer"), Box("M", (m, d), label="memory M"),
    Box("target", (n, d), label="words written so far"), Box("one", kind="operation", label="decoder layer 1"),
    Box("two", kind="operation", label="decoder layer 2"), Box("Z", (n, 64), label="logits"),
]
arrows = [
    Arrow("source", "encoder"), Arrow("encoder", "M"), Arrow("M", "one"), Arrow("M", "two"), Arrow("target", "one"),
    Arrow("one", "two"), Arrow("two", "Z"), Arrow("Z", "two", back=True), Arrow("two", "one", size(second.dY), back=True),
    Arrow("one", "target", size(first.dY), back=True), Arrow("one", "M", f"K, V: {size(first.dM)}", back=True), Arrow("two", "M", f"K, V: {size(second.dM)}", back=True),
    Arrow("M", "encoder", size(into_encoder), back=True),
]
figpress.show(flow(boxes, arrows, across=False, spread=0.45))
