"""Data sets, samplers and loaders, under PyTorch's names."""

from ..._core.absent import absent_attribute as _refuse
from ..._core.absent import hide_modules as _hide_modules
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

_hide_modules(globals(), "dataloader dataset sampler")
__getattr__ = _refuse("torch.utils.data")
