"""Who keeps only the stream between the blocks, and computes each block once more on the way back, trades a third more work for a fraction of the memory.
Kept for the way back, by the number of blocks, for one sentence of 17 words in float32: everything that the formulas mention, or each block's input and one block at a time.
"""

import figpress
import torch
from byhand import block, cases, masks, model, tree
from plates import lines
from torch.utils.flop_counter import FlopCounterMode

N, D = 17, 32


def keep_all(X, layers, dY, mask):
    kept = []
    for layer in layers:
        X, saved = block.forward(X, layer, mask)
        kept.append(saved)
    held = tree.storage_bytes(tuple(kept), without=(tuple(layers), mask))
    found = []
    for saved in reversed(kept):
        dY, dparams = block.backward(dY, saved)
        found.append(dparams)
    return held, dY, found


def keep_inputs(X, layers, dY, mask):
    inputs = []
    for layer in layers:
        inputs.append(X)
        X, _ = block.forward(X, layer, mask)
    found, largest = [], 0
    for layer, X in zip(reversed(layers), reversed(inputs)):
        _, saved = block.forward(X, layer, mask)  # once more, for the sake of what it keeps
        largest = max(largest, tree.storage_bytes((tuple(inputs), saved), without=(tuple(layers), mask)))
        dY, dparams = block.backward(dY, saved)
        found.append(dparams)
    return largest, dY, found


depths = [1, 2, 4, 8, 16, 32]
draw = cases.normal(0, dtype=torch.float32)
X, dY, mask = draw(1, N, D), draw(1, N, D), masks.causal(N)
series = {"keep everything": [], "keep the stream, compute again": []}
for depth in depths:
    layers = list(model.initial(layers=depth).blocks)
    (held, dX, all_), (less, dX_again, again) = (way(X, layers, dY, mask) for way in (keep_all, keep_inputs))
    assert torch.equal(dX, dX_again)  # the same numbers to the last bit
    assert all(torch.equal(a, b) for one, two in zip(all_, again) for a, b in zip(tree.leaves(one).values(), tree.leaves(two).values()))
    series["keep everything"].append(held / 1024)
    series["keep the stream, compute again"].append(less / 1024)

work = []
for way in (keep_all, keep_inputs):
    with FlopCounterMode(display=False) as counter:
        way(X, layers, dY, mask)
    work.append(counter.get_total_flops())
assert 1.3 < work[1] / work[0] < 1.36
all_kept, some_kept = series["keep everything"], series["keep the stream, compute again"]
figpress.value("deepest", depths[-1])
figpress.value("work", work[1] / work[0])
figpress.value("all_2", all_kept[depths.index(2)])
figpress.value("all_32", all_kept[-1])
figpress.value("some_32", some_kept[-1])
figpress.value("saving_32", all_kept[-1] / some_kept[-1])
figpress.show(lambda: lines({name: (depths, kept) for name, kept in series.items()}, x="blocks", y="kept (KiB)", log="xy", height=2.9))
