"""Products that are added to something, and of several matrices: `addmv`, `baddbmm`, `kron`."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from ..record import drop_base, record, with_node_name
from .declare import IN_PLACE, function, in_place_form
from .in_place import _zero
from .indexing_joining import cat
from .linalg_products import LinalgProducts
from .pointwise_arithmetic import mul_number

Tensor = Any  # avoids a circular import


IN_PLACE["addmm_"] = in_place_form(LinalgProducts.addmm)


def add_weighted(input: Tensor, product: Tensor, beta: float, alpha: float) -> Tensor:
    """beta * input + alpha * product; with a `beta` of 0, nan in the input does not count."""
    if beta == 0:
        return mul_number(product, alpha) + record(_zero, input, value=0)
    return mul_number(product, alpha) + mul_number(input, beta)


@function(method=True, in_place=True)
def addmv(input: Tensor, mat: Tensor, vec: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta * input + alpha * (mat @ vec): (n,), (n, m) and (m,) give (n,).

    >>> torch.addmv(torch.ones(2), torch.ones(2, 3), torch.ones(3))
    tensor([4., 4.])
    """
    return with_node_name(add_weighted(input, mat.mv(vec), beta, alpha), "AddmvBackward0")


@function(method=True, in_place=True)
def addr(input: Tensor, vec1: Tensor, vec2: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta * input + alpha * outer(vec1, vec2): (n, m), (n,) and (m,) give (n, m).

    >>> torch.addr(torch.zeros(1, 2), torch.ones(1), torch.ones(2))
    tensor([[1., 1.]])
    """
    return with_node_name(add_weighted(input, vec1.outer(vec2), beta, alpha), "AddrBackward0")


def check_stacks(who: str, batch1: Tensor, batch2: Tensor) -> None:
    """Raise RuntimeError unless both have three dimensions; IndexError if neither has."""
    if batch1.ndim == batch2.ndim == 2:
        raise IndexError(f"{who}: Dimension out of range: wanted 3D tensors, got two of 2 dimensions")
    for name, batch in (("batch1", batch1), ("batch2", batch2)):
        if batch.ndim != 3:
            raise RuntimeError(f"{who}: {name} must be a 3D tensor, got shape {list(batch.shape)}")


@function(method=True, in_place=True)
def baddbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta * input + alpha * bmm(batch1, batch2): (b, n, k) and (b, k, m) give (b, n, m), to which the input
    is broadcast.

    >>> torch.baddbmm(torch.zeros(1, 1, 1), torch.ones(1, 1, 2), torch.ones(1, 2, 1))
    tensor([[[2.]]])
    """
    check_stacks("baddbmm", batch1, batch2)
    return with_node_name(add_weighted(input, batch1.bmm(batch2), beta, alpha), "BaddbmmBackward0")


@function(method=True, in_place=True)
def addbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta * input + alpha * the sum of bmm(batch1, batch2) over the batch: (n, m).

    >>> torch.addbmm(torch.zeros(1, 1), torch.ones(2, 1, 2), torch.ones(2, 2, 1))
    tensor([[4.]])
    """
    check_stacks("addbmm", batch1, batch2)
    return with_node_name(add_weighted(input, batch1.bmm(batch2).sum(0), beta, alpha), "AddbmmBackward0")


@function(method=True)
def kron(input: Tensor, other: Tensor) -> Tensor:
    """Kronecker's product: a copy of `other`, times each element of `input`; sizes are multiplied. Any two
    shapes.

    >>> torch.kron(torch.tensor([1, 2]), torch.tensor([1, 10]))
    tensor([ 1, 10,  2, 20])
    """
    n = max(input.ndim, other.ndim)
    # As PyTorch's, these views count changes by themselves: one before backward is not noticed.
    a = drop_base(input.reshape((1,) * (n - input.ndim) + tuple(input.shape)))
    b = drop_base(other.reshape((1,) * (n - other.ndim) + tuple(other.shape)))
    wide = a.reshape([k for m in a.shape for k in (m, 1)]) * b.reshape([k for m in b.shape for k in (1, m)])
    shape = [p * q for p, q in zip(a.shape, b.shape, strict=True)]
    return drop_base(with_node_name(wide.reshape(shape), "UnsafeViewBackward0"))


@function(method=True)
def vdot(input: Tensor, other: Tensor) -> Tensor:
    """The inner product of two vectors, as `dot` for real numbers.

    >>> torch.vdot(torch.tensor([1, 2]), torch.tensor([3, 4]))
    tensor(11)
    """
    return with_node_name(input.dot(other), "VdotBackward0")


@function(method=True)
def ger(input: Tensor, vec2: Tensor) -> Tensor:
    """As `outer`.

    (m,) and (n,) → (m, n).

    >>> torch.ger(torch.tensor([1, 2]), torch.tensor([3, 4]))
    tensor([[3, 4],
            [6, 8]])
    """
    return input.outer(vec2)


def cheapest_order(sizes: list[int]) -> list[list[int]]:
    """Where to split each product of matrices i to j (Cormen et al., Introduction to Algorithms, 15.2)."""
    n = len(sizes) - 1
    cost = [[0.0] * n for _ in range(n)]
    split = [[0] * n for _ in range(n)]
    for length in range(1, n):
        for i in range(n - length):
            j = i + length
            costs = [
                cost[i][k] + cost[k + 1][j] + sizes[i] * sizes[k + 1] * sizes[j + 1] for k in range(i, j)
            ]
            cost[i][j] = min(costs)
            split[i][j] = i + costs.index(cost[i][j])
    return split


def chain(tensors: list[Tensor]) -> Tensor:
    """The product of matrices, in the order that needs the fewest multiplications."""
    split = cheapest_order([tensors[0].shape[0], *(t.shape[1] for t in tensors)])

    def product(i: int, j: int) -> Tensor:
        return tensors[i] if i == j else product(i, split[i][j]).mm(product(split[i][j] + 1, j))

    return product(0, len(tensors) - 1)


@function(out=False)
def chain_matmul(*matrices: Tensor) -> Tensor:
    """The product of several matrices: PyTorch, too, wants `torch.linalg.multi_dot` in its place.

    RuntimeError for tensors of other than 2 dimensions.

    >>> torch.chain_matmul(torch.ones(1, 2), torch.ones(2, 3), torch.ones(3, 1))
    tensor([[6.]])
    """
    several = list(matrices[0]) if len(matrices) == 1 and not hasattr(matrices[0], "ndim") else list(matrices)
    for t in several:
        if t.ndim != 2:
            raise RuntimeError(f"Tensor dimension is {t.ndim}, expected 2 instead.")
    return chain(several) if len(several) > 1 else several[0]


@function(namespace="linalg")
def multi_dot(tensors: Any) -> Tensor:
    """The product of several matrices, in the order that needs the fewest multiplications; the first and the
    last may be vectors. RuntimeError for fewer than two.

    >>> torch.linalg.multi_dot([torch.ones(1, 2), torch.ones(2, 3), torch.ones(3, 1)])
    tensor([[6.]])
    """
    if len(tensors) < 2:
        raise RuntimeError(f"multi_dot(): expected at least 2 tensors but got {len(tensors)}")
    several = list(tensors)
    for place, t in enumerate(several):
        ends = (1, 2) if place in (0, len(several) - 1) else (2,)
        if t.ndim not in ends:
            raise RuntimeError(
                f"multi_dot(): the {place}-th tensor must be {' or '.join(f'{n}D' for n in ends)} but got "
                f"{t.ndim}D"
            )
    row, column = several[0].ndim == 1, several[-1].ndim == 1
    several[0] = several[0].unsqueeze(0) if row else several[0]
    several[-1] = several[-1].unsqueeze(1) if column else several[-1]
    for a, b in pairwise(several):
        if a.shape[1] != b.shape[0]:
            raise RuntimeError(
                f"multi_dot(): tensors of shapes {list(a.shape)} and {list(b.shape)} cannot be multiplied"
            )
    value = chain(several)
    value = value.squeeze(0) if row else value
    return with_node_name(value.squeeze(-1) if column else value, "ViewBackward0")


@function(namespace="linalg")
def vecdot(x: Tensor, y: Tensor, *, dim: int = -1) -> Tensor:
    """The inner products of vectors along `dim`; the other dimensions broadcast.

    >>> torch.linalg.vecdot(torch.ones(2, 3), torch.ones(3))
    tensor([3., 3.])
    """
    return (x * y).sum(dim)


@function(namespace="linalg", out=False)
def vander(x: Tensor, *, N: int | None = None) -> Tensor:
    """The powers of each element, the lowest first, along a new last dimension of `N`, by default as many as
    elements. RuntimeError for an `N` below 2.

    >>> torch.linalg.vander(torch.tensor([1, 2, 3]))
    tensor([[1, 1, 1],
            [1, 2, 4],
            [1, 3, 9]])
    """
    if N is not None and N < 2:
        raise RuntimeError(f"N must be greater than 1, got {N}")
    further = (x.shape[-1] if N is None else N) - 1
    ones = x.new_ones(*x.shape, 1)
    powers = x.unsqueeze(-1).expand(*x.shape, further).cumprod(-1)
    return cat([ones, powers], -1)
