"""Products over chosen dimensions: `einsum`, `tensordot`, `inner`, `cross`. Distances of rows: `cdist`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..dtypes import int64, result_type
from ..record import record, with_node_name
from ..rules import Array, Result, rule, saving
from ..tensor_base import TensorBase
from .arguments import axis_of, check_tensors
from .declare import function
from .expand_repeat import broadcast_tensors
from .indexing_joining import stack

Tensor = Any  # avoids a circular import
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@rule("ViewBackward0")
def _einsum(*arrays: Array, names: tuple[str, ...], result: str) -> Result:
    """`names` are the labels of each array's axes, distinct within one array."""

    def vjp(i: int) -> Any:
        mine, shape = names[i], arrays[i].shape
        others = [*names[:i], *names[i + 1 :]]
        rest = [*arrays[:i], *arrays[i + 1 :]]

        def back(g: Array) -> Array:
            reach = set("".join(others)) | set(result)
            kept = "".join(c for c in mine if c in reach)
            grad = np.einsum(",".join([result, *others]) + "->" + kept, np.asarray(g), *rest)
            wide = grad.reshape([n if c in reach else 1 for c, n in zip(mine, shape, strict=True)])
            return np.broadcast_to(wide, shape)  # letters summed over alone

        return back

    return np.einsum(",".join(names) + "->" + result, *arrays), tuple(map(vjp, range(len(arrays))))


@function()
def einsum(equation: Any, *operands: Any) -> Tensor:
    """Sums of products named by letters, such as "ij,jk->ik": letters that the result lacks are summed over,
    one that stands twice in an operand takes its diagonal, `...` stands for axes that broadcast. Letters may
    also be numbers in a list behind each operand, and a last list for the result. RuntimeError for operands
    that do not fit.

    >>> import seqlite as torch
    >>> torch.einsum("ij,j->i", torch.ones(2, 3), torch.arange(3.))
    tensor([3., 3.])
    """
    if not isinstance(equation, str):
        equation, operands = from_sublists((equation, *operands))
    given = operands[0] if len(operands) == 1 and isinstance(operands[0], (list, tuple)) else operands
    tensors = check_tensors(given, "einsum")
    terms, arrow, result = equation.replace(" ", "").partition("->")
    names = terms.split(",")
    if len(names) != len(tensors):
        raise RuntimeError(f"einsum(): {len(names)} operands in the equation, {len(tensors)} given")
    if not arrow:
        letters = "".join(names).replace(".", "")
        result = "".join(sorted(c for c in set(letters) if letters.count(c) == 1))
        result = ("..." if "..." in terms else "") + result
    names, result = expand_ellipsis(names, result, tensors)
    parts = [take_diagonals(n, t) for n, t in zip(names, tensors, strict=True)]
    letters = "".join(name for name, _ in parts)
    summed = {c for c in letters if letters.count(c) > 1} - set(result)
    common = result_type([(2 if t.ndim else 1, t.dtype) for t in tensors])
    names, tensors = broadcast_labels(parts)
    kinds, letters = [t.dtype for t in tensors], "".join(names)
    axes = [
        c
        for name, t in zip(names, tensors, strict=True)
        for c, n in zip(name, t.shape, strict=True)
        if n != 1
    ]
    if len(set(kinds)) > 1 and any(axes.count(c) > 1 for c in summed):
        # products promote, sums of products do not, here as in PyTorch; over an axis of one it does not sum
        if all(t.numel() for t in tensors):
            raise RuntimeError(
                f"einsum(): expected operands of one type but found {kinds}: convert them, for example with "
                ".to(other.dtype)"
            )
        common = kinds[-1]  # of nothing at all, PyTorch gives zeros of the last type
    if not common.is_floating_point and any(letters.count(c) == 1 for c in set(letters) - set(result)):
        common = int64  # an axis of one operand alone is summed first, and sums of integers are int64
    tensors = [t.to(common) for t in tensors]
    while len(tensors) > 2:  # two at a time, as in PyTorch
        pair, rest = "".join(names[:2]), "".join(names[2:]) + result
        kept = "".join(c for c in dict.fromkeys(pair) if c in rest)
        product = record(_einsum, *tensors[:2], names=tuple(names[:2]), result=kept)
        names, tensors = [kept, *names[2:]], [product, *tensors[2:]]
    value = record(_einsum, *tensors, names=tuple(names), result=result)
    return (
        value if summed else with_node_name(value, "MulBackward0" if len(parts) > 1 else "PermuteBackward0")
    )


def from_sublists(args: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """Convert the sublist format, operands followed by lists of numbers, to an equation and operands."""

    def spelled(numbers: Any) -> str:
        return "".join("..." if n is Ellipsis else LETTERS[n] for n in numbers)

    pairs = len(args) // 2 * 2
    equation = ",".join(map(spelled, args[1:pairs:2]))
    return equation + ("->" + spelled(args[-1]) if len(args) % 2 else ""), args[:pairs:2]


def expand_ellipsis(names: list[str], result: str, tensors: list[Tensor]) -> tuple[list[str], str]:
    """Replace `...` by a label for each axis."""
    free = [c for c in LETTERS if c not in "".join(names) + result]
    widths = []
    for i, (name, t) in enumerate(zip(names, tensors, strict=True)):
        spare = t.ndim - len(name.replace("...", ""))
        if spare < 0 or (spare and "..." not in name):
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({len(name.replace('...', ''))}) does "
                f"not match the number of dimensions ({t.ndim}) for operand {i}"
            )
        widths.append(spare)
    whole = "".join(free[: max(widths, default=0)])
    full = [
        name.replace("...", whole[len(whole) - width :]) for name, width in zip(names, widths, strict=True)
    ]
    result = result.replace("...", whole)
    for letter in result:
        if result.count(letter) > 1 or not any(letter in name for name in full):
            raise RuntimeError(
                f"einsum(): output subscript {letter} must stand there once, and in some operand"
            )
    return full, result


def take_diagonals(name: str, t: Tensor) -> tuple[str, Tensor]:
    """Take the diagonal where a label occurs twice in one term."""
    for letter in dict.fromkeys(name):
        while name.count(letter) > 1:
            i, j = name.index(letter), name.rindex(letter)
            if t.shape[i] != t.shape[j]:
                raise RuntimeError(
                    f"einsum(): subscript {letter} is repeated for operand but the sizes don't match, "
                    f"{t.shape[j]} != {t.shape[i]}"
                )
            t = t.diagonal(0, i, j)
            name = name[:i] + name[i + 1 : j] + name[j + 1 :] + letter
    return name, t


def broadcast_labels(parts: list[tuple[str, Tensor]]) -> tuple[list[str], list[Tensor]]:
    """Drop axes of size 1 that broadcast. RuntimeError for sizes that do not fit."""
    sizes: dict[str, int] = {}
    for i, (name, t) in enumerate(parts):
        for letter, size in zip(name, t.shape, strict=True):
            known = sizes.get(letter, 1)
            if size != known and 1 not in (size, known):
                raise RuntimeError(
                    f"einsum(): subscript {letter} has size {size} for operand {i} which does not broadcast "
                    f"with previously seen size {known}"
                )
            sizes[letter] = size if known == 1 else known
    names, tensors = [], []
    for name, t in parts:
        single = [i for i, (c, n) in enumerate(zip(name, t.shape, strict=True)) if n == 1 != sizes[c]]
        for i in reversed(single):
            t, name = t.squeeze(i), name[:i] + name[i + 1 :]
        names.append(name)
        tensors.append(t)
    return names, tensors


@function()
def tensordot(a: Tensor, b: Tensor, dims: Any = 2) -> Tensor:
    """Sums of products along the last `dims` dimensions of `a` and the first of `b`, or along those in the
    two lists `dims`. RuntimeError for other sizes or types.

    >>> torch.tensordot(torch.ones(2, 3), torch.ones(3), dims=1)
    tensor([3., 3.])
    """
    if isinstance(dims, int):
        if dims < 0:
            raise RuntimeError(f"tensordot expects dims >= 0, but got dims={dims}")
        if dims > min(a.ndim, b.ndim):
            raise RuntimeError(f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}")
        dims = (list(range(a.ndim - dims, a.ndim)), list(range(dims)))
    if isinstance(dims, TensorBase):
        dims = dims.tolist()  # type: ignore[attr-defined]
    ours = [axis_of(d, a.ndim) for d in dims[0]]
    theirs = [axis_of(d, b.ndim) for d in dims[1]]
    for i, j in zip(ours, theirs, strict=True):
        if a.shape[i] != b.shape[j] and 1 not in (a.shape[i], b.shape[j]):
            raise RuntimeError(
                f"contracted dimensions need to match, but first has size {a.shape[i]} in dim {i} and second "
                f"has size {b.shape[j]} in dim {j}"
            )
    if a.dtype != b.dtype:
        raise RuntimeError(f"both inputs should have same dtype: {a.dtype} and {b.dtype}")
    for i, j in zip(ours, theirs, strict=True):  # a size of 1 broadcasts
        if a.shape[i] != b.shape[j]:
            a, b = (a, b.sum(j, keepdim=True)) if a.shape[i] == 1 else (a.sum(i, keepdim=True), b)
    rest_a = [i for i in range(a.ndim) if i not in ours]
    rest_b = [j for j in range(b.ndim) if j not in theirs]
    left = a.permute(*rest_a, *ours).reshape(math.prod(a.shape[i] for i in rest_a), -1)
    right = b.permute(*theirs, *rest_b).reshape(-1, math.prod(b.shape[j] for j in rest_b))
    return (left @ right).reshape([a.shape[i] for i in rest_a] + [b.shape[j] for j in rest_b])


@function(method=True)
def inner(input: Tensor, other: Tensor) -> Tensor:
    """Sums of products along the last dimensions of both. RuntimeError if their sizes differ.

    >>> torch.inner(torch.tensor([1, 2]), torch.tensor([3, 4]))
    tensor(11)
    """
    if not input.ndim or not other.ndim:
        return input * other
    if input.shape[-1] != other.shape[-1]:
        raise RuntimeError(
            f"inner() the last dimension must match on both input tensors but got shapes "
            f"{list(input.shape)} and {list(other.shape)}"
        )
    return tensordot(input, other, dims=([-1], [-1]))


@function(method=True)
def cross(input: Tensor, other: Tensor, dim: int | None = None) -> Tensor:
    """The cross products of vectors of three, by default along the first dimension of size 3. RuntimeError
    without one.

    >>> torch.cross(torch.tensor([1, 0, 0]), torch.tensor([0, 1, 0]), dim=0)
    tensor([0, 0, 1])
    """
    a, b = broadcast_tensors(input, other)
    if dim is None:
        dim = next((i for i, n in enumerate(a.shape) if n == 3), None)
        if dim is None:
            raise RuntimeError("no dimension of size 3 in input")
    axis = axis_of(dim, a.ndim)
    if a.shape[axis] != 3:
        raise RuntimeError(f"inputs dimension {dim} must have length 3. Got {a.shape[axis]}")
    (x1, x2, x3), (y1, y2, y3) = a.unbind(axis), b.unbind(axis)
    value = stack([x2 * y3 - x3 * y2, x3 * y1 - x1 * y3, x1 * y2 - x2 * y1], axis)
    return with_node_name(value, "LinalgCrossBackward0")


@rule("CdistBackward0", takes="f")
def _cdist(a: Array, b: Array, *, p: float) -> Result:
    """The p-norm of each row of `a` less each row of `b`; where it is 0, so is its gradient."""
    d = a[..., :, None, :] - b[..., None, :, :]
    size = np.abs(d)
    if p == 0:
        value = (d != 0).sum(-1).astype(a.dtype)
    elif math.isinf(p):
        value = size.max(-1, initial=0)
    else:
        value = np.sqrt((d * d).sum(-1)) if p == 2 else (size**p).sum(-1) ** (1 / p)

    def grad(g: Array) -> Array:
        whole = value[..., None]
        if p == 0:
            return np.zeros_like(d)
        if math.isinf(p):
            return g[..., None] * np.sign(d) * (size == whole)
        ratio = np.where(size == 0, 1, size / np.where(whole == 0, 1, whole))
        share = np.where((whole == 0) | ((size == 0) & (p < 1)), 0, ratio ** (p - 1))
        share = np.where((size == 0) & (p > 1), 0, share)
        return g[..., None] * np.sign(d) * share

    def to_second(g: Array) -> Array:
        return 0 - grad(g).sum(-3) if math.isinf(p) else -grad(g).sum(-3)  # no zero below zero

    value = value.astype(a.dtype)
    return value, (saving(lambda g: grad(g).sum(-2), a, b), saving(to_second, a, b))


@function(out=False)
def cdist(x1: Tensor, x2: Tensor, p: float = 2.0, compute_mode: str = "") -> Tensor:
    """The p-norms of the differences of each row of `x1` (…, m, d) and each row of `x2` (…, n, d): (…, m, n).
    RuntimeError otherwise, and for integers.

    >>> torch.cdist(torch.zeros(1, 2), torch.tensor([[3., 4.], [0., 1.]]))
    tensor([[5., 1.]])
    """
    if x1.ndim < 2 or x2.ndim < 2:
        raise RuntimeError("cdist only supports at least 2D tensors")
    if x1.shape[-1] != x2.shape[-1]:
        raise RuntimeError(
            f"X1 and X2 must have the same number of columns. X1: {x1.shape[-1]} X2: {x2.shape[-1]}"
        )
    for name, x in (("X1", x1), ("X2", x2)):
        if not x.dtype.is_floating_point:
            raise RuntimeError(f"cdist only supports floating-point dtypes, {name} got: {x.dtype.kind}")
    if x1.dtype != x2.dtype:
        raise RuntimeError(f"cdist: both must have the same dtype, got {x1.dtype} and {x2.dtype}")
    if p < 0:
        raise RuntimeError("cdist only supports non-negative p values")
    return record(_cdist, x1, x2, p=float(p))
