"""`einsum`: sums of products whose axes are named by letters."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..dtypes import combine, int64
from ..ops.rules import Array, Result, rule
from ..record import named, record
from .arguments import tensors_of
from .declare import function

Tensor = Any
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@rule("ViewBackward0", name="einsum")
def summed_products(*arrays: Array, names: tuple[str, ...], result: str) -> Result:
    """`names` are the letters of each array's axes, those of one array all different."""

    def vjp(i: int) -> Any:
        mine, shape = names[i], arrays[i].shape
        others = [*names[:i], *names[i + 1 :]]
        rest = [*arrays[:i], *arrays[i + 1 :]]

        def back(g: Array) -> Array:
            reach = set("".join(others)) | set(result)
            kept = "".join(c for c in mine if c in reach)
            slope = np.einsum(",".join([result, *others]) + "->" + kept, np.asarray(g), *rest)
            wide = slope.reshape([n if c in reach else 1 for c, n in zip(mine, shape, strict=True)])
            return np.broadcast_to(wide, shape)  # letters summed over alone

        return back

    return np.einsum(",".join(names) + "->" + result, *arrays), tuple(map(vjp, range(len(arrays))))


@function()
def einsum(equation: Any, *operands: Any) -> Tensor:
    """Sums of products named by letters, such as "ij,jk->ik": letters that the result lacks are summed over,
    one that stands twice in an operand takes its diagonal, `...` stands for axes that broadcast. Letters may
    also be numbers in a list behind each operand, and a last list for the result.

    >>> import seqlite as torch
    >>> torch.einsum("ij,j->i", torch.ones(2, 3), torch.arange(3.))
    tensor([3., 3.])
    """
    if not isinstance(equation, str):
        equation, operands = from_sublists((equation, *operands))
    given = operands[0] if len(operands) == 1 and isinstance(operands[0], (list, tuple)) else operands
    tensors = tensors_of(given, "einsum")
    terms, arrow, result = equation.replace(" ", "").partition("->")
    names = terms.split(",")
    if len(names) != len(tensors):
        raise RuntimeError(f"einsum(): {len(names)} operands in the equation, {len(tensors)} given")
    if not arrow:
        letters = "".join(names).replace(".", "")
        result = "".join(sorted(c for c in set(letters) if letters.count(c) == 1))
        result = ("..." if "..." in terms else "") + result
    names, result = spelled_out(names, result, tensors)
    parts = [with_single_letters(n, t) for n, t in zip(names, tensors, strict=True)]
    letters = "".join(name for name, _ in parts)
    summed = {c for c in letters if letters.count(c) > 1} - set(result)
    common = combine([(2 if t.ndim else 1, t.dtype) for t in tensors])
    names, tensors = checked(parts)
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
        product = record(summed_products, *tensors[:2], names=tuple(names[:2]), result=kept)
        names, tensors = [kept, *names[2:]], [product, *tensors[2:]]
    value = record(summed_products, *tensors, names=tuple(names), result=result)
    return value if summed else named(value, "MulBackward0" if len(parts) > 1 else "PermuteBackward0")


def from_sublists(args: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """The equation and the operands, from operands with a list of numbers behind each."""

    def spelled(numbers: Any) -> str:
        return "".join("..." if n is Ellipsis else LETTERS[n] for n in numbers)

    pairs = len(args) // 2 * 2
    equation = ",".join(map(spelled, args[1:pairs:2]))
    return equation + ("->" + spelled(args[-1]) if len(args) % 2 else ""), args[:pairs:2]


def spelled_out(names: list[str], result: str, tensors: list[Tensor]) -> tuple[list[str], str]:
    """The terms with a letter for each axis that `...` stands for."""
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


def with_single_letters(name: str, t: Tensor) -> tuple[str, Tensor]:
    """The term with each letter once: of one that stands twice, the diagonal."""
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


def checked(parts: list[tuple[str, Tensor]]) -> tuple[list[str], list[Tensor]]:
    """Terms and tensors whose sizes agree: axes of size 1 that meet larger ones are taken out."""
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
