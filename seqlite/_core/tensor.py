"""`Tensor`: an array with a history. Its operations are in `operations`, by family; here is how it is made
and printed, and what Python asks of an object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self
from warnings import warn as _warn

import numpy as np

from .absent import NotCovered, absent_error, files_on_demand
from .array_from_data import to_array
from .attributes import Attributes
from .dtypes import Size, dtype, get_default_dtype
from .gradients import Gradients
from .operations.arguments import size_of
from .operations.casting import Casting
from .operations.comparison import Comparison
from .operations.comparison_sorting import ComparisonSorting
from .operations.derived import DerivedMethods, bring
from .operations.expand_repeat import ExpandRepeat
from .operations.in_place import InPlace
from .operations.indexing import Indexing
from .operations.indexing_gather import IndexingGather
from .operations.indexing_scatter import IndexingScatter
from .operations.linalg_products import LinalgProducts
from .operations.other_operations import OtherOperations
from .operations.pointwise import Pointwise
from .operations.pointwise_arithmetic import PointwiseArithmetic
from .operations.pointwise_logical import PointwiseLogical
from .operations.pointwise_powers import PointwisePowers
from .operations.pointwise_trigonometry import PointwiseTrigonometry
from .operations.random_in_place import RandomInPlace
from .operations.reductions import Reductions
from .operations.reductions_max_min import ReductionsMaxMin
from .operations.reductions_quantiles import ReductionsQuantiles
from .operations.reductions_variance import ReductionsVariance
from .operations.special import Special
from .operations.views import Views
from .operations.views_strided import ViewsStrided
from .printing import tensor_str
from .tensor_base import Mode, TensorBase

type_ = type  # `Tensor.type` hides it


class _TensorMeta(type):
    """The metaclass of `Tensor`: absent methods raise an error that names an alternative."""

    if not TYPE_CHECKING:

        def __getattr__(cls, name: str) -> Any:
            if bring("torch.Tensor", name):
                return getattr(cls, name)
            raise absent_method(
                name, AttributeError(f"type object {cls.__name__!r} has no attribute {name!r}")
            )

    def __dir__(cls) -> list[str]:
        return sorted({*super().__dir__(), *files_on_demand()["torch.Tensor"]} - {"concrete"})


class Hidden:
    """An attribute of a base class that is not offered here."""

    def __get__(self, tensor: Any, kind: Any = None) -> Any:
        raise AttributeError("hidden")


def absent_method(name: str, otherwise: AttributeError) -> AttributeError:
    """The error for a method that PyTorch has and that is not covered; `otherwise` for any other name."""
    error = absent_error("torch.Tensor", name)
    return error if isinstance(error, NotCovered) else otherwise


# A base for each section of PyTorch's documentation, in a file of its own that one sitting reads. They are
# classes, and not functions that are set on `Tensor` afterwards, so that mypy and editors find a method where
# it is declared. Python remembers where it found a method: one of 26 bases costs what one's own does.
class Tensor(
    PointwiseArithmetic, PointwisePowers, PointwiseTrigonometry, PointwiseLogical, Pointwise, Special,
    Comparison, ComparisonSorting, Reductions, ReductionsMaxMin, ReductionsVariance, ReductionsQuantiles,
    OtherOperations, Views, ViewsStrided, ExpandRepeat, Indexing, IndexingGather, IndexingScatter,
    LinalgProducts, InPlace, RandomInPlace, Gradients, Attributes, Casting, DerivedMethods,
    metaclass=_TensorMeta,
):  # fmt: skip
    """A multi-dimensional array of one `dtype`, which autograd can follow.

    `Tensor(2, 3)` is an uninitialized float tensor and `Tensor([1, 2])` a float tensor of these values, as in
    old PyTorch programs; new ones write `torch.empty` and `torch.tensor`.

    >>> torch.Tensor([1, 2])
    tensor([1., 2.])
    """

    __slots__ = ()
    if not TYPE_CHECKING:
        concrete = Hidden()  # the engine asks `TensorBase` for it; PyTorch has no such name
        _printed_as = "tensor"  # of this class alone: a program's own prints its name
    __array_priority__ = 1000  # array + tensor asks the tensor

    def __new__(cls, *data: Any, **options: Any) -> Self:
        first = data[0] if len(data) == 1 else None
        if isinstance(first, TensorBase):
            if options:
                raise RuntimeError("legacy constructor of a tensor takes no device: write tensor.to(device)")
            return cls._wrap(first._array)
        return cls._wrap(legacy_constructor_array(data, get_default_dtype(), **options))

    def __repr__(self) -> str:
        extra, kind = [], type_(self)
        try:
            self._rebased()
        except RuntimeError:  # a view that was changed where it must not be
            return tensor_str(self._array, ["grad_fn=<Invalid>"])
        if self._node is not None:
            extra.append(f"grad_fn=<{self._node._name}>")
        elif self._needs:
            extra.append("requires_grad=True")
        return tensor_str(self._array, extra, f"{vars(kind).get('_printed_as', kind.__name__)}(")

    def __format__(self, spec: str) -> str:
        return format(self.item(), spec) if self._array.ndim == 0 else object.__format__(self, spec)

    def __getattr__(self, name: str) -> Any:
        if bring("torch.Tensor", name):
            return getattr(self, name)
        text = f"'{type_(self).__name__}' object has no attribute {name!r}"
        raise absent_method(name, AttributeError(text, name=name, obj=self))

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *files_on_demand()["torch.Tensor"]} - {"concrete"})

    # --- values and types -------------------------------------------------------------------------

    def item(self) -> Any:
        """The one element as a Python number. RuntimeError if there are more or none.

        >>> torch.tensor(2.5).item()
        2.5
        """
        if self._array.size != 1:
            raise RuntimeError(f"a Tensor with {self._array.size} elements cannot be converted to Scalar")
        return self._array.item()

    def tolist(self) -> Any:
        """Nested lists of Python numbers. As deep as the shape is long; of shape (), a number.

        >>> torch.tensor([[1, 2]]).tolist()
        [[1, 2]]
        """
        return self._array.tolist()

    def numpy(self, *, force: bool = False) -> np.ndarray[Any, Any]:
        """The NumPy array, sharing memory. RuntimeError if the tensor requires grad and `force` is not set.
        Same shape, and NumPy's dtype of the same name.

        >>> torch.ones(2).numpy()
        array([1., 1.], dtype=float32)
        """
        if self._needs and not force and Mode.grad:
            raise RuntimeError(
                "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
            )
        array: np.ndarray[Any, Any] = self._array
        if not array.dtype.isnative:
            raise TypeError(
                "Got unsupported ScalarType BFloat16: NumPy has no such type; write x.float().numpy()"
            )
        return array

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        array = self.numpy()
        return array.copy() if copy and dtype is None else array if dtype is None else array.astype(dtype)

    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Tensor:
        """Wrap the result of a NumPy function in a tensor."""
        return Tensor._wrap(array.astype(np.uint8) if array.dtype == bool else array)

    def new(self, *data: Any, **options: Any) -> Tensor:
        """A tensor of this type: uninitialized, of this size, or with these values. Old programs' way; new
        ones write `new_zeros` or `new_tensor`."""
        if data and isinstance(data[0], TensorBase) and options:
            raise RuntimeError(
                "legacy tensor new of the form tensor.new(tensor, device=device) is not supported"
            )
        if data and isinstance(data[0], Tensor) and data[0].dtype != self.dtype:
            raise TypeError(
                f"expected a tensor of type {self.dtype}, got {data[0].dtype}: convert with .to({self.dtype})"
            )
        return Tensor._wrap(legacy_constructor_array(data, self.dtype, **options))

    # --- as a Python object -----------------------------------------------------------------------

    def __len__(self) -> int:
        if self._array.ndim == 0:
            raise TypeError("len() of a 0-d tensor")
        return len(self._array)

    def __iter__(self) -> Iterator[Self]:
        if self._array.ndim == 0:
            raise TypeError("iteration over a 0-d tensor")
        return iter(self.unbind(0))

    def __reversed__(self) -> Self:
        return self.flip(0) if self._array.ndim else self

    def __contains__(self, element: Any) -> Any:
        return bool((self == element)._array.any())

    def __bool__(self) -> Any:
        if self._array.size != 1:
            what = "no values" if self._array.size == 0 else "more than one value"
            raise RuntimeError(f"Boolean value of Tensor with {what} is ambiguous: use .any() or .all()")
        return bool(self._array.item())

    def __float__(self) -> Any:
        if self._needs:
            _warn(
                "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\n"
                "Consider using tensor.detach() first.",
                stacklevel=2,
            )
        return float(self._scalar())

    def __int__(self) -> Any:
        return int(self._scalar())

    def __index__(self) -> Any:
        value = self._scalar()
        if isinstance(value, float):
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return int(value)

    def _scalar(self) -> Any:
        if self._array.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        return self._array.item()

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Pickle the values, without the history."""
        if self._node is None and "_storage" not in self.__dict__:
            return super().__reduce_ex__(protocol)
        return self._wrap(self._array, self._needs).__reduce_ex__(protocol)

    def __deepcopy__(self, memo: dict[Any, Any]) -> Self:
        if self._node is not None:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol "
                "at the moment; detach() or clone().detach() first"
            )
        new = self._wrap(self._array.copy(), self._needs)
        memo[id(self)] = new
        new.grad = None if self.grad is None else self.grad.detach().clone()
        return new


def legacy_constructor_array(
    positional: tuple[Any, ...], kind: dtype, *, data: Any = None, size: Any = None, device: Any = None
) -> Any:
    """The array that a legacy constructor makes: of this size, or of these values."""
    if device is not None and str(device).partition(":")[0] != "cpu":
        raise RuntimeError(
            f"legacy constructor expects device type: cpu but device type: {device} was passed"
        )
    if len(positional) > 1 and isinstance(positional[0], (tuple, list)):
        raise TypeError(
            f"new() received an invalid combination of arguments: got {len(positional)}, the first of them a "
            "sequence; give the values as one sequence, or the sizes as whole numbers"
        )
    given = positional[0] if len(positional) == 1 else data
    if isinstance(given, (float, np.generic)):
        raise TypeError(f"new(): data must be a sequence (got {type(given).__name__})")
    if isinstance(given, (int, Size)):
        given, size = None, given
    if given is None:
        wanted = size if size is not None else positional or 0
        return np.empty(size_of((wanted,), "new"), kind.numpy)
    if isinstance(given, TensorBase):
        return given._array
    return to_array(given, kind)


TensorBase.concrete = Tensor  # the graph below makes results of this class
