"""The gradient at a head's gate can have the wrong sign: closing the gate is not a small step."""

import figpress
import numpy
import torch
from _running import gradients, named, noun_head, params, reading
from _switches import NAMES, logits, preference, run, settings, slope, without
from byhand.training import probe, tokeniser
from matplotlib.patches import Rectangle
from plates import dots, is_narrow
from plates.colours import INK, VERMILION
from plates.style import SMALL

adjective = "wide"
one = reading("last", adjective)
noun = NAMES.index(str(noun_head()))
opened = torch.ones(1, len(NAMES), dtype=torch.float64)

# the gate's gradient is what the head says times what it hears, summed: the one by autograd, the other by hand
by_hand = torch.stack([(kept.attention.O * down.attention.dO)[0].sum((1, 2)) for kept, down in zip(one.saved.blocks, gradients("last", adjective, of=probe.logit_difference).blocks)])
here = slope(one.sentence, opened)[0]
assert (here - by_hand.flatten()).abs().max() < 1e-12

predicted, true, integrated = -here, [], []
NODES, WEIGHTS = (torch.tensor(x) for x in numpy.polynomial.legendre.leggauss(32))
for h in range(len(NAMES)):
    closed = without(h)
    true.append(float(preference(one.sentence, closed) - preference(one.sentence, opened)))
    way = slope(one.sentence, closed + (NODES[:, None] + 1) / 2 * (opened - closed))[:, h]
    integrated.append(float(-(way * WEIGHTS / 2).sum()))

wrong = [name for name, p, t in zip(NAMES, predicted, true) if p * t < 0]
error = max(abs(i - t) for i, t in zip(integrated, true))
assert error < 1e-2
named(NAMES[noun] in wrong)
figpress.value("noun_head_predicted", predicted[noun])
figpress.value("noun_head_true", true[noun])
figpress.value("wrong_signs", len(wrong))
figpress.value("integrated_error", error)
figpress.value("gate_error", (here - by_hand.flatten()).abs().max())

# what the difference of two logits cannot see: the word that is said instead is neither of the two
before, after = (logits(params("last"), [one.sentence], gates).softmax(-1)[0] for gates in (opened, without(noun)))
named(tokeniser.decode(after.argmax()[None]) == ["bridge"])
good = int(tokeniser.encode([one.sentence.words[one.sentence.good]])[0, 0])
figpress.value("p_before", before[good])
figpress.value("p_after", after[good])
figpress.value("gain_after", preference(one.sentence, without(noun)))

# for touching: every one of the 256 settings, both sentences
every, touch = settings(), []
right = torch.ones(len(every), dtype=torch.bool)
for name in ("tired", "wide"):
    sentence = reading("last", name).sentence
    p = logits(params("last"), [sentence], every).softmax(-1)
    good, bad = (int(tokeniser.encode([sentence.words[at]])[0, 0]) for at in (sentence.good, sentence.bad))
    other = p.clone()
    other[:, [good, bad]] = 0
    likeliest = other.max(-1)
    right &= p.argmax(-1) == good
    pull = slope(sentence, every)
    touch.append({
        "label": name, "nouns": [sentence.words[sentence.good], sentence.words[sentence.bad]],
        "gain": [float(f"{x:.4g}") for x in preference(sentence, every).tolist()],
        "p": [[float(f"{x:.3f}") for x in row] for row in torch.stack([p[:, good], p[:, bad], likeliest.values], 1).tolist()],
        "other": tokeniser.decode(likeliest.indices),
        "pull": [[float(f"{x:.3g}") for x in row] for row in pull.tolist()],
    })  # fmt: skip

kept = every[right].bool()  # settings that answer both sentences
named(kept[:, noun].all())
fewest = kept[kept.sum(1) == kept.sum(1).min()]
named([[name for name, is_open in zip(NAMES, row) if is_open] for row in fewest] == [["L0H1", "L1H0", "L1H1"]])  # an exercise names them
figpress.value("settings", len(every))
figpress.value("both_right", len(kept), of=len(every))
figpress.value("fewest", int(kept.sum(1).min()))
figpress.value("fewest_sets", len(fewest))
for name in ("tired", "wide"):  # how sure the model is with these three alone, and where its fetching head then looks
    sentence = reading("last", name).sentence
    said, maps = run(params("last"), [sentence], fewest.double())
    good = int(tokeniser.encode([sentence.words[sentence.good]])[0, 0])
    figpress.value(f"fewest_p_{name}", said.softmax(-1)[0, good])
    figpress.value(f"fewest_{name}_good", maps[0, noun, sentence.good])
    figpress.value(f"fewest_{name}_bad", maps[0, noun, sentence.bad])


def draw():
    """Draws the figure."""
    figure = dots({"heads": (predicted, true)}, x="change foretold by the gate's gradient (logits)", y="change measured, gate closed (logits)", diagonal=True, zero=True)
    axis = figure.axes[0]
    axis.margins(x=0.12)
    low, high = axis.get_xlim()
    axis.set_xlim(low, high + 0.06 * (high - low))
    bottom, top = axis.get_ylim()
    for x, y, width, height in ((low, 0, -low, top), (0, bottom, high + 0.06 * (high - low), -bottom)):
        axis.add_patch(Rectangle((x, y), width, height, color=VERMILION, alpha=0.09, linewidth=0, zorder=0))
    axis.set(xlim=axis.get_xlim(), ylim=(bottom, top))
    for place, ha, va in (((0.02, 0.97), "left", "top"), ((0.98, 0.03), "right", "bottom")):
        axis.annotate("wrong sign" if is_narrow() else "foretold with the wrong sign", place, xycoords="axes fraction", ha=ha, va=va, size=SMALL, color=INK)
    beside = {"L0H0": (7, -10), "L0H2": (7, -11), "L0H3": (0, 6), NAMES[noun]: (6, -14)}  # off the diagonal
    if is_narrow():
        beside |= {"L0H3": (-5, 2), NAMES[noun]: (7, 2), "L0H0": (4, -13)}
    said = {NAMES[noun]: f"{NAMES[noun]} (noun)" if is_narrow() else f"{NAMES[noun]}, the noun-fetching head"}
    ends = {"L0H3": "right"} if is_narrow() else {"L0H3": "center", NAMES[noun]: "right"}
    for name, p, t in zip(NAMES, predicted, true):
        axis.annotate(said.get(name, name), (float(p), t), xytext=beside.get(name, (5, 4)), textcoords="offset points", size=SMALL, ha=ends.get(name, "left"))
    return figure


figpress.show(draw, module="gates.mjs", data={"heads": NAMES, "noun": noun, "sentences": touch})
