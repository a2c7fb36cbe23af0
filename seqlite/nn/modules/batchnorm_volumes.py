"""Batch and instance normalization of volumes, and the lazy forms of instance normalization.

Source: PyTorch, `torch.nn.modules.batchnorm`, `torch.nn.modules.instancenorm`.
"""

from __future__ import annotations

from typing import Any

from ..._core import dtypes
from ..._core.tensor import Tensor
from .batchnorm import InstanceNorm1d, InstanceNorm2d, _BatchNorm, _InstanceNorm, _LazyNormBase
from .module import Module


class BatchNorm3d(_BatchNorm):
    """Batch normalization of (N, C, D, H, W), per channel; same shape. Raises `ValueError` for other shapes
    and a single value per channel in training.

    >>> nn.BatchNorm3d(3)(torch.ones(4, 3, 2, 2, 2)).shape
    torch.Size([4, 3, 2, 2, 2])
    """

    dims = (5,)

    def _wants(self, given: Tensor) -> str:
        return f"(N, {self.num_features}, D, H, W)"


class LazyBatchNorm3d(_LazyNormBase, BatchNorm3d):
    """`BatchNorm3d` that takes `num_features` from its first input, and is a `BatchNorm3d` from then on.

    Shapes and errors are those of that layer.

    >>> nn.LazyBatchNorm3d()(torch.ones(4, 3, 2, 2, 2)).shape
    torch.Size([4, 3, 2, 2, 2])
    """

    cls_to_become = BatchNorm3d


class SyncBatchNorm(_BatchNorm):
    """Batch normalization of (N, C, …) over all processes, of which there is one here: same shape.

    Raises `ValueError` for fewer than 2 dimensions.

    >>> nn.SyncBatchNorm(3)(torch.ones(4, 3, 2)).shape
    torch.Size([4, 3, 2])
    """

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        process_group: Any = None,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)
        self.process_group = process_group

    def _check_input_dim(self, input: Tensor) -> None:
        if input.dim() < 2:
            raise ValueError(f"expected at least 2D input (got {input.dim()}D input)")
        if input.size(1) == 0:
            raise ValueError("SyncBatchNorm number of input channels should be non-zero")

    @classmethod
    def convert_sync_batchnorm(cls, module: Module, process_group: Any = None) -> Module:
        """The model with `SyncBatchNorm` in place of each batch norm, with the same tensors."""
        made = module
        if isinstance(module, _BatchNorm):
            made = SyncBatchNorm(
                module.num_features,
                module.eps,
                module.momentum,
                module.affine,
                module.track_running_stats,
                process_group,
                bias=module.bias is not None,
            )
            for name in ("weight", "bias", "running_mean", "running_var", "num_batches_tracked"):
                setattr(made, name, getattr(module, name))
            made.training = module.training
        for name, child in module.named_children():
            made.add_module(name, cls.convert_sync_batchnorm(child, process_group))
        return made


class InstanceNorm3d(_InstanceNorm):
    """Instance normalization of (N, C, D, H, W) or (C, D, H, W); same shape. Raises `ValueError` for other
    shapes.

    >>> nn.InstanceNorm3d(3)(torch.ones(4, 3, 2, 2, 2)).shape
    torch.Size([4, 3, 2, 2, 2])
    """

    dims = (4, 5)


class LazyInstanceNorm1d(_LazyNormBase, InstanceNorm1d):
    """`InstanceNorm1d` that takes `num_features` from its first input, and is one from then on.

    Shapes and errors are those of that layer.

    >>> nn.LazyInstanceNorm1d()(torch.ones(4, 3, 2)).shape
    torch.Size([4, 3, 2])
    """

    cls_to_become = InstanceNorm1d


class LazyInstanceNorm2d(_LazyNormBase, InstanceNorm2d):
    """`InstanceNorm2d` that takes `num_features` from its first input, and is one from then on.

    Shapes and errors are those of that layer.

    >>> nn.LazyInstanceNorm2d()(torch.ones(4, 3, 2, 2)).shape
    torch.Size([4, 3, 2, 2])
    """

    cls_to_become = InstanceNorm2d


class LazyInstanceNorm3d(_LazyNormBase, InstanceNorm3d):
    """`InstanceNorm3d` that takes `num_features` from its first input, and is one from then on.

    Shapes and errors are those of that layer.

    >>> nn.LazyInstanceNorm3d()(torch.ones(4, 3, 2, 2, 2)).shape
    torch.Size([4, 3, 2, 2, 2])
    """

    cls_to_become = InstanceNorm3d
