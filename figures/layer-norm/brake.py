"""Layer norm divides the gradient by the token's own size. Inside the blocks it takes little else away; of what reaches
the final norm of a sure model it takes most, for that gradient lies along the token itself. One point for a token at one
norm, our sentence, trained model; on the dashed line nothing but the division happens.
"""

import figpress
import torch
from _many import answers
from _norms import all_norms, at_norms
from _running import gradients, params, reading
from _seeds import model as trained
from _seeds import over_seeds
from byhand import layernorm
from byhand.training import language
from plates import dots
from plates.colours import INK
from plates.style import SMALL

SENTENCES = language.held_out(200)
moment, adjective = "last", "tired"


def passing(down, saved):
    """For every norm: 1/σ, the ratio of lengths after and before, and the share of g's square that lies along x̂, one entry a token that is reached."""
    found = {}
    for name, (dY, kept) in at_norms(down, saved).items():
        g, dX = kept.gamma * dY, layernorm.vjp(dY, kept)
        live = g.norm(dim=-1) > 0
        gain = (dX.norm(dim=-1) / g.norm(dim=-1).clamp(min=1e-300))[live]
        along = torch.nn.functional.cosine_similarity(g, kept.Xhat, dim=-1)[live].square()
        assert (gain * kept.sigma[..., 0][live] <= 1 + 1e-12).all()
        found[name] = 1 / kept.sigma[..., 0][live], gain, along
    return found


def medians(theta, difference=False):
    """{norm: medians of what is kept of g's length, of what is taken of its square, of what of it lies along x̂} over held-out sentences."""
    saved, down = answers(theta, SENTENCES, difference)
    found = {}
    for name, (inverse, gain, along) in passing(down, saved).items():
        kept = gain / inverse
        found[name] = [float(x.median()) for x in (kept, 1 - kept**2, along)]
    return found


# the law behind it: ten times the token, a tenth of the gradient
case = layernorm.example()
_, big = layernorm.forward(10 * case.inputs["X"], case.inputs["gamma"], case.inputs["beta"], eps=1e-3)
_, small = layernorm.forward(case.inputs["X"], case.inputs["gamma"], case.inputs["beta"], eps=1e-5)
assert (layernorm.vjp(case.dout, big) - layernorm.vjp(case.dout, small) / 10).abs().max() < 1e-13

seeds = over_seeds(lambda seed: medians(trained(seed))["final"])
figpress.sample("final_taken", {seed: row[1] for seed, row in seeds.items()}, over=5, called="seeds")
figpress.sample("final_along", {seed: row[2] for seed, row in seeds.items()}, over=5, called="seeds")
figpress.sample("final_taken_first", over_seeds(lambda seed: medians(trained(seed, "first"))["final"][1]), over=5, called="seeds")
figpress.sample("final_taken_difference", over_seeds(lambda seed: medians(trained(seed), True)["final"][1]), over=5, called="seeds")

NORMS = all_norms(len(params(moment).blocks))
kept = medians(params(moment))
figpress.sample("kept", {name: row[0] for name, row in kept.items()}, over=NORMS, called="norms")
figpress.sample("taken", {name: row[1] for name, row in kept.items()}, over=NORMS, called="norms")
figpress.sample("kept_inside", {name: row[0] for name, row in kept.items() if name != "final"}, over=NORMS, called="norms", without={"final": "it has a sentence of its own"})
figpress.sample("kept_inside_taken", {name: row[1] for name, row in kept.items() if name != "final"}, over=NORMS, called="norms", without={"final": "it has a sentence of its own"})
figpress.value("norms", len(NORMS))
figpress.value("sentences", len(SENTENCES))

groups, sigmas = {}, {}
for name, (inverse, gain, _) in passing(gradients(moment, adjective), reading(moment, adjective).saved).items():
    groups[name] = inverse, gain
for name, (_, saved) in at_norms(gradients(moment, adjective), reading(moment, adjective).saved).items():
    sigmas[f"norm {NORMS.index(name) + 1}"] = float(saved.sigma.mean())
figpress.sample("sigma", sigmas, over=len(NORMS), called="norms, from the bottom up")
own = passing(gradients(moment, adjective), reading(moment, adjective).saved)["final"]
figpress.value("ours_final_taken", float(1 - (own[1] / own[0]) ** 2), over="our sentence")


def draw():
    """Draws the figure."""
    figure = dots({name: pair for name, pair in groups.items() if name != "final"}, x="1/σ of the token", y="‖∂L/∂x‖ / ‖g‖", log="xy", diagonal=True)
    figure.axes[0].scatter(*own[:2], marker="X", s=70, color=INK, linewidth=0, zorder=4)
    figure.axes[0].annotate("the final norm", (float(own[0]), float(own[1])), xytext=(8, 0), textcoords="offset points", va="center", size=SMALL, color=INK)
    return figure


figpress.show(draw)
