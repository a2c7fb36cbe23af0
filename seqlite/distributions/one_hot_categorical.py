"""`OneHotCategorical`. Source: PyTorch, `torch.distributions.one_hot_categorical`."""

from __future__ import annotations

from .._core.creation_filled import eye
from .._core.tensor import Tensor
from ..nn.functional import one_hot
from . import constraints
from .categorical import Categorical, _OfCategorical
from .distribution import NOTHING, Shape


class OneHotCategorical(_OfCategorical):
    """As `Categorical`, with draws (…, K) of zeros and a single one.

    >>> torch.distributions.OneHotCategorical(torch.tensor([0., 1.])).sample()
    tensor([0., 1.])
    """

    support = constraints.one_hot
    has_enumerate_support = True

    def __init__(
        self, probs: Tensor | None = None, logits: Tensor | None = None, validate_args: bool | None = None
    ) -> None:
        self._set_categorical(Categorical(probs, logits), validate_args)

    @property
    def mean(self) -> Tensor:
        """The probabilities."""
        return self.probs

    @property
    def mode(self) -> Tensor:
        """A one at the most probable category."""
        return one_hot(self.probs.argmax(-1), self.probs.size(-1)).to(self.probs)

    @property
    def variance(self) -> Tensor:
        """p (1 - p)."""
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape: Shape = NOTHING) -> Tensor:
        """Draws, of the type of the parameters."""
        return one_hot(self._categorical.sample(sample_shape), self.probs.size(-1)).to(self.probs)

    def log_prob(self, value: Tensor) -> Tensor:
        """The log of the probability."""
        self._validate_sample(value)
        return self._categorical.log_prob(value.max(-1)[1])

    def entropy(self) -> Tensor:
        """The entropy."""
        return self._categorical.entropy()

    def enumerate_support(self, expand: bool = True) -> Tensor:
        """The unit vectors along a new first dimension."""
        return self._along_first(eye(self._event_shape[0], dtype=self._param.dtype), expand)


class OneHotCategoricalStraightThrough(OneHotCategorical):
    """`OneHotCategorical` whose draws pass gradients on to the probabilities (Bengio et al. 2013).

    >>> torch.distributions.OneHotCategoricalStraightThrough(torch.tensor([0., 1.])).rsample()
    tensor([0., 1.])
    """

    has_rsample = True

    def rsample(self, sample_shape: Shape = NOTHING) -> Tensor:
        """Draws that gradients flow through."""
        return self.sample(sample_shape) + (self.probs - self.probs.detach())
