"""The order of the dimensions in memory."""

from __future__ import annotations

import builtins
from typing import Self

from ..layouts import channels_last, contiguous_format, memory_format
from ..ops import layouts
from ..record import record
from . import moves
from .declare import Family


class MemoryOrder(Family):
    """Values are the same in each."""

    __slots__ = ()

    def is_contiguous(self, memory_format: memory_format = contiguous_format) -> builtins.bool:
        """Whether the elements lie in memory in the order of their indices, or, for `torch.channels_last`,
        those of images (N, C, H, W) with the channels side by side.

        >>> torch.zeros(2, 3).t().is_contiguous()
        False
        """
        array = self._array
        if memory_format is channels_last:
            return array.ndim == 4 and bool(array.transpose(0, 2, 3, 1).flags.c_contiguous)
        return bool(array.flags.c_contiguous)

    def contiguous(self, memory_format: memory_format = contiguous_format) -> Self:
        """Itself, or a copy whose memory is in this order.

        >>> torch.zeros(2, 3).t().contiguous().stride()
        (2, 1)
        """
        if self.is_contiguous(memory_format):
            return self
        if memory_format is channels_last:
            if self._array.ndim != 4:
                raise RuntimeError("required rank 4 tensor to use channels_last format")
            return record(layouts.laid_out, self)
        return record(moves.laid_in_order, self)
