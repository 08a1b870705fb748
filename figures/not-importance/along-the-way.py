"""The gradient was taken on a plateau: the steepest place on the way from *tired* to *wide* lies two fifths further on.
Above, logit(animal) − logit(street) of the trained model, with the line that the gradient at *tired* draws. Below, the slope, by hand.
"""

import figpress
import torch
from _running import named
from _swap import along, embedded
from plates import canvas, lines

start, end = embedded("last", "tired"), embedded("last", "wide")
way = torch.linspace(0, 1, 201, dtype=torch.float64)
F, slope = along("last", start, end, way)

# the slope by hand against central differences of F
h = 1e-5
inner = way[1:-1]
ahead, behind = along("last", start, end, inner + h)[0], along("last", start, end, inner - h)[0]
worst = float(((ahead - behind) / (2 * h) - slope[1:-1]).abs().max() / slope.abs().max())
assert worst < 1e-7, worst

steep = int(slope.abs().argmax())
named(0.3 < float(way[steep]) < 0.5 and abs(float(slope[steep])) > 20 * abs(float(slope[0])))
figpress.value("worst_error", worst)
sure = torch.tensor(2.0, dtype=torch.float64)  # the pencil's example: from one end of a tanh to the other
figpress.value("pencil_slope", 1 - sure.tanh() ** 2)
figpress.value("pencil_foretold", -2 * sure * (1 - sure.tanh() ** 2))
figpress.value("pencil_happens", -2 * sure.tanh())
figpress.value("first_slope", slope[0])
figpress.value("steepest", slope[steep])
figpress.value("steepest_at", way[steep])
figpress.value("first_fifth", F[40] - F[0])
figpress.value("turns_at", way[int((F < 0).nonzero()[0, 0])])
figpress.value("times", abs(slope[steep] / slope[0]))


def draw():
    """Draws the figure."""
    figure, axes = canvas(4.6, nrows=2, sharex=True, gridspec_kw={"height_ratios": [3, 2]})
    lines({"the model": (way, F), "what the gradient at “tired” says": (way, F[0] + slope[0] * way)}, x="share of the way from “tired” to “wide”",
          y="animal − street (logits)", levels={"undecided": 0.0}, points=False, axis=axes[0])
    lines({"slope": (way, slope)}, x="share of the way from “tired” to “wide”", y="slope (logits)", points=False, axis=axes[1])
    axes[0].set_xlabel("")
    return figure


# what a reader may touch: the curve and its slope at every place of the way
data = {name: [float(f"{v:.4g}") for v in found.tolist()] for name, found in (("F", F), ("slope", slope))}
figpress.show(draw, module="along-the-way.mjs", data=data)
