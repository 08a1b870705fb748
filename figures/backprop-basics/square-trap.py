"""When the matrix is square, two products have the right shape and only one of them is the gradient. Y = XW with five
tokens of width 8 and W of 8 × 8. The shapes allow both products; the rule and autograd allow one.
"""

import figpress
import torch
from byhand import check, linear
from plates import heat_row

case = linear.example(tokens=5, width=8, out=8, batch=1)
dX, dW, db = linear.backward(case.dout, case.saved)
report = check.against_autograd(linear, case)
assert report.worst < 1e-12, report

wrong = case.dout @ case.saved.W  # its shape is right
assert wrong.shape == dX.shape
leaf = case.inputs["X"].clone().requires_grad_()
(true,) = torch.autograd.grad((leaf @ case.saved.W * case.dout).sum(), leaf)
error = float((wrong - true).abs().max())
assert error > 0.1

figpress.value("worst_error", report.worst)
figpress.value("wrong_error", error)

X = torch.zeros(1, 2, dtype=torch.float64, requires_grad=True)  # the same with a pencil: only the first output counts
(slope,) = torch.autograd.grad((X @ torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=torch.float64))[0, 0], X)
figpress.value("pencil_slope", slope[0, 1])

panels = {"dY Wᵀ": dX[0], "autograd": true[0], "dY W": wrong[0]}
figpress.show(lambda: heat_row(panels, tokens=[f"token {t + 1}" for t in range(5)], unit="dL/dX", columns="channel"))
