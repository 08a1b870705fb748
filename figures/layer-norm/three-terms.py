"""Leave one of the three terms out and nothing crashes: the shape is right, the numbers are not."""

import figpress
import torch
from _norms import all_norms, at_norms
from _running import MOMENTS, gradients, named, noun_head, reading
from byhand import check, layernorm
from plates import stack

layer, adjective = noun_head().layer, "tired"
one = reading("half", adjective)
saved = one.saved.blocks[layer].norm_1
dY = gradients("half", adjective).blocks[layer].attention.dU
terms = layernorm.terms(dY, saved)
right = layernorm.vjp(dY, saved)
names = {"direct": terms.direct, "mean": terms.mean, "variance": terms.variance}
assert (sum(names.values()) - right).abs().max() < 1e-14

figpress.value("worst_error", check.against_autograd(layernorm, layernorm.example()).worst)


def off(name):
    """By how much of its length the gradient at each norm is off without a term, at each moment: our sentence, the answer's loss."""
    found = {}
    for moment in MOMENTS:
        for norm, (dY, kept) in at_norms(gradients(moment, adjective), reading(moment, adjective).saved).items():
            found[f"{moment} {norm}"] = float(getattr(layernorm.terms(dY, kept), name).norm() / layernorm.vjp(dY, kept).norm())
    return found


places = [f"{moment} {norm}" for moment in MOMENTS for norm in all_norms(len(one.saved.blocks))]
for name in ("mean", "variance"):
    figpress.sample(f"without_{name}", off(name), over=places, called="norms at three moments, our sentence")

# the same with a pencil: four features, σ = 1, a loss that asks for the first one only
token, ask = torch.tensor([[1.0, 1.0, 3.0, 3.0]], dtype=torch.float64), torch.tensor([[4.0, 0.0, 0.0, 0.0]], dtype=torch.float64)
unit, none = torch.ones(4, dtype=torch.float64), torch.zeros(4, dtype=torch.float64)
for name, size in (("pencil", 1), ("doubled", 2)):
    _, kept = layernorm.forward(size * token, unit, none, eps=0.0)
    for k, entry in enumerate(layernorm.vjp(ask, kept)[0], 1):
        figpress.value(f"{name}_{k}", round(float(entry), 9))
    if size == 1:
        parts = layernorm.terms(ask, kept)
        figpress.value("pencil_sum", round(float((parts.direct + parts.mean + parts.variance).sum()), 9))
        figpress.value("pencil_sum_without_mean", round(float((parts.direct + parts.variance).sum()), 9))
        figpress.value("pencil_weighted", round(float(((parts.direct + parts.mean + parts.variance) * kept.Xhat).sum()), 9))
        figpress.value("pencil_weighted_without_variance", round(float(((parts.direct + parts.mean) * kept.Xhat).sum()), 9))

# the token for which the third term matters most, and its twelve features that show it best
share = terms.variance[0].norm(dim=-1) / right[0].norm(dim=-1).clamp(min=1e-12)
at = int(share.argmax())
features = terms.variance[0, at].abs().topk(12).indices.sort().values
named((terms.variance[0, at, features].abs() > 0.05 * right[0, at].abs().max()).any())
figpress.show(
    lambda: stack({name: term[0, at, features] for name, term in names.items()}, labels=[str(k + 1) for k in features.tolist()],
          total=right[0, at, features], x=f"feature of “{one.sentence.words[at]}”: the 12 of {right.shape[-1]} with the largest third term", y="∂L/∂x (nats per unit)")
)
