"""The push on a score is attention times advantage, and the pushes of a row add up to zero. Three tokens, small enough for a
pencil: the head gives the average of their values, and the loss is what it gives.
"""

import _pencil
import figpress
import torch
from plates import bars_by_token, canvas

a, v = _pencil.STARTS["the pencil's row"], _pencil.VALUES
s = a.log().requires_grad_()  # scores with this softmax
o = torch.softmax(s, 0) @ v
(true,) = torch.autograd.grad(o, s)  # the loss is o itself, so the gradient at o is one

slope, advantage = v, a @ v - v
push = a * advantage
worst = float((push + true).abs().max())
assert worst < 1e-12 and abs(float(push.sum())) < 1e-12
after = torch.softmax(s.detach() + push, 0)  # one step of size one
walks = {name: _pencil.walk(start) for name, start in _pencil.STARTS.items()}
assert float((walks["the pencil's row"][1] - after).abs().max()) < 1e-12

figpress.value("worst_error", worst)
figpress.value("o", o)
figpress.value("next_o", after @ v)
for k in range(3):
    figpress.value(f"a{k + 1}", a[k])
    figpress.value(f"v{k + 1}", v[k])
    figpress.value(f"push{k + 1}", push[k])
    figpress.value(f"next_a{k + 1}", after[k])


def draw():
    """Draws the figure."""
    figure, axes = canvas(2.6, ncols=4)
    panels = {"attention": a, "slope (nats)": slope, "advantage (nats)": advantage, "push on the score (nats)": push}
    for axis, (name, numbers) in zip(axes, panels.items()):
        bars_by_token({name: numbers}, tokens=["1", "2", "3"], y=name, numbers=True, axis=axis)
        axis.set(ylabel="", title=name.replace(" (nats)", ""), xlabel="token", yticks=[])
        axis.spines["left"].set_visible(False)
        axis.margins(y=0.22)
    axes[3].set_title("push = product")
    return figure


rounded = [{"name": name, "walk": [[round(float(x), 5) for x in row] for row in rows]} for name, rows in walks.items()]
figpress.show(draw, module="by-pencil.mjs", data={"values": v.tolist(), "starts": rounded})
