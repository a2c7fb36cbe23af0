"""What iterating over a `DataLoader` gives: batches, one after the other. An error in one does not end it."""

from __future__ import annotations

import itertools
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .collate import default_collate
from .dataset import Dataset, IterableDataset
from .workers import Worker


class LoaderIterator:
    """The batches of a loader, made in the order of its sampler."""

    def __init__(self, loader: Any) -> None:
        self._loader = loader
        self._streaming = isinstance(loader.dataset, IterableDataset)
        self.restart()

    def restart(self) -> None:
        """Go through the data from its beginning."""
        loader = self._loader
        self._given, self._told = 0, loader._told
        self._steps = iter(loader.sampler if loader.batch_sampler is None else loader.batch_sampler)
        self.begin()

    def begin(self) -> None:
        """What `restart` does besides going back to the first indices."""
        self._fetch = self.fetcher(self._loader.dataset)

    def fetcher(self, dataset: Any) -> Callable[[Any], Any]:
        """The function from indices to a batch of `dataset`: the loader's, or a worker's copy of it."""
        loader = self._loader
        kind = StreamFetcher if self._streaming else Fetcher
        return kind(dataset, loader.collate_fn, loader.batch_sampler is not None, loader.drop_last)

    def __iter__(self) -> LoaderIterator:
        return self

    def __len__(self) -> int:
        loader = self._loader
        return len(loader.sampler if loader.batch_sampler is None else loader.batch_sampler)

    def __next__(self) -> Any:
        batch = self.next_batch()
        self._given += 1
        if self._told is not None and self._given > self._told:
            warnings.warn(self.too_many(), stacklevel=2)
        return batch

    def next_batch(self) -> Any:
        """The next batch; StopIteration when there are no more."""
        return self._fetch(next(self._steps))

    def too_many(self) -> str:
        """The warning that a stream is longer than it said."""
        text = (
            f"Length of IterableDataset {self._loader.dataset} was reported to be {self._told} (when "
            f"accessing len(dataloader)), but {self._given} samples have been fetched. "
        )
        if self._loader.num_workers:
            text += (
                "For multiprocessing data-loading, this could be caused by not properly configuring the "
                "IterableDataset replica at each worker: each of them goes through all of it, unless its "
                "__iter__ asks get_worker_info()"
            )
        return text


class WorkersIterator(LoaderIterator):
    """The same with workers, who take turns; see workers.py."""

    def __init__(self, loader: Any, base_seed: int) -> None:
        n = loader.num_workers
        init = loader.worker_init_fn
        self._staff = [Worker(i, n, base_seed, loader.dataset, init) for i in range(n)]
        super().__init__(loader)

    def begin(self) -> None:
        """All workers begin anew; the sampler is asked ahead, as PyTorch's is."""
        for worker in self._staff:
            worker.begin(self.fetcher)
        self._turns: deque[Worker] = deque(self._staff)
        ahead = (self._loader.prefetch_factor or 2) * len(self._staff)
        self._ahead = deque(itertools.islice(self._steps, ahead))

    def next_batch(self) -> Any:
        """The batch of the worker whose turn it is."""
        while self._turns and self._ahead:
            indices = self._ahead.popleft()
            worker = self._turns.popleft()
            try:
                batch = worker.fetch(indices)
            except StopIteration:  # its part of the stream has ended
                self._ahead.appendleft(indices)
                if not self._streaming:
                    raise
                continue
            except BaseException:
                self._turns.append(worker)
                self.look_ahead()
                raise
            self._turns.append(worker)
            self.look_ahead()
            return batch
        raise StopIteration

    def look_ahead(self) -> None:
        """Ask the sampler for one more."""
        self._ahead.extend(itertools.islice(self._steps, 1))


class Fetcher:
    """Batches, or with `batched` False samples, of a data set that has numbers for its samples."""

    def __init__(
        self, dataset: Any, collate: Callable[[Any], Any], batched: bool = True, drop_last: bool = False
    ) -> None:
        self._dataset, self._collate, self._batched = dataset, collate, batched
        self._at_once = collate is default_collate and isinstance(dataset, Dataset)

    def __call__(self, indices: Any) -> Any:
        dataset = self._dataset
        if not self._batched:
            return self._collate(dataset[indices])
        if self._at_once:
            rows = np.asarray(indices)
            batch = dataset._batch(rows) if rows.ndim == 1 and rows.dtype.kind == "i" else None
            if batch is not None:
                return batch
            self._at_once = False
        if hasattr(dataset, "__getitems__"):
            return self._collate(dataset.__getitems__(indices))
        return self._collate([dataset[index] for index in indices])


class StreamFetcher:
    """The same of a stream, which gives its next samples. StopIteration when there are no more."""

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
