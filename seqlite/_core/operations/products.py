"""Matrix products."""

from __future__ import annotations

from typing import Any, Self

from ..graph import TensorBase
from ..ops import products
from ..record import named, record
from .arguments import tensor
from .arithmetic_rules import scaled
from .declare import Family, as_operator, composed


class Products(Family):
    """RuntimeError when shapes do not fit or types differ."""

    __slots__ = ()

    @composed()
    def matmul(input, other: TensorBase) -> Self:
        """The matrix product: vectors, matrices or stacks of matrices, whose leading dimensions broadcast.

        >>> torch.matmul(torch.ones(2, 3), torch.ones(3))
        tensor([3., 3.])
        """
        return record(products.matmul, input, tensor(other, "matmul", "other"))

    __matmul__ = as_operator(matmul)

    @composed()
    def mm(input, mat2: TensorBase) -> Self:
        """The product of two matrices.

        >>> torch.mm(torch.ones(1, 2), torch.ones(2, 1))
        tensor([[2.]])
        """
        demand(input, 2, "mm", "self")
        demand(mat2, 2, "mm", "mat2")
        return record(products.matmul, input, mat2)

    @composed()
    def bmm(input, mat2: TensorBase) -> Self:
        """The products of two equally long stacks of matrices.

        >>> torch.bmm(torch.ones(5, 2, 3), torch.ones(5, 3, 4)).shape
        torch.Size([5, 2, 4])
        """
        demand(input, 3, "bmm", "batch1")
        demand(mat2, 3, "bmm", "batch2")
        if input._array.shape[0] != mat2._array.shape[0]:
            raise RuntimeError(
                f"bmm: stacks of {input._array.shape[0]} and {mat2._array.shape[0]} matrices, wanted "
                "equally many"
            )
        return record(products.bmm, input, mat2)

    @composed()
    def mv(input, vec: TensorBase) -> Self:
        """The product of a matrix and a vector.

        >>> torch.mv(torch.ones(1, 2), torch.ones(2))
        tensor([2.])
        """
        demand(input, 2, "mv", "input")
        demand(vec, 1, "mv", "vec")
        return record(products.matmul, input, vec)

    @composed()
    def dot(input, tensor: TensorBase) -> Self:
        """The inner product of two vectors.

        >>> torch.dot(torch.tensor([1, 2]), torch.tensor([3, 4]))
        tensor(11)
        """
        demand(input, 1, "dot", "input")
        demand(tensor, 1, "dot", "tensor")
        return record(products.matmul, input, tensor)

    @composed()
    def outer(input, vec2: TensorBase) -> Self:
        """All products of elements of two vectors.

        >>> torch.outer(torch.tensor([1, 2]), torch.tensor([3, 4]))
        tensor([[3, 4],
                [6, 8]])
        """
        demand(input, 1, "outer", "input")
        demand(vec2, 1, "outer", "vec2")
        return input.reshape(-1, 1) * vec2

    @composed()
    def addmm(input, mat1: Any, mat2: Any, *, beta: float = 1, alpha: float = 1) -> Self:
        """beta * input + alpha * (mat1 @ mat2).

        >>> torch.addmm(torch.ones(1), torch.ones(1, 2), torch.ones(2, 1))
        tensor([[3.]])
        """
        demand(mat2, 2, "addmm", "mat2")
        if alpha == beta == 1 and input._array.shape == mat2._array.shape[1:]:
            return record(products.linear, mat1, mat2.t(), input)
        return named(scaled(mat1.mm(mat2), alpha) + scaled(input, beta), "AddmmBackward0")


def demand(value: Any, ndim: int, who: str, name: str) -> None:
    """Raise unless `value` is a tensor of `ndim` dimensions."""
    if tensor(value, who, name)._array.ndim != ndim:
        raise RuntimeError(f"{who}: {name} must be {ndim}D, got shape {list(value._array.shape)}")
