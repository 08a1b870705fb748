"""Without the noun-fetching head the model still knows what kind of noun must follow, but no longer which."""

import figpress
import torch
from _running import noun_head
from _switches import NAMES, logits, without
from byhand.training import language, tokeniser
from plates import canvas
from plates.colours import BLUE, NEUTRAL, VERMILION
from plates.curves import above

sentences = language.held_out(256)
targets = [one.words[one.answer + 1] for one in sentences]
KINDS = (language.ANIMALS, language.PLACES, language.THINGS, language.CONTAINERS)
kind = {word: k for k, words in enumerate(KINDS) for word in words}


def outcomes(gates):
    """Shares of sentences answered with the right noun, with another noun of its kind, with anything else; and with the sentence's other noun."""
    said = tokeniser.decode(logits(sentences, gates).argmax(-1))
    right = torch.tensor([word == target for word, target in zip(said, targets)])
    same = torch.tensor([kind.get(word) == kind[target] for word, target in zip(said, targets)]) & ~right
    other = torch.tensor([word == one.words[one.bad] for word, one in zip(said, sentences)])
    return [float(x.double().mean()) for x in (right, same, ~right & ~same, other)]


rows = {"none": outcomes(torch.ones(1, len(NAMES), dtype=torch.float64))} | {name: outcomes(without(h)) for h, name in enumerate(NAMES)}
noun = rows[str(noun_head())]
assert rows["none"][0] == 1 and noun[1] > 0.5 and noun[2] == noun[3] == 0
figpress.value("sentences", len(sentences))
figpress.value("all_open", rows["none"][0])
figpress.value("right", noun[0])
figpress.value("same_kind", noun[1])
figpress.value("wrong_kind", noun[2])
figpress.value("other_noun", noun[3])
figpress.value("idle", sum(row[0] > 0.999 for name, row in rows.items() if name != "none"))
worst = max((name for name in rows if name != str(noun_head())), key=lambda name: 1 - rows[name][0])
assert worst == "L0H0"  # the head that looks at "tired": see roles.py
figpress.value("reader_right", rows[worst][0])
figpress.value("reader_wrong_kind", rows[worst][2])

figure, axis = canvas(3.4)
names, left = list(rows), torch.zeros(len(rows))
for i, (label, colour) in enumerate((("the right noun", BLUE), ("another noun of the same kind", VERMILION), ("anything else", NEUTRAL))):
    share = 100 * torch.tensor([row[i] for row in rows.values()])
    axis.barh(names, share, 0.72, left=left, color=colour, label=label, linewidth=0)
    left = left + share
axis.invert_yaxis()
axis.set(xlim=(0, 100), xlabel=f"answers to {len(sentences)} held-out sentences (%)", ylabel="head that is closed")
axis.tick_params(axis="y", length=0)
above(axis)
figpress.show(figure)
