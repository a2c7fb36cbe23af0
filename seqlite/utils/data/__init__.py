"""Data sets, samplers and loaders, under PyTorch's names."""

from typing import TYPE_CHECKING as _TYPE_CHECKING

from ..._core.absent import absent_attribute as _refuse
from ..._core.absent import files_on_demand as _files_on_demand
from ..._core.absent import hide_modules as _hide_modules
from ..._core.absent import names_on_demand as _on_demand
from .dataloader import DataLoader as DataLoader
from .dataset import ConcatDataset as ConcatDataset
from .dataset import Dataset as Dataset
from .dataset import IterableDataset as IterableDataset
from .dataset import Subset as Subset
from .dataset import TensorDataset as TensorDataset
from .dataset import random_split as random_split
from .fetch import default_collate as default_collate
from .fetch import default_convert as default_convert
from .fetch import get_worker_info as get_worker_info
from .sampler import BatchSampler as BatchSampler
from .sampler import RandomSampler as RandomSampler
from .sampler import Sampler as Sampler
from .sampler import SequentialSampler as SequentialSampler
from .sampler import SubsetRandomSampler as SubsetRandomSampler
from .sampler import WeightedRandomSampler as WeightedRandomSampler

if _TYPE_CHECKING:  # on demand
    from .dataset_combinations import ChainDataset as ChainDataset
    from .dataset_combinations import StackDataset as StackDataset

_hide_modules(globals(), "dataloader dataset sampler")
__getattr__ = _on_demand(__name__, "torch.utils.data", _refuse("torch.utils.data"))


def __dir__() -> list[str]:
    return sorted({*globals(), *_files_on_demand()["torch.utils.data"]})
