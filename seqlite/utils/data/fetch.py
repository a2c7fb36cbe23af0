"""From indices to samples, and from samples to batches.

Source: PyTorch, `torch.utils.data._utils.fetch` and `torch.utils.data._utils.collate`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ..._core.creation import as_tensor, tensor
from ..._core.dtypes import float64
from ..._core.operations.indexing_joining import stack
from ..._core.tensor import Tensor
from .dataset import Dataset


def default_collate(batch: Sequence[Any]) -> Any:
    """Stack samples along a new first dimension, tuples and dicts part by part.

    Python floats become float64 and ints int64 tensors; strings stay a list. Parts of different shapes or
    lengths raise `RuntimeError`, other types `TypeError`.

    >>> default_collate([(1, 2.0), (3, 4.0)])
    [tensor([1, 3]), tensor([2., 4.], dtype=torch.float64)]
    """
    first = batch[0]
    if isinstance(first, Tensor):
        return stack(list(batch), 0)
    if isinstance(first, np.ndarray):
        if first.dtype.kind in "SUO":
            raise TypeError(_unknown(first.dtype))
        return stack([as_tensor(sample) for sample in batch], 0)
    if isinstance(first, float) and not isinstance(first, np.generic):
        return tensor(batch, dtype=float64)
    if isinstance(first, np.generic):
        return as_tensor(np.array(batch))
    if isinstance(first, int):
        return tensor(batch)
    if isinstance(first, str | bytes):
        return batch
    if isinstance(first, Mapping):
        return _like(first, {key: default_collate([sample[key] for sample in batch]) for key in first})
    if isinstance(first, tuple) and hasattr(first, "_fields"):
        return type(first)(*_parts(batch))
    if isinstance(first, Sequence):
        parts = _parts(batch)
        return parts if isinstance(first, tuple) else _like(first, parts)
    raise TypeError(_unknown(type(first)))


def _parts(batch: Sequence[Any]) -> list[Any]:
    if any(len(sample) != len(batch[0]) for sample in batch):
        raise RuntimeError(
            "each element in list of batch should be of equal size: the samples' lengths are "
            + ", ".join(str(len(sample)) for sample in batch)
        )
    return [default_collate(samples) for samples in zip(*batch, strict=True)]


def _like(first: Any, value: Any) -> Any:
    """`value` as the type of `first`, where its constructor allows."""
    try:
        return type(first)(value)
    except TypeError:
        return value


def default_convert(data: Any) -> Any:
    """One sample with arrays made tensors: what a loader with `batch_size=None` gives.

    >>> data.default_convert([1, 2])
    [1, 2]
    """
    if isinstance(data, np.ndarray | np.generic) and np.asarray(data).dtype.kind not in "SUO":
        return as_tensor(data)
    if isinstance(data, Mapping):
        return _like(data, {key: default_convert(value) for key, value in data.items()})
    if isinstance(data, tuple) and hasattr(data, "_fields"):
        return type(data)(*map(default_convert, data))
    if isinstance(data, tuple):
        return [default_convert(part) for part in data]
    if isinstance(data, Sequence) and not isinstance(data, str | bytes):
        return _like(data, [default_convert(part) for part in data])
    return data


def _unknown(kind: Any) -> str:
    return f"default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {kind}"


class MapDatasetFetcher:
    """Batches of a data set with indices; with `batched` False, single samples."""

    def __init__(
        self, dataset: Any, collate: Callable[[Any], Any], batched: bool = True, drop_last: bool = False
    ) -> None:
        self._dataset, self._collate, self._batched = dataset, collate, batched
        self._by_rows = collate is default_collate and isinstance(dataset, Dataset)

    def __call__(self, indices: Any) -> Any:
        dataset = self._dataset
        if not self._batched:
            return self._collate(dataset[indices])
        if self._by_rows:
            rows = np.asarray(indices)
            batch = dataset._batch(rows) if rows.ndim == 1 and rows.dtype.kind == "i" else None
            if batch is not None:
                return batch
            self._by_rows = False
        if hasattr(dataset, "__getitems__"):
            return self._collate(dataset.__getitems__(indices))
        return self._collate([dataset[index] for index in indices])


class IterableDatasetFetcher:
    """The same for an iterable data set, which gives its next samples. `StopIteration` at its end."""

    def __init__(self, dataset: Any, collate: Callable[[Any], Any], batched: bool, drop_last: bool) -> None:
        self._samples: Iterator[Any] = iter(dataset)
        self._collate, self._batched, self._drop_last = collate, batched, drop_last
        self._ended = False

    def __call__(self, indices: Any) -> Any:
        if self._ended:
            raise StopIteration
        if not self._batched:
            return self._collate(next(self._samples))
        batch = list(itertools.islice(self._samples, len(indices)))
        self._ended = len(batch) < len(indices)
        if not batch or (self._ended and self._drop_last):
            raise StopIteration
        return self._collate(batch)
