"""`Tensor`: an array with a history. Its operations are in `methods`; here is what it is, and how it meets
Python."""

from __future__ import annotations

import math
import sys
import warnings
import weakref
from collections.abc import Callable, Iterator
from typing import Any, Self

import numpy as np

from ..autograd import backward
from .absent import NotCovered, missing
from .bfloat16 import type_name
from .conversion import to_array
from .dtypes import CPU, Size, device, dtype, from_numpy_dtype, get_default_dtype
from .graph import Hook, Mode, Node, TensorBase, Untracked
from .layouts import contiguous_format, layout, strided
from .operations import moves
from .operations.arguments import size_of
from .operations.arithmetic import Arithmetic
from .operations.casting import Casting
from .operations.comparing import Comparing
from .operations.counting import Counting
from .operations.declare import composed
from .operations.elementwise import Elementwise
from .operations.forms import Forms
from .operations.gathering import Gathering
from .operations.indexing import Indexing
from .operations.inplace import InPlace
from .operations.memory_order import MemoryOrder
from .operations.new_tensors import NewTensors
from .operations.ordering import Ordering
from .operations.pointwise import Limits
from .operations.products import Products
from .operations.quantiles import Quantiles
from .operations.randomizing import Randomizing
from .operations.reducing import Reducing
from .operations.repeating import Repeating
from .operations.scattering import Scattering
from .operations.shaping import Shaping
from .operations.statistics import Statistics
from .operations.trigonometry import Trigonometry
from .printing import tensor_text
from .record import follow
from .record import record as record

type_ = type  # `Tensor.type` hides it


class Tensor(
    Arithmetic, Elementwise, Trigonometry, Comparing, Limits, Reducing, Statistics, Quantiles, Ordering,
    Shaping, Repeating, Indexing, Gathering, Scattering, Counting, Products, InPlace, Randomizing,
    MemoryOrder, NewTensors, Casting, Forms,
):  # fmt: skip
    """A multi-dimensional array of one `dtype`, which autograd can follow.

    `Tensor(2, 3)` is an uninitialized float tensor and `Tensor([1, 2])` a float tensor of these values, as in
    old PyTorch programs; new ones write `torch.empty` and `torch.tensor`.

    >>> torch.Tensor([1, 2])
    tensor([1., 2.])
    """

    __slots__ = ()
    __array_priority__ = 1000  # array + tensor asks the tensor

    def __new__(cls, *data: Any, **options: Any) -> Self:
        first = data[0] if len(data) == 1 else None
        if isinstance(first, TensorBase):
            if options:
                raise RuntimeError("legacy constructor of a tensor takes no device: write tensor.to(device)")
            return cls._wrap(first._array)
        return cls._wrap(legacy_array(data, get_default_dtype(), **options))

    # --- what it is -------------------------------------------------------------------------------

    @property
    def shape(self) -> Size:
        """The size of each dimension."""
        return tuple.__new__(Size, self._array.shape)

    def size(self, dim: int | None = None) -> Any:
        """The shape, or the size of one dimension."""
        return tuple.__new__(Size, self._array.shape) if dim is None else self.shape[dim]

    @property
    def dtype(self) -> dtype:
        """The type of the elements."""
        return from_numpy_dtype(self._array.dtype)

    @property
    def device(self) -> device:
        """Always the CPU."""
        return CPU

    @property
    def layout(self) -> layout:
        """Always `torch.strided`."""
        return strided

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return int(self._array.ndim)

    @property
    def itemsize(self) -> int:
        """Bytes per element."""
        return self.dtype.itemsize

    @property
    def nbytes(self) -> int:
        """Bytes in all."""
        return int(self._array.size) * self.dtype.itemsize

    is_cpu = True
    is_cuda = is_sparse = is_quantized = is_meta = False

    def type(self, dtype: Any = None, non_blocking: bool = False) -> Any:
        """The name of the type, such as `torch.FloatTensor`; with `dtype`, which may be such a name or
        `torch.FloatTensor` itself, as `to`."""
        kind = getattr(dtype, "dtype", dtype) if isinstance(dtype, type_) else dtype
        return super().type(get_default_dtype() if kind is Tensor.dtype else kind)

    def dim(self) -> int:
        """The number of dimensions."""
        return int(self._array.ndim)

    def numel(self) -> int:
        """The number of elements."""
        return int(self._array.size)

    nelement, ndimension = numel, dim

    def element_size(self) -> int:
        """Bytes per element."""
        return self.dtype.itemsize

    def stride(self, dim: int | None = None) -> Any:
        """How many elements lie between neighbors along each dimension."""
        array = self._array
        if not array.size and array.strides == np.empty(array.shape, array.dtype).strides:  # no slice
            array = np.empty([n or 1 for n in array.shape], bool)
        strides = tuple(s // array.itemsize for s in array.strides)
        return strides if dim is None else strides[dim]

    def storage_offset(self) -> int:
        """How many elements of the memory lie before the first one: 0 but for views."""
        base: Any = self._base
        return 0 if base is None else int((self.data_ptr() - base.data_ptr()) // self._array.itemsize)

    def get_device(self) -> int:
        """-1: the number of the CPU."""
        return -1

    def resize_(self, *sizes: Any, size: Any = None, memory_format: Any = None) -> Self:
        """Take another shape, in place, leaving elements out at the end. NotImplementedError for more of
        them, RuntimeError for a tensor that requires grad."""
        if self._needs and not Mode.inference:
            raise RuntimeError("cannot resize variables that require grad")
        if memory_format not in (None, contiguous_format):
            raise NotImplementedError(f"resize_(memory_format={memory_format}): leave it out")
        shape = size_of(sizes if size is None else (size,), "resize_")
        if math.prod(n or 1 for n in shape[1:]) > sys.maxsize:
            raise RuntimeError(f"Stride calculation overflowed with sizes={list(shape)}")
        if math.prod(shape) * self._array.itemsize > sys.maxsize:
            raise RuntimeError(f"Storage size calculation overflowed with sizes={list(shape)}")
        size = math.prod(shape)
        if size > self._array.size:
            raise NotImplementedError(
                "Trying to resize storage that is not resizable: make a larger tensor and copy into it"
            )
        self._changes[0] += 1
        self._array = self._array.reshape(-1)[:size].reshape(shape)
        return self

    def data_ptr(self) -> int:
        """The address of the first element."""
        return int(self._array.__array_interface__["data"][0]) if self._array.size else 0

    @composed(out=False)
    def is_floating_point(input) -> bool:
        """Whether the type is float32 or float64.

        >>> torch.is_floating_point(torch.arange(2))
        False
        """
        return bool(input._array.dtype.kind == "f")

    def __repr__(self) -> str:
        extra = []
        try:
            self._fresh()
        except RuntimeError:  # a view that was changed where it must not be
            return tensor_text(self._array, ["grad_fn=<Invalid>"])
        if self._node is not None:
            extra.append(f"grad_fn=<{self._node.name()}>")
        elif self._needs:
            extra.append("requires_grad=True")
        return tensor_text(self._array, extra)

    def __format__(self, spec: str) -> str:
        return format(self.item(), spec) if self._array.ndim == 0 else object.__format__(self, spec)

    def __getattr__(self, name: str) -> Any:
        error = missing("torch.Tensor", name)
        raise (
            error
            if isinstance(error, NotCovered)
            else AttributeError(
                f"'{type(self).__name__}' object has no attribute {name!r}", name=name, obj=self
            )
        )

    # --- autograd ---------------------------------------------------------------------------------

    @property
    def requires_grad(self) -> bool:
        """Whether operations on it are recorded. Only leaves can be set."""
        return self._needs or (self._base is not None and self._base._needs)

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        self.requires_grad_(value)

    @requires_grad.deleter
    def requires_grad(self) -> None:
        raise RuntimeError("cannot delete requires_grad: set it to False")

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Start or stop recording. RuntimeError for integers, and for results of recorded operations."""
        if self._node is not None and not requires_grad:
            raise RuntimeError(
                "you can only change requires_grad flags of leaf variables. If you want to use a computed "
                "variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach()."
            )
        if requires_grad and self._array.dtype.kind != "f":
            raise RuntimeError(
                f"only Tensors of floating point dtype can require gradients, this one is {self.dtype}; "
                "convert with .float() first"
            )
        if requires_grad and self.is_inference() and not Mode.inference:
            raise RuntimeError(
                "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed."
            )
        self._needs = bool(requires_grad)
        return self

    @composed(out=False)
    def is_inference(input) -> bool:
        """Whether it was made in `inference_mode`.

        >>> torch.is_inference(torch.ones(1))
        False
        """
        return input._changes.__class__ is Untracked

    @property
    def grad(self) -> Any:
        """The gradient, None before there is one. Only leaves keep it, and results after `retain_grad`."""
        if self._grad is None and self._node is not None and self._node.keeper is not self:
            warnings.warn(
                "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad "
                "attribute won't be populated during autograd.backward(). If you indeed want the .grad field "
                "to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. If you "
                "access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead.",
                UserWarning,
                stacklevel=2,
            )
        return self._grad

    @grad.setter
    def grad(self, new: Any) -> None:
        if new is not None:
            if not isinstance(new, TensorBase):
                raise TypeError(
                    "assigned grad expected to be a Tensor or None but got grad of type "
                    f"{type_(new).__name__}"
                )
            if new is self:
                raise RuntimeError("can't assign Variable as its own grad")
            if new._array.shape != self._array.shape:
                raise RuntimeError(
                    f"assigned grad has data of a different size: {list(new._array.shape)} for a tensor of "
                    f"{list(self._array.shape)}"
                )
            if new._array.dtype != self._array.dtype:
                raise RuntimeError(
                    f"assigned grad has data of a different type: {type_name(new._array)} for a tensor of "
                    f"{type_name(self._array)}"
                )
        self._grad = new

    @grad.deleter
    def grad(self) -> None:
        self._grad = None

    @property
    def is_leaf(self) -> bool:
        """Whether no recorded operation made it. Only leaves keep their `grad`."""
        return self._fresh()._node is None

    @property
    def grad_fn(self) -> Node | None:
        """The operation that made it, None for leaves."""
        node = self._fresh()._node
        return None if node is None else node.shown()

    @property
    def output_nr(self) -> int:
        """Which of the outputs of `grad_fn` it is."""
        node = self._fresh()._node
        return 0 if node is None else node.index

    def _fresh(self) -> Self:
        """Itself, with its history up to date: a view's changes with its base's."""
        if self._base is not None and self._of != self._changes[0]:
            follow(self)
        return self

    def backward(
        self,
        gradient: Tensor | None = None,
        retain_graph: bool | None = None,
        create_graph: bool = False,
        inputs: Any = None,
    ) -> None:
        """Add the gradient of this scalar to `.grad` of every leaf that it depends on (or of `inputs` alone).
        A tensor of several elements needs `gradient`, of its shape: what they are weighed with. RuntimeError
        when nothing was recorded, or when the graph has been freed by an earlier call without
        `retain_graph`."""
        backward(self._fresh(), gradient, retain_graph, create_graph, inputs=inputs)

    @property
    def _version(self) -> int:
        """How often it, or what shares its memory, was changed in place."""
        if self.is_inference():
            raise RuntimeError("Inference tensors do not track version counter.")
        return int(self._changes[0])

    @composed(out=False)
    def detach(input) -> Tensor:
        """The same memory without the history.

        >>> torch.detach(torch.ones(1, requires_grad=True))
        tensor([1.])
        """
        new = Tensor._wrap(input._array)
        new._changes = input._changes
        return new

    def detach_(self) -> Self:
        """Forget the history. RuntimeError for a view: it shares its history with what it looks into."""
        if self._base is not None:
            raise RuntimeError("Can't detach views in-place. Use detach() instead.")
        if self._node is not None:  # who has saved the tensor cannot have it back
            makers = [maker for maker in self._changes[1:] if maker() is not None]
            self._changes[1:] = [*makers, weakref.ref(self._node)]
        self._node, self._needs = None, False
        return self

    @property
    def data(self) -> Tensor:
        """The same memory, outside autograd's sight: changes through it are not noticed."""
        return Tensor._wrap(self._array)

    @data.setter
    def data(self, new: Tensor) -> None:
        if not isinstance(new, TensorBase):
            raise TypeError(f"Variable data has to be a tensor, but got {type_(new).__name__}")
        if self._needs and new._array.dtype.kind != "f":
            raise RuntimeError(
                "data set to a tensor that requires gradients must be floating point or complex dtype"
            )
        self._array = new._array

    @data.deleter
    def data(self) -> None:
        raise RuntimeError("cannot delete data: a tensor without it is none")

    def retain_grad(self) -> None:
        """Keep the gradient of a result too in `.grad` when backward passes."""
        if not self._needs:
            raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
        node = self._fresh()._node
        if node is not None:
            node.keeper = self

    @property
    def retains_grad(self) -> bool:
        """Whether it is a result whose gradient is kept: see `retain_grad`."""
        node = self._fresh()._node
        return node is not None and node.keeper is self

    def register_hook(self, hook: Callable[[Tensor], Tensor | None]) -> Hook:
        """Call `hook(grad)` when the gradient arrives; a tensor that it returns takes its place."""
        if not self._needs:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        node = self._fresh()._node
        return Hook(self, "_hooks", hook) if node is None else node.watch(hook)

    def register_post_accumulate_grad_hook(self, hook: Callable[[Tensor], None]) -> Hook:
        """Call `hook(tensor)` after a gradient was added to `.grad` of this leaf."""
        if not self._needs:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        if not self.is_leaf:
            raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
        return Hook(self, "_ends", ("done", hook))

    # --- values and types -------------------------------------------------------------------------

    def item(self) -> Any:
        """The one element as a Python number. RuntimeError if there are more or none."""
        if self._array.size != 1:
            raise RuntimeError(f"a Tensor with {self._array.size} elements cannot be converted to Scalar")
        return self._array.item()

    def tolist(self) -> Any:
        """Nested lists of Python numbers."""
        return self._array.tolist()

    def numpy(self, *, force: bool = False) -> np.ndarray[Any, Any]:
        """The NumPy array, sharing memory. RuntimeError if the tensor requires grad and `force` is not
        set."""
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
        """What NumPy's functions of a tensor return: a tensor, too."""
        return Tensor._wrap(array.astype(np.uint8) if array.dtype == bool else array)

    def new(self, *data: Any, **options: Any) -> Tensor:
        """A tensor of this type: uninitialized, of this size, or with these values. Old programs' way; new
        ones write `new_zeros` or `new_tensor`."""
        if data and isinstance(data[0], TensorBase) and options:
            raise RuntimeError(
                "legacy tensor new of the form tensor.new(tensor, device=device) is not supported"
            )
        return Tensor._wrap(legacy_array(data, self.dtype, **options))

    @composed(out=False)
    def clone(input, *, memory_format: Any = None) -> Self:
        """A copy that autograd follows.

        >>> torch.clone(torch.ones(1))
        tensor([1.])
        """
        return record(moves.copied, input)

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
        return float(self._only())

    def __int__(self) -> Any:
        return int(self._only())

    def __index__(self) -> Any:
        value = self._only()
        if isinstance(value, float):
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return int(value)

    def _only(self) -> Any:
        if self._array.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        return self._array.item()

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


def legacy_array(
    positional: tuple[Any, ...],
    kind: dtype,
    *,
    data: Any = None,
    size: Any = None,
    device: Any = None,
) -> Any:
    """What the old constructors make of their arguments: an array of this size, or of these values."""
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
