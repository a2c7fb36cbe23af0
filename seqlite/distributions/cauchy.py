"""`Cauchy`. Source: PyTorch, `torch.distributions.cauchy`."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from .._core.creation_filled import full
from .._core.tensor import Tensor
from ..random import default_generator
from . import constraints
from .distribution import NOTHING, Distribution, Shape


class Cauchy(Distribution):
    """The Cauchy distribution around `loc`, with the half width `scale` at half its height.

    >>> torch.distributions.Cauchy(0., 1.).log_prob(torch.tensor(0.))
    tensor(-1.1447)
    """

    arg_constraints: ClassVar[Any] = {"loc": constraints.real, "scale": constraints.positive}
    support = constraints.real
    has_rsample = True
    loc: Tensor
    scale: Tensor

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        self._set(validate_args, loc=loc, scale=scale)

    @property
    def mean(self) -> Tensor:
        """nan: there is none."""
        return full(self._extended_shape(), math.nan, dtype=self.loc.dtype)

    @property
    def mode(self) -> Tensor:
        """`loc`."""
        return self.loc

    @property
    def variance(self) -> Tensor:
        """inf: there is none."""
        return full(self._extended_shape(), math.inf, dtype=self.loc.dtype)

    def rsample(self, sample_shape: Shape = NOTHING) -> Tensor:
        """Draws that gradients flow through."""
        shape, kind = tuple(self._extended_shape(sample_shape)), self.loc._array.dtype
        u = default_generator.fractions(math.prod(shape), np.float64).reshape(shape)
        return self.loc + Tensor._wrap(np.tan(math.pi * (u - 0.5)).astype(kind)) * self.scale

    def log_prob(self, value: Tensor) -> Tensor:
        """The log of the density."""
        self._validate_sample(value)
        distance = (value - self.loc) / self.scale
        return -math.log(math.pi) - self.scale.log() - (distance**2).log1p()

    def cdf(self, value: Tensor) -> Tensor:
        """The probability of at most `value`."""
        self._validate_sample(value)
        return ((value - self.loc) / self.scale).atan() / math.pi + 0.5

    def icdf(self, value: Tensor) -> Tensor:
        """The inverse of `cdf`."""
        return (math.pi * (value - 0.5)).tan() * self.scale + self.loc

    def entropy(self) -> Tensor:
        """The entropy."""
        return math.log(4 * math.pi) + self.scale.log()
