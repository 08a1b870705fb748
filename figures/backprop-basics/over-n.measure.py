"""Times one block of the model forward and back over the number of tokens, and writes over-n.json beside this file.

Seconds are the machine's own, so this is data with its provenance, measured once and committed:

    python figures/backprop-basics/over-n.measure.py
"""

import time

import figpress
import torch
from byhand import block, cases, masks, rnn, tree
from byhand.training import checkpoint

LENGTHS, REPEATS = (16, 32, 64, 128, 256, 512, 1024), 7
WIDTH = 32


def least(work):
    """Seconds of processor for one call: the least of several, for whatever else runs here only adds."""
    work()
    found = []
    for _ in range(REPEATS):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return min(found)


def main():
    torch.set_num_threads(1)
    layer = tree.map(lambda leaf: leaf.float(), checkpoint.load("last").blocks[0])
    draw = cases.normal(0, dtype=torch.float32)
    W_x, W_h, b = draw(WIDTH, WIDTH, scale=WIDTH**-0.5), draw(WIDTH, WIDTH, scale=WIDTH**-0.5), torch.zeros(WIDTH)
    rows = []
    for n in LENGTHS:
        X, mask = draw(1, n, WIDTH), masks.causal(n)

        def attend():
            Y, saved = block.forward(X, layer, mask)
            block.gradients(Y, saved)

        def recur():
            H, saved = rnn.forward(X, X.new_zeros(1, WIDTH), W_x, W_h, b)
            rnn.backward(H, saved)

        rows.append({"tokens": n, "block": least(attend), "recurrent": least(recur)})
        print(rows[-1], flush=True)
    return {"rows": rows, "width": WIDTH}


if __name__ == "__main__":
    figpress.measure(main)
