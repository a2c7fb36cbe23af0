"""Activation layers, each printing its settings. Source: PyTorch, `torch.nn.modules.activation`."""

from __future__ import annotations

from typing import Any

from ..._core import dtypes
from ..._core.creation import full
from ..._core.tensor import Tensor
from .. import functional as F
from ..parameter import Parameter
from .applied import Applied
from .module import Module

__all__ = [
    "CELU", "ELU", "GELU", "GLU", "SELU", "Hardshrink", "Hardsigmoid", "Hardswish", "Hardtanh", "LeakyReLU",
    "LogSigmoid", "LogSoftmax", "Mish", "PReLU", "ReLU", "ReLU6", "SiLU", "Sigmoid", "Softmax", "Softmax2d",
    "Softmin", "Softplus", "Softshrink", "Softsign", "Tanh", "Tanhshrink", "Threshold",
]  # fmt: skip


class ReLU(Applied, function=F.relu):
    """max(x, 0).

    >>> nn.ReLU()(torch.tensor([-1., 2.]))
    tensor([0., 2.])
    """

    def __init__(self, inplace: bool = False) -> None:
        self._set(locals())


class ReLU6(Applied, function=F.relu6):
    """min(max(x, 0), 6).

    >>> nn.ReLU6()(torch.tensor([-1., 9.]))
    tensor([0., 6.])
    """

    def __init__(self, inplace: bool = False) -> None:
        self._set(locals())


class Hardtanh(Applied, function=F.hardtanh):
    """x limited to [min_val, max_val].

    >>> nn.Hardtanh()(torch.tensor([-3., 0.5]))
    tensor([-1.0000,  0.5000])
    """

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> None:
        self._set(locals())
        if min_val >= max_val:
            raise AssertionError(f"max_val must be larger than min_val, got {min_val} and {max_val}")


class LeakyReLU(Applied, function=F.leaky_relu):
    """x above 0, negative_slope * x below.

    >>> nn.LeakyReLU()(torch.tensor([-1., 2.]))
    tensor([-0.0100,  2.0000])
    """

    def __init__(self, negative_slope: float = 0.01, inplace: bool = False) -> None:
        self._set(locals())


class PReLU(Module):
    """`LeakyReLU` whose slope, one for all or one per channel, is learned (He et al. 2015).

    >>> nn.PReLU().weight
    Parameter containing:
    tensor([0.2500], requires_grad=True)
    """

    def __init__(
        self,
        num_parameters: int = 1,
        init: float = 0.25,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__()
        self.num_parameters, self.init = num_parameters, init
        self.weight = Parameter(full((num_parameters,), float(init), dtype=dtype, device=device))

    def forward(self, input: Tensor) -> Tensor:
        return F.prelu(input, self.weight)

    def extra_repr(self) -> str:
        return f"num_parameters={self.num_parameters}"


class ELU(Applied, function=F.elu):
    """x above 0, alpha * (exp(x) - 1) below.

    >>> nn.ELU()(torch.tensor([-1., 2.]))
    tensor([-0.6321,  2.0000])
    """

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        self._set(locals())


class CELU(Applied, function=F.celu):
    """x above 0, alpha * (exp(x / alpha) - 1) below.

    >>> nn.CELU()(torch.tensor([-1., 2.]))
    tensor([-0.6321,  2.0000])
    """

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        self._set(locals())


class SELU(Applied, function=F.selu):
    """The self-normalizing `ELU`.

    >>> nn.SELU()(torch.tensor([0., 1.]))
    tensor([0.0000, 1.0507])
    """

    def __init__(self, inplace: bool = False) -> None:
        self._set(locals())


class GELU(Applied, function=F.gelu):
    """x * Φ(x).

    >>> nn.GELU()(torch.tensor([-1., 2.]))
    tensor([-0.1587,  1.9545])
    """

    def __init__(self, approximate: str = "none") -> None:
        self._set(locals())


class SiLU(Applied, function=F.silu):
    """x * sigmoid(x), also called swish.

    >>> nn.SiLU()(torch.tensor([-1., 2.]))
    tensor([-0.2689,  1.7616])
    """

    def __init__(self, inplace: bool = False) -> None:
        self._set(locals())


class Mish(Applied, function=F.mish):
    """x * tanh(softplus(x)).

    >>> nn.Mish()(torch.tensor([-1., 2.]))
    tensor([-0.3034,  1.9440])
    """

    def __init__(self, inplace: bool = False) -> None:
        self._set(locals())


class Hardswish(Applied, function=F.hardswish, shown=""):
    """x * relu6(x + 3) / 6.

    >>> nn.Hardswish()(torch.tensor([-1., 2.]))
    tensor([-0.3333,  1.6667])
    """

    def __init__(self, inplace: bool = False) -> None:
        self._set(locals())


class Hardsigmoid(Applied, function=F.hardsigmoid, shown=""):
    """relu6(x + 3) / 6.

    >>> nn.Hardsigmoid()(torch.tensor([-1., 2.]))
    tensor([0.3333, 0.8333])
    """

    def __init__(self, inplace: bool = False) -> None:
        self._set(locals())


class Softplus(Applied, function=F.softplus):
    """log(1 + exp(beta x)) / beta: a smooth ReLU.

    >>> nn.Softplus()(torch.zeros(1))
    tensor([0.6931])
    """

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        self._set(locals())


class Threshold(Applied, function=F.threshold):
    """x where it exceeds `threshold`, elsewhere `value`.

    >>> nn.Threshold(0.5, 9.)(torch.tensor([0., 1.]))
    tensor([9., 1.])
    """

    def __init__(self, threshold: float, value: float, inplace: bool = False) -> None:
        self._set(locals())


class Hardshrink(Applied, function=F.hardshrink, shown="lambd"):
    """0 where |x| is at most `lambd`, elsewhere x.

    >>> nn.Hardshrink()(torch.tensor([-0.2, 2.]))
    tensor([0., 2.])
    """

    def __init__(self, lambd: float = 0.5) -> None:
        self._set(locals())

    def extra_repr(self) -> str:
        return f"{self.lambd}"


class Softshrink(Applied, function=F.softshrink):
    """x moved towards 0 by `lambd`.

    >>> nn.Softshrink()(torch.tensor([-0.2, 2.]))
    tensor([-0.0000,  1.5000])
    """

    def __init__(self, lambd: float = 0.5) -> None:
        self._set(locals())

    def extra_repr(self) -> str:
        return f"{self.lambd}"


class Tanhshrink(Applied, function=F.tanhshrink):
    """x - tanh(x).

    >>> nn.Tanhshrink()(torch.tensor([1.]))
    tensor([0.2384])
    """


class Softsign(Applied, function=F.softsign):
    """x / (1 + |x|).

    >>> nn.Softsign()(torch.tensor([-1., 3.]))
    tensor([-0.5000,  0.7500])
    """


class Tanh(Applied, function=F.tanh):
    """The hyperbolic tangent.

    >>> nn.Tanh()(torch.zeros(1))
    tensor([0.])
    """


class Sigmoid(Applied, function=F.sigmoid):
    """1 / (1 + exp(-x)).

    >>> nn.Sigmoid()(torch.zeros(1))
    tensor([0.5000])
    """


class LogSigmoid(Applied, function=F.logsigmoid):
    """The logarithm of `Sigmoid`.

    >>> nn.LogSigmoid()(torch.zeros(1))
    tensor([-0.6931])
    """


class GLU(Applied, function=F.glu):
    """a * sigmoid(b), with a and b the halves of x along `dim`.

    >>> nn.GLU()(torch.tensor([2., 0.]))
    tensor([1.])
    """

    def __init__(self, dim: int = -1) -> None:
        self._set(locals())


class Softmax(Applied, function=F.softmax):
    """Positive numbers that sum to 1 along `dim`.

    >>> nn.Softmax(dim=0)(torch.zeros(2))
    tensor([0.5000, 0.5000])
    """

    def __init__(self, dim: int | None = None) -> None:
        self._set(locals())


class Softmax2d(Applied, function=lambda x: F.softmax(x, -3)):
    """`Softmax` over the channels of (N, C, H, W).

    >>> nn.Softmax2d()(torch.zeros(1, 2, 1, 1)).flatten()
    tensor([0.5000, 0.5000])
    """


class Softmin(Applied, function=F.softmin):
    """`Softmax` of -x.

    >>> nn.Softmin(dim=0)(torch.zeros(2))
    tensor([0.5000, 0.5000])
    """

    def __init__(self, dim: int | None = None) -> None:
        self._set(locals())


class LogSoftmax(Applied, function=F.log_softmax):
    """The logarithm of `Softmax`.

    >>> nn.LogSoftmax(dim=0)(torch.zeros(2))
    tensor([-0.6931, -0.6931])
    """

    def __init__(self, dim: int | None = None) -> None:
        self._set(locals())
