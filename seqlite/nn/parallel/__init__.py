"""Modules on several devices: there is one here, so they pass everything on. Source: PyTorch,
`torch.nn.parallel`."""

from ..._core.absent import absent_attribute as _refuse
from .data_parallel import DataParallel as DataParallel
from .data_parallel import data_parallel as data_parallel

__getattr__ = _refuse("torch.nn.parallel")
