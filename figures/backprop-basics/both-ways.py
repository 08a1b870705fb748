"""Each gradient of a linear layer is one product of dY with what the forward pass kept, and has the shape of its
variable. Y = XW + 1bᵀ for n tokens. Solid arrows go forward, dashed ones back.
"""

import figpress
from byhand import check, linear, tree
from plates import Arrow, Box, flow

case = linear.example()
gradients = dict(zip(case.inputs, linear.backward(case.dout, case.saved)))
assert all(gradients[name].shape == case.inputs[name].shape for name in case.inputs)
report = check.against_autograd(linear, case)
assert report.worst < 1e-12, report
figpress.value("worst_error", report.worst)
figpress.value("tensors", len(tree.leaves(gradients)))

boxes = [
    Box("X", ("n", "d")), Box("W", ("d", "f"), "parameter"), Box("b", ("f", "1"), "parameter"),
    Box("times", kind="operation", label="X W"), Box("plus", kind="operation", label="+ 1 bᵀ"), Box("Y", ("n", "f")),
    Box("dX", ("n", "d"), "gradient", note="dY Wᵀ"), Box("dW", ("d", "f"), "gradient", note="Xᵀ dY"),
    Box("db", ("f", "1"), "gradient", note="dYᵀ 1"), Box("dY", ("n", "f"), "gradient"),
]
arrows = [Arrow("X", "times"), Arrow("W", "times"), Arrow("times", "plus"), Arrow("b", "plus"), Arrow("plus", "Y"),
          Arrow("Y", "dY", back=True), Arrow("dY", "dX", back=True), Arrow("dY", "dW", back=True), Arrow("dY", "db", back=True)]
figpress.show(flow(boxes, arrows, spread=0.35))
