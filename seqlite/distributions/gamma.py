"""`Gamma` and `Chi2`. Source: PyTorch, `torch.distributions.gamma` and `chi2`."""

from __future__ import annotations

from typing import Any, ClassVar

from .. import special
from .._core.creation import as_tensor
from .._core.tensor import Tensor
from .._core.tensor_attributes import finfo
from ..autograd.grad_mode import is_grad_enabled
from . import constraints, samplers
from .distribution import NOTHING, Distribution, ExponentialFamily, Shape


def refuse_gradient(dist: Distribution, *parameters: Tensor) -> None:
    """Raise `NotImplementedError` where gradients would have to flow through draws."""
    if is_grad_enabled() and any(p.requires_grad for p in parameters):
        raise NotImplementedError(
            f"{type(dist).__name__}.rsample: gradients through draws of gamma numbers are not covered; "
            "sample() draws without them"
        )


class Gamma(ExponentialFamily):
    """The gamma distribution with shape `concentration` and inverse scale `rate`.

    >>> torch.distributions.Gamma(2., 4.).mean
    tensor(0.5000)
    """

    arg_constraints: ClassVar[Any] = {"concentration": constraints.positive, "rate": constraints.positive}
    support = constraints.nonnegative
    has_rsample = True
    concentration: Tensor
    rate: Tensor

    def __init__(self, concentration: Any, rate: Any, validate_args: bool | None = None) -> None:
        self._set(validate_args, concentration=concentration, rate=rate)

    @property
    def mean(self) -> Tensor:
        """concentration / rate."""
        return self.concentration / self.rate

    @property
    def mode(self) -> Tensor:
        """The place of the highest density."""
        return ((self.concentration - 1) / self.rate).clamp(min=0)

    @property
    def variance(self) -> Tensor:
        """concentration / rate²."""
        return self.concentration / self.rate.pow(2)

    def rsample(self, sample_shape: Shape = NOTHING) -> Tensor:
        """Draws; `NotImplementedError` where gradients would flow to `concentration`."""
        refuse_gradient(self, self.concentration)
        shape, tiny = self._extended_shape(sample_shape), finfo(self.rate.dtype).tiny
        drawn = samplers.each(samplers.gamma, self.concentration.expand(shape)).clamp(min=tiny)
        return (drawn / self.rate.expand(shape)).clamp(min=tiny)

    def log_prob(self, value: Tensor) -> Tensor:
        """The log of the density."""
        value = as_tensor(value, dtype=self.rate.dtype)
        self._validate_sample(value)
        a, rate = self.concentration, self.rate
        return a.xlogy(rate) + (a - 1).xlogy(value) - rate * value - a.lgamma()

    def cdf(self, value: Tensor) -> Tensor:
        """The probability of at most `value`."""
        self._validate_sample(value)
        return special.gammainc(self.concentration, self.rate * value)

    def entropy(self) -> Tensor:
        """The entropy."""
        a = self.concentration
        return a - self.rate.log() + a.lgamma() + (1.0 - a) * a.digamma()


class Chi2(Gamma):
    """The distribution of a sum of `df` squares of standard normal numbers.

    >>> torch.distributions.Chi2(torch.tensor([3.])).mean
    tensor([3.])
    """

    arg_constraints: ClassVar[Any] = {"df": constraints.positive}

    def __init__(self, df: Any, validate_args: bool | None = None) -> None:
        super().__init__(0.5 * df, 0.5, validate_args)

    @property
    def df(self) -> Tensor:
        """The number of squares."""
        return self.concentration * 2
