"""`torch.functional`: functions of `torch` itself that PyTorch writes in Python. Source: PyTorch,
`torch.functional`."""

from ._core.absent import absent_attribute as _refuse
from ._core.operations import derived as _f
from ._core.tensor import Tensor as Tensor
from .nn import functional as F  # noqa: F401  (here in PyTorch, too, and editors import it from here)

broadcast_tensors = _f.broadcast_tensors
cdist = _f.cdist
einsum = _f.einsum
meshgrid = _f.meshgrid
norm = _f.norm
split = _f.split
tensordot = _f.tensordot
unique = _f.unique
unique_consecutive = _f.unique_consecutive

_absent = _refuse("torch.functional")

__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
_ON_DEMAND = [
    "atleast_1d",
    "atleast_2d",
    "atleast_3d",
    "block_diag",
    "broadcast_shapes",
    "cartesian_prod",
    "chain_matmul",
    "lu",
    "unravel_index",
]


def __getattr__(name: str) -> object:
    return getattr(_f, name) if name in _ON_DEMAND else _absent(name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_ON_DEMAND})
