"""How it finds out: at step 200 a step of descent pushes the right noun's score up and the wrong noun's down. Each arc is the
attention that a head pays a word from the place of the answer, the wider the more; its arrow is the push on that score, up in
blue, down in orange. Means over a hundred held-out sentences built like ours, whose answer is the animal (left) or the place (right); for
each the head that ends up looking most at the right noun. Pushes below 0.03 are not drawn. (Where scripts run: our sentence alone, from the first step on;
drag through the training, point at a word to see why its score goes up, change one, nudge a weight, press *train*.)
"""

import json
import pathlib

import _living
import figpress
import torch
from _many import answers
from _running import label, named, params, words
from _seeds import model as trained
from _seeds import over_seeds
from byhand import tree
from byhand.training import language, probe
from matplotlib.patches import PathPatch, Polygon
from matplotlib.path import Path
from plates import canvas
from plates.colours import BLUE, INK, MUTED, NEUTRAL, VERMILION
from plates.style import SMALL, TEXT, TITLE

HALF, STEP = 130, 17  # points: how far the picture reaches to each side, so that a phone shows it whole; from word to word
THICK, LONG = 15, 150  # points: the width of an arc that has all attention, the length of an arrow for a push of one
FOOT, SWING = 44, 76  # points: from the middle to the feet of the arcs, and from there to the farthest
COUNT, MOMENT = 100, "half"
FAINTEST = 0.03  # a weaker push is not drawn: its arrow would be a speck

pool = [one for one in language.sample(1600, 2**16, held_out=True) if one.words[one.subject] in language.ANIMALS]
like_ours = [one for one in pool if one.subject == 2 and one.object == 7]  # no modifiers, so each word has its place
groups = {
    "tired": [one for one in like_ours if one.good == one.subject][:COUNT],
    "wide": [one for one in like_ours if one.good == one.object][:COUNT],
}
assert all(len(group) == COUNT for group in groups.values())


def at_answer(theta, head, sentences):
    """Attention and push, minus the score's gradient, at the answer's row: [B, n] each."""
    saved, down = answers(theta, sentences)
    at = sentences[0].answer
    return saved.blocks[head.layer].attention.A[:, head.head, at, : at + 1], -down.blocks[head.layer].attention.dS[:, head.head, at, : at + 1]


def fetcher(theta, group):
    """The head that in the trained model looks most at the right noun of these sentences."""
    looks = probe.attention_to(theta, "good", group)
    layer, head = divmod(int(looks.argmax()), looks.shape[1])
    return probe.Head(layer, head, float(looks.max()))


def more_often(seed):
    """In how many of the sentences of each group the right noun's score is pushed more than the wrong one's, by a seed's own fetching head."""
    counts = {}
    for adjective, group in groups.items():
        _, push = at_answer(trained(seed, MOMENT), fetcher(trained(seed), group), group)
        counts[adjective] = int((push[:, group[0].good] > push[:, group[0].bad]).sum())
    return counts


seeds = over_seeds(more_often)

heads = {adjective: fetcher(params("last"), group) for adjective, group in groups.items()}
named([str(head) for head in heads.values()] == ["L1H0", "L1H3"])  # the text names them
found = {adjective: at_answer(params(MOMENT), heads[adjective], group) for adjective, group in groups.items()}
for adjective, (_, push) in found.items():
    one = groups[adjective][0]
    named(push[:, one.good].mean() > 0 > push[:, one.bad].mean())
    figpress.value(f"{adjective}_up", int((push[:, one.good] > 0).sum()), of=COUNT)
    figpress.value(f"{adjective}_more", int((push[:, one.good] > push[:, one.bad]).sum()), of=COUNT)
    figpress.value(f"{adjective}_looks_right", found[adjective][0][:, one.good].mean())
    figpress.value(f"{adjective}_looks_wrong", found[adjective][0][:, one.bad].mean())


figpress.sample("more_in_most", {f"{seed}, {adjective}": 2 * count > COUNT for seed, counts in seeds.items() for adjective, count in counts.items()},
                over=10, called="seeds, with either answer")  # fmt: skip

one, tokens = groups["tired"][0], words("tired")
answer = len(tokens)  # the place after the last word that is read
height = (answer + 1) * STEP + 30
figure, axis = canvas(height / 72, 2 * HALF / 72)
axis.set(xlim=(-HALF, HALF), ylim=(-(answer + 0.8) * STEP, height - (answer + 0.8) * STEP))
axis.set_axis_off()
axis.set_position((0, 0, 1, 1))
figure.set_layout_engine("none")


def write(x, row, text, bold=True, size=TEXT, **kind):
    axis.text(x, -row * STEP, text, size=size, va="center", color=INK if bold else MUTED, fontweight="bold" if bold else "normal", **kind)


def arrow(x, row, push):
    """A push on a score: an arrow up or down beside its word, as long as the push."""
    length, colour = LONG * push, BLUE if push > 0 else VERMILION
    if abs(push) < FAINTEST:
        return
    foot, tip, wide = -row * STEP - length / 2, -row * STEP + length / 2, 4.2
    neck = tip - (7 if push > 0 else -7)
    if abs(length) > 8:
        axis.plot([x, x], [foot, neck], color=colour, linewidth=2.6, solid_capstyle="butt", zorder=4)
    axis.add_patch(Polygon([(x - wide, neck), (x + wide, neck), (x, tip)], color=colour, linewidth=0, zorder=4))


for row, word in enumerate(tokens):
    if row != one.adjective:
        write(0, row, word, row in (one.subject, one.object), ha="center")
write(-2, one.adjective, "tired", ha="right")
write(2, one.adjective, "wide", ha="left")
write(0, answer, "?", ha="center")

for adjective, side in (("tired", -1), ("wide", 1)):
    A, push = (x.mean(0) for x in found[adjective])
    good, bad = groups[adjective][0].good, groups[adjective][0].bad
    foot, low = side * FOOT, -answer * STEP
    for row in sorted(range(len(tokens)), key=lambda row: row in (good, bad)):
        colour = {good: BLUE, bad: VERMILION}.get(row, NEUTRAL)
        out = foot + side * SWING * 4 / 3 * ((answer - row) / answer) ** 0.8
        way = Path([(foot, low), (out, low), (out, -row * STEP), (foot, -row * STEP)], [Path.MOVETO, *[Path.CURVE4] * 3])
        axis.add_patch(PathPatch(way, fill=False, edgecolor=colour, linewidth=max(0.4, THICK * float(A[row])), alpha=0.85 if row in (good, bad) else 0.5, capstyle="butt"))
        arrow(side * (FOOT - 8), row, float(push[row]))
    write(side * (HALF - 2), -1.35, f"{adjective}: the {tokens[good]}", size=TITLE, ha="left" if side < 0 else "right")
write(-HALF + 2, answer + 0.1, label(MOMENT), False, SMALL, ha="left")

figpress.value("parameters", tree.size(params("last")))

# -- what a reader may touch: our sentence from the first step on, run by the programs of the printed equations

HREF = {
    "top.Z_bar": ("Z̄ = (P − T)/n", "build-it/#eq-top"), "top.H_bar": ("H̄ = Z̄ W_Uᵀ", "build-it/#eq-top"),
    "residual.Y_bar": ("Ȳ = N₃(H̄)", "build-it/#eq-block-vjp"), "residual.F_bar": ("F̄ = Ȳ", "build-it/#eq-block-vjp"),
    "feed-forward.Z_1_bar": ("Z̄₁ = (F̄ W₂ᵀ) ⊙ φ′(Z₁)", "build-it/#eq-feed-forward-vjp"),
    "feed-forward.U_2_bar": ("Ū₂ = Z̄₁ W₁ᵀ", "build-it/#eq-feed-forward-vjp"),
    "residual.X_prime_bar": ("X̄′ = Ȳ + N₂(Ū₂)", "build-it/#eq-block-vjp"), "heads.C_bar": ("C̄ = Ȳ W_Oᵀ", "multi-head/#eq-output-projection"),
    "projections.U_bar": ("Ū = Q̄ W_Qᵀ + K̄ W_Kᵀ + V̄ W_Vᵀ", "qkv-gradients/#eq-three-paths"),
    "residual.X_bar": ("X̄ = X̄′ + N₁(Ū₁)", "build-it/#eq-block-vjp"),
}  # fmt: skip
EACH = 20  # steps between two places of the scrubber


def thinned(one):
    """What a moment says of one sentence, to three digits."""
    heads = [[[round(x, 3) for x in A], [round(x, 3) for x in push]] for A, push in one["heads"]]
    return {"loss": one["loss"], "p": one["p"], "heads": heads}


measured = json.loads(pathlib.Path(__file__).with_name("one-word.json").read_text(encoding="utf-8"))["recorded"]
recorded = [[step, loss, {word: thinned(one) for word, one in both.items()}] for step, loss, both in measured if step % EACH == 0]
assert [step for step, *_ in recorded] == list(range(0, 401, EACH))


def turns(adjective, k):
    """How much more attention the noun's head pays the right noun at the next place of the scrubber."""
    head, good = heads["tired"], groups[adjective][0].good
    now, after = (recorded[at][2][adjective]["heads"][4 * head.layer + head.head][0][good] for at in (k, k + 1))
    return after - now


adjective, k = max(((word, k) for word in groups for k in range(len(recorded) - 1)), key=lambda pair: turns(*pair))
start = {
    "adjective": adjective, "answer": tokens[groups[adjective][0].good], "step": recorded[k][0],
    "head": 4 * heads["tired"].layer + heads["tired"].head,
}  # fmt: skip
assert recorded[k][2][adjective]["heads"][start["head"]][1][groups[adjective][0].good] > 0  # what is first seen is pushed up
figpress.show(figure, module="one-word.mjs", data={**_living.data(), "recorded": recorded, "equations": HREF, "start": start}, runs=_living.SETS)
