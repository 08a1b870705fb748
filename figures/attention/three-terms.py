"""The attention map is one of three terms, and which leads is decided sentence by sentence while the head still decides. When it
is sure, the way as a value leads. Norms of the three terms of the derivative of the noun-fetching head's output at the last
“the”, by the token that changes: our sentence with *tired*.
"""

import figpress
import torch
from byhand import attention, masks
from byhand.training import language, probe
from _running import label, noun_head, params, reading, sentence, words
from plates import bars_by_token, canvas

head, adjective = noun_head(), "tired"


def terms(moment):
    """The three terms of ∂o_i/∂u_m for the answer's row i and every m, each [n, d_k, d], checked against autograd."""
    one = reading(moment, adjective)
    saved = one.saved.blocks[head.layer].attention
    weights = params(moment).blocks[head.layer].attention
    d_k = saved.Q.shape[-1]
    own = slice(head.head * d_k, (head.head + 1) * d_k)
    W_Q, W_K, W_V = (getattr(weights, f"W_{name}")[:, own] for name in "QKV")  # [d, d_k]
    b_Q, b_K, b_V = (getattr(weights, f"b_{name}")[own] for name in "QKV")
    U, A, Q, K, V, O = saved.U[0], *(getattr(saved, name)[0, head.head] for name in "AQKVO")
    n, i, c = len(U), one.sentence.answer, d_k**-0.5

    value = torch.stack([A[i, m] * W_V.T for m in range(n)])
    key = torch.stack([c * A[i, m] * torch.outer(V[m] - O[i], W_K @ Q[i]) for m in range(n)])
    query = torch.zeros_like(value)
    query[i] = sum(c * A[i, j] * torch.outer(V[j] - O[i], W_Q @ K[j]) for j in range(n))

    whole = torch.autograd.functional.jacobian(
        lambda U: attention.forward(U @ W_Q + b_Q, U @ W_K + b_K, U @ W_V + b_V, masks.causal(n))[0][i], U
    )  # [d_k, n, d]
    error = float((value + key + query - whole.transpose(0, 1)).abs().max())
    assert error < 1e-12
    return {"value": value, "key": key, "query": query}, error


def shares(moment, one):
    """The value, key and query terms of a sentence, each added up over the tokens, as shares of the three."""
    saved = probe.read(params(moment), one).saved.blocks[head.layer].attention
    weights = params(moment).blocks[head.layer].attention
    d_k = saved.Q.shape[-1]
    own = slice(head.head * d_k, (head.head + 1) * d_k)
    W_Q, W_K, W_V = (getattr(weights, f"W_{name}")[:, own] for name in "QKV")
    A, Q, K, V, O = (getattr(saved, name)[0, head.head] for name in "AQKVO")
    a, apart, c = A[one.answer], V - O[one.answer], d_k**-0.5
    value = a.sum() * W_V.norm()
    key = c * (a * apart.norm(dim=-1)).sum() * (W_K @ Q[one.answer]).norm()
    query = c * torch.einsum("j,jv,jd->vd", a, apart, K @ W_Q.T).norm()
    found = torch.stack([value, key, query])
    return found / found.sum()


MANY = language.held_out(200)
for moment, suffix in (("half", "_half"), ("last", "")):
    rows = torch.stack([shares(moment, one) for one in MANY])  # [200, 3]
    for name, share in zip(("value", "key", "query"), rows.mean(0)):
        figpress.value(f"mean_{name}{suffix}", 100 * share)
    figpress.value(f"key_leads{suffix}", int((rows.argmax(1) == 1).sum()), of=len(MANY))
    figpress.value(f"value_leads{suffix}", int((rows.argmax(1) == 0).sum()), of=len(MANY))
wide = shares("half", sentence("wide"))
for name, share in zip(("value", "key", "query"), wide):
    figpress.value(f"{name}_share_half_wide", 100 * share, over="our sentence with wide")


def draw():
    """Draws the figure."""
    figure, axes = canvas(4.4, nrows=2, sharex=True)
    for axis, moment, suffix in zip(axes, ("half", "last"), ("_half", "")):
        parts, error = terms(moment)
        norms = {name: part.square().sum((1, 2)).sqrt() for name, part in parts.items()}  # [n]
        total = sum(norm.sum() for norm in norms.values())
        for name, norm in norms.items():
            share = 100 * norm.sum() / total
            assert abs(float(share) - 100 * float(shares(moment, sentence(adjective))[list(norms).index(name)])) < 1e-9
            figpress.value(f"{name}_share{suffix}", share, over=f"our sentence with {adjective}")
        figpress.value(f"sum_error{suffix}", error)
        bars_by_token({f"as a {name}": norm for name, norm in norms.items()}, tokens=words(adjective), y=f"norm, {label(moment)}", axis=axis)
    axes[1].get_legend().remove()
    return figure


figpress.show(draw)
