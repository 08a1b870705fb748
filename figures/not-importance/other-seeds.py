"""Whatever the seed, the gradient foretells far too little; whether the sign is right is a matter of luck.
Our sentence in five models, each trained from another seed. What happens to the right noun's lead when *tired* becomes *wide* or *wide* becomes *tired* (it is the same number), and what the gradient at each of the two words predicts.
"""

import figpress
import numpy
from _seeds import SEEDS
from _seeds import model as trained
from _seeds import over_seeds
from _swap import exchanges
from byhand.training import language, replicas
from plates import canvas, is_narrow
from plates.colours import BLUE, FAINT, GREEN, MUTED, VERMILION
from plates.style import SMALL

SENTENCES = language.held_out(60)
KINDS = ("animal to place", "place to animal", "thing to container", "container to thing")


def kind(one):
    """Which of the four kinds of exchange a sentence's adjective may undergo."""
    return KINDS[2 * (one.words[one.subject] in language.THINGS) + (one.good == one.object)]


def measure(seed):
    """Every exchange's prediction and outcome, by kind, and those of our own sentence."""
    by_kind = {name: ([], []) for name in KINDS}
    for one, predicted, found in exchanges(trained(seed), SENTENCES):
        across, up = by_kind[kind(one)]
        across += predicted.tolist()
        up += found.tolist()
    ours = {}
    for adjective, other in (("tired", "wide"), ("wide", "tired")):
        about = language.ABOUT_PLACES if other == "wide" else language.ABOUT_ANIMALS
        ((_, predicted, found),) = exchanges(trained(seed), [language.winograd(adjective)])
        ours[adjective] = float(predicted[about.index(other)]), float(found[about.index(other)])
    return by_kind, ours


runs = over_seeds(measure)
pooled = {seed: tuple(numpy.concatenate([pair[i] for pair in by_kind.values()]) for i in (0, 1)) for seed, (by_kind, _) in runs.items()}
figpress.sample("ratio", {seed: numpy.median(p / m) for seed, (p, m) in pooled.items()}, over=5, called="seeds")
figpress.sample("wrong", {seed: (p * m < 0).mean() for seed, (p, m) in pooled.items()}, over=5, called="seeds")
figpress.sample("correlation", {seed: numpy.corrcoef(p, m)[0, 1] for seed, (p, m) in pooled.items()}, over=5, called="seeds")
inside = {f"{seed}, {name}": numpy.corrcoef(*pair)[0, 1] for seed, (by_kind, _) in runs.items() for name, pair in by_kind.items()}
figpress.sample("inside_kind", inside, over=20, called="kinds of exchange in five seeds")
figpress.sample("inside_negative", {name: r < 0 for name, r in inside.items()}, over=20, called="kinds of exchange in five seeds")
figpress.sample("accuracy", over_seeds(lambda seed: replicas.accuracy("last", seed)), over=5, called="seeds")
figpress.value("seeds", len(SEEDS))
figpress.value("swaps", len(pooled["seed 0"][0]))
rows = [ours for _, ours in runs.values()]
assert all(abs(row["tired"][1] - row["wide"][1]) < 1e-9 for row in rows)  # there and back
figpress.value("ours_wrong", sum(p * m < 0 for row in rows for p, m in row.values()), of=2 * len(rows))


def draw():
    """Draws the figure."""
    figure, axis = canvas(3.5 if is_narrow() else 2.9)
    SERIES = (("happens", BLUE, "o", "tired", 1), ("predicted at “tired”", VERMILION, "s", "tired", 0), ("predicted at “wide”", GREEN, "^", "wide", 0))
    for at, row in enumerate(rows):
        found = [row[adjective][which] for _, _, _, adjective, which in SERIES]
        axis.plot([min(found), max(found)], [at, at], color=FAINT, linewidth=2, zorder=1)
    for name, colour, marker, adjective, which in SERIES:
        axis.scatter([row[adjective][which] for row in rows], range(len(rows)), s=42, color=colour, marker=marker, linewidth=0, label=name, zorder=3)
    axis.axvline(0, color=MUTED, linewidth=1)
    axis.annotate("no change", (0, -0.6), xytext=(0, 2), textcoords="offset points", ha="center", va="bottom", size=SMALL, color=MUTED, annotation_clip=False)
    axis.set_yticks(range(len(rows)), list(runs))
    axis.set_ylim(len(rows) - 0.5, -0.6)
    axis.tick_params(axis="y", length=0)
    axis.set_xlabel("change of the right noun’s\nlead (logits)" if is_narrow() else "change of the right noun’s lead (logits)")
    axis.legend(loc="lower left", bbox_to_anchor=(0, 1.08 if is_narrow() else 1.02), ncols=1 if is_narrow() else 3, borderaxespad=0)
    return figure


figpress.show(draw)
