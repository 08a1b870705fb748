"""Shuffling the noun-fetching head never lets the other noun win, and may cost the answer all the same.
The trained model after the attention weights of one head at the last place have been shuffled 200 times, our sentence with each adjective: how far the right noun stays ahead of the other. Orange: the model now names another word; on the right, how often. The dashed line is the lead as it was.
"""

import figpress
import torch
from _running import named, noun_head, params, reading, sentence
from _swap import looking
from byhand import block, heads, layernorm, masks, mlp
from byhand.training import language, probe, tokeniser
from plates import canvas, is_narrow
from plates.colours import BLUE, INK, MUTED, NEUTRAL, VERMILION
from plates.style import SMALL

TIMES = 200
chance = torch.Generator().manual_seed(figpress.seed(0))
noun = str(noun_head())


def saying(adjective, layer, head, looks):
    """The logits at the last place [B, V] when one head's attention there is each row of looks [B, n]: `looking`, said in whole words."""
    model, one = params("last"), reading("last", adjective)
    saved, weights = one.saved.blocks[layer], model.blocks[layer]
    A = saved.attention.A[0].repeat(len(looks), 1, 1, 1)  # [B, H, n, n]
    A[:, head, -1] = looks
    stream = saved.X + heads.merge(A @ saved.attention.V[0]) @ weights.attention.W_O + weights.attention.b_O
    stream = stream + mlp.forward(layernorm.forward(stream, weights.gamma_2, weights.beta_2)[0], *weights.mlp)[0]
    for later in model.blocks[layer + 1 :]:
        stream, _ = block.forward(stream, later, masks.causal(stream.shape[1]))
    return layernorm.forward(stream[:, -1], model.gamma, model.beta)[0] @ model.W_U


def shuffles(adjective):
    """The right noun's lead as it was, and {head: (leads [TIMES], words [TIMES])} with the head's attention shuffled."""
    one, found = reading("last", adjective), {}
    good, bad = one.tokens[0, one.sentence.good], one.tokens[0, one.sentence.bad]
    as_it_was, _ = probe.logit_difference(one)
    for layer, saved in enumerate(one.saved.blocks):
        for head in range(saved.attention.A.shape[1]):
            row = saved.attention.A[0, head, -1]  # [n]
            looks = torch.stack([row[torch.randperm(len(row), generator=chance)] for _ in range(TIMES)])
            unchanged = saying(adjective, layer, head, row[None])[0]
            assert abs(float(unchanged[good] - unchanged[bad]) - as_it_was) < 1e-10  # replacing nothing changes nothing
            named(unchanged.argmax() == good)
            Z = saying(adjective, layer, head, looks)
            lead = Z[:, good] - Z[:, bad]
            assert (lead - looking("last", adjective, layer, head, looks)).abs().max() < 1e-10  # which adds only the change
            found[f"L{layer}H{head}"] = lead, tokeniser.decode(Z.argmax(-1))
    return as_it_was, found


KINDS = (language.ANIMALS, language.PLACES, language.THINGS, language.CONTAINERS)
RIGHTS = {adjective: sentence(adjective).words[sentence(adjective).good] for adjective in ("wide", "tired")}
SIDES = [(adjective, right, next(words for words in KINDS if right in words)) for adjective, right in RIGHTS.items()]
results = {adjective: shuffles(adjective) for adjective, _, _ in SIDES}
changes = {}
for adjective, right, kind in SIDES:
    _, found = results[adjective]
    flips = {name: float((lead < 0).double().mean()) for name, (lead, _) in found.items()}
    changes[adjective] = {name: sum(word != right for word in words) / TIMES for name, (_, words) in found.items()}
    loudest = max(flips, key=flips.get)
    named(loudest != noun and flips[loudest] > 0.2)
    named(set(found[noun][1]) <= set(kind))  # another noun of its kind, never anything else
    figpress.value(f"{adjective}_noun_flips", flips[noun])
    figpress.value(f"{adjective}_noun_changes", changes[adjective][noun])
    figpress.value(f"{adjective}_loudest_flips", flips[loudest])
    figpress.value(f"{adjective}_heads_that_flip", sum(share > 0 for share in flips.values()), of=len(found))
    if adjective == "wide":
        figpress.value("wide_noun_bridge", found[noun][1].count("bridge"), of=TIMES)
figpress.value("times", TIMES)
figpress.value("noun_attention", reading("last", "tired").saved.blocks[noun_head().layer].attention.A[0, noun_head().head, -1].max())


def draw():
    """Draws the figure."""
    figure, axes = canvas(2.8 if is_narrow() else 3.3, ncols=2, sharey=True)
    jitter = torch.rand(TIMES, generator=torch.Generator().manual_seed(1)) * 0.5 - 0.25
    for axis, (adjective, right, _) in zip(axes, SIDES):
        as_it_was, found = results[adjective]
        for at, (name, (lead, words)) in enumerate(found.items()):
            axis.scatter(lead, at + jitter, s=8, alpha=0.5, linewidth=0, color=[BLUE if word == right else VERMILION for word in words], zorder=3)
            changed = changes[adjective][name]
            share = "< 1 %" if 0 < changed < 0.01 else f"{100 * changed:.0f} %"
            axis.annotate(share, (1, at), xycoords=("axes fraction", "data"), xytext=(3, 0), textcoords="offset points", va="center", size=SMALL, color=INK if changed else MUTED, annotation_clip=False)
        axis.annotate("other word", (1, -0.95), xycoords=("axes fraction", "data"), xytext=(3, 0), textcoords="offset points", ha="center", va="bottom", size=SMALL, color=MUTED, annotation_clip=False)
        axis.axvline(0, color=MUTED, linewidth=1)
        axis.axvline(as_it_was, color=NEUTRAL, linewidth=1.2, linestyle=(0, (2, 2)))
        axis.set_title(f"… {adjective}", size=SMALL, loc="left")
        axis.set_xlabel(f"lead of “{right}” (logits)")
    said = " (noun)" if is_narrow() else " (noun-fetching)"
    axes[0].set_yticks(range(len(results["wide"][1])), [name + said if name == noun else name for name in results["wide"][1]])
    axes[0].set_ylim(len(results["wide"][1]) - 0.4, -0.6)
    for axis in axes:
        axis.tick_params(axis="y", length=0)
    return figure


figpress.show(draw)
