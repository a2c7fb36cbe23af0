"""What PyTorch asks of complex numbers, for real ones: `conj`, `adjoint`, `angle`, `real`; and questions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..dtypes import get_default_dtype
from ..record import record
from ..rules import Array, Result, rule, saving
from .declare import METHODS, composed, function
from .views_strided import ViewsStrided

Tensor = Any  # avoids a circular import


@function(method=True, out=False)
def conj(input: Tensor) -> Tensor:
    """The complex conjugate: of real numbers, the tensor itself. Any shape.

    >>> torch.conj(torch.tensor([1., -2.]))
    tensor([ 1., -2.])
    """
    return input


@function(method=True, out=False)
def resolve_conj(input: Tensor) -> Tensor:
    """The tensor itself: real numbers are not conjugated. Any shape.

    >>> torch.resolve_conj(torch.tensor([1., -2.]))
    tensor([ 1., -2.])
    """
    return input


@function(method=True, out=False)
def resolve_neg(input: Tensor) -> Tensor:
    """The tensor itself: negative numbers are stored as such. Any shape.

    >>> torch.resolve_neg(torch.tensor([1., -2.]))
    tensor([ 1., -2.])
    """
    return input


@function(method=True, out=False)
def real(input: Tensor) -> Tensor:
    """The real part: of real numbers, the tensor itself. Any shape.

    >>> torch.real(torch.tensor([1., -2.]))
    tensor([ 1., -2.])
    """
    return input


@function(method=True, in_place=True)
def conj_physical(input: Tensor) -> Tensor:
    """The complex conjugate: of real numbers, the tensor itself. Any shape.

    >>> torch.conj_physical(torch.tensor([1., -2.]))
    tensor([ 1., -2.])
    """
    return input


@function(method=True, out=False)
def imag(input: Tensor) -> Tensor:
    """The imaginary part: RuntimeError for real numbers. Any shape.

    >>> torch.imag(torch.ones(1))
    Traceback (most recent call last):
    RuntimeError: imag is not implemented for tensors with non-complex dtypes.
    """
    raise RuntimeError("imag is not implemented for tensors with non-complex dtypes.")


@rule("AngleBackward0", promote="float")
def _angle(a: Array) -> Result:
    value = np.where(a < 0, np.asarray(math.pi, a.dtype), 0).astype(a.dtype)
    return np.where(np.isnan(a), a, value), (saving(np.zeros_like, a),)


@composed()
def angle(input: Tensor) -> Tensor:
    """The angle in the complex plane, in the shape of `input`: pi for negative numbers, else 0; integers
    become floats.

    >>> torch.angle(torch.tensor([-1., 2.]))
    tensor([3.1416, 0.0000])
    """
    return record(_angle, input if input.is_floating_point() else input.to(get_default_dtype()))


@function(method=True, out=False)
def adjoint(input: Tensor) -> Tensor:
    """The transposed matrices (..., n, m), as a view. RuntimeError for a vector.

    >>> torch.adjoint(torch.tensor([[1, 2]]))
    tensor([[1],
            [2]])
    """
    if input.ndim == 1:
        raise RuntimeError(
            "tensor.adjoint() is only supported on matrices or batches of matrices. Got 1-D tensor."
        )
    return ViewsStrided.transpose(input, -2, -1) if input.ndim else input


def of_matrix(self: Tensor) -> Tensor:
    """The transposed matrix: `adjoint` for two dimensions. RuntimeError for others."""
    if self.ndim not in (0, 2):
        raise RuntimeError(
            f"tensor.H is only supported on matrices (2-D tensors). Got {self.ndim}-D tensor."
            + (" For batches of matrices, consider using tensor.mH" if self.ndim > 2 else "")
        )
    return adjoint(self)


of_matrices: Any = property(adjoint)
METHODS["H"], METHODS["mH"] = property(of_matrix), of_matrices  # type: ignore[assignment]


@function(method=True, out=False)
def is_conj(input: Tensor) -> bool:
    """Whether the tensor is to be conjugated when it is read: no. Any shape.

    >>> torch.is_conj(torch.ones(1))
    False
    """
    return False


@function(method=True, out=False)
def is_neg(input: Tensor) -> bool:
    """Whether the tensor is to be negated when it is read: no. Any shape.

    >>> torch.is_neg(torch.ones(1))
    False
    """
    return False


@function(method=True, out=False)
def is_distributed(input: Tensor) -> bool:
    """Whether the tensor is spread over several devices: no. Any shape.

    >>> torch.is_distributed(torch.ones(1))
    False
    """
    return False


class Elsewhere:
    """Where a tensor could be, or what it could be, that does not exist here."""

    def __get__(self, tensor: Any, kind: Any = None) -> bool:
        return False


for _name in ("ipu", "maia", "mkldnn", "mps", "mtia", "nested", "sparse_csr", "vulkan", "xla", "xpu"):
    METHODS[f"is_{_name}"] = Elsewhere()  # type: ignore[assignment]


@function(method=True, out=False)
def is_nonzero(input: Tensor) -> bool:
    """Whether a tensor of one element is not zero. RuntimeError for more or none.

    >>> torch.is_nonzero(torch.tensor([0.]))
    False
    """
    return bool(input)


@function(method=True, out=False)
def is_same_size(input: Tensor, other: Tensor) -> bool:
    """Whether two tensors have the same shape.

    >>> torch.is_same_size(torch.ones(2), torch.zeros(2))
    True
    """
    return bool(input.shape == other.shape)


@function(out=False)
def get_device(input: Tensor) -> int:
    """The number of the device: -1 for the CPU. Any shape.

    >>> torch.get_device(torch.ones(1))
    -1
    """
    return -1
