"""`LogNormal` and `HalfNormal`. Source: PyTorch, `torch.distributions.log_normal` and `half_normal`."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from .._core.creation_filled import zeros_like
from .._core.tensor import Tensor
from . import constraints
from .distribution import NOTHING, Distribution, Shape
from .normal import Normal


class _OfNormal(Distribution):
    """Base of those whose draws are made of normal ones."""

    base_dist: Normal
    has_rsample = True

    def _set_base(self, loc: Any, scale: Any, validate_args: bool | None) -> None:
        self.base_dist = Normal(loc, scale, validate_args=False)
        Distribution.__init__(self, self.base_dist.batch_shape, validate_args=validate_args)

    def _turned(self, drawn: Tensor) -> Tensor:
        """The draws for normal ones."""
        raise NotImplementedError

    def sample(self, sample_shape: Shape = NOTHING) -> Tensor:
        """Draws, without history."""
        return self._turned(self.base_dist.sample(sample_shape))

    def rsample(self, sample_shape: Shape = NOTHING) -> Tensor:
        """Draws that gradients flow through."""
        return self._turned(self.base_dist.rsample(sample_shape))

    @property
    def scale(self) -> Tensor:
        """The standard deviation of the normal numbers."""
        return self.base_dist.scale


class LogNormal(_OfNormal):
    """exp of normal numbers with mean `loc` and standard deviation `scale`.

    >>> torch.distributions.LogNormal(0., 1.).mean
    tensor(1.6487)
    """

    arg_constraints: ClassVar[Any] = {"loc": constraints.real, "scale": constraints.positive}
    support = constraints.positive

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        self._set_base(loc, scale, validate_args)

    def _turned(self, drawn: Tensor) -> Tensor:
        return drawn.exp()

    @property
    def loc(self) -> Tensor:
        """The mean of the logs."""
        return self.base_dist.loc

    @property
    def mean(self) -> Tensor:
        """exp(loc + scale² / 2)."""
        return (self.loc + self.scale.pow(2) / 2).exp()

    @property
    def mode(self) -> Tensor:
        """exp(loc - scale²)."""
        return (self.loc - self.scale.square()).exp()

    @property
    def variance(self) -> Tensor:
        """The variance."""
        square = self.scale.pow(2)
        return square.expm1() * (2 * self.loc + square).exp()

    def log_prob(self, value: Tensor) -> Tensor:
        """The log of the density."""
        self._validate_sample(value)
        log = value.log()
        return 0.0 - log + self.base_dist.log_prob(log)

    def cdf(self, value: Tensor) -> Tensor:
        """The probability of at most `value`."""
        self._validate_sample(value)
        return self.base_dist.cdf(value.log())

    def icdf(self, value: Tensor) -> Tensor:
        """The inverse of `cdf`."""
        return self.base_dist.icdf(value).exp()

    def entropy(self) -> Tensor:
        """The entropy."""
        return self.base_dist.entropy() + self.loc


class HalfNormal(_OfNormal):
    """The absolute values of normal numbers with mean 0 and standard deviation `scale`.

    >>> torch.distributions.HalfNormal(1.).log_prob(torch.tensor(0.))
    tensor(-0.2258)
    """

    arg_constraints: ClassVar[Any] = {"scale": constraints.positive}
    support = constraints.nonnegative

    def __init__(self, scale: Any, validate_args: bool | None = None) -> None:
        self._set_base(0, scale, validate_args)

    def _turned(self, drawn: Tensor) -> Tensor:
        return drawn.abs()

    @property
    def mean(self) -> Tensor:
        """scale √(2 / π)."""
        return self.scale * math.sqrt(2 / math.pi)

    @property
    def mode(self) -> Tensor:
        """0."""
        return zeros_like(self.scale)

    @property
    def variance(self) -> Tensor:
        """scale² (1 - 2 / π)."""
        return self.scale.pow(2) * (1 - 2 / math.pi)

    def log_prob(self, value: Tensor) -> Tensor:
        """The log of the density, -inf below 0."""
        self._validate_sample(value)
        log_prob = self.base_dist.log_prob(value) + math.log(2)
        return log_prob.where(value >= 0, -math.inf)

    def cdf(self, value: Tensor) -> Tensor:
        """The probability of at most `value`."""
        self._validate_sample(value)
        return 2 * self.base_dist.cdf(value) - 1

    def icdf(self, value: Tensor) -> Tensor:
        """The inverse of `cdf`."""
        return self.base_dist.icdf((value + 1) / 2)

    def entropy(self) -> Tensor:
        """The entropy."""
        return self.base_dist.entropy() - math.log(2)
