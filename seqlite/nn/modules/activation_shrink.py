"""Activation layers that draw numbers, or that know where the channels are. Source: PyTorch,
`torch.nn.modules.activation`."""

from __future__ import annotations

from ..._core.tensor import Tensor
from .. import functional as F
from .functional_module import FunctionalModule
from .module import Module


class RReLU(
    FunctionalModule, function=F.rrelu, shown="lower={lower!r}, upper={upper!r}, inplace={inplace!r}"
):
    """`LeakyReLU` whose slope is drawn from U(lower, upper) in training (Xu et al. 2015). Any shape.

    In evaluation mode, the slope is the mean of both.

    >>> nn.RReLU(0.25, 0.25).eval()(torch.tensor([-8., 2.]))
    tensor([-2.,  2.])
    """

    def __init__(self, lower: float = 1.0 / 8, upper: float = 1.0 / 3, inplace: bool = False) -> None:
        self._set(locals())

    def forward(self, input: Tensor) -> Tensor:
        return self._apply_to(input, training=self.training)  # type: ignore[no-any-return]


class Softmax2d(Module):
    """`Softmax` over the channels of (N, C, H, W) or (C, H, W). Raises `ValueError` for other shapes.

    >>> nn.Softmax2d()(torch.zeros(1, 2, 1, 1)).flatten()
    tensor([0.5000, 0.5000])
    """

    def forward(self, input: Tensor) -> Tensor:
        if input.dim() not in (3, 4):
            raise ValueError(f"Softmax2d: expected input to be 3D or 4D, got {input.dim()}D instead")
        return F.softmax(input, -3)
