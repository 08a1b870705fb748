"""The same head without biases: what the two circuits and the balance laws need."""

import _head

import figpress


def forward(draw, n, d, d_k, d_v):
    return _head.forward(draw, n, d, d_k, d_v, biases=False)


figpress.symbols(forward, _head.NAMES)
