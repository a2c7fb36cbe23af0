"""Dropout layers. Source: PyTorch, `torch.nn.modules.dropout`."""

from __future__ import annotations

from typing import Any

from ..._core.tensor import Tensor
from .. import functional as F
from .functional_module import FunctionalModule


class _Dropout(FunctionalModule):
    """Base of the dropout layers: the probability `p`, and whether to work in place."""

    p: float
    inplace: bool

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        self._set(locals())
        if not 0 <= p <= 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")

    def forward(self, input: Tensor) -> Any:
        return self._function(input, self.p, self.training, self.inplace)

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_Dropout, function=F.dropout):
    """In training mode, zeroes each element with probability `p` and divides the others by 1 - p.

    In evaluation mode (`model.eval()`) it gives back its input. The result has the shape of the input. Raises
    `ValueError` for `p` outside [0, 1].

    >>> nn.Dropout(0.2).eval()(torch.ones(2))
    tensor([1., 1.])
    """


class Dropout1d(_Dropout, function=F.dropout1d):
    """As `Dropout`, for whole channels of (N, C, L). Raises `ValueError` for `p` outside [0, 1].

    >>> nn.Dropout1d(0.2)
    Dropout1d(p=0.2, inplace=False)
    """


class Dropout2d(_Dropout, function=F.dropout2d):
    """As `Dropout`, for whole channels of (N, C, H, W). Raises `ValueError` for `p` outside [0, 1].

    >>> nn.Dropout2d(0.2)
    Dropout2d(p=0.2, inplace=False)
    """
