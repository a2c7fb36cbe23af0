"""Matrix products. Those of two dimensions go through the kernels; weights are stored (out, in), as PyTorch
does."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from .. import kernels
from ..dtypes import from_numpy_dtype
from ..record import record, with_node_name
from ..rules import NUMERIC, Array, Result, rule
from ..tensor_base import TensorBase
from .arguments import check_tensor
from .declare import Family, as_operator, composed
from .pointwise_arithmetic import mul_number


def linear_node(x: Array, w: Array, b: Array | None = None) -> str:
    """The name of the last of the nodes that PyTorch builds for a linear layer."""
    if x.ndim == 2:
        return "MmBackward0" if b is None else "AddmmBackward0"
    if b is not None:
        return "ViewBackward0"
    return "SqueezeBackward4" if x.ndim == 1 else "UnsafeViewBackward0"


@rule(linear_node, takes=NUMERIC)
def _linear(x: Array, w: Array, b: Array | None = None) -> Result:
    """x (..., in) times w (out, in) transposed, plus b (out,)."""
    dims, kind = x.ndim, x.dtype
    if dims == 0 or w.ndim != 2 or x.shape[-1] != w.shape[1] or w.dtype != kind:
        raise linear_error(x, w, b)
    if b is not None and (b.shape != (len(w),) or b.dtype != kind):
        raise linear_error(x, w, b)
    product = kernels.product
    flat = x if dims == 2 else x.reshape(-1, x.shape[-1])
    value = product(flat, w.T)
    if b is not None:
        value += b
    if dims == 2:
        return value, (lambda g: product(g, w), lambda g: product(g.T, x), lambda g: np.add.reduce(g))
    shape, outs = x.shape, len(w)
    value = value.reshape(*shape[:-1], outs)

    def rows(g: Array) -> Array:
        return g.reshape(-1, outs)

    return value, (
        lambda g: product(rows(g), w).reshape(shape),
        lambda g: product(rows(g).T, flat),
        lambda g: np.add.reduce(rows(g)),
    )


def linear_error(x: Array, w: Array, b: Array | None) -> RuntimeError:
    """The error for wrong arguments of `linear`, in PyTorch's words and in plain ones."""
    if x.ndim == 0 or w.ndim != 2:
        return RuntimeError(
            f"both arguments to linear need to be at least 1D, but they are {x.ndim}D and {w.ndim}D: "
            "wanted an input (..., in_features) and a weight (out_features, in_features)"
        )
    if x.shape[-1] != w.shape[1]:
        rows = x.size // x.shape[-1] if x.shape[-1] else 0
        return RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({rows}x{x.shape[-1]} and "
            f"{w.shape[1]}x{w.shape[0]}): "
            f"the input's last dimension is {x.shape[-1]}, the weight wants in_features={w.shape[1]}"
        )
    if x.dtype != w.dtype:
        if b is None:
            return dtype_mismatch(x, w.T)
        kinds = f"{kind_of(x)} and {kind_of(w)}"
        return RuntimeError(f"mat1 and mat2 must have the same dtype, but got {kinds}{CONVERT}")
    if b is not None and b.dtype != x.dtype:
        kinds = f"{kind_of(b)} and {kind_of(x)}"
        return RuntimeError(
            f"self and mat2 must have the same dtype, but got {kinds} (bias and input){CONVERT}"
        )
    return RuntimeError(f"linear(): bias of shape {[] if b is None else list(b.shape)}, wanted [{len(w)}]")


CONVERT = "; convert one of them, for example with .float() or .to(other.dtype)"


def kind_of(array: Array) -> str:
    """PyTorch's name of the array's type in messages."""
    return from_numpy_dtype(array.dtype).kind


def dtype_mismatch(a: Array, b: Array) -> RuntimeError:
    """The error for different dtypes: like PyTorch, matrix products do not promote."""
    one, other = kind_of(a), kind_of(b)
    if b.ndim > 2:
        words = f"expected scalar type {one} but found {other}"
    elif b.ndim == 2:
        names = " != ".join(from_numpy_dtype(array.dtype).c_name for array in (a, b))
        words = f"expected m1 and m2 to have the same dtype, but got: {names}"
    elif a.ndim > 1:
        words = f"addmv input tensors must have the same dtype, but got {other}, {one}, and {other}"
    else:
        words = f"dot : expected both vectors to have same dtype, but found {one} and {other}"
    return RuntimeError(f"{words}{CONVERT}")


def matmul_node(a: Array, b: Array) -> str:
    """The name of the node, which depends on the dimensions."""
    if a.ndim == 1:
        return "DotBackward0" if b.ndim == 1 else "SqueezeBackward4"
    if b.ndim == 1:
        return "MvBackward0" if a.ndim == 2 else "UnsafeViewBackward0"
    return "MmBackward0" if a.ndim == b.ndim == 2 else "UnsafeViewBackward0"


@rule(matmul_node, takes=NUMERIC)
def _matmul(a: Array, b: Array) -> Result:
    """As NumPy: vectors gain a dimension, which is dropped at the end; leading dimensions broadcast."""
    if a.dtype != b.dtype:
        raise dtype_mismatch(a, b)
    if a.ndim == 2 and b.ndim == 2:
        if a.shape[1] != b.shape[0]:
            raise RuntimeError(
                f"mat1 and mat2 shapes cannot be multiplied ({a.shape[0]}x{a.shape[1]} and "
                f"{b.shape[0]}x{b.shape[1]})"
            )
        return kernels.product(a, b), (lambda g: kernels.product(g, b.T), lambda g: kernels.product(a.T, g))
    if a.ndim == 0 or b.ndim == 0:
        raise RuntimeError(
            f"both arguments to matmul need to be at least 1D, but they are {a.ndim}D and {b.ndim}D"
        )
    if a.shape[-1] != b.shape[max(b.ndim - 2, 0)]:
        raise RuntimeError(
            f"size mismatch: cannot multiply shapes {list(a.shape)} and {list(b.shape)}: the last dimension "
            f"of the first ({a.shape[-1]}) meets dimension {max(b.ndim - 2, 0)} of the second "
            f"({b.shape[max(b.ndim - 2, 0)]})"
        )

    row, column = a.ndim == 1, b.ndim == 1

    def whole(g: Array) -> Array:
        g = np.expand_dims(g, -1) if column else np.asarray(g)
        return np.expand_dims(g, -2) if row else g

    def to_left(g: Array) -> Array:
        right = b[:, None] if column else b
        grad = np.matmul(whole(g), right.swapaxes(-1, -2))
        return grad[..., 0, :] if row else grad

    def to_right(g: Array) -> Array:
        left = a[None, :] if row else a
        grad = np.matmul(left.swapaxes(-1, -2), whole(g))
        return grad[..., 0] if column else grad

    return np.matmul(a, b), (to_left, to_right)


_bmm = rule("BmmBackward0", takes=NUMERIC, name="bmm")(_matmul.forward)


class LinalgProducts(Family):
    """RuntimeError when shapes do not fit or types differ."""

    __slots__ = ()

    @composed()
    def matmul(input, other: TensorBase) -> Self:
        """The matrix product: vectors, matrices or stacks of matrices, whose leading dimensions broadcast.

        >>> torch.matmul(torch.ones(2, 3), torch.ones(3))
        tensor([3., 3.])
        """
        return record(_matmul, input, check_tensor(other, "matmul", "other"))

    __matmul__ = as_operator(matmul)

    @composed()
    def mm(input, mat2: TensorBase) -> Self:
        """The product of two matrices.

        >>> torch.mm(torch.ones(1, 2), torch.ones(2, 1))
        tensor([[2.]])
        """
        check_ndim(input, 2, "mm", "self")
        check_ndim(mat2, 2, "mm", "mat2")
        return record(_matmul, input, mat2)

    @composed()
    def bmm(input, mat2: TensorBase) -> Self:
        """The products of two equally long stacks of matrices.

        (b, m, k) and (b, k, n) → (b, m, n). RuntimeError for other shapes and different types.

        >>> torch.bmm(torch.ones(5, 2, 3), torch.ones(5, 3, 4)).shape
        torch.Size([5, 2, 4])
        """
        check_ndim(input, 3, "bmm", "batch1")
        check_ndim(mat2, 3, "bmm", "batch2")
        if input._array.shape[0] != mat2._array.shape[0]:
            raise RuntimeError(
                f"bmm: stacks of {input._array.shape[0]} and {mat2._array.shape[0]} matrices, wanted "
                "equally many"
            )
        return record(_bmm, input, mat2)

    @composed()
    def mv(input, vec: TensorBase) -> Self:
        """The product of a matrix and a vector.

        >>> torch.mv(torch.ones(1, 2), torch.ones(2))
        tensor([2.])
        """
        check_ndim(input, 2, "mv", "input")
        check_ndim(vec, 1, "mv", "vec")
        return record(_matmul, input, vec)

    @composed()
    def dot(input, tensor: TensorBase) -> Self:
        """The inner product of two vectors.

        >>> torch.dot(torch.tensor([1, 2]), torch.tensor([3, 4]))
        tensor(11)
        """
        check_ndim(input, 1, "dot", "input")
        check_ndim(tensor, 1, "dot", "tensor")
        return record(_matmul, input, tensor)

    @composed()
    def outer(input, vec2: TensorBase) -> Self:
        """All products of elements of two vectors.

        >>> torch.outer(torch.tensor([1, 2]), torch.tensor([3, 4]))
        tensor([[3, 4],
                [6, 8]])
        """
        check_ndim(input, 1, "outer", "input")
        check_ndim(vec2, 1, "outer", "vec2")
        return input.reshape(-1, 1) * vec2

    @composed()
    def addmm(input, mat1: Any, mat2: Any, *, beta: float = 1, alpha: float = 1) -> Self:
        """beta * input + alpha * (mat1 @ mat2).

        (m, k) and (k, n) → (m, n), to which the input broadcasts. RuntimeError for other shapes and different
        types.

        >>> torch.addmm(torch.ones(1), torch.ones(1, 2), torch.ones(2, 1))
        tensor([[3.]])
        """
        check_ndim(mat2, 2, "addmm", "mat2")
        if alpha == beta == 1 and input._array.shape == mat2._array.shape[1:]:
            return record(_linear, mat1, mat2.t(), input)
        return with_node_name(mul_number(mat1.mm(mat2), alpha) + mul_number(input, beta), "AddmmBackward0")


def check_ndim(value: Any, ndim: int, who: str, name: str) -> None:
    """Raise unless `value` is a tensor of `ndim` dimensions."""
    if check_tensor(value, who, name)._array.ndim != ndim:
        raise RuntimeError(f"{who}: {name} must be {ndim}D, got shape {list(value._array.shape)}")
