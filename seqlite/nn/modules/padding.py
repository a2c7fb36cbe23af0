"""Layers that put values around images. Source: PyTorch, `torch.nn.modules.padding`."""

from __future__ import annotations

from typing import Any, ClassVar

from ..._core.tensor import Tensor
from .. import functional as F
from .module import Module


class Pad(Module):
    """What they share. Not a name of PyTorch's."""

    mode: ClassVar[str] = "constant"
    dims: ClassVar[int]
    value: float | None = None

    def __init__(self, padding: Any) -> None:
        super().__init__()
        self.padding = (padding,) * (2 * self.dims) if isinstance(padding, int) else tuple(padding)

    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, self.mode, self.value)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ConstantPad(Pad):
    """What those of a value share. Not a name of PyTorch's."""

    def __init__(self, padding: Any, value: float) -> None:
        super().__init__(padding)
        self.value = value

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class ZeroPad(Pad):
    """What those of zeros share. Not a name of PyTorch's."""

    value = 0.0


class ConstantPad1d(ConstantPad):
    """A value around the last dimension; `padding` as for `F.pad`, or one number.

    >>> nn.ConstantPad1d(1, 3.5)(torch.ones(1, 1, 3)).shape
    torch.Size([1, 1, 5])
    """

    dims = 1


class ConstantPad2d(ConstantPad):
    """A value around the last 2 dimensions; `padding` as for `F.pad`, or one number.

    >>> nn.ConstantPad2d(1, 3.5)(torch.ones(1, 1, 3, 3)).shape
    torch.Size([1, 1, 5, 5])
    """

    dims = 2


class ConstantPad3d(ConstantPad):
    """A value around the last 3 dimensions; `padding` as for `F.pad`, or one number.

    >>> nn.ConstantPad3d(1, 3.5)(torch.ones(1, 1, 3, 3, 3)).shape
    torch.Size([1, 1, 5, 5, 5])
    """

    dims = 3


class ZeroPad1d(ZeroPad):
    """Zeros around the last dimension; `padding` as for `F.pad`, or one number.

    >>> nn.ZeroPad1d(1)(torch.ones(1, 1, 3)).shape
    torch.Size([1, 1, 5])
    """

    dims = 1


class ZeroPad2d(ZeroPad):
    """Zeros around the last 2 dimensions; `padding` as for `F.pad`, or one number.

    >>> nn.ZeroPad2d(1)(torch.ones(1, 1, 3, 3)).shape
    torch.Size([1, 1, 5, 5])
    """

    dims = 2


class ZeroPad3d(ZeroPad):
    """Zeros around the last 3 dimensions; `padding` as for `F.pad`, or one number.

    >>> nn.ZeroPad3d(1)(torch.ones(1, 1, 3, 3, 3)).shape
    torch.Size([1, 1, 5, 5, 5])
    """

    dims = 3


class ReflectionPad1d(Pad):
    """What a mirror at the edge shows around the last dimension; `padding` as for `F.pad`, or one number.

    >>> nn.ReflectionPad1d(1)(torch.ones(1, 1, 3)).shape
    torch.Size([1, 1, 5])
    """

    dims = 1
    mode = "reflect"


class ReflectionPad2d(Pad):
    """What a mirror at the edge shows around the last 2 dimensions; `padding` as for `F.pad`, or one number.

    >>> nn.ReflectionPad2d(1)(torch.ones(1, 1, 3, 3)).shape
    torch.Size([1, 1, 5, 5])
    """

    dims = 2
    mode = "reflect"


class ReflectionPad3d(Pad):
    """What a mirror at the edge shows around the last 3 dimensions; `padding` as for `F.pad`, or one number.

    >>> nn.ReflectionPad3d(1)(torch.ones(1, 1, 3, 3, 3)).shape
    torch.Size([1, 1, 5, 5, 5])
    """

    dims = 3
    mode = "reflect"


class ReplicationPad1d(Pad):
    """The values at the edge around the last dimension; `padding` as for `F.pad`, or one number.

    >>> nn.ReplicationPad1d(1)(torch.ones(1, 1, 3)).shape
    torch.Size([1, 1, 5])
    """

    dims = 1
    mode = "replicate"


class ReplicationPad2d(Pad):
    """The values at the edge around the last 2 dimensions; `padding` as for `F.pad`, or one number.

    >>> nn.ReplicationPad2d(1)(torch.ones(1, 1, 3, 3)).shape
    torch.Size([1, 1, 5, 5])
    """

    dims = 2
    mode = "replicate"


class ReplicationPad3d(Pad):
    """The values at the edge around the last 3 dimensions; `padding` as for `F.pad`, or one number.

    >>> nn.ReplicationPad3d(1)(torch.ones(1, 1, 3, 3, 3)).shape
    torch.Size([1, 1, 5, 5, 5])
    """

    dims = 3
    mode = "replicate"


class CircularPad1d(Pad):
    """The values of the other side around the last dimension; `padding` as for `F.pad`, or one number.

    >>> nn.CircularPad1d(1)(torch.ones(1, 1, 3)).shape
    torch.Size([1, 1, 5])
    """

    dims = 1
    mode = "circular"


class CircularPad2d(Pad):
    """The values of the other side around the last 2 dimensions; `padding` as for `F.pad`, or one number.

    >>> nn.CircularPad2d(1)(torch.ones(1, 1, 3, 3)).shape
    torch.Size([1, 1, 5, 5])
    """

    dims = 2
    mode = "circular"


class CircularPad3d(Pad):
    """The values of the other side around the last 3 dimensions; `padding` as for `F.pad`, or one number.

    >>> nn.CircularPad3d(1)(torch.ones(1, 1, 3, 3, 3)).shape
    torch.Size([1, 1, 5, 5, 5])
    """

    dims = 3
    mode = "circular"
