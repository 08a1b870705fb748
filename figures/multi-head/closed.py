"""Two heads fetch the noun and cover for one another, and without either the kind of noun is still right. One row for each
closed head, or pair: what the trained model answers to held-out sentences. L1H0 and L1H3 are the heads that look most at the right noun, L0H0 the one
without which the first noun is lost.
"""

import figpress
import torch
from _many import places
from _running import named, noun_head, params
from _seeds import model as trained
from _seeds import over_seeds
from _switches import KIND, NAMES, logits, outcomes, run, without
from byhand.training import language, probe, tokeniser
from byhand.training.train import SEED
from plates import canvas
from plates.colours import BLUE, NEUTRAL, VERMILION
from plates.curves import above

sentences = language.held_out(256)
opened = torch.ones(1, len(NAMES), dtype=torch.float64)
KINDS = ("animal", "place", "thing", "container")
each, good, bad = torch.arange(len(sentences)), places(sentences, "good"), places(sentences, "bad")
kinds = [KINDS[KIND[one.words[one.answer + 1]]] for one in sentences]
first = [one.good == one.subject for one in sentences]  # the answer is the first noun


def by_kind(numbers):
    """The mean of one number a sentence, kind by kind."""
    return {kind: float(torch.tensor([float(x) for x, k in zip(numbers, kinds) if k == kind]).mean()) for kind in KINDS}


def right(theta, gates):
    """Which sentences the model answers with the right noun, as truths."""
    said = tokeniser.decode(logits(theta, sentences, gates).argmax(-1))
    return [word == one.words[one.answer + 1] for word, one in zip(said, sentences)]


# who marks "the first": without this head of the first layer the answers that are the first noun are lost, and the others stay
def lost(theta, h):
    """Shares of right answers without a head, where the first noun is the answer and where the second is."""
    truths = right(theta, without(h))
    return [sum(t for t, f in zip(truths, first) if f == side) / first.count(side) for side in (True, False)]


def teller(theta):
    """The head of the first layer without which first and second nouns part most, and the two shares."""
    found = {h: lost(theta, h) for h in range(4)}
    best = max(found, key=lambda h: found[h][1] - found[h][0])
    return best, found[best]


# in all five seeds, before the chosen one is asked for
tellers = over_seeds(lambda seed: teller(trained(seed))[1])
figpress.sample("seeds_reader_first", {seed: shares[0] for seed, shares in tellers.items()}, over=5, called="seeds")
figpress.sample("seeds_reader_second", {seed: shares[1] for seed, shares in tellers.items()}, over=5, called="seeds")
figpress.sample("seeds_first_is_lost", {seed: shares[0] < shares[1] - 0.25 for seed, shares in tellers.items()}, over=5, called="seeds")


def fetching(seed):
    """How many heads are the one that looks most at the right noun of some kind; and the answers without the first of them."""
    theta = trained(seed)
    looks = run(theta, sentences, opened)[1][each, :, good]
    ahead = {kind: max(range(8), key=lambda h: by_kind(looks[:, h])[kind]) for kind in KINDS}
    noun = probe.noun_head(theta)
    closed = outcomes(theta, sentences, without(noun.layer * 4 + noun.head))
    return len(set(ahead.values())), closed, outcomes(theta, sentences, opened)[0]


others = over_seeds(fetching)
figpress.sample("seeds_fetchers", {seed: count for seed, (count, _, _) in others.items()}, over=5, called="seeds")
figpress.sample("seeds_several", {seed: count > 1 for seed, (count, _, _) in others.items()}, over=5, called="seeds")
figpress.sample("seeds_right", {seed: closed[0] for seed, (_, closed, _) in others.items()}, over=5, called="seeds")
figpress.sample("seeds_wrong_kind", {seed: closed[2] for seed, (_, closed, _) in others.items()}, over=5, called="seeds")
figpress.sample("seeds_all_open", {seed: whole for seed, (_, _, whole) in others.items()}, over=5, called="seeds")

model = params("last")
# the two that fetch: for each kind, the head that looks most at the right noun
maps = run(model, sentences, opened)[1]
looks = maps[each, :, good]  # [B, 8]
share = {name: by_kind(looks[:, h]) for h, name in enumerate(NAMES)}
ahead = {kind: max(NAMES, key=lambda name: share[name][kind]) for kind in KINDS}
fetchers = [str(noun_head())] + sorted(set(ahead.values()) - {str(noun_head())})
fetchers += [fetchers[0]] * (2 - len(fetchers))  # in another seed one may do it alone
named(fetchers == ["L1H0", "L1H3"])  # the text names them
for number, name in enumerate(fetchers, 1):
    figpress.sample(f"fetcher_{number}_looks", share[name], over=KINDS, called="kinds of noun")
    figpress.sample(f"fetcher_{number}_right", by_kind(right(model, without(NAMES.index(name)))), over=KINDS, called="kinds of noun")
figpress.sample("ahead", {kind: name == fetchers[0] for kind, name in ahead.items()}, over=KINDS, called="kinds of noun")
both = without(NAMES.index(fetchers[0])) * without(NAMES.index(fetchers[1]))
rows = {"none": outcomes(model, sentences, opened)} | {name: outcomes(model, sentences, without(h)) for h, name in enumerate(NAMES)}
rows[" and ".join(fetchers)] = pair = outcomes(model, sentences, both)
one_closed = rows[fetchers[0]]
figpress.value("sentences", len(sentences))
figpress.value("all_open", rows["none"][0])
figpress.value("right", one_closed[0])
figpress.value("same_kind", one_closed[1])
figpress.value("wrong_kind", one_closed[2])
figpress.value("other_right", rows[fetchers[1]][0])
figpress.value("both_right", pair[0])
figpress.value("both_same_kind", pair[1])
many = language.sample(1024, seed=2**20, held_out=True)
told = outcomes(model, many, without(NAMES.index(fetchers[0])))
figpress.value("fresh_wrong_kind", round(told[2] * len(many)), of=len(many))
figpress.value("fresh_other_noun", round(told[3] * len(many)), of=len(many))

reader, kept = teller(model)
named(NAMES[reader] == "L0H0")
figpress.value("reader_first", kept[0])
figpress.value("reader_second", kept[1])
figpress.value("reader_right", rows[NAMES[reader]][0])
figpress.sample("reader_by_kind", by_kind(right(model, without(reader))), over=KINDS, called="kinds of noun")
unguided = run(model, sentences, without(reader))[1][:, NAMES.index(fetchers[0])]  # [B, n]
at_good, at_bad = unguided[each, good], unguided[each, bad]
figpress.sample("unguided_right", by_kind(at_good), over=KINDS, called="kinds of noun")
figpress.sample("unguided_other", by_kind(at_bad), over=KINDS, called="kinds of noun")
figpress.value("unguided_certain", float(((at_good - at_bad).abs() > 0.5).double().mean()))
second = torch.where(torch.tensor(first), at_bad, at_good)
figpress.value("unguided_second", float((second > torch.where(torch.tensor(first), at_good, at_bad)).double().mean()))

figpress.value("chosen_seed", SEED)


def draw():
    """Draws the figure."""
    figure, axis = canvas(3.7)
    names, left = list(rows), torch.zeros(len(rows))
    for i, (label, colour) in enumerate((("the right noun", BLUE), ("another of the same kind", VERMILION), ("anything else", NEUTRAL))):
        part = 100 * torch.tensor([row[i] for row in rows.values()])
        axis.barh(names, part, 0.72, left=left, color=colour, label=label, linewidth=0)
        left = left + part
    axis.invert_yaxis()
    axis.set(xlim=(0, 100), xlabel=f"answers to {len(sentences)} held-out sentences (%)", ylabel="head that is closed")
    axis.tick_params(axis="y", length=0)
    above(axis)
    return figure


figpress.show(draw)
