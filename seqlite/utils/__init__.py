"""`torch.utils`: data sets and loaders."""

from typing import TYPE_CHECKING as _TYPE_CHECKING

from .._core.absent import absent_attribute as _refuse
from .._core.absent import lazy_names as _lazy_names

if _TYPE_CHECKING:
    from . import data as data

__all__ = ["data"]

__getattr__ = _lazy_names(__name__, {"data": "data"}, _refuse("torch.utils"))
