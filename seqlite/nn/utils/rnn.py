"""Sequences of different lengths: padded, and packed for recurrent layers. Source: PyTorch,
`torch.nn.utils.rnn`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from typing import NamedTuple as _NamedTuple
from typing import Self as _Self

import numpy as _np

from ..._core import dtypes as _dtypes
from ..._core.absent import absent_attribute as _refuse
from ..._core.creation import as_tensor as _as_tensor
from ..._core.operations.indexing_joining import stack as _stack
from ..._core.record import record as _record
from ..._core.rules import Array as _Array
from ..._core.rules import Result as _Result
from ..._core.rules import rule as _rule
from ..._core.tensor import Tensor
from ..functional import pad as _pad


class PackedSequence_(_NamedTuple):
    """The fields of a `PackedSequence`."""

    data: Tensor
    batch_sizes: Tensor
    sorted_indices: Tensor | None
    unsorted_indices: Tensor | None


class PackedSequence(PackedSequence_):
    """Sequences of different lengths without padding, as recurrent layers take them; the functions of
    `torch.nn.utils.rnn` make them.

    `data` (sum of lengths, *) holds the first element of each sequence, then the second of each, and so on;
    `batch_sizes` (longest,) says how many sequences have each time. The sequences are sorted by length:
    `sorted_indices` (batch,) names them in that order, and `unsorted_indices` restores the original one;
    None if they were sorted already. Source: PyTorch, `torch.nn.utils.rnn.PackedSequence`.

    >>> nn.utils.rnn.pack_sequence([torch.tensor([1, 2, 3]), torch.tensor([4])])[:2]
    (tensor([1, 4, 2, 3]), tensor([2, 1, 1]))
    """

    __slots__ = ()

    def __new__(
        cls,
        data: Any,
        batch_sizes: Tensor | None = None,
        sorted_indices: Tensor | None = None,
        unsorted_indices: Tensor | None = None,
    ) -> _Self:
        if unsorted_indices is None:
            unsorted_indices = invert_permutation(sorted_indices)
        if batch_sizes is None:
            if not (isinstance(data, (list, tuple)) and len(data) == 2):
                raise AssertionError("Expected data to be a list or tuple of length 2")
            data, batch_sizes = data
        return super().__new__(cls, data, batch_sizes, sorted_indices, unsorted_indices)

    def to(self, *args: Any, **kwargs: Any) -> _Self:
        """Convert `data` as `Tensor.to` does; self if nothing changes."""
        data = self.data.to(*args, **kwargs)
        return self if data is self.data else type(self)(data, *self[1:])

    def cpu(self, *args: Any, **kwargs: Any) -> _Self:
        """Convert `data` as `to` does."""
        return self.to(*args, **kwargs)

    def cuda(self, *args: Any, **kwargs: Any) -> _Self:
        """Raise, as `Tensor.cuda` does: there is no GPU."""
        return type(self)(self.data.cuda(*args, **kwargs), *self[1:])

    def pin_memory(self) -> _Self:
        """As `Tensor.pin_memory`."""
        return type(self)(self.data.pin_memory(), *self[1:])

    def is_pinned(self) -> bool:
        """Whether `data` is in pinned memory: it is not."""
        return False

    @property
    def is_cuda(self) -> bool:
        """Whether `data` is on a GPU: it is not."""
        return self.data.is_cuda

    def double(self) -> _Self:
        """Convert `data` to float64."""
        return self.to(_dtypes.float64)

    def float(self) -> _Self:
        """Convert `data` to float32."""
        return self.to(_dtypes.float32)

    def half(self) -> _Self:
        """Convert `data` to float16."""
        return self.to(_dtypes.float16)

    def long(self) -> _Self:
        """Convert `data` to int64."""
        return self.to(_dtypes.int64)

    def int(self) -> _Self:
        """Convert `data` to int32."""
        return self.to(_dtypes.int32)

    def short(self) -> _Self:
        """Convert `data` to int16."""
        return self.to(_dtypes.int16)

    def char(self) -> _Self:
        """Convert `data` to int8."""
        return self.to(_dtypes.int8)

    def byte(self) -> _Self:
        """Convert `data` to uint8."""
        return self.to(_dtypes.uint8)


@_rule("PackPaddedSequenceBackward0")
def _pack(x: _Array, *, mask: _Array) -> _Result:
    """The rows of `x` (T, B, *) where `mask` (T, B) is True."""
    shape, dtype = x.shape, x.dtype

    def back(g: _Array) -> _Array:
        grad = _np.zeros(shape, dtype)
        grad[: len(mask)][mask] = g
        return grad

    return x[: len(mask)][mask], (back,)


@_rule("CopySlices")
def _unpack(data: _Array, *, mask: _Array, padding_value: Any) -> _Result:
    """Rows put where `mask` (T, B) is True, and `padding_value` elsewhere."""
    value = _np.full((*mask.shape, *data.shape[1:]), padding_value, data.dtype)
    value[mask] = data
    return value, (lambda g: g[mask],)


def invert_permutation(permutation: Tensor | None) -> Tensor | None:
    """The inverse of a permutation (n,), int64; None for None.

    >>> nn.utils.rnn.invert_permutation(torch.tensor([2, 0, 1]))
    tensor([1, 2, 0])
    """
    return None if permutation is None else permutation._wrap(_np.argsort(permutation._array))


def pack_padded_sequence(
    input: Tensor, lengths: Any, batch_first: bool = False, enforce_sorted: bool = True
) -> PackedSequence:
    """Pack padded sequences (T, B, *), or with `batch_first` (B, T, *), of these `lengths` (B,).

    They are to be sorted, the longest first; with `enforce_sorted=False` they are sorted here. `RuntimeError`
    for lengths that are not sorted, not positive, or not as many as sequences.

    >>> nn.utils.rnn.pack_padded_sequence(torch.tensor([[1, 2], [3, 0]]), [2, 1], batch_first=True).data
    tensor([1, 3, 2])
    """
    lengths = lengths.to(_dtypes.int64) if isinstance(lengths, Tensor) else _as_tensor(lengths, _dtypes.int64)
    order = None
    if not enforce_sorted:
        lengths, order = lengths.sort(descending=True)
        input = input.index_select(0 if batch_first else 1, order)
    if batch_first:
        input = input.transpose(0, 1)
    sizes = lengths._array
    if not input.numel():
        raise RuntimeError("Cannot pack empty tensors.")
    if sizes.ndim != 1:
        raise RuntimeError(
            f"'lengths' argument should be a 1D CPU int64 tensor, but got {sizes.ndim}D cpu Long tensor"
        )
    if len(sizes) != input.size(1):
        raise RuntimeError(
            f"Expected `len(lengths)` to be equal to batch_size, but got {len(sizes)} "
            f"(batch_size={input.size(1)})"
        )
    if (sizes <= 0).any():
        raise RuntimeError(
            "Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0"
        )
    if (_np.diff(sizes) > 0).any():
        raise RuntimeError(
            "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass "
            "`enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this "
            "requirement if you do not need ONNX exportability."
        )
    present = _np.arange(sizes[0])[:, None] < sizes
    batch_sizes = Tensor._wrap(present.sum(1))
    data = _record(_pack, input, mask=present[: len(input)], kept=(batch_sizes,))
    return PackedSequence(data, batch_sizes, order)


def pad_packed_sequence(
    sequence: PackedSequence,
    batch_first: bool = False,
    padding_value: float = 0.0,
    total_length: int | None = None,
) -> tuple[Tensor, Tensor]:
    """The inverse of `pack_padded_sequence`: the sequences (T, B, *), or with `batch_first` (B, T, *), in
    their original order, and their lengths (B,).

    T is `total_length` or that of the longest. `ValueError` if `total_length` is less.

    >>> packed = nn.utils.rnn.pack_sequence([torch.tensor([1, 2, 3]), torch.tensor([4])])
    >>> nn.utils.rnn.pad_packed_sequence(packed, batch_first=True)
    (tensor([[1, 2, 3],
            [4, 0, 0]]), tensor([3, 1]))
    """
    sizes = sequence.batch_sizes._array
    if total_length is not None and total_length < len(sizes):
        raise ValueError(
            "Expected total_length to be at least the length of the longest sequence in input, but got "
            f"total_length={total_length} and max sequence length being {len(sizes)}"
        )
    present = sizes[:, None] > _np.arange(sizes[0])
    lengths = Tensor._wrap(present.sum(0))
    if total_length is not None:
        present = _np.pad(present, ((0, total_length - len(sizes)), (0, 0)))
    padded = _record(
        _unpack, sequence.data, mask=present, padding_value=padding_value, kept=(sequence.batch_sizes,)
    )
    if batch_first:
        padded = padded.transpose(0, 1)
    order = sequence.unsorted_indices
    if order is not None:
        return padded.index_select(0 if batch_first else 1, order), lengths[order]
    return padded, lengths


def pack_sequence(sequences: list[Tensor], enforce_sorted: bool = True) -> PackedSequence:
    """Pack tensors of shape (length, *); with `enforce_sorted`, the longest has to come first.

    `RuntimeError` for lengths that are not sorted, or none.

    >>> nn.utils.rnn.pack_sequence([torch.tensor([1]), torch.tensor([2, 3])], enforce_sorted=False).data
    tensor([2, 1, 3])
    """
    lengths = _as_tensor([len(s) for s in sequences], _dtypes.int64)
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences: PackedSequence) -> list[Tensor]:
    """The inverse of `pack_sequence`: a list of tensors (length, *).

    >>> nn.utils.rnn.unpack_sequence(nn.utils.rnn.pack_sequence([torch.tensor([1, 2]), torch.tensor([3])]))
    [tensor([1, 2]), tensor([3])]
    """
    padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
    return unpad_sequence(padded, lengths, batch_first=True)


def unpad_sequence(padded_sequences: Tensor, lengths: Tensor, batch_first: bool = False) -> list[Tensor]:
    """The inverse of `pad_sequence`: of padded (T, B, *), or with `batch_first` (B, T, *), the first
    `lengths` (B,) elements of each sequence.

    >>> nn.utils.rnn.unpad_sequence(torch.tensor([[1, 2], [3, 0]]), torch.tensor([2, 1]), batch_first=True)
    [tensor([1, 2]), tensor([3])]
    """
    if not batch_first:
        padded_sequences = padded_sequences.transpose(0, 1)
    return [one[:length] for one, length in zip(padded_sequences, lengths.tolist(), strict=True)]


def pad_sequence(
    sequences: Tensor | list[Tensor],
    batch_first: bool = False,
    padding_value: float = 0.0,
    padding_side: str = "right",
) -> Tensor:
    """Tensors of shape (length, *) as one of shape (longest, batch, *), or with `batch_first` (batch,
    longest, *), filled up with `padding_value` on the "right", or on the "left".

    >>> nn.utils.rnn.pad_sequence([torch.tensor([1, 2, 3]), torch.tensor([4])], batch_first=True)
    tensor([[1, 2, 3],
            [4, 0, 0]])
    """
    if padding_side not in ("left", "right"):
        raise RuntimeError(f"Expected padding_side to be one of left or right, but got {padding_side}.")
    if not isinstance(sequences, (Iterable, Tensor)):
        raise RuntimeError(
            f"pad_sequence: Expected iterable for input sequences, but got arg of type: {type(sequences)}"
        )
    if not len(sequences):
        raise RuntimeError("received an empty list of sequences")
    longest = max(len(s) for s in sequences)
    padded = []
    for s in sequences:
        room = (longest - len(s), 0) if padding_side == "left" else (0, longest - len(s))
        padded.append(_pad(s, (*(0, 0) * (s.ndim - 1), *room), value=padding_value))
    return _stack(padded, 0 if batch_first else 1)  # type: ignore[no-any-return]


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
__getattr__ = _refuse("torch.nn.utils.rnn")
