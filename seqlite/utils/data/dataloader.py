"""`DataLoader`: batches of a data set. Source: PyTorch, `torch.utils.data.dataloader`.

Batches of data sets that are arrays (`Dataset._batch`) are taken out and transformed as a whole, with the
values and in the order of the way sample by sample, but many times faster.
"""

from __future__ import annotations

import itertools
import warnings
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from ..._core.generator import Generator
from ...random import default_generator
from .dataset import Dataset, IterableDataset
from .fetch import IterableDatasetFetcher, MapDatasetFetcher, Worker, default_collate, default_convert
from .sampler import BatchSampler, RandomSampler, SequentialSampler

T_co = TypeVar("T_co", covariant=True)
FIXED = ("batch_size", "batch_sampler", "sampler", "drop_last", "dataset", "persistent_workers")


class DataLoader(Generic[T_co]):
    """Iterating over it gives batches: `for x, y in DataLoader(dataset, batch_size=64, shuffle=True)`.

    `shuffle` visits the samples in a new order at each iteration, PyTorch's to the seed; `drop_last`
    leaves out a shorter last batch; `batch_size=None` gives single samples. `sampler` or `batch_sampler`
    give other orders, and `collate_fn` other batches. There are no worker processes: what `num_workers` of
    them would do is done here, after a warning, with the same results. Raises `ValueError` for arguments
    that exclude each other.

    >>> import seqlite as torch
    >>> loader = DataLoader(torch.utils.data.TensorDataset(torch.arange(5)), batch_size=2)
    >>> [batch for (batch,) in loader]
    [tensor([0, 1]), tensor([2, 3]), tensor([4])]
    """

    _ready = False
    _reported_length: int | None = None  # the length of an iterable data set, once `len` was called
    _persistent: WorkersDataLoaderIterator | None = None

    def __init__(
        self,
        dataset: Dataset[T_co],
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
            given = {"shuffle": shuffle or None, "sampler": sampler, "batch_sampler": batch_sampler}
            for name, value in given.items():
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
                sized: Any = dataset  # or its len says what it lacks
                sampler = RandomSampler(sized, generator=generator) if shuffle else SequentialSampler(sized)
        if batch_size is not None:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        self.dataset, self.batch_size = dataset, batch_size
        self.drop_last, self.generator = drop_last, generator
        self.sampler, self.batch_sampler = sampler, batch_sampler
        self.num_workers, self.pin_memory, self.timeout = num_workers, pin_memory, timeout
        self.worker_init_fn, self.persistent_workers = worker_init_fn, persistent_workers
        self.prefetch_factor, self.in_order = prefetch_factor, in_order
        self.pin_memory_device, self.multiprocessing_context = pin_memory_device, multiprocessing_context
        self.collate_fn = collate_fn or (default_convert if batch_sampler is None else default_collate)
        self._ready = True

    def __iter__(self) -> DataLoaderIterator:
        if self._persistent is not None:  # persistent workers
            self._persistent.restart()
            return self._persistent
        # PyTorch draws a base seed for its workers here, whether or not there are any.
        base_seed = (self.generator or default_generator).seed64()
        if not self.num_workers:
            return DataLoaderIterator(self)
        made = WorkersDataLoaderIterator(self, base_seed)
        if self.persistent_workers:
            self._persistent = made
        return made

    def __setattr__(self, name: str, value: Any) -> None:
        if self._ready and name in FIXED:
            raise ValueError(f"{name} attribute should not be set after {type(self).__name__} is initialized")
        super().__setattr__(name, value)

    def __len__(self) -> int:
        if isinstance(self.dataset, IterableDataset):
            samples = self._reported_length = len(self.dataset)  # type: ignore[arg-type]
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
            f"DataLoader(num_workers={num_workers}): there are no worker processes here, so this one does "
            "their work, with the same batches and no faster than num_workers=0",
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


class DataLoaderIterator:
    """The batches of a loader, in the order of its sampler. An error in one batch does not end it."""

    def __init__(self, loader: Any) -> None:
        self._loader = loader
        self._is_iterable = isinstance(loader.dataset, IterableDataset)
        self.restart()

    def restart(self) -> None:
        """Restart the sampler and the data set."""
        loader = self._loader
        self._num_yielded, self._reported_length = 0, loader._reported_length
        self._index_iterator = iter(loader.sampler if loader.batch_sampler is None else loader.batch_sampler)
        self.begin()

    def begin(self) -> None:
        """What `restart` does besides restarting the sampler."""
        self._fetch = self.fetcher(self._loader.dataset)

    def fetcher(self, dataset: Any) -> Callable[[Any], Any]:
        """The function from indices to a batch of `dataset`: the loader's, or a worker's copy of it."""
        loader = self._loader
        kind = IterableDatasetFetcher if self._is_iterable else MapDatasetFetcher
        return kind(dataset, loader.collate_fn, loader.batch_sampler is not None, loader.drop_last)

    def __iter__(self) -> DataLoaderIterator:
        return self

    def __len__(self) -> int:
        loader = self._loader
        return len(loader.sampler if loader.batch_sampler is None else loader.batch_sampler)

    def __next__(self) -> Any:
        batch = self.next_data()
        self._num_yielded += 1
        if self._reported_length is not None and self._num_yielded > self._reported_length:
            warnings.warn(self.too_long_warning(), stacklevel=2)
        return batch

    def next_data(self) -> Any:
        """The next batch; StopIteration when there are no more."""
        return self._fetch(next(self._index_iterator))

    def too_long_warning(self) -> str:
        """The warning that an iterable data set is longer than its `len`."""
        text = (
            f"Length of IterableDataset {self._loader.dataset} was reported to be {self._reported_length} "
            f"(when accessing len(dataloader)), but {self._num_yielded} samples have been fetched. "
        )
        if self._loader.num_workers:
            text += (
                "For multiprocessing data-loading, this could be caused by not properly configuring the "
                "IterableDataset replica at each worker: each of them goes through all of it, unless its "
                "__iter__ asks get_worker_info()"
            )
        return text


class WorkersDataLoaderIterator(DataLoaderIterator):
    """As `DataLoaderIterator`, with workers that take turns; see `Worker`."""

    def __init__(self, loader: Any, base_seed: int) -> None:
        n = loader.num_workers
        init = loader.worker_init_fn
        self._simulated_workers = [Worker(i, n, base_seed, loader.dataset, init) for i in range(n)]
        super().__init__(loader)

    def begin(self) -> None:
        """Restart all workers; the sampler is asked ahead, as in PyTorch."""
        for worker in self._simulated_workers:
            worker.begin(self.fetcher)
        self._worker_queue: deque[Worker] = deque(self._simulated_workers)
        ahead = (self._loader.prefetch_factor or 2) * len(self._simulated_workers)
        self._prefetched = deque(itertools.islice(self._index_iterator, ahead))

    def next_data(self) -> Any:
        """The batch of the worker whose turn it is."""
        while self._worker_queue and self._prefetched:
            indices = self._prefetched.popleft()
            worker = self._worker_queue.popleft()
            try:
                batch = worker.fetch(indices)
            except StopIteration:  # its part of the data has ended
                self._prefetched.appendleft(indices)
                if not self._is_iterable:
                    raise
                continue
            except BaseException:
                self._worker_queue.append(worker)
                self.prefetch()
                raise
            self._worker_queue.append(worker)
            self.prefetch()
            return batch
        raise StopIteration

    def prefetch(self) -> None:
        """Ask the sampler for one more."""
        self._prefetched.extend(itertools.islice(self._index_iterator, 1))
