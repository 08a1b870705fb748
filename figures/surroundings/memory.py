"""In this sentence and seed, once trained, the memory gets the longest gradient at *animal*, through the values of the second layer; those of the first carry half as much.
The trained encoder–decoder reads *the animal … too tired .* and is about to write the noun. How long the gradient of the nouns' difference in logits is at each word of the memory, through keys and values of both decoder layers, at two moments of training; each panel relative to its largest. The four columns, added up as vectors, are the one gradient that the memory gets.
"""

import figpress
import torch
from byhand import cases, check, seq2seq
from _running import named, sentence as ours
from byhand.training import checkpoint, tasks, tokeniser
from plates import heat_row, is_narrow

sentence = ours("tired")
source, target, lengths, _ = tokeniser.question_and_answer([sentence])
m = int(lengths[0])
source = source[:, :m]  # our sentence alone needs no padding

panels, errors = {}, []
for moment in ("half", "last"):
    params = checkpoint.load(moment, task=tasks.ENCODER_DECODER)
    Z, saved = seq2seq.forward(source, target, params)
    good, bad = (tokeniser.encode([sentence.words[at]])[0, 0] for at in (sentence.good, sentence.bad))
    dZ = torch.zeros_like(Z)
    dZ[0, 3, good], dZ[0, 3, bad] = 1.0, -1.0  # after "it means the"
    down = seq2seq.gradients(dZ, saved)
    report = check.against_autograd(seq2seq, cases.Case({"params": params}, Z, saved, dZ, {"source": source, "target": target}))
    assert not report.failures(), report
    parts = {}
    for number, layer in enumerate(down.decoder, 1):
        parts[f"K{number}"], parts[f"V{number}"] = layer.cross.dM_K[0], layer.cross.dM_V[0]
    errors.append(float((sum(parts.values()) - down.dM[0]).abs().max()))
    lengths_of = torch.stack([part.norm(dim=-1) for part in parts.values()], -1)  # [m, 4]
    for name, part in parts.items():
        figpress.value(f"{moment}_{name}", part.norm())
    figpress.value(f"{moment}_sum", down.dM.norm())
    figpress.value(f"{moment}_preference", Z[0, 3, good] - Z[0, 3, bad])
    loudest = down.dM[0].norm(dim=-1).argmax()
    named(sentence.words[1 + int(loudest)] == "animal")
    figpress.value(f"{moment}_animal_V2", parts["V2"][loudest].norm())
    panels[f"step {checkpoint.step(moment, task=tasks.ENCODER_DECODER)}"] = lengths_of / lengths_of.max()
assert max(errors) < 1e-12
figpress.value("sum_error", max(errors))


def draw():
    """Draws the figure."""
    figure = heat_row(panels, tokens=sentence.words[1 : m + 1], scale="share", unit="share of the panel’s largest")
    for axis in figure.axes[:2]:
        axis.set_xticks([0.5, 1.5, 2.5, 3.5], ["K₁", "V₁", "K₂", "V₂"])
        axis.set_xlabel("keys and values,\nby decoder layer" if is_narrow() else "keys and values, by decoder layer")
    return figure


figpress.show(draw)
