"""Functions of each element by itself."""

from __future__ import annotations

from typing import Any, Self

from .. import ops
from ..graph import T
from ..tape import named, record
from .arithmetic import Arithmetic


class Elementwise(Arithmetic):
    """Each result has the shape of the input; integers become floats where the result is no integer."""

    __slots__ = ()

    # --- exponentials and roots -------------------------------------------------------------------

    def exp(input) -> Self:
        """e ** input.

        >>> torch.exp(torch.tensor([0., 1.]))
        tensor([1.0000, 2.7183])
        """
        return record(ops.exp, input)

    def exp2(input) -> Self:
        """2 ** input.

        >>> torch.exp2(torch.tensor([3.]))
        tensor([8.])
        """
        return record(ops.exp2, input)

    def expm1(input) -> Self:
        """e ** input - 1, exact for small inputs.

        >>> torch.expm1(torch.zeros(1))
        tensor([0.])
        """
        return record(ops.expm1, input)

    def log(input) -> Self:
        """The natural logarithm: -inf at 0, nan below.

        >>> torch.log(torch.ones(1))
        tensor([0.])
        """
        return record(ops.log, input)

    def log2(input) -> Self:
        """The logarithm to base 2.

        >>> torch.log2(torch.tensor([8.]))
        tensor([3.])
        """
        return record(ops.log2, input)

    def log10(input) -> Self:
        """The logarithm to base 10.

        >>> torch.log10(torch.tensor([10.]))
        tensor([1.])
        """
        return record(ops.log10, input)

    def log1p(input) -> Self:
        """log(1 + input), exact for small inputs.

        >>> torch.log1p(torch.zeros(1))
        tensor([0.])
        """
        return record(ops.log1p, input)

    def sqrt(input) -> Self:
        """The square root; its gradient at 0 is inf.

        >>> torch.sqrt(torch.tensor([9.]))
        tensor([3.])
        """
        return record(ops.sqrt, input)

    def rsqrt(input) -> Self:
        """1 / sqrt(input).

        >>> torch.rsqrt(torch.tensor([4.]))
        tensor([0.5000])
        """
        return record(ops.rsqrt, input)

    def erf(input) -> Self:
        """The error function.

        >>> torch.erf(torch.ones(1))
        tensor([0.8427])
        """
        return record(ops.erf, input)

    # --- angles -----------------------------------------------------------------------------------

    def sin(input) -> Self:
        """The sine of radians.

        >>> torch.sin(torch.zeros(1))
        tensor([0.])
        """
        return record(ops.sin, input)

    def cos(input) -> Self:
        """The cosine of radians.

        >>> torch.cos(torch.zeros(1))
        tensor([1.])
        """
        return record(ops.cos, input)

    def tan(input) -> Self:
        """The tangent of radians.

        >>> torch.tan(torch.zeros(1))
        tensor([0.])
        """
        return record(ops.tan, input)

    def asin(input) -> Self:
        """The inverse of sin.

        >>> torch.asin(torch.zeros(1))
        tensor([0.])
        """
        return record(ops.asin, input)

    def acos(input) -> Self:
        """The inverse of cos.

        >>> torch.acos(torch.ones(1))
        tensor([0.])
        """
        return record(ops.acos, input)

    def atan(input) -> Self:
        """The inverse of tan.

        >>> torch.atan(torch.ones(1))
        tensor([0.7854])
        """
        return record(ops.atan, input)

    def atan2(input, other: Any) -> Self:
        """The angle of the point (other, input).

        >>> torch.atan2(torch.ones(1), torch.zeros(1))
        tensor([1.5708])
        """
        return record(ops.atan2, input, other)

    def sinh(input) -> Self:
        """The hyperbolic sine.

        >>> torch.sinh(torch.zeros(1))
        tensor([0.])
        """
        return record(ops.sinh, input)

    def cosh(input) -> Self:
        """The hyperbolic cosine.

        >>> torch.cosh(torch.zeros(1))
        tensor([1.])
        """
        return record(ops.cosh, input)

    arcsin, arccos, arctan, arctan2 = asin, acos, atan, atan2

    # --- rounding ---------------------------------------------------------------------------------

    def floor(input) -> Self:
        """The next integer below.

        >>> torch.floor(torch.tensor([-1.5]))
        tensor([-2.])
        """
        return record(ops.floor, input)

    def ceil(input) -> Self:
        """The next integer above.

        >>> torch.ceil(torch.tensor([-1.5]))
        tensor([-1.])
        """
        return record(ops.ceil, input)

    def round(input, *, decimals: int = 0) -> Self:
        """The nearest integer, halves to the even one.

        >>> torch.round(torch.tensor([0.5, 1.5]))
        tensor([0., 2.])
        """
        return record(ops.round, input, decimals=decimals)

    def trunc(input) -> Self:
        """The integer part.

        >>> torch.trunc(torch.tensor([-1.5]))
        tensor([-1.])
        """
        return record(ops.trunc, input)

    def frac(input) -> Self:
        """What trunc takes away. NotImplementedError for integers.

        >>> torch.frac(torch.tensor([-1.5]))
        tensor([-0.5000])
        """
        return named(numeric(input, "frac", "f") - input.trunc(), "FracBackward0")

    def sign(input) -> Self:
        """-1, 0 or 1.

        >>> torch.sign(torch.tensor([-3, 0]))
        tensor([-1,  0])
        """
        if input._array.dtype == bool:
            return record(ops.clone, input)
        return record(ops.sign, input)


def numeric(input: T, who: str, kinds: str = "fiu") -> T:
    """`input`; NotImplementedError unless its type is of the given kinds, which leave out bool."""
    if input._array.dtype.kind not in kinds:
        raise NotImplementedError(
            f'"{who}_cpu" not implemented for {input._array.dtype}: convert with .float() first'
        )
    return input
