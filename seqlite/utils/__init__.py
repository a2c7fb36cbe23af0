"""Helpers around training: `seqlite.utils.data` (data sets and loaders)."""

from typing import TYPE_CHECKING as _TYPE_CHECKING

from .._core.absent import refuse as _refuse
from .._core.lazy import later as _later

if _TYPE_CHECKING:
    from . import data as data

__all__ = ["data"]

__getattr__ = _later(__name__, {"data": "data"}, _refuse("torch.utils"))
