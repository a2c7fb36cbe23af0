"""`Bernoulli`, and what distributions with `probs` or `logits` have in common. Source: PyTorch,
`torch.distributions.bernoulli`."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from .._core.creation_ranges import arange
from .._core.operations.random_in_place import bernoulli
from .._core.tensor import Tensor
from ..autograd import no_grad
from ..nn import functional as F
from . import constraints
from .distribution import NOTHING, ExponentialFamily, Shape
from .utils import binary_logits, binary_probs, broadcast_all, lazy_property


def one_of(probs: Any, logits: Any) -> dict[str, Any]:
    """The one that is given, by its name. `ValueError` for none or both."""
    if (probs is None) == (logits is None):
        raise ValueError("Either `probs` or `logits` must be specified, but not both.")
    return {"logits": logits} if probs is None else {"probs": probs}


class BinaryDistribution(ExponentialFamily):
    """Base of those with the probability `probs`, or its log odds `logits`, of an event."""

    arg_constraints: ClassVar[Any] = {"probs": constraints.unit_interval, "logits": constraints.real}

    @lazy_property
    def logits(self) -> Tensor:
        """The log odds."""
        return binary_logits(self)

    @lazy_property
    def probs(self) -> Tensor:
        """The probability."""
        return binary_probs(self)

    @property
    def _param(self) -> Any:
        return self.__dict__.get("probs", self.__dict__.get("logits"))

    @property
    def param_shape(self) -> Any:
        """The shape of the parameters."""
        return self._param.size()


class Bernoulli(BinaryDistribution):
    """1 with the probability `probs`, or the log odds `logits`, else 0.

    >>> torch.distributions.Bernoulli(torch.tensor([0.25])).entropy()
    tensor([0.5623])
    """

    support = constraints.boolean
    has_enumerate_support = True

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        self._set(validate_args, **one_of(probs, logits))

    @property
    def mean(self) -> Tensor:
        """`probs`."""
        return self.probs

    @property
    def mode(self) -> Tensor:
        """The more probable of 0 and 1; nan where they are equally probable."""
        return (self.probs >= 0.5).to(self.probs).masked_fill(self.probs == 0.5, math.nan)

    @property
    def variance(self) -> Tensor:
        """p (1 - p)."""
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape: Shape = NOTHING) -> Tensor:
        """Draws, of the type of the parameters."""
        with no_grad():
            return bernoulli(self.probs.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value: Tensor) -> Tensor:
        """The log of the probability."""
        self._validate_sample(value)
        logits, value = broadcast_all(self.logits, value)
        return -F.binary_cross_entropy_with_logits(logits, value, reduction="none")

    def entropy(self) -> Tensor:
        """The entropy."""
        return F.binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none")

    def enumerate_support(self, expand: bool = True) -> Tensor:
        """0 and 1 along a new first dimension."""
        return self._along_first(arange(2, dtype=self._param.dtype), expand)
