"""The integrated gradient misses the true change by as much as its sum is coarse, and by nothing else.
Relative error of the sum of slopes on the way from *tired* to *wide*, trained model, by the number of points: points in the middle of equal pieces, and Gauss's points.
"""

import figpress
import numpy
import torch
from _running import named
from _swap import along, embedded
from plates import Guide, is_narrow, lines

start, end = embedded("last", "tired"), embedded("last", "wide")
ends, _ = along("last", start, end, torch.tensor([0.0, 1.0], dtype=torch.float64))
true = float(ends[1] - ends[0])


def error(points, weights):
    _, slopes = along("last", start, end, torch.as_tensor(points))
    return abs(float((slopes * torch.as_tensor(weights)).sum()) / true - 1)


counts = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
middle = [error((numpy.arange(m) + 0.5) / m, numpy.full(m, 1 / m)) for m in counts]
gauss_counts = [1, 2, 4, 8, 16, 32, 64]
gauss = []
for m in gauss_counts:
    nodes, weights = numpy.polynomial.legendre.leggauss(m)
    gauss.append(error((nodes + 1) / 2, weights / 2))

slope = numpy.polyfit(numpy.log(counts[-4:]), numpy.log(middle[-4:]), 1)[0]
named(abs(slope + 2) < 0.2)
named(gauss[-1] < 1e-5 and middle[-1] < 1e-4)
figpress.value("slope", slope)
figpress.value("one_point", middle[0])
figpress.value("middle_16", middle[counts.index(16)])
figpress.value("middle_512", middle[-1])
figpress.value("gauss_64", gauss[-1])
figpress.show(lambda: lines({"middles of equal pieces": (counts, middle), "Gauss’s points": (gauss_counts, gauss)}, x="points on the way", y="relative error", log="xy",
                    guides=[Guide(-2, (64, middle[counts.index(64)] * 40), "slope −2", (32, 512), at=0.95 if is_narrow() else 0.45)], height=3.1))
