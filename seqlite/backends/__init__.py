"""Other hardware, none of which is available, and how float32 matrices are multiplied here."""

from .._core import kernels as _kernels
from .._core import simd as _simd
from .._core.absent import absent_attribute as _refuse
from . import cuda as cuda
from . import cudnn as cudnn

mps = cuda  # asks and answers alike


def products() -> str:
    """How large float32 matrices are multiplied here: "matmul", "einsum" or "simd"; or, if simd was wanted
    and is not to be had, what is used in its place, and why.

    >>> torch.backends.products().split()[0] in ("matmul", "einsum", "simd")
    True
    """
    if _kernels.WAY != "simd" or _simd.start():
        return _kernels.WAY
    return f"einsum (no simd: {_simd.state})"


__getattr__ = _refuse("torch.backends")
