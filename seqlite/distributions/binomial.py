"""`Binomial`. Source: PyTorch, `torch.distributions.binomial`."""

from __future__ import annotations

from typing import Any, ClassVar

from .._core.creation_ranges import arange
from .._core.tensor import Tensor
from . import constraints, samplers
from .bernoulli import BinaryDistribution, one_of
from .distribution import NOTHING, Distribution, Shape
from .utils import broadcast_all


class Binomial(BinaryDistribution):
    """How often an event of probability `probs`, or log odds `logits`, occurs in `total_count` trials.

    >>> torch.distributions.Binomial(4, torch.tensor([0.25])).mean
    tensor([1.])
    """

    arg_constraints: ClassVar[Any] = {
        "total_count": constraints.nonnegative_integer,
        "probs": constraints.unit_interval,
        "logits": constraints.real,
    }
    has_enumerate_support = True

    def __init__(
        self, total_count: Any = 1, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        [(name, given)] = one_of(probs, logits).items()
        count, given = broadcast_all(total_count, given)
        self.total_count = count.type_as(given)
        self.__dict__[name] = given
        Distribution.__init__(self, given.size(), validate_args=validate_args)

    @property
    def support(self) -> Any:
        """0 to `total_count`."""
        return constraints.integer_interval(0, self.total_count)

    @property
    def mean(self) -> Tensor:
        """n p."""
        return self.total_count * self.probs

    @property
    def mode(self) -> Tensor:
        """The most probable number."""
        return ((self.total_count + 1) * self.probs).floor().clamp(max=self.total_count)

    @property
    def variance(self) -> Tensor:
        """n p (1 - p)."""
        return self.total_count * self.probs * (1 - self.probs)

    def sample(self, sample_shape: Shape = NOTHING) -> Tensor:
        """Draws, of the type of the parameters."""
        shape = self._extended_shape(sample_shape)
        return samplers.each(samplers.binomial, self.total_count.expand(shape), self.probs.expand(shape))

    def log_prob(self, value: Tensor) -> Tensor:
        """The log of the probability."""
        self._validate_sample(value)
        n, logits = self.total_count, self.logits
        positive = (logits.clamp(min=0) + logits - logits.clamp(max=0)) / 2
        normalize = n * positive + n * (-logits.abs()).exp().log1p() - (n + 1).lgamma()
        return value * logits - (value + 1).lgamma() - (n - value + 1).lgamma() - normalize

    def enumerate_support(self, expand: bool = True) -> Tensor:
        """0 to `total_count` along a new first dimension. `NotImplementedError` for counts that differ."""
        most = int(self.total_count.max())
        if not self.total_count.min() == most:
            raise NotImplementedError("Inhomogeneous total count not supported by `enumerate_support`.")
        return self._along_first(arange(1 + most, dtype=self._param.dtype), expand)

    def entropy(self) -> Tensor:
        """The entropy. `NotImplementedError` for counts that differ."""
        most = int(self.total_count.max())
        if not self.total_count.min() == most:
            raise NotImplementedError("Inhomogeneous total count not supported by `entropy`.")
        log_prob = self.log_prob(self.enumerate_support(False))
        return -(log_prob.exp() * log_prob).sum(0)
