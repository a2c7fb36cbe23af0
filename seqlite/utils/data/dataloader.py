"""`DataLoader`: batches of a data set. Source: PyTorch, `torch.utils.data.dataloader`.

Batches of data sets that are arrays (`Dataset._batch`) are taken out and transformed as a whole, with the
values and in the order of the way sample by sample, but many times faster.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from ...random import Generator, default_generator
from .collate import default_collate, default_convert
from .dataset import Dataset, IterableDataset
from .sampler import BatchSampler, RandomSampler, SequentialSampler


class DataLoader:
    """Iterating over it gives batches: `for x, y in DataLoader(dataset, batch_size=64, shuffle=True)`.

    `shuffle` visits the samples in a new order at each iteration, PyTorch's to the seed; `drop_last`
    leaves out a shorter last batch; `batch_size=None` gives single samples. `sampler` or `batch_sampler`
    give other orders, and `collate_fn` other batches. There are no worker processes: with `num_workers`
    the work is done here, after a warning. Raises `ValueError` for arguments that exclude each other.

    >>> import seqlite as torch
    >>> loader = DataLoader(torch.utils.data.TensorDataset(torch.arange(5)), batch_size=2)
    >>> [batch for (batch,) in loader]
    [tensor([0, 1]), tensor([2, 3]), tensor([4])]
    """

    def __init__(
        self,
        dataset: Any,
        batch_size: int | None = 1,
        shuffle: bool | None = None,
        sampler: Iterable[Any] | None = None,
        batch_sampler: Iterable[Any] | None = None,
        num_workers: int = 0,
        collate_fn: Callable[[Any], Any] | None = None,
        pin_memory: bool = False,
        drop_last: bool = False,
        timeout: float = 0,
        worker_init_fn: Callable[[int], None] | None = None,
        multiprocessing_context: Any = None,
        generator: Generator | None = None,
        *,
        prefetch_factor: int | None = None,
        persistent_workers: bool = False,
        pin_memory_device: str = "",
        in_order: bool = True,
    ) -> None:
        _check_workers(num_workers, timeout, prefetch_factor, persistent_workers)
        streaming = isinstance(dataset, IterableDataset)
        if streaming:
            for name, value in (
                ("shuffle", shuffle or None),
                ("sampler", sampler),
                ("batch_sampler", batch_sampler),
            ):
                if value is not None:
                    raise ValueError(
                        f"DataLoader with IterableDataset: expected unspecified {name} option, but got "
                        f"{name}={value}"
                    )
        if sampler is not None and shuffle:
            raise ValueError("sampler option is mutually exclusive with shuffle")
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                raise ValueError(
                    "batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and "
                    "drop_last"
                )
            batch_size = None
        elif batch_size is None and drop_last:
            raise ValueError(
                "batch_size=None option disables auto-batching and is mutually exclusive with drop_last"
            )
        if sampler is None:
            if streaming:
                sampler = itertools.repeat(None)
            else:
                sampler = (
                    RandomSampler(dataset, generator=generator) if shuffle else SequentialSampler(dataset)
                )
        if batch_size is not None:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        self.dataset, self.batch_size, self.drop_last, self.generator = (
            dataset,
            batch_size,
            drop_last,
            generator,
        )
        self.sampler, self.batch_sampler = sampler, batch_sampler
        self.num_workers, self.pin_memory, self.timeout = num_workers, pin_memory, timeout
        self.worker_init_fn, self.persistent_workers = worker_init_fn, persistent_workers
        self.prefetch_factor, self.in_order = prefetch_factor, in_order
        self.pin_memory_device, self.multiprocessing_context = pin_memory_device, multiprocessing_context
        self.collate_fn = collate_fn or (default_convert if batch_sampler is None else default_collate)

    def __iter__(self) -> Iterator[Any]:
        # PyTorch draws a base seed for its workers here, whether or not there are any.
        (self.generator or default_generator).seed64()
        return self._stream() if isinstance(self.dataset, IterableDataset) else self._batches()

    def _batches(self) -> Iterator[Any]:
        if self.batch_sampler is None:
            for index in self.sampler:
                yield self.collate_fn(self.dataset[index])
            return
        at_once = self.collate_fn is default_collate and isinstance(self.dataset, Dataset)
        for indices in self.batch_sampler:
            batch = self._at_once(indices) if at_once else None
            if batch is None:
                at_once = False
                batch = self.collate_fn(self._samples(indices))
            yield batch

    def _at_once(self, indices: Any) -> Any:
        rows = np.asarray(indices)
        return self.dataset._batch(rows) if rows.ndim == 1 and rows.dtype.kind == "i" else None

    def _samples(self, indices: Any) -> list[Any]:
        if hasattr(self.dataset, "__getitems__"):
            return self.dataset.__getitems__(indices)  # type: ignore[no-any-return]
        return [self.dataset[index] for index in indices]

    def _stream(self) -> Iterator[Any]:
        samples = iter(self.dataset)
        if self.batch_size is None:
            yield from map(self.collate_fn, samples)
            return
        while batch := list(itertools.islice(samples, self.batch_size)):
            if len(batch) == self.batch_size or not self.drop_last:
                yield self.collate_fn(batch)

    def __len__(self) -> int:
        if isinstance(self.dataset, IterableDataset):
            samples = len(self.dataset)  # type: ignore[arg-type]
            if self.batch_size is None:
                return samples
            return samples // self.batch_size if self.drop_last else -(-samples // self.batch_size)
        steps: Any = self.sampler if self.batch_sampler is None else self.batch_sampler
        return len(steps)


def _check_workers(
    num_workers: int, timeout: float, prefetch_factor: int | None, persistent_workers: bool
) -> None:
    if num_workers < 0:
        raise ValueError(
            "num_workers option should be non-negative; use num_workers=0 to disable multiprocessing."
        )
    if num_workers > 0:
        warnings.warn(
            f"DataLoader(num_workers={num_workers}): there are no worker processes here, so this one loads "
            "all samples, in the same order. Random numbers that a data set draws, and what it does by "
            "get_worker_info(), which stays None, differ from PyTorch's workers; num_workers=0 is the same "
            "in both",
            stacklevel=3,
        )
    if timeout < 0:
        raise ValueError("timeout option should be non-negative")
    if num_workers == 0 and prefetch_factor is not None:
        raise ValueError(
            "prefetch_factor option could only be specified in multiprocessing.let num_workers > 0 to enable "
            "multiprocessing, otherwise set prefetch_factor to None."
        )
    if num_workers == 0 and persistent_workers:
        raise ValueError("persistent_workers option needs num_workers > 0")


def get_worker_info() -> None:
    """None: samples are loaded in the main process.

    >>> data.get_worker_info()
    """
    return None
