"""Dropout that keeps mean and variance, dropout of volumes' channels, and normalization across channels.

Sources: PyTorch, `torch.nn.modules.dropout`, `torch.nn.modules.normalization`; Klambauer et al. 2017 (alpha),
Krizhevsky et al. 2012 (response).
"""

from __future__ import annotations

from .. import functional as F
from ..functional.dropout_alpha import cross_map_lrn2d
from .dropout import _Dropout
from .functional_module import FunctionalModule


class Dropout3d(_Dropout, function=F.dropout3d):
    """As `Dropout`, for whole channels of (N, C, D, H, W). Raises `ValueError` for `p` outside [0, 1].

    >>> nn.Dropout3d(0.2)
    Dropout3d(p=0.2, inplace=False)
    """


class AlphaDropout(_Dropout, function=F.alpha_dropout):
    """As `Dropout`, for SELU networks: mean 0 and variance 1 stay (Klambauer et al. 2017). Any shape. Raises
    `ValueError` for `p` outside [0, 1].

    >>> nn.AlphaDropout(0.2).eval()(torch.ones(2))
    tensor([1., 1.])
    """


class FeatureAlphaDropout(_Dropout, function=F.feature_alpha_dropout):
    """As `AlphaDropout`, for whole channels of (N, C, …). Raises `ValueError` for `p` outside [0, 1].

    >>> nn.FeatureAlphaDropout(0.2).eval()(torch.ones(1, 2))
    tensor([[1., 1.]])
    """


class LocalResponseNorm(
    FunctionalModule, function=F.local_response_norm, shown="{size}, alpha={alpha}, beta={beta}, k={k}"
):
    """x / (k + alpha m) ** beta, m the mean of x² over `size` neighboring channels: (N, C, …), same shape.

    >>> nn.LocalResponseNorm(1, alpha=3., beta=0.5)(torch.ones(1, 1, 1))
    tensor([[[0.5000]]])
    """

    def __init__(self, size: int, alpha: float = 0.0001, beta: float = 0.75, k: float = 1.0) -> None:
        self._set(locals())


class CrossMapLRN2d(
    FunctionalModule, function=cross_map_lrn2d, shown="{size}, alpha={alpha}, beta={beta}, k={k}"
):
    """As `LocalResponseNorm`, as old programs have it: (N, C, H, W), same shape.

    The first channel counts in all later windows, as in PyTorch. Raises `ValueError` for other shapes.

    >>> nn.CrossMapLRN2d(1, alpha=3., beta=0.5)(torch.ones(1, 1, 1, 1))
    tensor([[[[0.5000]]]])
    """

    def __init__(self, size: int, alpha: float = 0.0001, beta: float = 0.75, k: float = 1) -> None:
        self._set(locals())
