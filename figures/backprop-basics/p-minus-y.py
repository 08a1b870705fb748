"""The gradient of a logit is the probability minus the truth: it fades where the answer is known, and never where
language leaves a choice. Bars are p − y for the six largest entries. Above, the answer to “… too tired. it means
the” at three moments; below, the trained model at “… because it was too”, where any of the eight adjectives may
follow.
"""

import figpress
import torch
from _running import MOMENTS, label, params, reading
from byhand import model
from byhand.training import language, probe, tokeniser
from plates import bars_by_token, canvas, is_narrow

panels, answers, worst = {}, {}, 0.0
# one adjective of eight: each sentence pushes, the average of all does not
sentences = [one for one in language.sample(2048, seed=figpress.seed(7)) if one.words[one.subject] in language.ANIMALS]
tokens, targets = tokeniser.batch(sentences)
Z, _ = model.forward(tokens, params("last"))
rows, places = torch.arange(len(sentences)), torch.tensor([one.adjective - 1 for one in sentences])
each = torch.softmax(Z[rows, places], -1)
each[rows, targets[rows, places]] -= 1  # p − y, [sentences, V]
worst = max(worst, float(each.sum(-1).abs().max()))
assert worst < 1e-12, worst
alone, average = each.norm(dim=-1).mean(), each.mean(0).norm()
assert average < alone / 10
said = [one.words[one.adjective] for one in sentences]
for k in (said.index("tired"), said.index("wide")):
    panels[f"“too …”, then “{said[k]}”"] = each[k]
panels[f"“too …”, mean of {len(sentences)}"] = each.mean(0)

# the answer to our sentence
for moment in MOMENTS:
    one = reading(moment, "tired")
    _, dZ = probe.answer_loss(one)
    dz = dZ[0, one.sentence.answer]
    Z = one.Z.clone().requires_grad_()
    logp = torch.log_softmax(Z[0, one.sentence.answer], -1)
    (true,) = torch.autograd.grad(-logp[tokeniser.encode([one.sentence.words[one.sentence.answer + 1]])[0, 0]], Z)
    worst = max(worst, float((dZ - true).abs().max()), abs(float(dz.sum())))
    figpress.value(f"{moment}_size", -dz.min())
    answers[f"answer, {label(moment)}"] = dz
panels = answers | panels

figpress.value("worst_error", worst)
figpress.value("alone", alone)
figpress.value("average", average)
figpress.value("sentences", len(sentences))


def draw():
    """Draws the six entries of each p − y [V] that are largest in magnitude."""
    figure, axes = canvas(6.9, nrows=3, ncols=2, sharey=True) if is_narrow() else canvas(4.6, nrows=2, ncols=3, sharey=True)
    in_order = axes.T.flatten() if is_narrow() else axes.flatten()
    for axis, (title, dz) in zip(in_order, panels.items()):
        largest = dz.abs().topk(6).indices.tolist()
        bars_by_token({"p − y": dz[largest]}, tokens=[language.WORDS[i] for i in largest], y="p − y (probability)", axis=axis)
        axis.tick_params(axis="x", labelrotation=90)
        axis.set_title(title.replace(", ", ",\n") if is_narrow() else title)
        if axis not in axes[:, 0]:
            axis.set_ylabel("")
    return figure


figpress.show(draw)
