"""Under plain gradient descent a row that hardly looks at the best token learns nothing for long, and then everything at once. The three tokens of the
pencil's row, moved by descent with steps of size one, from two starts; attention paid to the cheapest of them.
"""

from itertools import pairwise

import _pencil
import figpress
import torch
from byhand.training import adamw
from plates import lines

best = int(_pencil.VALUES.argmin())
walks = {name: [float(row[best]) for row in _pencil.walk(start)] for name, start in _pencil.STARTS.items()}
quick, blind = walks.values()
waits, sees = (next(k for k, a in enumerate(blind) if a > level) for level in (0.05, 0.9))
assert sees - waits < waits / 2  # the climb is much shorter than the wait
assert all(later > earlier for earlier, later in pairwise(blind))  # and yet every step went up



def adam_waits(start, steps=200):
    """Steps until the best token gets a twentieth, when Adam takes steps of size one on the same scores."""
    scores = start.log()
    state = adamw.start(scores)
    for step in range(1, steps):
        leaf = scores.clone().requires_grad_()
        (slope,) = torch.autograd.grad(torch.softmax(leaf, 0) @ _pencil.VALUES, leaf)
        scores, state = adamw.step(scores, slope, state, 1.0, decay=0.0)
        if float(torch.softmax(scores, 0)[best]) > 0.05:
            return step
    raise AssertionError("Adam waits, too")


blinder = torch.tensor([1 - 2e-6, 1e-6, 1e-6], dtype=torch.float64)
figpress.value("adam_waits", adam_waits(_pencil.STARTS["nearly blind"]))
figpress.value("adam_waits_blinder", adam_waits(blinder))
figpress.value("steps", 10)
figpress.value("quick", quick[10])
figpress.value("start", blind[0])
figpress.value("blind", blind[10])
figpress.value("waits", waits)
figpress.value("climb", sees - waits)
names = {name: f"{name}, starts at {values[0]:g}" for name, values in walks.items()}
figpress.show(lambda: lines({names[name]: (range(len(values)), values) for name, values in walks.items()}, x="step of descent",
                    y="attention to the best token (1)", points=False, height=2.6))  # fmt: skip
