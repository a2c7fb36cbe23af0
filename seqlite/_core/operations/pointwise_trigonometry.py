"""Pointwise Ops: functions of angles, and the hyperbolic ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..rules import Array, Result
from .declare import Family, operation


class PointwiseTrigonometry(Family):
    """Each result has the shape of the input; integers become floats."""

    __slots__ = ()

    @operation("SinBackward0", promote="float", in_place=True)
    def sin(input: Array) -> Result:
        """The sine of radians. Any shape; integers give float32.

        >>> torch.sin(torch.zeros(1))
        tensor([0.])
        """
        return np.sin(input), (lambda g: g * np.cos(input),)

    @operation("CosBackward0", promote="float", in_place=True)
    def cos(input: Array) -> Result:
        """The cosine of radians. Any shape; integers give float32.

        >>> torch.cos(torch.zeros(1))
        tensor([1.])
        """
        return np.cos(input), (lambda g: -g * np.sin(input),)

    @operation("TanBackward0", promote="float", in_place=True)
    def tan(input: Array) -> Result:
        """The tangent of radians. Any shape; integers give float32.

        >>> torch.tan(torch.zeros(1))
        tensor([0.])
        """
        value = np.tan(input)
        return value, (lambda g: g * (1 + value * value),)

    @operation("AsinBackward0", promote="float", in_place=True, aliases="arcsin")
    def asin(input: Array) -> Result:
        """The inverse of sin. Any shape; integers give float32.

        >>> torch.asin(torch.zeros(1))
        tensor([0.])
        """
        return np.arcsin(input), (lambda g: g / np.sqrt(1 - input * input),)

    @operation("AcosBackward0", promote="float", in_place=True, aliases="arccos")
    def acos(input: Array) -> Result:
        """The inverse of cos. Any shape; integers give float32.

        >>> torch.acos(torch.ones(1))
        tensor([0.])
        """
        return np.arccos(input), (lambda g: -g / np.sqrt(1 - input * input),)

    @operation("AtanBackward0", promote="float", in_place=True, aliases="arctan")
    def atan(input: Array) -> Result:
        """The inverse of tan. Any shape; integers give float32.

        >>> torch.atan(torch.ones(1))
        tensor([0.7854])
        """
        return np.arctan(input), (lambda g: g / (1 + input * input),)

    @operation("Atan2Backward0", promote="float", in_place=True, aliases="arctan2")
    def atan2(input: Array, other: Any) -> Result:
        """The angle of the point (other, input); its gradient at the origin is 0. The shapes broadcast;
        integers give float32.

        >>> torch.atan2(torch.ones(1), torch.zeros(1))
        tensor([1.5708])
        """

        def shared(g: Array) -> Array:
            square = input * input + other * other
            return np.where(square == 0, 0, g / np.where(square == 0, 1, square))

        return np.arctan2(input, other), (lambda g: shared(g) * other, lambda g: -shared(g) * input)

    @operation("SinhBackward0", promote="float", in_place=True)
    def sinh(input: Array) -> Result:
        """The hyperbolic sine. Any shape; integers give float32.

        >>> torch.sinh(torch.zeros(1))
        tensor([0.])
        """
        return np.sinh(input), (lambda g: g * np.cosh(input),)

    @operation("CoshBackward0", promote="float", in_place=True)
    def cosh(input: Array) -> Result:
        """The hyperbolic cosine. Any shape; integers give float32.

        >>> torch.cosh(torch.zeros(1))
        tensor([1.])
        """
        return np.cosh(input), (lambda g: g * np.sinh(input),)

    @operation("TanhBackward0", promote="float", in_place=True)
    def tanh(input: Array) -> Result:
        """The hyperbolic tangent. Any shape; integers give float32.

        >>> torch.tanh(torch.zeros(1))
        tensor([0.])
        """
        value = np.tanh(input)
        return value, (lambda g: g * (1 - value * value),)

    @operation("AsinhBackward0", promote="float", in_place=True, aliases="arcsinh")
    def asinh(input: Array) -> Result:
        """The inverse of sinh. Any shape; integers give float32.

        >>> torch.asinh(torch.zeros(1))
        tensor([0.])
        """
        return np.arcsinh(input), (lambda g: g / np.sqrt(input * input + 1),)

    @operation("AcoshBackward0", promote="float", in_place=True, aliases="arccosh")
    def acosh(input: Array) -> Result:
        """The inverse of cosh: nan below 1. Any shape; integers give float32.

        >>> torch.acosh(torch.ones(1))
        tensor([0.])
        """
        return np.arccosh(input), (lambda g: g / np.sqrt(input * input - 1),)

    @operation("AtanhBackward0", promote="float", in_place=True, aliases="arctanh")
    def atanh(input: Array) -> Result:
        """The inverse of tanh. Any shape; integers give float32.

        >>> torch.atanh(torch.zeros(1))
        tensor([0.])
        """
        return np.arctanh(input), (lambda g: g / (1 - input * input),)
