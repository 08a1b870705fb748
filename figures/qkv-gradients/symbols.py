"""One causal head with biases on queries, keys, values and output."""

import _head

import figpress


def forward(draw, n, d, d_k, d_v):
    return _head.forward(draw, n, d, d_k, d_v, biases=True)


figpress.symbols(
    forward,
    _head.NAMES
    | {
        "b_Q": ("d_k×1", "the bias of the queries"),
        "b_K": ("d_k×1", "the bias of the keys"),
        "b_V": ("d_v×1", "the bias of the values"),
        "b_O": ("d×1", "the bias of the output"),
    },
)
