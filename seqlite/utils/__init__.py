"""Helpers around training: `seqlite.utils.data` (data sets and loaders)."""

from ..absent import refuse as _refuse
from . import data

__all__ = ["data"]


__getattr__ = _refuse("torch.utils")
