"""The few functions of `torch.linalg` that sequential models use."""

from __future__ import annotations

from typing import Any

from ._core.absent import refuse as _refuse
from ._core.tensor import Tensor


def vector_norm(x: Tensor, ord: float = 2, dim: Any = None, keepdim: bool = False) -> Tensor:
    """The `ord`-norm of the elements as one vector, or of those along `dim`.

    >>> torch.linalg.vector_norm(torch.tensor([3., 4.]), 1)
    tensor(7.)
    """
    return x.norm(ord, dim, keepdim)


def norm(A: Tensor, ord: Any = None, dim: Any = None, keepdim: bool = False) -> Tensor:
    """The 2-norm of the elements; of a vector, or along one `dim`, the `ord`-norm.

    >>> torch.linalg.norm(torch.tensor([3., 4.]))
    tensor(5.)
    """
    if ord not in (None, "fro") and A.ndim != 1 and not isinstance(dim, int):
        raise NotImplementedError(
            f"linalg.norm(ord={ord!r}) of a matrix: only the Frobenius norm; use vector_norm"
        )
    return A.norm("fro" if ord is None else ord, dim, keepdim)


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
__getattr__ = _refuse("torch.linalg")
