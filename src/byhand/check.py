"""A hand-written backward is compared with two oracles: autograd, and central differences of the forward.

Both oracles look at the scalar L = <dout, out>, whose gradient is what backward must return.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from byhand import tree
from byhand.cases import Case


@dataclass(frozen=True)
class Report:
    """Errors of a backward by gradient name: the largest absolute difference from the oracle."""

    errors: Mapping[str, float]
    largest: Mapping[str, float]  # the oracle's largest entry, tensor by tensor
    rms: float  # root mean square of all the oracle's gradients together

    @property
    def worst(self) -> float:
        """The largest error of all; what is not a number counts as infinite."""
        return max((math.inf if math.isnan(e) else e for e in self.errors.values()), default=0.0)

    def failures(self, absolute: float = 1e-12, relative: float = 1e-9) -> dict[str, float]:
        """Returns the gradients whose error is above absolute + relative * max(its largest entry, rms).

        The root mean square stands in for gradients that are zero in truth, such as the key bias's.
        A gradient that is not a number is a failure.
        """
        return {
            name: error
            for name, error in self.errors.items()
            if not error <= absolute + relative * max(self.largest[name], self.rms)
        }

    def __str__(self) -> str:
        return "\n".join(f"{name:32} {error:.1e}" for name, error in self.errors.items())


def against_autograd(layer: Any, case: Case, backward: Callable | None = None) -> Report:
    """Compares layer.backward (or another backward) with torch.autograd through layer.forward.

    >>> from byhand import attention
    >>> against_autograd(attention, attention.example()).worst < 1e-12
    True
    """
    inputs = tree.map(lambda leaf: leaf.detach().requires_grad_(), dict(case.inputs))
    out, _ = layer.forward(**inputs, **case.options)
    outs, douts = list(tree.leaves(out).values()), list(tree.leaves(case.dout).values())
    variables = tree.leaves(inputs)
    true = torch.autograd.grad(outs, list(variables.values()), douts, materialize_grads=True)
    return _compare(by_hand(layer, case, backward), dict(zip(variables, true)))


def against_differences(
    layer: Any, case: Case, step: float = 1e-5, entries: int | None = None, seed: int = 0
) -> Report:
    """Compares layer.backward with (L(x + h) - L(x - h)) / 2h, entry by entry.

    Truncation costs about h**2 and rounding about 1e-16 / h, so near h = 1e-5 some ten digits agree in float64.
    `entries` limits the entries per tensor to a random few. Needs float64 and forward as a function of values only.
    """
    inputs = tree.map(lambda leaf: leaf.detach().clone(), dict(case.inputs))
    generator = torch.Generator().manual_seed(seed)

    def scalar() -> float:
        return _inner(layer.forward(**inputs, **case.options)[0], case.dout)

    found, true = by_hand(layer, case), {}
    for name, leaf in tree.leaves(inputs).items():
        chosen = torch.randperm(leaf.numel(), generator=generator)[:entries]
        true[name] = differences(scalar, leaf, step, chosen)
        found[name] = found[name].reshape(-1)[chosen.to(leaf.device)]
    return _compare(found, true)


def differences(scalar: Callable[[], float], x: Tensor, step: float = 1e-5, chosen: Tensor | None = None) -> Tensor:
    """Returns the central differences of scalar() while entries of x are moved in place; x is put back exactly.

    >>> x = torch.tensor([1.0, 3.0], dtype=torch.float64)
    >>> differences(lambda: float((x ** 2).sum()), x).round(decimals=6)
    tensor([2., 6.], dtype=torch.float64)
    """
    flat = x.view(-1)
    slopes = []
    for i in range(flat.numel()) if chosen is None else chosen.tolist():
        before = flat[i].clone()
        flat[i] = before + step
        above = scalar()
        flat[i] = before - step
        below = scalar()
        flat[i] = before
        slopes.append((above - below) / (2 * step))
    return torch.tensor(slopes, dtype=x.dtype, device=x.device)


def by_hand(layer: Any, case: Case, backward: Callable | None = None) -> dict[str, Tensor]:
    """Returns the by-hand gradients of a case under the names of the inputs."""
    gradients = (backward or layer.backward)(case.dout, case.saved)
    if len(case.inputs) == 1 and not (isinstance(gradients, tuple) and len(gradients) == 1):
        gradients = (gradients,)
    return tree.leaves(dict(zip(case.inputs, gradients, strict=True)))


def _compare(found: Mapping[str, Tensor], true: Mapping[str, Tensor]) -> Report:
    errors, largest, squares, count = {}, {}, 0.0, 0
    for name, target in true.items():
        short = _gradient_name(name)
        if found[name].shape != target.shape:
            errors[short] = math.inf  # a gradient has the shape of its variable; anything else is wrong outright
        else:
            errors[short] = _largest(found[name].to(target.dtype) - target)
        largest[short] = _largest(target)
        squares, count = squares + float(target.double().square().sum()), count + target.numel()
    return Report(errors, largest, (squares / max(count, 1)) ** 0.5)


def _gradient_name(name: str) -> str:
    parts = name.split(".")
    named = max(i for i, part in enumerate(parts) if not part.isdigit())  # "W.0" is the first of several W
    parts[named] = f"d{parts[named]}"
    return ".".join(parts)


def _largest(tensor: Tensor) -> float:
    return float(tensor.abs().max()) if tensor.numel() else 0.0


def _inner(out: Any, dout: Any) -> float:
    pairs = zip(tree.leaves(out).values(), tree.leaves(dout).values())
    return float(sum((a * b).sum() for a, b in pairs))
