"""Data sets. Source: PyTorch, `torch.utils.data.dataset`."""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

import numpy as np

from ..._core.generator import Generator
from ..._core.tensor import Tensor
from ...random import default_generator

T_co = TypeVar("T_co", covariant=True)
Indices = np.ndarray[Any, np.dtype[np.int64]]


class Dataset(Generic[T_co]):
    """Samples by number: a subclass writes `__getitem__` and, for shuffling, `__len__`. Samples of any shapes
    and dtypes.

    >>> class Squares(data.Dataset):
    ...     def __len__(self):
    ...         return 3
    ...     def __getitem__(self, i):
    ...         return i * i
    >>> list(data.DataLoader(Squares(), batch_size=2))
    [tensor([0, 1]), tensor([4])]
    """

    def __getitem__(self, index: Any) -> T_co:
        raise NotImplementedError("Subclasses of Dataset should implement __getitem__.")

    def __add__(self, other: Dataset[Any]) -> ConcatDataset:
        return ConcatDataset([self, other])

    def _batch(self, indices: Indices) -> Any:
        """What `default_collate` makes of these samples, made at once; None if that cannot be done.

        For subclasses whose samples are rows of arrays. It must equal the way sample by sample, and so
        gives None where a subclass of the subclass has its own `__getitem__`.
        """
        return None


class IterableDataset(Dataset[T_co]):
    """Samples in a stream: a subclass writes `__iter__`. Samples of any shapes and dtypes.

    >>> class Count(data.IterableDataset):
    ...     def __iter__(self):
    ...         return iter(range(3))
    >>> list(data.DataLoader(Count(), batch_size=2))
    [tensor([0, 1]), tensor([2])]
    """

    def __iter__(self) -> Iterator[T_co]:
        raise NotImplementedError("Subclasses of IterableDataset should implement __iter__.")

    def __add__(self, other: Dataset[Any]) -> Any:
        from .dataset_combinations import ChainDataset

        return ChainDataset([self, other])


class TensorDataset(Dataset[tuple[Tensor, ...]]):
    """Sample i is row i of each tensor; their first sizes must agree (`AssertionError`).

    >>> import seqlite as torch
    >>> TensorDataset(torch.arange(6).view(3, 2), torch.arange(3))[1]
    (tensor([2, 3]), tensor(1))
    """

    tensors: tuple[Tensor, ...]

    def __init__(self, *tensors: Tensor) -> None:
        if any(tensors[0].size(0) != tensor.size(0) for tensor in tensors):
            raise AssertionError(
                "Size mismatch between tensors: their first sizes are "
                + ", ".join(str(tensor.size(0)) for tensor in tensors)
            )
        self.tensors = tensors

    def __getitem__(self, index: Any) -> tuple[Tensor, ...]:
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self) -> int:
        return int(self.tensors[0].size(0))

    def _batch(self, indices: Indices) -> Any:
        if type(self).__getitem__ is not TensorDataset.__getitem__ or any(
            t.requires_grad for t in self.tensors
        ):
            return None
        return [Tensor._wrap(tensor._array[indices]) for tensor in self.tensors]


class ConcatDataset(Dataset[Any]):
    """Several data sets, one after the other. Samples keep their shapes. `AssertionError` for none, and for
    an `IterableDataset`; `ValueError` and `IndexError` beyond the ends.

    >>> len(data.ConcatDataset([[1, 2], [3]]))
    3
    """

    def __init__(self, datasets: Iterable[Any]) -> None:
        self.datasets = list(datasets)
        if not self.datasets:
            raise AssertionError("datasets should not be an empty iterable")
        if any(isinstance(d, IterableDataset) for d in self.datasets):
            raise AssertionError("ConcatDataset does not support IterableDataset")
        self.cumulative_sizes = list(itertools.accumulate(len(d) for d in self.datasets))

    def __len__(self) -> int:
        return self.cumulative_sizes[-1]

    def __getitem__(self, index: int) -> Any:
        if index < 0:
            if -index > len(self):
                raise ValueError("absolute value of index should not exceed dataset length")
            index += len(self)
        if index >= len(self):
            raise IndexError(f"index {index} is out of range for {len(self)} samples")
        which = bisect.bisect_right(self.cumulative_sizes, index)
        start = self.cumulative_sizes[which - 1] if which else 0
        return self.datasets[which][index - start]


class Subset(Dataset[Any]):
    """The samples of `dataset` at `indices`, in that order. Samples keep their shapes; `IndexError` beyond
    the ends.

    >>> data.Subset([5, 6, 7], [2, 0])[0]
    7
    """

    def __init__(self, dataset: Any, indices: Sequence[int]) -> None:
        self.dataset, self.indices = dataset, indices

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, list):
            return self.dataset[[self.indices[i] for i in index]]
        return self.dataset[self.indices[index]]

    def __getitems__(self, indices: list[int]) -> list[Any]:
        """Several samples; a data set that can fetch several at once does."""
        at_once = getattr(self.dataset, "__getitems__", None)
        if callable(at_once):
            return list(at_once([self.indices[i] for i in indices]))
        return [self.dataset[self.indices[i]] for i in indices]

    def __len__(self) -> int:
        return len(self.indices)

    def _batch(self, indices: Indices) -> Any:
        if type(self).__getitem__ is not Subset.__getitem__ or not isinstance(self.dataset, Dataset):
            return None
        rows = np.asarray([self.indices[i] for i in indices.tolist()])  # all of them would cost more
        return self.dataset._batch(rows) if rows.dtype.kind == "i" else None


def random_split(
    dataset: Any, lengths: Sequence[float], generator: Generator = default_generator
) -> list[Subset]:
    """Cut a data set at random into parts of the given lengths, or of fractions that sum to 1.

    One permutation is drawn from `generator`. Raises `ValueError` if the lengths do not sum to the data
    set's.

    >>> [len(part) for part in data.random_split(range(10), [7, 3])]
    [7, 3]
    """
    if math.isclose(sum(lengths), 1) and sum(lengths) <= 1:
        total = len(dataset)
        for i, fraction in enumerate(lengths):
            if not 0 <= fraction <= 1:
                raise ValueError(f"Fraction at index {i} is not between 0 and 1")
        sizes = [math.floor(total * fraction) for fraction in lengths]
        for i in range(total - sum(sizes)):
            sizes[i % len(sizes)] += 1
        lengths = sizes
    if sum(lengths) != len(dataset):
        raise ValueError(
            "Sum of input lengths does not equal the length of the input dataset! "
            f"The lengths sum to {sum(lengths)}, the dataset has {len(dataset)} samples"
        )
    order = generator.permutation(len(dataset)).tolist()
    stops = list(itertools.accumulate(int(n) for n in lengths))
    return [Subset(dataset, order[stop - int(n) : stop]) for n, stop in zip(lengths, stops, strict=True)]
