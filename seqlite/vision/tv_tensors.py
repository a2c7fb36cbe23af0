"""Tensors that say what they show: an image, a video or a mask. Source: torchvision,
`torchvision.tv_tensors`.

Transforms of `torchvision.transforms.v2` treat each kind in its own way.
"""

from __future__ import annotations

from functools import partialmethod as _partialmethod
from typing import TYPE_CHECKING as _TYPE_CHECKING

from .._core.absent import absent_attribute as _refuse
from .._core.creation import as_tensor as _as_tensor
from .._core.tensor import Tensor as _Tensor

if _TYPE_CHECKING:
    from typing import Any, Self


class TVTensor(_Tensor):
    """Base of the tensors that say what they show. Operations give plain tensors, apart from `clone`, `to`,
    `detach` and `requires_grad_`, which keep the kind.

    >>> from torchvision import tv_tensors
    >>> image = tv_tensors.Image(torch.zeros(1, 2, 2))
    >>> type(image.clone()) is tv_tensors.Image, type(image + 1) is torch.Tensor
    (True, True)
    """

    __slots__ = ()

    def __new__(
        cls, data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool | None = None
    ) -> Self:
        if not isinstance(data, _Tensor) and hasattr(data, "getpixel"):
            from .transforms.transforms import PILToTensor

            data = PILToTensor()(data)
        needs = getattr(data, "requires_grad", False) if requires_grad is None else requires_grad
        made: Any = cls._shaped(_as_tensor(data, dtype, device).requires_grad_(needs)).as_subclass(cls)
        return made  # type: ignore[no-any-return]

    @classmethod
    def _shaped(cls, tensor: _Tensor) -> _Tensor:
        """The tensor with all dimensions of its kind."""
        return tensor

    @classmethod
    def wrap(cls, tensor: _Tensor, like: TVTensor, **kwargs: Any) -> Self:
        """The tensor as one of this kind, with what else `like` knows; same shape and memory.

        >>> from torchvision import tv_tensors
        >>> mask = tv_tensors.Mask(torch.zeros(2, 2))
        >>> type(tv_tensors.Mask.wrap(torch.ones(2), like=mask)) is tv_tensors.Mask
        True
        """
        made: Any = tensor.as_subclass(cls)
        return made  # type: ignore[no-any-return]

    def clone(self, *args: Any, **kwargs: Any) -> Self:
        """A copy of the same kind and shape: see `Tensor.clone`."""
        return wrap(super().clone(*args, **kwargs), like=self)  # type: ignore[no-any-return]

    def to(self, *args: Any, **kwargs: Any) -> Self:
        """The same kind and shape with another dtype or device: see `Tensor.to`."""
        return wrap(super().to(*args, **kwargs), like=self)  # type: ignore[no-any-return]

    def detach(self) -> Self:
        """The same kind, memory and shape without history: see `Tensor.detach`."""
        return wrap(super().detach(), like=self)  # type: ignore[no-any-return]

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        made: Self = self.detach().clone().requires_grad_(self.requires_grad)
        return made


def _plain(self: TVTensor, name: str, /, *args: Any, **kwargs: Any) -> Any:
    """Call the method of this name; a plain tensor is its result."""
    made = getattr(_Tensor, name)(self, *args, **kwargs)
    return made.as_subclass(_Tensor) if isinstance(made, TVTensor) else made


_CASTS = "bfloat16 bool byte char cpu cuda double float half int long short type type_as"
_CHANGES = [name for name in dir(_Tensor) if name[:2] != "__" and name[-1] == "_"]
_SIGNS = "add sub mul truediv floordiv mod pow and or xor lshift rshift"
for _name in (*_CASTS.split(), *_CHANGES, *(f"__i{sign}__" for sign in _SIGNS.split())):
    if _name != "requires_grad_":
        setattr(TVTensor, _name, _partialmethod(_plain, _name))


class Image(TVTensor):
    """A tensor (…, C, H, W) that shows an image, of a tensor, a Pillow image or nested numbers; (H, W)
    becomes (1, H, W). Raises `ValueError` for fewer dimensions.

    >>> from torchvision import tv_tensors
    >>> tv_tensors.Image([[0.5, 1.]]).shape
    torch.Size([1, 1, 2])
    """

    @classmethod
    def _shaped(cls, tensor: _Tensor) -> _Tensor:
        if tensor.ndim < 2:
            raise ValueError(f"Tensor must be 2D or higher, got {tensor.ndim}D tensor.")
        return tensor.unsqueeze(0) if tensor.ndim == 2 else tensor

    def __repr__(self) -> str:
        return f"{super().__repr__()[:-1]}, )"


class Video(TVTensor):
    """A tensor (…, T, C, H, W) that shows a video, T frames. Raises `ValueError` for fewer dimensions,
    `AttributeError` for nested numbers.

    >>> from torchvision import tv_tensors
    >>> tv_tensors.Video(torch.zeros(5, 3, 2, 2)).shape
    torch.Size([5, 3, 2, 2])
    """

    def __new__(cls, data: Any, **options: Any) -> Self:
        if data.ndim < 4:  # so nested numbers are an AttributeError, as in torchvision
            raise ValueError
        return super().__new__(cls, data, **options)

    def __repr__(self) -> str:
        return f"{super().__repr__()[:-1]}, )"


class Mask(TVTensor):
    """A tensor (…, H, W) that says which class or object each pixel of an image belongs to.

    >>> from torchvision import tv_tensors
    >>> tv_tensors.Mask([[0, 1]])
    Mask([[0, 1]])
    """


def wrap(wrappee: _Tensor, *, like: Any, **kwargs: Any) -> Any:
    """The tensor `wrappee` as one of the kind of `like`, a `TVTensor`; same shape and memory.

    >>> from torchvision import tv_tensors
    >>> tv_tensors.wrap(torch.ones(1, 2), like=tv_tensors.Mask(torch.zeros(1, 2)))
    Mask([[1., 1.]])
    """
    return type(like).wrap(wrappee, like, **kwargs)


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
__getattr__ = _refuse("torchvision.tv_tensors")
