"""Functions that are not methods of one tensor: joining, choosing between two, `einsum`, and questions about
types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from . import ops
from .dtypes import combine, dtype, number_dtype
from .methods.arguments import axis_of
from .tape import TensorBase, named
from .tensor import Tensor, record

__all__ = [
    "broadcast_tensors",
    "cat",
    "compile",
    "concat",
    "concatenate",
    "diag",
    "dist",
    "einsum",
    "get_num_threads",
    "hstack",
    "is_tensor",
    "logaddexp",
    "meshgrid",
    "numel",
    "result_type",
    "rsub",
    "set_num_threads",
    "stack",
    "vstack",
    "where",
]


def checked(tensors: Any, who: str) -> list[Tensor]:
    """A non-empty list of tensors."""
    if isinstance(tensors, TensorBase) or not all(isinstance(t, TensorBase) for t in tensors):
        wrong = (
            tensors
            if isinstance(tensors, TensorBase)
            else next(t for t in tensors if not isinstance(t, TensorBase))
        )
        raise TypeError(
            f"{who}(): argument 'tensors' (position 1) must be tuple of Tensors, not {type(wrong).__name__}"
        )
    return list(tensors)


def cat(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Joined along an existing dimension; the other sizes must agree. Empty 1-dimensional tensors
    join anything."""
    parts = checked(tensors, "cat")
    if not parts:
        raise ValueError("torch.cat(): expected a non-empty list of Tensors")
    first = next((t for t in parts if t._array.shape != (0,)), parts[0])._array.shape
    if not first:
        raise RuntimeError("zero-dimensional tensor (at position 0) cannot be concatenated; use torch.stack")
    axis = axis_of(dim, len(first))
    none = (*first[:axis], 0, *first[axis + 1 :])
    parts = [t.reshape(none) if t._array.shape == (0,) else t for t in parts]
    for i, part in enumerate(parts):
        shape = part._array.shape
        if len(shape) != len(first):
            raise RuntimeError(
                f"Tensors must have same number of dimensions: got {len(first)} and {len(shape)}, "
                f"shapes {list(first)} and {list(shape)}"
            )
        for d, (m, n) in enumerate(zip(first, shape, strict=True)):
            if d != axis and m != n:
                raise RuntimeError(
                    f"Sizes of tensors must match except in dimension {axis}. Expected size {m} but got size "
                    f"{n} for tensor number {i} in the list."
                )
    return record(ops.cat, *parts, axis=axis)


concat = concatenate = cat


def stack(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Joined along a new dimension; all sizes must agree."""
    parts = checked(tensors, "stack")
    if not parts:
        raise RuntimeError("stack expects a non-empty TensorList")
    shape = parts[0]._array.shape
    for i, part in enumerate(parts):
        if part._array.shape != shape:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {list(shape)} at entry 0 and "
                f"{list(part._array.shape)} at entry {i}"
            )
    return record(ops.stack, *parts, axis=axis_of(dim, len(shape) + 1))


def vstack(tensors: Sequence[Tensor]) -> Tensor:
    """Joined along the first dimension, vectors as rows."""
    return cat([t if t.ndim > 1 else t.reshape(1, -1) for t in tensors])


def hstack(tensors: Sequence[Tensor]) -> Tensor:
    """Joined along the second dimension, vectors along their only one."""
    parts = [t if t.ndim else t.reshape(1) for t in tensors]
    return cat(parts, 0 if parts[0].ndim == 1 else 1)


def where(condition: Tensor, input: Any = None, other: Any = None) -> Any:
    """`input` where the bool tensor `condition` is true, else `other`; alone, the places where it is true."""
    if input is None and other is None:
        return condition.nonzero(as_tuple=True)
    if isinstance(input, (bool, int, float)):
        input = Tensor._wrap(np.asarray(input, number_dtype(input).numpy))
    return Tensor.where(input, condition, other)


def einsum(equation: str, *operands: Any) -> Tensor:
    """Sums of products named by letters, such as "ij,jk->ik". Letters within one operand must differ."""
    tensors = checked(
        operands[0] if len(operands) == 1 and isinstance(operands[0], (list, tuple)) else operands, "einsum"
    )
    terms, arrow, result = equation.replace(" ", "").partition("->")
    names = terms.split(",")
    if "." in equation or any(len(set(n)) != len(n) for n in names):
        raise NotImplementedError(
            f"einsum({equation!r}): ellipses and repeated letters; use diagonal, sum or matmul"
        )
    if len(names) != len(tensors):
        raise RuntimeError(f"einsum(): {len(names)} operands in the equation, {len(tensors)} given")
    if not arrow:
        letters = "".join(names)
        result = "".join(sorted(c for c in set(letters) if letters.count(c) == 1))
    if len({t.dtype for t in tensors}) > 1:
        raise NotImplementedError(f"einsum() of several types, {[t.dtype for t in tensors]}: convert to one")
    known: dict[str, int] = {}
    for i, (name, t) in enumerate(zip(names, tensors, strict=True)):
        if len(name) != t.ndim:
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({len(name)}) does not match the number "
                f"of dimensions ({t.ndim}) for operand {i}"
            )
        for letter, size in zip(name, t.shape, strict=True):
            if known.setdefault(letter, size) != size:
                if 1 in (size, known[letter]):
                    raise NotImplementedError(
                        f"einsum(): {letter} has sizes {size} and {known[letter]}; expand() the smaller first"
                    )
                raise RuntimeError(
                    f"einsum(): subscript {letter} has size {size} for operand {i} which does not broadcast "
                    f"with previously seen size {known[letter]}"
                )
    return record(ops.einsum, *tensors, names=tuple(names), result=result)


def meshgrid(*tensors: Any, indexing: str = "ij") -> tuple[Tensor, ...]:
    """Grids of coordinates from vectors; `indexing` "xy" exchanges the first two dimensions."""
    parts = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)) else tensors
    return tuple(map(Tensor._wrap, np.meshgrid(*(t._array for t in parts), indexing=indexing)))  # type: ignore[call-overload]


def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """The diagonal of a matrix, or the matrix with this diagonal."""
    if input.ndim == 2:
        return input.diagonal(diagonal)
    n = input.shape[0] + abs(diagonal)
    places = np.arange(input.shape[0], dtype=np.int64)
    key = (places + max(-diagonal, 0), places + max(diagonal, 0))
    whole = Tensor._wrap(np.zeros((n, n), input._array.dtype))
    return named(record(ops.put, whole, input, key=key), "DiagEmbedBackward0")


def rsub(input: Tensor, other: Any) -> Tensor:
    """other - input."""
    return record(ops.rsub, input, other)


def dist(input: Tensor, other: Tensor, p: float = 2) -> Tensor:
    """The p-norm of the difference."""
    return named((input - other).norm(p), "DistBackward0")


def logaddexp(input: Tensor, other: Tensor) -> Tensor:
    """log(exp(input) + exp(other)) that does not overflow."""
    return named(stack(broadcast_tensors(input, other)).logsumexp(0), "LogaddexpBackward0")


def broadcast_tensors(*tensors: Tensor) -> tuple[Tensor, ...]:
    """All expanded to their common shape."""
    shape = np.broadcast_shapes(*(t._array.shape for t in tensors))
    return tuple(t.expand(shape) for t in tensors)


def result_type(tensor1: Any, tensor2: Any) -> dtype:
    """The type that an operation on the two gives."""
    pairs = []
    for t in (tensor1, tensor2):
        pairs.append(((2 if t.ndim else 1), t.dtype) if isinstance(t, Tensor) else (0, number_dtype(t)))
    return combine(pairs)


def is_tensor(obj: Any) -> bool:
    """Whether `obj` is a tensor."""
    return isinstance(obj, TensorBase)


def numel(input: Tensor) -> int:
    """The number of elements."""
    return input.numel()


def get_num_threads() -> int:
    """One: NumPy decides for itself."""
    return 1


def set_num_threads(number: int) -> None:
    """Accepted for compatibility; NumPy decides for itself."""


def compile(model: Any = None, **options: Any) -> Any:
    """Not available: NotImplementedError."""
    raise NotImplementedError(
        "torch.compile: seqlite runs eagerly; leave the call out, or run the program on PyTorch (for "
        "example in Colab)"
    )
