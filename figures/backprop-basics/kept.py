"""Going back takes memory: a short sentence keeps mostly the feed-forward layer, a long one the attention
map. What the by-hand backward of one block keeps, in float32, by the number of tokens. Storage that two formulas
share is counted once.
"""

import figpress
import numpy
import torch
from _running import params
from byhand import block, cases, masks, tree
from plates import lines

layer = tree.map(lambda leaf: leaf.float(), params("last").blocks[0])
own = {leaf.untyped_storage().data_ptr() for leaf in tree.leaves(layer).values()}
PARTS = {"attention map": ("attention.heads.attention.A",), "feed-forward layer": ("mlp",), "the rest": ("",)}


def storages(leaves):
    """Bytes by storage, without what lives anyway: parameters and the mask."""
    return {leaf.untyped_storage().data_ptr(): leaf.untyped_storage().nbytes() for leaf in leaves}


def kept(n):
    """Returns bytes by part for n tokens, and what autograd keeps for the same forward pass."""
    X, mask = cases.normal(0, dtype=torch.float32)(1, n, 32), masks.causal(n)
    _, saved = block.forward(X, layer, mask)
    named, seen, by_part = tree.leaves(saved), own | {mask.untyped_storage().data_ptr()}, {}
    for part, places in PARTS.items():
        mine = storages(leaf for name, leaf in named.items() if name.startswith(places))
        by_part[part] = sum(size for key, size in mine.items() if key not in seen)
        seen |= set(mine)
    assert sum(by_part.values()) == tree.storage_bytes(saved, without=(layer, mask))
    held = []  # kept alive, so that no storage is counted for two tensors
    with torch.autograd.graph.saved_tensors_hooks(lambda t: held.append(t) or t, lambda t: t):
        leaf = tree.map(lambda t: t.clone().requires_grad_(), layer)
        block.forward(X.clone().requires_grad_(), leaf, mask)
    known = storages([*tree.leaves(leaf).values(), mask])
    return by_part, sum(size for key, size in storages(held).items() if key not in known)


lengths = [17, 32, 64, 96, 128, 256, 512, 1024]
measured = [kept(n) for n in lengths]
series = {part: (lengths, [by_part[part] / 1024 for by_part, _ in measured]) for part in PARTS}
totals = [sum(by_part.values()) for by_part, _ in measured]
assert all(total <= autograd for total, (_, autograd) in zip(totals, measured))
growth = numpy.polyfit(numpy.log(lengths), numpy.log(series["attention map"][1]), 1)[0]
assert abs(growth - 2) < 1e-6

figpress.value("sentence", totals[0] / 1024)
figpress.value("parameters", sum(leaf.nbytes for leaf in tree.leaves(layer).values()) / 1024)
figpress.value("autograd_ratio", measured[0][1] / totals[0])
figpress.value("map_share_long", measured[-1][0]["attention map"] / totals[-1])
figpress.value("growth", growth)
figpress.show(lambda: lines(series, x="tokens", y="kept for backward (KiB)", log="xy", marks={"our sentence": 17}, height=3.0))
