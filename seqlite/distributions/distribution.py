"""`Distribution`, the base of all. Source: PyTorch, `torch.distributions.distribution`."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, ClassVar, Self

from .._core.dtypes import Size
from .._core.tensor import Tensor
from ..autograd import no_grad
from . import constraints
from .utils import broadcast_all, lazy_property

Shape = Sequence[int]
NOTHING: Size = Size()


class Distribution:
    """Base of all distributions. `batch_shape` is that of their parameters, `event_shape` that of one draw.

    Parameters that break `arg_constraints`, and values outside `support`, raise `ValueError`, unless
    `validate_args=False`.

    >>> torch.distributions.Distribution((2,), (3,), validate_args=False).event_shape
    (3,)
    """

    has_rsample: Any = False
    has_enumerate_support: Any = False
    _validate_args = __debug__
    arg_constraints: ClassVar[Any]  # the constraint of each parameter, by name
    support: ClassVar[Any]  # the constraint of values

    @staticmethod
    def set_default_validate_args(value: bool) -> None:
        """Whether distributions check their arguments, unless they are told."""
        if value not in (True, False):
            raise ValueError
        Distribution._validate_args = value

    def __init__(
        self, batch_shape: Any = NOTHING, event_shape: Any = NOTHING, validate_args: bool | None = None
    ) -> None:
        self._batch_shape, self._event_shape = batch_shape, event_shape
        if validate_args is not None:
            self._validate_args = validate_args
        if self._validate_args:
            self._check_parameters()

    def _check_parameters(self) -> None:
        known = getattr(self, "arg_constraints", None)
        if known is None:
            warnings.warn(
                f"{self.__class__} does not define `arg_constraints`. Please set `arg_constraints = {{}}` or "
                "initialize the distribution with `validate_args=False` to turn off validation.",
                stacklevel=3,
            )
            return
        for name, constraint in known.items():
            if constraints.is_dependent(constraint):
                continue
            if name not in self.__dict__ and isinstance(getattr(type(self), name), lazy_property):
                continue
            value = getattr(self, name)
            if not bool(constraint.check(value).all()):
                raise ValueError(
                    f"Expected parameter {name} ({type(value).__name__} of shape {tuple(value.shape)}) of "
                    f"distribution {self!r} to satisfy the constraint {constraint!r}, but found invalid "
                    f"values:\n{value}"
                )

    def _set(self, validate_args: bool | None, event_shape: Any = NOTHING, **parameters: Any) -> None:
        """Set parameters, which are broadcast, and initialize the distribution."""
        tensors = broadcast_all(*parameters.values())
        self.__dict__.update(zip(parameters, tensors, strict=True))
        alone = not any(isinstance(value, Tensor) for value in parameters.values())
        Distribution.__init__(self, NOTHING if alone else tensors[0].size(), event_shape, validate_args)

    def expand(self, batch_shape: Shape, _instance: Any = None) -> Self:
        """The distribution with its parameters expanded to this batch shape."""
        new = object.__new__(type(self)) if _instance is None else _instance
        new.__dict__.update(self.__dict__)
        new._batch_shape = Size(batch_shape)
        own = len(self._batch_shape)
        for name, value in self.__dict__.items():
            if isinstance(value, Tensor) and name[0] != "_":
                new.__dict__[name] = value.expand(*batch_shape, *value.shape[own:])
            elif isinstance(value, Distribution):
                new.__dict__[name] = value.expand((*batch_shape, *value._batch_shape[own:]))
        return new

    @property
    def batch_shape(self) -> Size:
        """The shape of the parameters."""
        return self._batch_shape

    @property
    def event_shape(self) -> Size:
        """The shape of one draw."""
        return self._event_shape

    @property
    def mean(self) -> Tensor:
        """The mean, of the batch and event shape."""
        raise NotImplementedError

    @property
    def mode(self) -> Tensor:
        """The most probable value."""
        raise NotImplementedError(f"{self.__class__} does not implement mode")

    @property
    def variance(self) -> Tensor:
        """The variance, of the batch and event shape."""
        raise NotImplementedError

    @property
    def stddev(self) -> Tensor:
        """The standard deviation."""
        return self.variance.sqrt()

    def sample(self, sample_shape: Shape = NOTHING) -> Tensor:
        """Draws of shape (*sample_shape, *batch_shape, *event_shape), without history."""
        with no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape: Shape = NOTHING) -> Tensor:
        """Draws as `sample` makes them, through which gradients flow to the parameters."""
        raise NotImplementedError

    def sample_n(self, n: int) -> Tensor:
        """The old form of `sample((n,))`."""
        warnings.warn(
            "`sample_n(n)` will be deprecated. Use `sample((n,))` instead.", FutureWarning, stacklevel=2
        )
        return self.sample((n,))

    def log_prob(self, value: Tensor) -> Tensor:
        """The log of the density, or of the probability, at `value` (…, *batch_shape, *event_shape)."""
        raise NotImplementedError

    def cdf(self, value: Tensor) -> Tensor:
        """The probability of at most `value`."""
        raise NotImplementedError

    def icdf(self, value: Tensor) -> Tensor:
        """The inverse of `cdf`."""
        raise NotImplementedError

    def enumerate_support(self, expand: bool = True) -> Tensor:
        """All values of a discrete distribution, along a new first dimension; without `expand`, the batch
        dimensions are 1."""
        raise NotImplementedError

    def _along_first(self, values: Tensor, expand: bool) -> Tensor:
        """`values` (n, *event_shape), with the batch dimensions between."""
        own = values.shape[1:]
        values = values.view(-1, *[1] * len(self._batch_shape), *own)
        return values.expand(-1, *self._batch_shape, *own) if expand else values

    def entropy(self) -> Tensor:
        """The entropy, of the batch shape."""
        raise NotImplementedError

    def perplexity(self) -> Tensor:
        """exp of the entropy."""
        return self.entropy().exp()

    def _extended_shape(self, sample_shape: Shape = NOTHING) -> Size:
        """The shape of draws."""
        return Size((*sample_shape, *self._batch_shape, *self._event_shape))

    def _validate_sample(self, value: Any) -> None:
        """Raise `ValueError` unless `value` fits the shapes and the support, if arguments are checked."""
        if not self._validate_args:
            return
        if not isinstance(value, Tensor):
            raise ValueError("The value argument to log_prob must be a Tensor")
        shape, event = value.size(), self._event_shape
        if shape[len(shape) - len(event) :] != event:
            raise ValueError(f"The right-most size of value must match event_shape: {shape} vs {event}.")
        wanted = Size((*self._batch_shape, *event))
        for mine, other in zip(reversed(shape), reversed(wanted), strict=False):
            if mine != 1 and other not in (1, mine):
                raise ValueError(
                    f"Value is not broadcastable with batch_shape+event_shape: {shape} vs {wanted}."
                )
        support = getattr(self, "support", None)
        if support is None:
            warnings.warn(
                f"{self.__class__} does not define `support` to enable sample validation. Please initialize "
                "the distribution with `validate_args=False` to turn off validation.",
                stacklevel=3,
            )
        elif not bool(support.check(value).all()):
            raise ValueError(
                f"Expected value argument ({type(value).__name__} of shape {tuple(shape)}) to be within the "
                f"support ({support!r}) of the distribution {self!r}, but found invalid values:\n{value}"
            )

    def __repr__(self) -> str:
        given = {name: self.__dict__[name] for name in self.arg_constraints if name in self.__dict__}
        texts = (f"{name}: {value if value.numel() == 1 else value.size()}" for name, value in given.items())
        return f"{type(self).__name__}({', '.join(texts)})"


class ExponentialFamily(Distribution):
    """Base of those of the exponential family, as in PyTorch; it adds nothing here.

    >>> issubclass(torch.distributions.Normal, torch.distributions.ExponentialFamily)
    True
    """
