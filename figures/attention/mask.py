"""The causal mask makes the future exactly zero, and lets early tokens collect from all that come after. How strongly the
noun-fetching head's output at each token (down) depends on the key and value of each token (across): norms of the
blocks of the Jacobian, trained model.
"""

import figpress
import torch
from byhand import attention, masks
from _running import noun_head, reading, words
from plates import heat_row

head = noun_head()
saved = reading("last", "tired").saved.blocks[head.layer].attention
Q, K, V = (getattr(saved, name)[0, head.head] for name in "QKV")
n = len(Q)


def reach(mask):
    """How strongly output i depends on key and value j: the Frobenius norm of that block of the Jacobian, [n, n]."""
    def run(K, V):
        return attention.forward(Q, K, V, mask)[0]

    by_key, by_value = torch.autograd.functional.jacobian(run, (K, V))  # [n, d, n, d] each
    return (by_key.square().sum((1, 3)) + by_value.square().sum((1, 3))).sqrt()


free, causal = reach(None), reach(masks.causal(n))
assert (causal.triu(1) == 0).all(), "something flows from the future"
A = attention.forward(Q, K, V, masks.causal(n))[1].A
figpress.value("future", causal.triu(1).abs().max())
figpress.value("collected_first", A.sum(0)[0])
figpress.value("collected_last", A.sum(0)[-1])
figpress.show(lambda: heat_row({"without mask": free, "causal": causal}, tokens=words("tired"), scale="share", unit="norm of ∂o/∂(k, v)"))
