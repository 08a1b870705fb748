"""Four kinds of nouns and fourteen adjectives: each adjective belongs to one kind, and so decides which of the two nouns the answer repeats. Rows: adjectives; columns: kinds
of noun; the cell says how many of 4,000 sentences drawn for training end so.
"""

from collections import Counter

import figpress
import torch
from _running import MOMENTS, label, params
from _seeds import over_seeds
from byhand import tree
from byhand.training import language, replicas, train
from plates import heat_row

KINDS = {"animal": language.ANIMALS, "place": language.PLACES, "thing": language.THINGS, "container": language.CONTAINERS}
ABOUT = {"animal": language.ABOUT_ANIMALS, "place": language.ABOUT_PLACES, "thing": language.ABOUT_THINGS, "container": language.ABOUT_CONTAINERS}
COUNT = 4000
drawn = language.sample(COUNT, seed=train.SEED)
held = language.sample(COUNT, seed=train.SEED, held_out=True)


def kind(word):
    return next(name for name, words in KINDS.items() if word in words)


counts = Counter((one.words[one.adjective], kind(one.words[one.answer + 1])) for one in drawn)
adjectives = [word for words in ABOUT.values() for word in words]
one_kind = {word: sum(counts[word, name] > 0 for name in KINDS) for word in adjectives}
assert set(one_kind.values()) == {1}
figpress.sample("kinds_of_adjective", {word: number == 1 for word, number in one_kind.items()}, over=len(adjectives), called="adjectives")
figpress.sample("answer_is_a_noun_of_the_sentence", {name: all(one.words[one.answer + 1] in (one.words[one.subject], one.words[one.object]) for one in group)
                                                      for name, group in (("training", drawn), ("held out", held))}, called="sets of sentences")  # fmt: skip
pairs = language.pairs()
hidden = [pair for pair in pairs if language.is_held_out(*pair)]
assert not {(one.words[one.subject], one.words[one.object]) for one in drawn} & set(hidden)
figpress.value("words", len(language.WORDS))
figpress.value("frame", len(language.FRAME))
figpress.value("adjectives", len(adjectives))
for name, words in KINDS.items():
    figpress.value(f"nouns_{name}", len(words))
    figpress.value(f"adjectives_{name}", len(ABOUT[name]))
figpress.value("modifiers", len(language.MODIFIERS))
figpress.value("pairs", len(pairs))
figpress.value("hidden", len(hidden), of=len(pairs))
drawers = [pair for pair in pairs if "drawer" in pair]
figpress.value("drawers", sum(pair in hidden for pair in drawers), of=len(drawers))
figpress.value("shortest", min(len(one.words) for one in drawn))
figpress.value("longest", language.LONGEST)
figpress.value("first_noun", sum(one.good == one.subject for one in drawn) / COUNT)
figpress.value("parameters", tree.size(params("last")))
for moment in MOMENTS:
    figpress.value(f"accuracy_{moment}", replicas.accuracy(moment, train.SEED))
    figpress.value(f"step_{moment}", replicas.step(moment))
figpress.sample("accuracy", over_seeds(lambda seed: replicas.accuracy("last", seed)), over=5, called="seeds")
figpress.sample("all_right", over_seeds(lambda seed: replicas.accuracy("last", seed) == 1), over=5, called="seeds")
figpress.value("seed", train.SEED)
table = torch.tensor([[float(counts[word, name]) for name in KINDS] for word in adjectives])
figpress.show(heat_row({"": table}, tokens=adjectives, scale="share", columns=list(KINDS), unit="sentences", numbers=True))
