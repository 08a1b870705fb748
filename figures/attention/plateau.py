"""A row that hardly looks at the best token learns nothing for long, and then everything at once. The three tokens of the
pencil's row, moved by descent with steps of size one, from two starts; attention paid to the cheapest of them.
"""

from itertools import pairwise

import _pencil
import figpress
from plates import lines

best = int(_pencil.VALUES.argmin())
walks = {name: [float(row[best]) for row in _pencil.walk(start)] for name, start in _pencil.STARTS.items()}
quick, blind = walks.values()
waits, sees = (next(k for k, a in enumerate(blind) if a > level) for level in (0.05, 0.9))
assert sees - waits < waits / 2  # the climb is much shorter than the wait
assert all(later > earlier for earlier, later in pairwise(blind))  # and yet every step went up

figpress.value("steps", 10)
figpress.value("quick", quick[10])
figpress.value("start", blind[0])
figpress.value("blind", blind[10])
figpress.value("waits", waits)
figpress.value("climb", sees - waits)
names = {name: f"{name}, starts at {values[0]:g}" for name, values in walks.items()}
figpress.show(lines({names[name]: (range(len(values)), values) for name, values in walks.items()}, x="step of descent",
                    y="attention to the best token (1)", points=False, height=2.6))  # fmt: skip
