"""`Geometric`. Source: PyTorch, `torch.distributions.geometric`."""

from __future__ import annotations

from typing import Any

from .._core.creation_filled import empty, zeros_like
from .._core.tensor import Tensor
from .._core.tensor_attributes import finfo
from ..autograd import no_grad
from ..nn import functional as F
from . import constraints
from .bernoulli import BinaryDistribution, one_of
from .distribution import NOTHING, Shape
from .utils import broadcast_all


class Geometric(BinaryDistribution):
    """How many trials fail before the first that succeeds, with the probability `probs` or log odds `logits`.

    >>> torch.distributions.Geometric(torch.tensor([0.25])).mean
    tensor([3.])
    """

    support = constraints.nonnegative_integer

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        self._set(validate_args, **one_of(probs, logits))
        if self._validate_args and probs is not None and not bool((self.probs > 0).all()):
            value = self.probs
            raise ValueError(
                f"Expected parameter probs ({type(value).__name__} of shape {tuple(value.shape)}) of "
                f"distribution {self!r} to be positive but found invalid values:\n{value[value <= 0]}"
            )

    @property
    def mean(self) -> Tensor:
        """1 / p - 1."""
        return 1.0 / self.probs - 1.0

    @property
    def mode(self) -> Tensor:
        """0."""
        return zeros_like(self.probs)

    @property
    def variance(self) -> Tensor:
        """(1 / p - 1) / p."""
        return (1.0 / self.probs - 1.0) / self.probs

    def sample(self, sample_shape: Shape = NOTHING) -> Tensor:
        """Draws, of the type of the parameters."""
        kind = self.probs.dtype
        with no_grad():
            u = empty(self._extended_shape(sample_shape), dtype=kind).uniform_(finfo(kind).tiny, 1)
            return (u.log() / (-self.probs).log1p()).floor()

    def log_prob(self, value: Tensor) -> Tensor:
        """The log of the probability."""
        self._validate_sample(value)
        value, probs = broadcast_all(value, self.probs)
        probs = probs.masked_fill((probs == 1) & (value == 0), 0)
        return value * (-probs).log1p() + self.probs.log()

    def entropy(self) -> Tensor:
        """The entropy."""
        return F.binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none") / self.probs
