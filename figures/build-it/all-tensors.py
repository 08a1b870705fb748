"""All 37 gradients of the by-hand backward are autograd's, to the last digits that float64 has.
The loss of 32 held-out sentences at step 200. For each parameter tensor the largest entry of its gradient, and the largest difference from autograd.
"""

import figpress
import torch
from _running import MOMENTS, params
from byhand import cases, check, loss, model, tree
from byhand.training import language, tokeniser
from plates import comparison

tokens, targets = tokeniser.batch(language.held_out(32))
worst = {}
for moment in MOMENTS:
    theta = params(moment)
    Z, saved = model.forward(tokens, theta)
    _, saved_loss = loss.forward(Z, targets)
    dZ = loss.backward(1.0, saved_loss)
    ours = tree.leaves(model.backward(dZ, saved))

    leaf = tree.map(lambda T: T.clone().requires_grad_(), theta)
    L = torch.nn.functional.cross_entropy(model.forward(tokens, leaf)[0].flatten(0, 1), targets.flatten(), ignore_index=loss.IGNORED)  # PyTorch's own loss
    true = dict(zip(tree.leaves(leaf), torch.autograd.grad(L, list(tree.leaves(leaf).values()))))
    pairs = {name: (ours[name], true[name]) for name in ours}
    worst[moment] = max(float((a - b).abs().max()) for a, b in pairs.values())
    # and a second oracle that differentiates nothing: a few entries of each tensor by central differences
    case = cases.Case({"params": theta}, Z, saved, dZ, {"tokens": tokens})
    if moment == "half":
        shown = pairs
        differences = check.against_differences(model, case, step=1e-4, entries=2)
        figpress.value("worst_differences", differences.worst)
        assert differences.worst < 1e-6, differences
assert max(worst.values()) < 1e-13, worst
figpress.value("tensors", len(shown))
figpress.value("parameters", tree.size(params("last")))
figpress.value("worst", max(worst.values()))
figpress.value("key_bias", max(float(b.abs().max()) for name, (_, b) in shown.items() if name.endswith("b_K")))


def sign(name):
    """"block 1 $W_Q$" of "blocks.0.attention.W_Q"."""
    where, letter = ("block 1 ", "block 2 ")[int(name[7])] if name.startswith("blocks.") else "", name.rsplit(".", 1)[-1]
    return where + ("$" + letter.replace("gamma", r"\gamma").replace("beta", r"\beta") + "$" if "_" in letter or len(letter) > 1 else letter)


figpress.show(lambda: comparison({sign(name): pair for name, pair in shown.items()}, tolerance=1e-12))
