"""CUDA, and as `torch.backends.mps` Apple's GPUs: neither is available."""

from types import SimpleNamespace as _SimpleNamespace

from .._core.absent import absent_attribute as _refuse

# What programs set for GPUs, without effect here.
matmul = _SimpleNamespace(
    allow_tf32=False,
    allow_fp16_accumulation=False,
    allow_fp16_reduced_precision_reduction=True,
    allow_bf16_reduced_precision_reduction=True,
    fp32_precision="none",
)


def is_available() -> bool:
    """Return False."""
    return False


def is_built() -> bool:
    """Return False."""
    return False


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
__getattr__ = _refuse("torch.backends.cuda")
