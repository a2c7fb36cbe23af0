"""`Block`: parameters that an update rule changes as one array."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ..tensor import Tensor

SMALL = 16384  # elements up to which a call costs more than its arithmetic

State = dict[str, Any]
Slots = dict[str, float | None]  # what each array of the state starts from; None for the step counter
Rule = Callable[..., None]


class Block:
    """One large parameter, or several small ones of one dtype that have taken the same number of steps.

    The state is kept in flat arrays; `state[param]` shows each parameter's part of them as tensors.
    """

    def __init__(self, params: list[Tensor], state: dict[Any, State], slots: Slots) -> None:
        self.params = params
        self.dtype = params[0]._array.dtype
        self.flat = len(params) > 1
        self.sizes = [param._array.size for param in params]
        stops = np.cumsum(self.sizes).tolist()
        self.parts = [slice(stop - size, stop) for size, stop in zip(self.sizes, stops, strict=True)]
        shape = (stops[-1],) if self.flat else params[0]._array.shape
        self.values, self.grads, self.scratch = (np.empty(shape, self.dtype) for _ in range(3))
        self.slots = {
            name: np.full(shape, start, self.dtype) for name, start in slots.items() if start is not None
        }
        self.steps = steps_of(state.get(params[0]))
        self.counter = Tensor._wrap(np.array(self.steps, np.float32))
        self.entries = [
            self._entry(param, part, state, slots) for param, part in zip(params, self.parts, strict=True)
        ]

    def _entry(self, param: Tensor, part: slice, state: dict[Any, State], slots: Slots) -> State:
        """The parameter's state as tensors that look into the flat arrays, which take over its old values."""
        old, entry = state.get(param, {}), {}
        for name, start in slots.items():
            if start is None:
                entry[name] = self.counter
                continue
            view = self.slots[name][part].reshape(param._array.shape) if self.flat else self.slots[name]
            if old.get(name) is not None:
                view[...] = old[name]._array
            entry[name] = Tensor._wrap(view)
        if entry:
            state[param] = entry
        return entry

    def is_current(self, state: dict[Any, State]) -> bool:
        """Whether the parameters still have gradients, this dtype and size, and this state."""
        for param, size, entry in zip(self.params, self.sizes, self.entries, strict=True):
            array = param._array
            if param.grad is None or array.dtype != self.dtype or array.size != size:
                return False
            if entry and state.get(param) is not entry:
                return False
        return True

    def step(self, rule: Rule, group: dict[str, Any]) -> None:
        """Let `rule` change the parameters."""
        self.steps += 1
        self.counter._array[...] = self.steps
        arrays = [param._array for param in self.params]
        if self.flat:
            np.concatenate([array.reshape(-1) for array in arrays], out=self.values)
            np.concatenate([param.grad._array.reshape(-1) for param in self.params], out=self.grads)
            rule(self.values, self.grads, self.slots, self.scratch, self.steps, group)
            for array, part in zip(arrays, self.parts, strict=True):
                array[...] = self.values[part].reshape(array.shape)
        else:
            rule(arrays[0], self.params[0].grad._array, self.slots, self.scratch, self.steps, group)
        for param in self.params:
            param._version[0] += 1


def steps_of(entry: State | None) -> int:
    """The steps that a parameter with this state has taken; 1 for any number if not counted."""
    if not entry:
        return 0
    return int(entry["step"]) if "step" in entry else 1


def blocks_of(params: Iterable[Tensor], state: dict[Any, State], slots: Slots) -> list[Block]:
    """The parameters with gradients: large ones alone, small ones joined if dtype and steps agree."""
    blocks: dict[Any, list[Tensor]] = {}
    for param in params:
        if param.grad is None:
            continue
        small = param._array.size <= SMALL
        key = (param._array.dtype, steps_of(state.get(param)), None if small else id(param))
        blocks.setdefault(key, []).append(param)
    return [Block(members, state, slots) for members in blocks.values()]
