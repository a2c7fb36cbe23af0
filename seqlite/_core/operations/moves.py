"""Operations that move elements about: views, indexing, joining. Axes arrive here checked and
non-negative."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from ..dtypes import converted
from ..ops.layouts import has_channels_last, laid
from ..ops.rules import Array, Result, holding, rule

Key = Any  # what NumPy takes between brackets


def back_at(shape: tuple[int, ...], key: Key, again: bool = False) -> Any:
    """The rule of what picks elements: the gradient goes back to `key` of an array of `shape`; with `again`,
    elements may have been picked more than once."""

    def back(g: Array) -> Array:
        whole = np.zeros(shape, g.dtype)
        if again:
            np.add.at(whole, key, g)
        else:
            whole[key] = g
        return whole

    return back


def viewed(node: str) -> Any:
    """A reshape under another of the names that PyTorch has for it."""

    def reshape(a: Array, *, shape: tuple[int, ...]) -> Result:
        before = a.shape
        return a.reshape(shape), (lambda g: g.reshape(before),)

    return rule(node, view=True)(reshape)


reshape = viewed("ViewBackward0")
reshape_copy = viewed("UnsafeViewBackward0")
squeeze_all = viewed("SqueezeBackward0")
squeeze = viewed("SqueezeBackward1")
unsqueeze = viewed("UnsqueezeBackward0")


def permuted(node: str) -> Any:
    """A permutation of the axes under one of PyTorch's names for it."""

    def permute(a: Array, *, axes: tuple[int, ...]) -> Result:
        return a.transpose(axes), (lambda g: g.transpose(np.argsort(axes)),)

    return rule(node, view=True)(permute)


permute = permuted("PermuteBackward0")
transpose = permuted("TransposeBackward0")
t = permuted("TBackward0")


@rule("BackwardHookFunctionBackward", view=True)
def passed_on(a: Array) -> Result:
    """The same elements."""
    return a[...], (lambda g: g,)


@rule("ExpandBackward0", view=True)
def expand(a: Array, *, shape: tuple[int, ...]) -> Result:
    if 1 in shape:
        wide = as_strided(a, shape, expanded_strides(a, shape), writeable=a.flags.writeable)
    else:
        wide = np.broadcast_to(a, shape)
        wide.flags.writeable = a.flags.writeable
    return wide, (lambda g: g,)  # the caller sums what was broadcast


def expanded_strides(a: Array, shape: tuple[int, ...]) -> list[int]:
    """PyTorch's strides: 0 for what is repeated, and for new dimensions of size 1 as if they were not new."""
    if not a.ndim:
        return [0] * len(shape)
    spare = len(shape) - a.ndim
    strides = [s if n == wide else 0 for s, n, wide in zip(a.strides, a.shape, shape[spare:], strict=True)]
    for i in reversed(range(spare)):
        strides.insert(0, strides[0] * shape[i + 1] if shape[i] == 1 else 0)
    return strides


def basic_index(node: str, view: bool) -> Any:
    """Basic indexing (integers, slices, None, Ellipsis): every element is picked once at most."""

    def pick(a: Array, *, key: Key) -> Result:
        value = a[key]
        if value.__class__ is not np.ndarray:  # NumPy gives a number; this gives a view without dimensions
            value = a[(*(key if isinstance(key, tuple) else (key,)), ...)]
        return value, (back_at(a.shape, key),)

    return rule(node, view=view)(pick)


select = basic_index("SelectBackward0", True)
slice_ = basic_index("SliceBackward0", True)
newaxis = basic_index("UnsqueezeBackward0", True)
alias = basic_index("AliasBackward0", True)
unbind = basic_index("UnbindBackward0", True)
split = basic_index("SplitBackward0", True)


@rule("UnfoldBackward0", view=True)
def windows(a: Array, *, axis: int, size: int, step: int) -> Result:
    """Windows along `axis`, `step` apart, with their elements along a new last axis."""

    def of(array: Array, writeable: bool) -> Array:
        whole = np.lib.stride_tricks.sliding_window_view(array, size, axis, writeable=writeable)
        return whole[(*(slice(None),) * axis, slice(None, None, step))]

    shape = a.shape

    def back(g: Array) -> Array:
        slope = np.zeros(math.prod(shape), g.dtype)
        places = np.arange(slope.size, dtype=np.int64).reshape(shape)
        np.add.at(slope, of(places, False), g)
        return slope.reshape(shape)

    return of(a, a.flags.writeable), (back,)


@rule("DiagonalBackward0", view=True)
def diagonal(a: Array, *, offset: int, axes: tuple[int, int]) -> Result:
    """The diagonals over two axes, along a new last one."""

    def of(array: Array) -> Array:
        lines = np.diagonal(array, offset, *axes)
        lines.setflags(write=array.flags.writeable)
        return lines

    shape = a.shape

    def back(g: Array) -> Array:
        whole = np.zeros(shape, g.dtype)
        of(whole)[...] = g
        return whole

    return of(a), (back,)


@rule("IndexBackward0")
def index(a: Array, *, key: Key) -> Result:
    """Indexing by arrays, which may pick an element more than once."""

    return a[key], (back_at(a.shape, key, again=True),)


@rule("CopySlices")
def put(a: Array, value: Array, *, key: Key) -> Result:
    """`a` with `value` at `key`."""
    changed = np.array(a)
    changed[key] = value

    def to_rest(g: Array) -> Array:
        rest = np.array(g)
        rest[key] = 0
        return rest

    return changed, (to_rest, lambda g: np.asarray(g[key]))


@rule("IndexSelectBackward0")
def index_select(a: Array, *, index: Array, axis: int) -> Result:
    key = (*(slice(None),) * axis, index)
    return a.take(index, axis), (back_at(a.shape, key, again=True),)


def along(index: Array, axis: int) -> tuple[Array, ...]:
    """The key that picks `index` along `axis` and every element's own place along the others."""
    grid = np.ogrid[tuple(slice(n) for n in index.shape)]
    return (*grid[:axis], index, *grid[axis + 1 :])


@rule("GatherBackward0")
def gather(a: Array, *, index: Array, axis: int) -> Result:
    key = along(index, axis)
    return laid(a[key], False), (holding(back_at(a.shape, key, again=True), a),)


@rule("ScatterBackward0")
def scatter(a: Array, source: Array, *, index: Array, axis: int) -> Result:
    """`a` with `source` written where `index` says; the source may be larger than the index."""
    key = along(index, axis)
    used = tuple(slice(n) for n in index.shape)
    value = np.array(a)
    value[key] = source[used]

    def to_rest(g: Array) -> Array:
        rest = np.array(g)
        rest[key] = 0
        return rest

    shape = source.shape

    def to_source(g: Array) -> Array:
        whole = np.zeros(shape, g.dtype)
        whole[used] = g[key]
        return whole

    return value, (to_rest, to_source)


@rule("ScatterBackward1", name="scatter")
def scatter_number(a: Array, number: Any, *, index: Array, axis: int) -> Result:
    return scatter.forward(a, np.full(index.shape, number, a.dtype), index=index, axis=axis)


@rule("ScatterAddBackward0")
def scatter_add(a: Array, source: Array, *, index: Array, axis: int) -> Result:
    key = along(index, axis)
    used = tuple(slice(n) for n in index.shape)
    value = np.array(a)
    np.add.at(value, key, source[used])

    shape = source.shape

    def to_source(g: Array) -> Array:
        whole = np.zeros(shape, g.dtype)
        whole[used] = g[key]
        return whole

    return value, (lambda g: g, to_source)


def side_by_side(arrays: tuple[Array, ...], axis: int) -> Array:
    """The arrays joined, and their channels last in memory if those of all are."""
    value = np.concatenate(arrays, axis)
    return value if value.flags.c_contiguous else laid(value, all(map(has_channels_last, arrays)))


@rule("CatBackward0", promote="joined")
def cat(*arrays: Array, axis: int) -> Result:
    ends = np.cumsum([a.shape[axis] for a in arrays]).tolist()

    def part(start: int, end: int) -> Any:
        key = (*(slice(None),) * axis, slice(start, end))
        return lambda g: g[key]

    return side_by_side(arrays, axis), tuple(map(part, [0, *ends], ends))


@rule("StackBackward0", promote="joined")
def stack(*arrays: Array, axis: int) -> Result:
    def layer(i: int) -> Any:
        key = (*(slice(None),) * axis, i)
        return lambda g: g[key]

    shape = arrays[0].shape
    if axis < len(shape):  # joined, and the dimension split, as in PyTorch
        value = side_by_side(arrays, axis).reshape(*shape[:axis], len(arrays), *shape[axis:])
    else:
        value = laid(np.stack(arrays, axis), False)
    return value, tuple(map(layer, range(len(arrays))))


@rule("RepeatBackward0")
def repeat(a: Array, *, times: tuple[int, ...]) -> Result:
    """Whole copies side by side, as many along each axis as `times` says."""
    shape = a.shape
    padded = (1,) * (len(times) - a.ndim) + shape

    def back(g: Array) -> Array:
        both = [n for pair in zip(times, padded) for n in pair]  # noqa: B905  (equally long)
        return g.reshape(both).sum(tuple(range(0, len(both), 2))).reshape(shape)

    return np.tile(a, times), (back,)


@rule("RepeatInterleaveBackward0")
def repeat_interleave(a: Array, *, times: Any, axis: int) -> Result:
    """Each element `times` times (a number, or one per element) along `axis`."""
    source = np.repeat(np.arange(a.shape[axis]), np.asarray(times, np.intp))

    key = (*(slice(None),) * axis, source)
    return a.take(source, axis), (back_at(a.shape, key, again=True),)


@rule("FlipBackward0")
def flip(a: Array, *, axes: tuple[int, ...]) -> Result:
    return np.flip(a, axes).copy(), (lambda g: np.flip(g, axes),)


@rule("RollBackward0")
def roll(a: Array, *, shifts: Any, axes: Any) -> Result:
    back = tuple(-s for s in shifts) if isinstance(shifts, tuple) else -shifts
    return np.roll(a, shifts, axes), (lambda g: np.roll(g, back, axes),)


@rule("FillBackward2")
def fill(a: Array, *, value: float) -> Result:
    """As large as `a`, and `value` throughout."""
    return np.full_like(a, value), (np.zeros_like,)


@rule("FillBackward3", name="fill")
def fill_with(a: Array, value: Array) -> Result:
    """As large as `a`, of its type, with one number throughout."""
    return np.full_like(a, value), (np.zeros_like, np.sum)


zero = rule("ZeroBackward0")(fill.forward)


@rule("CopyBackwards", name="copy")
def copy_over(a: Array, source: Array) -> Result:
    """As large as `a`, of its type, with the elements of `source`."""
    return np.array(np.broadcast_to(source, a.shape)).astype(a.dtype), (np.zeros_like, lambda g: g)


@rule("CloneBackward0", name="clone")
def copied(a: Array) -> Result:
    return np.array(a), (lambda g: g,)  # keeps the order of memory


@rule("CloneBackward0", name="contiguous")
def laid_in_order(a: Array) -> Result:
    return np.ascontiguousarray(a), (lambda g: g,)


@rule("ToCopyBackward0")
def cast(a: Array, *, dtype: np.dtype) -> Result:
    """Another type; the gradient is cast back by the caller."""
    return converted(a, dtype), (lambda g: g,)
