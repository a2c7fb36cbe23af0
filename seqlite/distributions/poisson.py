"""`Poisson`. Source: PyTorch, `torch.distributions.poisson`."""

from __future__ import annotations

from typing import Any, ClassVar

from .._core.tensor import Tensor
from . import constraints, samplers
from .distribution import NOTHING, ExponentialFamily, Shape


class Poisson(ExponentialFamily):
    """How many events occur, of which `rate` are expected.

    >>> torch.distributions.Poisson(torch.tensor([0.])).sample()
    tensor([0.])
    """

    arg_constraints: ClassVar[Any] = {"rate": constraints.nonnegative}
    support = constraints.nonnegative_integer
    rate: Tensor

    def __init__(self, rate: Any, validate_args: bool | None = None) -> None:
        self._set(validate_args, rate=rate)

    @property
    def mean(self) -> Tensor:
        """`rate`."""
        return self.rate

    @property
    def mode(self) -> Tensor:
        """The most probable number."""
        return self.rate.floor()

    @property
    def variance(self) -> Tensor:
        """`rate`."""
        return self.rate

    def sample(self, sample_shape: Shape = NOTHING) -> Tensor:
        """Draws, of the type of `rate`."""
        return samplers.each(samplers.poisson, self.rate.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value: Tensor) -> Tensor:
        """The log of the probability."""
        self._validate_sample(value)
        return value.xlogy(self.rate) - self.rate - (value + 1).lgamma()
