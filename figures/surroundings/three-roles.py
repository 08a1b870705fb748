"""Before there is a single parameter, a word already receives three gradients, and by far the longest comes through its role as value.
Basic self-attention on the trained embeddings of our sentence, pulled back from one unit vector at the last *the*. Left, who looks at whom; right, the length of each part of the gradient at each word.
"""

import figpress
import torch
from _running import params, reading, words
from byhand import basic, cases, check
from plates import heat_row, is_narrow

tokens = words("tired")
X = params("last").E[reading("last", "tired").tokens[0]]  # [n, d]
O, saved = basic.forward(X)
dO = torch.zeros_like(O)
dO[-1] = 1 / O.shape[-1] ** 0.5
down = basic.gradients(dO, saved)
report = check.against_autograd(basic, cases.Case({"X": X}, O, saved, dO))
assert report.worst < 1e-12, report

parts = {"query": down.as_query, "key": down.as_key, "value": down.as_value}
lengths = torch.stack([part.norm(dim=-1) for part in parts.values()], -1)  # [n, 3]
A = saved.A
same = torch.tensor([[a == b for b in tokens] for a in tokens])
own = (A * same).sum(-1)  # what each word pays to itself and its copies
for name, part in parts.items():
    figpress.value(name, part.norm())
figpress.value("worst_error", report.worst)
figpress.value("own_median", own.median())
figpress.value("own_smallest", own.min())
figpress.value("most_themselves", int((own > 0.5).sum()), of=len(tokens))
figpress.value("the", own[-1])


def draw():
    """Draws the figure."""
    figure = heat_row({"attention": A, "gradient": lengths / lengths.max()}, tokens=tokens, scale="share", unit="share of the largest")
    figure.axes[1].set_xticks([0.5, 1.5, 2.5], "QKV")
    figure.axes[1].set_xlabel("role" if is_narrow() else "as query, key, value")
    return figure


figpress.show(draw)
