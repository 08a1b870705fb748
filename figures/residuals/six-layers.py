"""Two layers learn without skip connections; six do not."""

import json
from pathlib import Path

import figpress
import torch
from byhand import embedding, layernorm, loss, masks, mlp, model, selfattention
from byhand.training import language, tokeniser
from plates import canvas, lines

record = json.loads(Path(__file__).with_name("six-layers.json").read_text(encoding="utf-8"))
depths = sorted({run["layers"] for run in record["runs"]})
figure, axes = canvas(3.4, ncols=len(depths), sharey=True)
for axis, depth in zip(axes, depths):
    series, bands = {}, {}
    for name, skip in (("with skip connections", True), ("without", False)):
        runs = [run for run in record["runs"] if (run["layers"], run["skip"]) == (depth, skip)]
        assert len(runs) == len(record["seeds"])
        steps = [moment["step"] for moment in runs[0]["steps"]]
        held_out = 100 * torch.tensor([[moment["held_out"] for moment in run["steps"]] for run in runs])
        series[name] = (steps, held_out.mean(0))
        bands[name] = (held_out.min(0).values, held_out.max(0).values)
        last = [run["steps"][-1] for run in runs]
        key = f"{'skip' if skip else 'bare'}_{depth}"
        figpress.value(f"{key}_least", min(moment["held_out"] for moment in last))
        figpress.value(f"{key}_most", max(moment["held_out"] for moment in last))
        figpress.value(f"{key}_seen_most", max(moment["seen"] for moment in last))
        figpress.value(f"{key}_loss_least", min(moment["loss"] for moment in last))
    lines(series, bands=bands, x="training step", y="held-out answers (%)", points=False, axis=axis)
    axis.set_title(f"{depth} layers")
    axis.set_ylim(-2, 103)
axes[1].set_ylabel("")


def begin(layers, skip, seed, sentences=64):
    """Before training: how far the tokens of a sentence are from being all the same at the top, ‖X − mean‖ / ‖X‖ on average,
    and ‖∂L/∂W_Q‖ of the last block for the loss of all next words.
    """
    params, read = model.initial(layers=layers, seed=seed, dtype=torch.float64), language.sample(sentences, seed=3)
    tokens, targets = tokeniser.batch(read)
    W_Q = params.blocks[-1].attention.W_Q.requires_grad_()
    X, _ = embedding.forward(tokens, params.E, params.P)
    for w in params.blocks:
        F, _ = selfattention.forward(layernorm.forward(X, w.gamma_1, w.beta_1)[0], w.attention, masks.causal(tokens.shape[-1]))
        X = X + F if skip else F
        F, _ = mlp.forward(layernorm.forward(X, w.gamma_2, w.beta_2)[0], *w.mlp)
        X = X + F if skip else F
    L, _ = loss.forward(layernorm.forward(X, params.gamma, params.beta)[0] @ params.W_U, targets)
    real = [x[: one.answer + 1] for x, one in zip(X.detach(), read)]  # without what fills up the batch
    return float(sum((x - x.mean(0)).norm() / x.norm() for x in real) / len(real)), float(torch.autograd.grad(L, W_Q)[0].norm())


start = {skip: [begin(depths[-1], skip, seed) for seed in record["seeds"]] for skip in (True, False)}
figpress.value("apart_skip_least", min(distance for distance, _ in start[True]))
figpress.value("apart_bare_most", max(distance for distance, _ in start[False]))
figpress.value("query_ratio_least", min(with_skip / bare for (_, with_skip), (_, bare) in zip(start[True], start[False])))
figpress.value("seeds", len(record["seeds"]))
figpress.value("steps", steps[-1])
figpress.show(figure)
