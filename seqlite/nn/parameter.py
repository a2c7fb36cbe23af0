"""`Parameter` and `Buffer`: tensors that a module registers when they are assigned to it."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from .._core import pytree
from .._core.creation_filled import empty
from .._core.tensor import Tensor


def _make_leaf(kind: type[Any], data: Tensor | None, requires_grad: bool) -> Any:
    """A leaf of class `kind` that shares memory with `data`."""
    data = empty(0) if data is None else data
    if not isinstance(data, Tensor):
        raise TypeError(
            f"{kind.__name__}: expected a Tensor, got {type(data).__name__}; "
            "write torch.tensor(...) around it"
        )
    if requires_grad and not data.is_floating_point():
        raise RuntimeError(
            "Only Tensors of floating point and complex dtype can require gradients: got "
            f"{data.dtype}; convert it with .float() or pass requires_grad=False"
        )
    new = kind._wrap(data._array, requires_grad)
    new._version_counter = data._version_counter
    return new


class Parameter(Tensor):
    """A tensor to be trained: assigned to a `Module` it appears in `parameters()` and `state_dict()`.

    Shares memory with `data` and has its shape and dtype. A `data` that is not floating raises `RuntimeError`
    unless `requires_grad=False`. Source: PyTorch, `torch.nn.Parameter`.

    >>> import seqlite as torch
    >>> Parameter(torch.ones(2))
    Parameter containing:
    tensor([1., 1.], requires_grad=True)
    """

    __slots__ = ()
    _printed_as = "tensor"

    def __new__(cls, data: Tensor | None = None, requires_grad: bool = True) -> Self:
        return _make_leaf(cls, data, requires_grad)  # type: ignore[no-any-return]

    def __init__(self, data: Tensor | None = None, requires_grad: bool = True) -> None:
        pass

    def __repr__(self) -> str:
        return "Parameter containing:\n" + super().__repr__()

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        if id(self) not in memo:
            memo[id(self)] = type(self)(self.detach().clone(), self.requires_grad)  # without the gradient
        return memo[id(self)]  # type: ignore[no-any-return]


pytree.PARAMETERS.append(Parameter)


class UninitializedTensorMixin(Tensor):
    """Base of parameters and buffers whose shape is not known yet."""

    __slots__ = ()
    _cls_to_become: ClassVar[type[Tensor]]

    def materialize(self, shape: Any, device: Any = None, dtype: Any = None) -> None:
        """Allocate memory for a shape; the values are arbitrary."""
        self._array = empty(shape, device=device, dtype=dtype or self.dtype)._array
        self.__class__ = self._cls_to_become  # type: ignore[assignment]

    @property
    def shape(self) -> Any:
        """Raise `RuntimeError`: it is not known yet."""
        raise RuntimeError(
            "Can't access the shape of an uninitialized parameter or buffer. This error usually happens in "
            "`load_state_dict` when trying to load an uninitialized parameter into an initialized module. "
            "Call `forward` to initialize the parameters before accessing their attributes."
        )

    def numel(self) -> int:
        """Raise `ValueError`: it is not known yet."""
        raise ValueError(
            "Attempted to use an uninitialized parameter in numel. Call `forward` with a dummy batch to "
            "initialize the parameters before calling torch functions"
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        if id(self) not in memo:
            memo[id(self)] = type(self)(self.requires_grad, dtype=self.dtype)
        return memo[id(self)]  # type: ignore[no-any-return]


class UninitializedParameter(UninitializedTensorMixin, Parameter):
    """A parameter whose shape is not known yet; `materialize(shape)` makes it a `Parameter`.

    >>> nn.UninitializedParameter()
    <UninitializedParameter>
    """

    __slots__ = ()
    _cls_to_become = Parameter

    def __new__(cls, requires_grad: bool = True, device: Any = None, dtype: Any = None) -> Self:
        return _make_leaf(cls, empty(0, device=device, dtype=dtype), requires_grad)  # type: ignore[no-any-return]

    def __init__(self, requires_grad: bool = True, device: Any = None, dtype: Any = None) -> None:
        pass


class UninitializedBuffer(UninitializedTensorMixin):
    """A buffer whose shape is not known yet; `materialize(shape)` makes it a tensor.

    >>> nn.parameter.UninitializedBuffer()
    <UninitializedBuffer>
    """

    __slots__ = ()
    _cls_to_become = Tensor

    def __new__(cls, requires_grad: bool = False, device: Any = None, dtype: Any = None) -> Self:
        return _make_leaf(cls, empty(0, device=device, dtype=dtype), requires_grad)  # type: ignore[no-any-return]

    def __init__(self, requires_grad: bool = False, device: Any = None, dtype: Any = None) -> None:
        pass

    def to(self, *args: Any, **kwargs: Any) -> Any:
        """The buffer in another type, its shape as unknown as before."""
        made = super().to(*args, **kwargs)
        return made if made is self else type(self)(dtype=made.dtype)


class Buffer(Tensor):
    """State of a module that is not trained: assigned to a `Module` it appears in `buffers()`. Shares memory
    with `data` and has its shape and dtype.

    With `persistent=False` it stays out of `state_dict()`. Source: PyTorch, `torch.nn.Buffer`.

    >>> nn.Buffer(torch.ones(1))
    tensor([1.])
    """

    __slots__ = ("persistent",)
    _printed_as = "tensor"
    persistent: bool

    def __new__(cls, data: Tensor | None = None, *, persistent: bool = True) -> Self:
        new = _make_leaf(cls, data, False)
        new.persistent = persistent
        return new  # type: ignore[no-any-return]

    def __init__(self, data: Tensor | None = None, *, persistent: bool = True) -> None:
        pass
