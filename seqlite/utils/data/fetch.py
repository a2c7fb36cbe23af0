"""From indices to samples, from samples to batches; and the work of PyTorch's worker processes, done in this
one with the same results.

A worker has its own copy of the data set and its own random numbers (torch's, Python's and NumPy's), seeded
as PyTorch seeds them. While it works, they replace the program's. Source: PyTorch, `torch.utils.data._utils`.
"""

from __future__ import annotations

import contextlib
import copy
import itertools
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..._core.creation import as_tensor, tensor
from ..._core.dtypes import float64
from ..._core.generator import Generator
from ..._core.operations.indexing_joining import stack
from ..._core.tensor import Tensor
from ...random import default_generator
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


@dataclass(frozen=True)
class WorkerInfo:
    """What `get_worker_info()` tells a data set: which worker it is in, of how many, with which seed."""

    id: int
    num_workers: int
    seed: int
    dataset: Any


_current: list[WorkerInfo] = []


def get_worker_info() -> WorkerInfo | None:
    """In a loader's worker, its `id`, `num_workers`, `seed` and `dataset`; None elsewhere.

    A stream uses it to give each worker another part.

    >>> data.get_worker_info()
    """
    return _current[-1] if _current else None


class Worker:
    """Worker number `number` of `count`; `base_seed` is what the loader drew for all of them.

    `init(number)` is called in it once, if there is one.
    """

    def __init__(
        self, number: int, count: int, base_seed: int, dataset: Any, init: Callable[[int], Any] | None
    ) -> None:
        seed = base_seed + number
        self.info = WorkerInfo(number, count, seed, shallow_copy(dataset))
        self._torch = vars(Generator().manual_seed(seed))
        self._python = random.Random(seed).getstate()
        self._numpy = np.random.RandomState(numpy_seed(base_seed, number)).get_state()
        self._failed: Exception | None = None
        self._fetch: Callable[[Any], Any] | None = None
        if init is not None:
            if getattr(init, "__self__", None) is dataset:  # a method of the data set: of the copy, then
                init = getattr(self.info.dataset, init.__name__)
            try:
                with self.active():
                    init(number)
            except Exception as error:  # raised where the first batch is asked for
                self._failed = error

    def begin(self, make_fetch: Callable[[Any], Callable[[Any], Any]]) -> None:
        """A new pass over the data: `make_fetch(dataset)` gives the function from indices to a batch."""
        try:
            with self.active():
                self._fetch = make_fetch(self.info.dataset)
        except Exception as error:
            self._failed = self._failed or error

    def fetch(self, indices: Any) -> Any:
        """The batch of these indices."""
        if self._failed is not None or self._fetch is None:
            raise self._failed or RuntimeError("this worker has not begun")
        with self.active():
            return self._fetch(indices)

    @contextlib.contextmanager
    def active(self) -> Iterator[None]:
        """While active, the worker's random numbers replace the program's."""
        before = vars(default_generator).copy(), random.getstate(), np.random.get_state()
        set_default_stream(self._torch)
        random.setstate(self._python)
        np.random.set_state(self._numpy)
        _current.append(self.info)
        try:
            yield
        finally:
            _current.pop()
            self._torch = vars(default_generator).copy()
            self._python, self._numpy = random.getstate(), np.random.get_state()
            set_default_stream(before[0])
            random.setstate(before[1])
            np.random.set_state(before[2])


def set_default_stream(stream: dict[str, Any]) -> None:
    """Set the default generator to this state."""
    vars(default_generator).clear()
    vars(default_generator).update(stream)


def shallow_copy(dataset: Any) -> Any:
    """A copy of the data set whose attributes refer to the same values."""
    try:
        return copy.copy(dataset)
    except Exception:
        return dataset


def numpy_seed(base_seed: int, number: int) -> list[int]:
    """What PyTorch seeds NumPy's stream with: NumPy's own mixing of seeds, of these four numbers."""
    entropy = [number, base_seed & 0xFFFF_FFFF, base_seed >> 32, 0]
    return [int(word) for word in np.random.SeedSequence(entropy).generate_state(4)]
