"""Helpers around training: `seqlite.utils.data` (data sets and loaders)."""

from ..absent import refuse
from . import data

__all__ = ["data"]


__getattr__ = refuse("torch.utils")
