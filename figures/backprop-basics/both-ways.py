"""Each gradient of a linear layer is one product of Ȳ with what the forward pass kept, and has the shape of its
variable. Y = XW + 1bᵀ for n tokens, matrices drawn to scale: green are values, blue parameters, orange gradients.
"""

import figpress
from _blocks import Block, Equations
from byhand import check, linear, tree
from plates import is_narrow

case = linear.example()
gradients = dict(zip(case.inputs, linear.backward(case.dout, case.saved)))
assert all(gradients[name].shape == case.inputs[name].shape for name in case.inputs)
report = check.against_autograd(linear, case)
assert report.worst < 1e-12, report
figpress.value("worst_error", report.worst)
figpress.value("tensors", len(tree.leaves(gradients)))

n, d, f = 5, 8, 3  # drawn to scale with these sizes; the check above had others
X, dX = (Block(name, n, d, "n × d", kind) for name, kind in (("X", "value"), ("X̄", "gradient")))
W, dW = (Block(name, d, f, "d × f", kind) for name, kind in (("W", "parameter"), ("W̄", "gradient")))
b, db = (Block(name, f, 1, "f × 1", kind) for name, kind in (("b", "parameter"), ("b̄", "gradient")))
Y, dY = (Block(name, n, f, "n × f", kind) for name, kind in (("Y", "value"), ("Ȳ", "gradient")))
LINES = [
    ("forward", [Y, "=", X, W, "+", Block("1", n, 1, "n × 1", "ones"), Block("bᵀ", 1, f, "1 × f", "parameter")]),
    ("back to the input", [dX, "=", dY, Block("Wᵀ", f, d, "f × d", "parameter")]),
    ("back to the weights, and to the bias", [dW, "=", Block("Xᵀ", d, n, "d × n"), dY, "     ", db, "=", Block("Ȳᵀ", f, n, "f × n", "gradient"),
                             Block("1", n, 1, "n × 1", "ones")]),
]  # fmt: skip
figpress.show(lambda: Equations(LINES, unit=11 if is_narrow() else 15, wide=figpress.width()))
