"""In-place arithmetic and functions: each takes on what the function of the same name gives."""

from __future__ import annotations

from typing import Any, Self

from .inplace import InPlace


class InPlaceMaths(InPlace):
    """All return the tensor itself. RuntimeError if the result's type does not fit the tensor's."""

    __slots__ = ()

    # --- arithmetic -------------------------------------------------------------------------------

    def add_(self, other: Any, *, alpha: float = 1) -> Self:
        """self += alpha * other."""
        return self._become(self._before().add(other, alpha=alpha))

    def sub_(self, other: Any, *, alpha: float = 1) -> Self:
        """self -= alpha * other."""
        return self._become(self._before().sub(other, alpha=alpha))

    def mul_(self, other: Any) -> Self:
        """self *= other."""
        return self._become(self._before().mul(other))

    def div_(self, other: Any) -> Self:
        """self /= other."""
        return self._become(self._before().div(other))

    def floor_divide_(self, other: Any) -> Self:
        """self //= other."""
        return self._become(self._before().floor_divide(other))

    def remainder_(self, other: Any) -> Self:
        """self %= other."""
        return self._become(self._before().remainder(other))

    def pow_(self, exponent: Any) -> Self:
        """self **= exponent."""
        return self._become(self._before().pow(exponent))

    def lerp_(self, end: Any, weight: Any) -> Self:
        """As `lerp`."""
        return self._become(self._before().lerp(end, weight))

    def addcmul_(self, tensor1: Any, tensor2: Any, *, value: float = 1) -> Self:
        """As `addcmul`."""
        return self._become(self._before().addcmul(tensor1, tensor2, value=value))

    def addcdiv_(self, tensor1: Any, tensor2: Any, *, value: float = 1) -> Self:
        """As `addcdiv`."""
        return self._become(self._before().addcdiv(tensor1, tensor2, value=value))

    subtract_, multiply_, divide_, true_divide_ = sub_, mul_, div_, div_
    __iadd__, __isub__, __imul__, __itruediv__ = add_, sub_, mul_, div_
    __ifloordiv__, __imod__, __ipow__ = floor_divide_, remainder_, pow_

    # --- elementwise functions --------------------------------------------------------------------

    def neg_(self) -> Self:
        """As `neg`."""
        return self._become(self._before().neg())

    def abs_(self) -> Self:
        """As `abs`."""
        return self._become(self._before().abs())

    def exp_(self) -> Self:
        """As `exp`."""
        return self._become(self._before().exp())

    def log_(self) -> Self:
        """As `log`."""
        return self._become(self._before().log())

    def sqrt_(self) -> Self:
        """As `sqrt`."""
        return self._become(self._before().sqrt())

    def rsqrt_(self) -> Self:
        """As `rsqrt`."""
        return self._become(self._before().rsqrt())

    def reciprocal_(self) -> Self:
        """As `reciprocal`."""
        return self._become(self._before().reciprocal())

    def square_(self) -> Self:
        """As `square`."""
        return self._become(self._before().square())

    def sin_(self) -> Self:
        """As `sin`."""
        return self._become(self._before().sin())

    def cos_(self) -> Self:
        """As `cos`."""
        return self._become(self._before().cos())

    def relu_(self) -> Self:
        """As `relu`."""
        return self._become(self._before().relu())

    def sigmoid_(self) -> Self:
        """As `sigmoid`."""
        return self._become(self._before().sigmoid())

    def tanh_(self) -> Self:
        """As `tanh`."""
        return self._become(self._before().tanh())

    def floor_(self) -> Self:
        """As `floor`."""
        return self._become(self._before().floor())

    def ceil_(self) -> Self:
        """As `ceil`."""
        return self._become(self._before().ceil())

    def round_(self, *, decimals: int = 0) -> Self:
        """As `round`."""
        return self._become(self._before().round(decimals=decimals))

    def sign_(self) -> Self:
        """As `sign`."""
        return self._become(self._before().sign())

    def clamp_(self, min: Any = None, max: Any = None) -> Self:
        """As `clamp`."""
        return self._become(self._before().clamp(min, max))

    clip_ = clamp_

    def nan_to_num_(self, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None) -> Self:
        """As `nan_to_num`."""
        return self._become(self._before().nan_to_num(nan, posinf, neginf))

    def clamp_min_(self, min: Any) -> Self:
        """As `clamp_min`."""
        return self._become(self._before().clamp_min(min))

    def clamp_max_(self, max: Any) -> Self:
        """As `clamp_max`."""
        return self._become(self._before().clamp_max(max))
