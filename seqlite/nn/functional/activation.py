"""Activation functions: each has the shape of its input. Source: PyTorch, `torch.nn.functional`."""

from __future__ import annotations

import warnings

from ..._core import dtypes, ops
from ..._core.ops import curves
from ..._core.record import record
from ..._core.tensor import Tensor
from .arguments import apply, check_tensor, into


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """max(x, 0); the slope at 0 is 0.

    >>> F.relu(torch.tensor([-1., 2.]))
    tensor([0., 2.])
    """
    check_tensor(input, "relu")
    return input.relu_() if inplace else input.relu()


def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """min(max(x, 0), 6).

    >>> F.relu6(torch.tensor([-1., 9.]))
    tensor([0., 6.])
    """
    return hardtanh(input, 0.0, 6.0, inplace)


def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Tensor:
    """x limited to [min_val, max_val], slope 0 at the limits. `ValueError` if they are swapped.

    >>> F.hardtanh(torch.tensor([-3., 0.5]))
    tensor([-1.0000,  0.5000])
    """
    if min_val > max_val:
        raise ValueError(f"min_val cannot be greater than max_val: got {min_val} and {max_val}")
    return apply(curves.hardtanh, input, inplace, low=min_val, high=max_val)


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """x above 0, negative_slope * x below.

    >>> F.leaky_relu(torch.tensor([-1., 2.]))
    tensor([-0.0100,  2.0000])
    """
    return apply(ops.leaky_relu, input, inplace, negative_slope=negative_slope)


def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """As `leaky_relu` with one learned slope, or one per channel (dimension 1) in `weight`.

    >>> F.prelu(torch.tensor([-1., 2.]), torch.tensor([0.5]))
    tensor([-0.5000,  2.0000])
    """
    check_tensor(input, "prelu")
    if input.dtype != weight.dtype:
        raise RuntimeError(
            f"prelu: Type promoting not supported. Got {input.dtype.kind} and {weight.dtype.kind}"
        )
    channels = input.shape[1] if input.dim() > 1 else 1
    if weight.numel() not in (1, channels):
        raise RuntimeError(
            f"Mismatch of parameter numbers and input channel size. Found parameter numbers = "
            f"{weight.numel()} and channel size = {channels}."
        )
    shape = [1] * input.dim()
    if input.dim() > 1:
        shape[1] = weight.numel()
    return record(curves.prelu, input, weight.reshape(shape))


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x above 0, alpha * (exp(x) - 1) below (Clevert et al. 2016).

    >>> F.elu(torch.tensor([-1., 2.]))
    tensor([-0.6321,  2.0000])
    """
    return apply(curves.elu, input, inplace, alpha=alpha)


def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """`elu` with the two constants that keep mean 0 and variance 1 (Klambauer et al. 2017).

    >>> F.selu(torch.tensor([0., 1.]))
    tensor([0.0000, 1.0507])
    """
    return apply(curves.elu, input, inplace, alpha=1.6732632423543772, scale=1.0507009873554805)


def gelu(input: Tensor, *, approximate: str = "none", out: Tensor | None = None) -> Tensor:
    """x * Φ(x), or with `approximate="tanh"` its tanh approximation (Hendrycks & Gimpel 2016).

    >>> F.gelu(torch.tensor([-1., 2.]))
    tensor([-0.1587,  1.9545])
    """
    check_tensor(input, "gelu")
    if approximate not in ("none", "tanh"):
        raise RuntimeError(f"approximate argument must be either none or tanh, got {approximate!r}.")
    return into(out, record(curves.gelu if approximate == "none" else curves.gelu_tanh, input), input, "gelu")


def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """x * sigmoid(x).

    >>> F.silu(torch.tensor([-1., 2.]))
    tensor([-0.2689,  1.7616])
    """
    return apply(curves.silu, input, inplace)


def softplus(
    input: Tensor, beta: float = 1.0, threshold: float = 20.0, *, out: Tensor | None = None
) -> Tensor:
    """log(1 + exp(beta x)) / beta; x itself where beta x exceeds `threshold`.

    >>> F.softplus(torch.zeros(1))
    tensor([0.6931])
    """
    check_tensor(input, "softplus")
    return into(out, record(curves.softplus, input, beta=beta, threshold=threshold), input, "softplus")


def tanh(input: Tensor) -> Tensor:
    """The hyperbolic tangent.

    >>> F.tanh(torch.zeros(1))
    tensor([0.])
    """
    return input.tanh()


def sigmoid(input: Tensor) -> Tensor:
    """1 / (1 + exp(-x)).

    >>> F.sigmoid(torch.zeros(1))
    tensor([0.5000])
    """
    return input.sigmoid()


def softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: dtypes.dtype | None = None
) -> Tensor:
    """exp(x) / sum exp(x) along `dim`: numbers between 0 and 1 that sum to 1.

    >>> F.softmax(torch.zeros(2), dim=0)
    tensor([0.5000, 0.5000])
    """
    dim = _implicit_dim("softmax", input) if dim is None else dim
    return input.softmax(dim, dtype)


def log_softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: dtypes.dtype | None = None
) -> Tensor:
    """log(softmax(x)) along `dim`, without overflow.

    >>> F.log_softmax(torch.zeros(2), dim=0)
    tensor([-0.6931, -0.6931])
    """
    dim = _implicit_dim("log_softmax", input) if dim is None else dim
    return input.log_softmax(dim, dtype)


def _implicit_dim(name: str, input: Tensor) -> int:
    """The dimension PyTorch picks, with its warning, when none is given."""
    warnings.warn(
        f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an "
        "argument.",
        stacklevel=4,
    )
    return 0 if input.dim() in (0, 1, 3) else 1
