"""Functions of two tensors, element by element."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..graph import TensorBase
from ..record import record
from .arithmetic_rules import times_log
from .declare import function

Tensor = Any  # `tensor` imports this module


@function(method=True, in_place=True)
def xlogy(input: Any, other: Any) -> Tensor:
    """input * log(other), 0 where the input is 0 and `other` a number.

    >>> torch.xlogy(torch.tensor([0., 1.]), torch.tensor([0., 1.]))
    tensor([0., 0.])
    """
    a: Any = input if isinstance(input, TensorBase) else other.new_tensor(input)
    b: Any = other if isinstance(other, TensorBase) else a.new_tensor(other)
    return record(times_log, a, b)


@function(names={"element": "elements", "test_element": "test_elements"})
def isin(elements: Any, test_elements: Any, *, assume_unique: bool = False, invert: bool = False) -> Tensor:
    """Whether each element is one of `test_elements`.

    >>> torch.isin(torch.tensor([1, 2, 3]), torch.tensor([2, 3]))
    tensor([False,  True,  True])
    """
    arrays = [e._array if isinstance(e, TensorBase) else np.asarray(e) for e in (elements, test_elements)]
    if any(a.dtype == bool for a in arrays):
        raise RuntimeError("Unsupported input type encountered for isin(): Bool")
    return TensorBase.concrete._wrap(np.isin(arrays[0], arrays[1], invert=invert))
