"""exp and erf of vectors: what WebAssembly has no instruction for. Coefficients are worked out here, none is typed in."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

from figpress.equations.compiled.assembly import V128, Code, Kind

_FARTHEST = 6.0  # from here on erf is 1 in double precision


@functools.cache
def scaled_erfc(degree: int) -> tuple[float, ...]:
    """exp(x²) erfc(x) on 0 … 6 as a polynomial in u = 2t − 1, where t = 2/(2 + x); lowest power first."""
    import numpy as np  # where coefficients are wanted: planning imports this module, too

    low = 2 / (2 + _FARTHEST)
    at = np.polynomial.chebyshev.chebpts1(degree + 1)
    t = low + (1 - low) * (at + 1) / 2
    x = 2 / t - 2
    values = [math.exp(v * v) * math.erfc(v) for v in x]
    found = np.polynomial.Chebyshev.fit(at, values, degree, domain=(-1, 1))
    return tuple(np.polynomial.chebyshev.cheb2poly(found.coef))


def exponential(kind: Kind) -> Code:
    """exp(x) = 2ⁿ exp(r), |r| ≤ ln 2 / 2: a Taylor polynomial, and n into the exponent's bits.

    What is below the smallest normal number is 0, what reaches 2 to the power 127.5 (or 1023.5) is infinite.
    """
    code = Code([V128], kind)
    x, n, r = 0, code.local(), code.local()
    least = -math.log(2) * ((1 << (kind.bits - kind.mantissa - 2)) - 2)  # below it the result is 0
    magic = 1.5 * 2.0**kind.mantissa  # what is added to it is rounded to a whole number
    digits = 9 if kind.bits == 32 else 32
    high = round(math.log(2) * 2**digits) / 2**digits  # n times it is exact
    code.get(x)
    code.number(least - 1)
    code.vector("max")
    code.number(-least + 2.4 * math.log(2))
    code.vector("min")
    code.tee(r)
    code.number(1 / math.log(2))
    code.vector("mul")
    code.number(magic)
    code.vector("add")
    code.set(n)
    for part in (high, math.log(2) - high):
        code.get(r)
        code.get(n)
        code.number(magic)
        code.vector("sub")
        code.number(part)
        code.vector("mul")
        code.vector("sub")
        code.set(r)
    polynomial(code, r, [1 / math.factorial(k) for k in range(8 if kind.bits == 32 else 14)])
    code.get(n)
    code.const(kind.mantissa)
    code.vector("shl")
    code.whole(((1 << (kind.bits - kind.mantissa - 2)) - 1) << kind.mantissa)
    code.vector("iadd")
    code.vector("mul")
    code.get(x)
    code.number(least)
    code.vector("lt")
    code.vector("andnot")
    return code


def error_function(kind: Kind, exp: int) -> Code:
    """erf(x) = ±(1 − exp(−x²) · (exp(x²) erfc(x))); `exp` is the number of the module's exponential."""
    code = Code([V128], kind)
    x, a, u = 0, code.local(), code.local()
    low = 2 / (2 + _FARTHEST)
    code.get(x)
    code.vector("abs")
    code.number(_FARTHEST)
    code.vector("min")
    code.set(a)
    code.number(4 / (1 - low))
    code.get(a)
    code.number(2)
    code.vector("add")
    code.vector("div")
    code.number((1 + low) / (1 - low))
    code.vector("sub")
    code.set(u)
    code.number(1)
    polynomial(code, u, scaled_erfc(8 if kind.bits == 32 else 24))
    code.get(a)
    code.get(a)
    code.vector("mul")
    code.vector("neg")
    code.call(exp)
    code.vector("mul")
    code.vector("sub")
    code.get(x)
    code.whole(1 << (kind.bits - 1))
    code.vector("and")
    code.vector("or")
    return code


def polynomial(code: Code, at: int, coefficients: Sequence[float]) -> None:
    """Even and odd powers apart, so that neither chain of sums waits for the other."""
    square = code.local()
    code.get(at)
    code.get(at)
    code.vector("mul")
    code.set(square)
    for start in (0, 1):
        *lower, last = coefficients[start::2]
        code.number(last)
        for one in reversed(lower):
            code.get(square)
            code.vector("mul")
            code.number(one)
            code.vector("add")
    code.get(at)
    code.vector("mul")
    code.vector("add")
