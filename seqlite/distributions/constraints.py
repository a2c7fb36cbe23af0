"""What the parameters and values of distributions have to satisfy. Source: PyTorch,
`torch.distributions.constraints`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._core.operations.indexing_joining import stack as _stack
from .._core.tensor import Tensor
from . import matrix_constraints as _matrices
from .matrix_constraints import Constraint as Constraint

Bound = Any  # a number or a tensor


class _Dependent(Constraint):
    """A constraint that other parameters decide."""

    def __init__(self, *, is_discrete: Any = NotImplemented, event_dim: Any = NotImplemented) -> None:
        self.is_discrete, self.event_dim = is_discrete, event_dim

    def check(self, value: Tensor) -> Tensor:
        raise ValueError("Cannot determine validity of dependent constraint")

    def __repr__(self) -> str:
        return f"{type(self).__name__[1:]}()"


class _DependentProperty(property, _Dependent):
    """A property that gives the constraint, once there is a distribution."""

    def __init__(
        self,
        fn: Callable[..., Any] | None = None,
        *,
        is_discrete: Any = NotImplemented,
        event_dim: Any = NotImplemented,
    ) -> None:
        super().__init__(fn)
        self.is_discrete, self.event_dim = is_discrete, event_dim

    def __call__(self, fn: Callable[..., Any]) -> _DependentProperty:
        return _DependentProperty(fn, is_discrete=self.is_discrete, event_dim=self.event_dim)


def is_dependent(constraint: Any) -> bool:
    """Whether other parameters decide the constraint.

    >>> torch.distributions.constraints.is_dependent(torch.distributions.constraints.real)
    False
    """
    return isinstance(constraint, _Dependent)


class _IndependentConstraint(Constraint):
    """The last `reinterpreted_batch_ndims` dimensions of the batch are part of the value."""

    def __init__(self, base_constraint: Constraint, reinterpreted_batch_ndims: int) -> None:
        self.base_constraint, self.reinterpreted_batch_ndims = base_constraint, reinterpreted_batch_ndims

    @property
    def is_discrete(self) -> Any:
        """That of the base."""
        return self.base_constraint.is_discrete

    @property
    def event_dim(self) -> Any:
        """That of the base and the further dimensions."""
        return self.base_constraint.event_dim + self.reinterpreted_batch_ndims

    def check(self, value: Tensor) -> Tensor:
        result = self.base_constraint.check(value)
        left = result.dim() - self.reinterpreted_batch_ndims
        if left < 0:
            raise ValueError(f"Expected value.dim() >= {self.event_dim} but got {value.dim()}")
        return result.reshape(*result.shape[:left], -1).all(-1)

    def __repr__(self) -> str:
        return f"IndependentConstraint({self.base_constraint!r}, {self.reinterpreted_batch_ndims})"


class MixtureSameFamilyConstraint(Constraint):
    """The constraint of a mixture's components, all of which have to allow a value."""

    def __init__(self, base_constraint: Constraint) -> None:
        self.base_constraint = base_constraint

    @property
    def is_discrete(self) -> Any:
        """That of the components."""
        return self.base_constraint.is_discrete

    @property
    def event_dim(self) -> Any:
        """That of the components."""
        return self.base_constraint.event_dim

    def check(self, value: Tensor) -> Tensor:
        valid = self.base_constraint.check(value.unsqueeze(-1 - self.event_dim))
        return valid.reshape(*valid.shape[: value.dim() - self.event_dim], -1).all(-1)

    def __repr__(self) -> str:
        return f"MixtureSameFamilyConstraint({self.base_constraint!r})"


class _Boolean(Constraint):
    is_discrete = True

    def check(self, value: Tensor) -> Tensor:
        return (value == 0) | (value == 1)


class _OneHot(Constraint):
    is_discrete, event_dim = True, 1

    def check(self, value: Tensor) -> Tensor:
        return ((value == 0) | (value == 1)).all(-1) & value.sum(-1).eq(1)


class _Bounded(Constraint):
    """Values between bounds; each None is no bound. Subclasses say which bounds are named and allowed."""

    names: tuple[str, ...] = ("lower_bound", "upper_bound")
    open: tuple[str, ...] = ()  # the bounds that are not allowed themselves

    def __init__(self, *bounds: Bound, **named: Bound) -> None:
        vars(self).update(zip(self.names, bounds, strict=False), **named)

    def check(self, value: Tensor) -> Tensor:
        valid = (value % 1 == 0) if self.is_discrete else None
        for name, bound in vars(self).items():
            if name == "lower_bound":
                within = bound < value if name in self.open else bound <= value
            else:
                within = value < bound if name in self.open else value <= bound
            valid = within if valid is None else valid & within
        assert valid is not None
        return valid


class _IntegerInterval(_Bounded):
    is_discrete = True


class _IntegerLessThan(_Bounded):
    is_discrete, names = True, ("upper_bound",)


class _IntegerGreaterThan(_Bounded):
    is_discrete, names = True, ("lower_bound",)


class _GreaterThan(_Bounded):
    names = open = ("lower_bound",)


class _GreaterThanEq(_Bounded):
    names = ("lower_bound",)


class _LessThan(_Bounded):
    names = open = ("upper_bound",)


class _Interval(_Bounded):
    pass


class _HalfOpenInterval(_Bounded):
    open = ("upper_bound",)


class _Real(Constraint):
    def check(self, value: Tensor) -> Tensor:
        return value == value  # nan is not valid


class _Simplex(Constraint):
    event_dim = 1

    def check(self, value: Tensor) -> Tensor:
        return (value >= 0).all(-1) & ((value.sum(-1) - 1).abs() < 1e-6)


class _Multinomial(Constraint):
    is_discrete, event_dim = True, 1

    def __init__(self, upper_bound: Bound) -> None:
        self.upper_bound = upper_bound

    def check(self, value: Tensor) -> Tensor:
        return (value >= 0).all(-1) & (value.sum(-1) <= self.upper_bound)

    def __repr__(self) -> str:
        return "Multinomial()"


class _Cat(Constraint):
    """Parts of a tensor along `dim`, each with a constraint of its own."""

    def __init__(self, cseq: Any, dim: int = 0, lengths: Any = None) -> None:
        self.cseq, self.dim = list(cseq), dim
        self.lengths = [1] * len(self.cseq) if lengths is None else list(lengths)

    def check(self, value: Tensor) -> Tensor:
        from .._core.operations.indexing_joining import cat as joined

        parts = value.split(self.lengths, self.dim)
        checked: Tensor = joined([c.check(v) for c, v in zip(self.cseq, parts, strict=True)], self.dim)
        return checked

    def __repr__(self) -> str:
        return "Cat()"


class _Stack(Constraint):
    """Slices of a tensor along `dim`, each with a constraint of its own."""

    def __init__(self, cseq: Any, dim: int = 0) -> None:
        self.cseq, self.dim = list(cseq), dim

    def check(self, value: Tensor) -> Tensor:
        parts = zip(self.cseq, value.unbind(self.dim), strict=True)
        checked: Tensor = _stack([c.check(v) for c, v in parts], self.dim)
        return checked

    def __repr__(self) -> str:
        return "Stack()"


dependent = _Dependent()
dependent_property = _DependentProperty
independent = _IndependentConstraint
boolean = _Boolean()
one_hot = _OneHot()
nonnegative_integer = _IntegerGreaterThan(0)
positive_integer = _IntegerGreaterThan(1)
integer_interval = _IntegerInterval
real = _Real()
real_vector = independent(real, 1)
positive = _GreaterThan(0.0)
nonnegative = _GreaterThanEq(0.0)
greater_than = _GreaterThan
greater_than_eq = _GreaterThanEq
less_than = _LessThan
multinomial = _Multinomial
unit_interval = _Interval(0.0, 1.0)
interval = _Interval
half_open_interval = _HalfOpenInterval
simplex = _Simplex()
lower_triangular = _matrices._LowerTriangular()
lower_cholesky = _matrices._LowerCholesky()
square = _matrices._Square()
symmetric = _matrices._Symmetric()
positive_semidefinite = _matrices._PositiveSemidefinite()
positive_definite = _matrices._PositiveDefinite()
cat = _Cat
stack = _Stack
