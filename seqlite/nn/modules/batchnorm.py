"""Batch and instance normalization.

Sources: Ioffe & Szegedy 2015 (batch), Ulyanov et al. 2016 (instance); PyTorch, `torch.nn.modules.batchnorm`.
"""

from __future__ import annotations

import warnings
from typing import Any, ClassVar

from ..._core import dtypes
from ..._core.creation import tensor
from ..._core.creation_filled import ones, zeros
from ..._core.tensor import Tensor
from ..._core.tensor_base import increment_version
from .. import functional as F
from ..parameter import Parameter, UninitializedBuffer, UninitializedParameter
from .module import LazyModuleMixin
from .normalization import _Normalization


class _NormBase(_Normalization):
    """Base of batch and instance normalization: parameters and running statistics."""

    _version = 2  # from which on `num_batches_tracked` is saved
    dims: ClassVar[tuple[int, ...]]
    running_mean: Tensor | None
    running_var: Tensor | None
    num_batches_tracked: Tensor | None

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track_running_stats
        kind = {"dtype": dtype, "device": device}
        self.weight = Parameter(ones(num_features, **kind)) if affine else None
        self.bias = Parameter(zeros(num_features, **kind)) if affine and bias else None
        tracked = track_running_stats
        self.register_buffer("running_mean", zeros(num_features, **kind) if tracked else None)
        self.register_buffer("running_var", ones(num_features, **kind) if tracked else None)
        self.register_buffer("num_batches_tracked", tensor(0) if tracked else None)

    def reset_running_stats(self) -> None:
        """Reset the running statistics."""
        if self.track_running_stats:
            self.running_mean.zero_()  # type: ignore[union-attr]
            self.running_var.fill_(1)  # type: ignore[union-attr]
            self.num_batches_tracked.zero_()  # type: ignore[union-attr]

    def reset_parameters(self) -> None:
        """Reset the running statistics, the scale and the shift."""
        self.reset_running_stats()
        super().reset_parameters()

    def _load_from_state_dict(
        self, state_dict: dict[str, Any], prefix: str, local_metadata: dict[str, Any], *rest: Any
    ) -> None:
        if (local_metadata.get("version") or 1) < 2 and self.track_running_stats:
            state_dict.setdefault(prefix + "num_batches_tracked", self.num_batches_tracked)
        super()._load_from_state_dict(state_dict, prefix, local_metadata, *rest)

    def _check_input_dim(self, input: Tensor) -> None:
        if input.dim() not in self.dims:
            wanted = " or ".join(f"{n}D" for n in self.dims)
            raise ValueError(f"expected {wanted} input (got {input.dim()}D input)")

    def extra_repr(self) -> str:
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"bias={self.bias is not None}, track_running_stats={self.track_running_stats}"
        )

    def _brief(self) -> str:
        return f"{type(self).__name__}({self.num_features})"


class _BatchNorm(_NormBase):
    """Channels (dimension 1) to mean 0 and variance 1, then scaled and shifted by learned numbers.

    In training by the batch's statistics, which also move `running_mean` and `running_var` by `momentum`
    (None: their plain average so far); in evaluation by those running ones.
    """

    def forward(self, input: Tensor) -> Tensor:
        self._check_input_dim(input)
        share = 0.0 if self.momentum is None else self.momentum
        tracks = self.training and self.track_running_stats
        if tracks and self.num_batches_tracked is not None:
            increment_version(self.num_batches_tracked)  # as by `add_(1)`, in a tenth of its time
            self.num_batches_tracked._array += 1
            if self.momentum is None:
                share = 1.0 / float(self.num_batches_tracked)
        return F.batch_norm(
            input,
            self.running_mean if tracks or not self.training else None,
            self.running_var if tracks or not self.training else None,
            self.weight,
            self.bias,
            self.training or self.running_mean is None,
            share,
            self.eps,
        )


class BatchNorm1d(_BatchNorm):
    """Batch normalization of (N, C) or (N, C, L). The result has the same shape. Raises `ValueError` for
    other shapes and a single value per channel in training.

    >>> nn.BatchNorm1d(3)(torch.ones(4, 3)).shape
    torch.Size([4, 3])
    """

    dims = (2, 3)

    def _wants(self, given: Tensor) -> str:
        return f"(N, {self.num_features}) or (N, {self.num_features}, L)"


class BatchNorm2d(_BatchNorm):
    """Batch normalization of (N, C, H, W). The result has the same shape. Raises `ValueError` for other
    shapes and a single value per channel in training.

    >>> nn.BatchNorm2d(3)(torch.ones(4, 3, 2, 2)).shape
    torch.Size([4, 3, 2, 2])
    """

    dims = (4,)

    def _wants(self, given: Tensor) -> str:
        return f"(N, {self.num_features}, H, W)"


class _LazyNormBase(LazyModuleMixin, _NormBase):
    """Base of the lazy normalizations."""

    def __init__(
        self,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(0, eps, momentum, affine, track_running_stats, bias=bias)
        kind = {"device": device, "dtype": dtype}
        for name, made in [*self._parameters.items(), *self._buffers.items()]:
            if made is not None and name != "num_batches_tracked":
                uninitialized = UninitializedParameter if name in self._parameters else UninitializedBuffer
                setattr(self, name, uninitialized(**kind))

    def initialize_parameters(self, input: Tensor) -> None:
        """Infer `num_features` from an input, if there is anything to make."""
        if not self.has_uninitialized_params():
            return
        self.num_features = int(input.shape[1])
        names = ("weight", "bias", "running_mean", "running_var")
        self.materialize(dict.fromkeys(names, (self.num_features,)))


class LazyBatchNorm1d(_LazyNormBase, BatchNorm1d):
    """`BatchNorm1d` that takes `num_features` from its first input, and is a `BatchNorm1d` from then on.

    Shapes and errors are those of that layer.

    >>> nn.LazyBatchNorm1d()(torch.ones(4, 3)).shape
    torch.Size([4, 3])
    """

    cls_to_become = BatchNorm1d


class LazyBatchNorm2d(_LazyNormBase, BatchNorm2d):
    """`BatchNorm2d` that takes `num_features` from its first input, and is a `BatchNorm2d` from then on.

    Shapes and errors are those of that layer.

    >>> nn.LazyBatchNorm2d()(torch.ones(4, 3, 2, 2)).shape
    torch.Size([4, 3, 2, 2])
    """

    cls_to_become = BatchNorm2d


class _InstanceNorm(_NormBase):
    """Each channel of each sample to mean 0 and variance 1; `dims` are those without and with a batch."""

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)

    def forward(self, input: Tensor) -> Tensor:
        self._check_input_dim(input)
        channel = input.dim() - self.dims[0]
        if input.shape[channel] != self.num_features:
            if self.affine:
                raise ValueError(
                    f"expected input's size at dim={channel} to match num_features ({self.num_features}), "
                    f"but got: {input.shape[channel]}."
                )
            warnings.warn(
                f"input's size at dim={channel} does not match num_features. You can silence this warning by "
                "not passing in num_features, which is not used because affine=False",
                stacklevel=2,
            )
        if channel == 0:
            return self._normalized(input.unsqueeze(0)).squeeze(0)
        return self._normalized(input)

    def _normalized(self, input: Tensor) -> Tensor:
        return F.instance_norm(
            input,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            self.training or not self.track_running_stats,
            0.0 if self.momentum is None else self.momentum,
            self.eps,
        )


class InstanceNorm1d(_InstanceNorm):
    """Instance normalization of (N, C, L) or (C, L). The result has the same shape. Raises `ValueError` for
    other shapes.

    >>> nn.InstanceNorm1d(3)(torch.ones(4, 3, 2)).shape
    torch.Size([4, 3, 2])
    """

    dims = (2, 3)


class InstanceNorm2d(_InstanceNorm):
    """Instance normalization of (N, C, H, W) or (C, H, W). The result has the same shape. Raises `ValueError`
    for other shapes.

    >>> nn.InstanceNorm2d(3)(torch.ones(4, 3, 2, 2)).shape
    torch.Size([4, 3, 2, 2])
    """

    dims = (3, 4)
