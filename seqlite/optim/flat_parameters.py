"""`FlatParameters`: parameters that an update rule changes as one array."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from itertools import accumulate
from typing import Any, TypeGuard

import numpy as np

from .._core import dtypes
from .._core.bfloat16 import BFLOAT16, FLOAT32, Bfloat16, cast_for_write, to_bfloat16, to_float32
from .._core.tensor import Tensor
from .._core.tensor_base import increment_version

LINE = 64  # bytes that processors fetch from memory at once
SMALL = 16384  # elements up to which a call costs more than its arithmetic

State = dict[str, Any]
# What each array of the state starts from; a NumPy scalar is one number for all, None the step counter.
Slots = dict[str, float | np.generic | None]
Rule = Callable[..., None]


class FlatParameters:
    """One large parameter, or several small ones of one dtype that have taken the same number of steps.

    The state is kept in flat arrays; `state[param]` shows each parameter's part of them as tensors.
    """

    def __init__(self, params: list[Tensor], state: dict[Any, State], slots: Slots) -> None:
        self.params, self.arrays = params, [param._array for param in params]
        size, dtype = sum(array.size for array in self.arrays), self.arrays[0].dtype
        shape = (size,) if len(params) > 1 else self.arrays[0].shape
        work = FLOAT32 if dtype == BFLOAT16 else dtype
        self.values, self.grads, self.scratch = (aligned(shape, work) for _ in range(3))
        old = state.get(params[0], {}) if len(params) == 1 else {}
        self.slots = {
            name: self._slot(old.get(name), shape, start)
            for name, start in slots.items()
            if start is not None
        }
        self.steps = steps_of(state.get(params[0]))
        counted = state.get(params[0], {}).get("step")
        self.counter = Tensor._wrap(
            np.array(self.steps, counted._array.dtype if counted is not None else scalar_type())
        )
        self.changed = self._views(self.values)
        views = {name: self._views(slot) for name, slot in self.slots.items()}
        entries = [
            self._entry(param, {name: views[name][i] if name in views else None for name in slots}, state)
            for i, param in enumerate(params)
        ]
        self.members = list(zip(params, self.arrays, entries, strict=True))

    def _slot(self, kept: Any, shape: tuple[int, ...], start: float | np.generic) -> Any:
        """An array of the state: where a program has put a fitting one, that one."""
        if isinstance(start, np.generic):
            return np.array(start, scalar_type())
        like = self.arrays[0]
        if has_form(kept, shape, like.dtype) and kept._array.flags.c_contiguous:
            return kept._array
        return aligned(shape, like.dtype, start)

    def _views(self, flat: Any) -> list[Any]:
        """Each parameter's part of a flat array, in its shape."""
        if len(self.arrays) == 1 or flat.ndim == 0:
            return [flat] * len(self.arrays)
        stops = accumulate(array.size for array in self.arrays)
        return [
            flat[stop - array.size : stop].reshape(array.shape)
            for array, stop in zip(self.arrays, stops, strict=True)
        ]

    def _entry(self, param: Tensor, views: dict[str, Any], state: dict[Any, State]) -> State:
        """The parameter's state as tensors that look into the flat arrays, which take over its old values.

        Tensors that were there stay the same objects, for a program may hold them.
        """
        old, entry = state.get(param, {}), {}
        for name, view in views.items():
            kept = old.get(name)
            if view is not None and kept is not None and kept._array is not view:
                view[...] = kept._array
            if view is None:
                entry[name] = self.counter
            elif has_form(kept, view.shape, view.dtype):
                kept._array = view
                entry[name] = kept
            else:
                entry[name] = Tensor._wrap(view)
        if entry:
            state[param] = entry
        return entry

    def is_current(self, state: dict[Any, State]) -> bool:
        """Whether the parameters still have gradients, and these arrays and state."""
        for param, array, entry in self.members:
            if param._grad is None or param._array is not array or (entry and state.get(param) is not entry):
                return False
        return True

    def step(self, rule: Rule, group: dict[str, Any]) -> None:
        """Apply an update rule to the parameters."""
        self.steps += 1
        self.counter._array[...] = self.steps
        grads = [param._grad._array for param in self.params]
        if Bfloat16.asked and self.arrays[0].dtype == BFLOAT16:
            self._step_rounded(rule, grads, group)
        elif len(grads) > 1:
            np.concatenate(self.arrays, axis=None, out=self.values)
            np.concatenate(grads, axis=None, out=self.grads)
            rule(self.values, self.grads, self.slots, self.scratch, self.steps, group)
            for array, changed in zip(self.arrays, self.changed, strict=True):
                array[...] = changed
        else:
            rule(self.arrays[0], grads[0], self.slots, self.scratch, self.steps, group)
        increment_version(*self.params)

    def _step_rounded(self, rule: Rule, grads: list[Any], group: dict[str, Any]) -> None:
        """The step of bfloat16 parameters: in float32, rounded once."""
        self.values[...] = np.concatenate(self.arrays, axis=None).reshape(self.values.shape)
        self.grads[...] = np.concatenate(grads, axis=None).reshape(self.values.shape)
        slots = {name: to_float32(slot) for name, slot in self.slots.items()}
        rule(self.values, self.grads, slots, self.scratch, self.steps, group)
        for name, slot in self.slots.items():
            slot[...] = cast_for_write(slots[name], slot)
        for array, changed in zip(self.arrays, self.changed, strict=True):
            array[...] = to_bfloat16(changed)


def scalar_type() -> Any:
    """The type of counters and of what is one number for all."""
    return np.float64 if dtypes.get_default_dtype() is dtypes.float64 else np.float32


def has_form(tensor: Tensor | None, shape: tuple[int, ...], dtype: Any) -> TypeGuard[Tensor]:
    """Whether there is a tensor, of this shape and type."""
    return tensor is not None and tensor._array.shape == shape and bool(tensor._array.dtype == dtype)


def aligned(shape: tuple[int, ...], dtype: Any, start: float | None = None) -> Any:
    """An array that begins where a line of the processor's cache does, so that none of the numbers which
    NumPy takes at once lie in two lines; full of `start`, if that is given."""
    spare = LINE // dtype.itemsize
    whole = np.empty(math.prod(shape) + spare, dtype)
    skipped = -whole.__array_interface__["data"][0] % LINE // dtype.itemsize
    array = whole[skipped : len(whole) - spare + skipped].reshape(shape)
    if start is not None:
        array[...] = start
    return array


def steps_of(entry: State | None) -> int:
    """The steps that a parameter with this state has taken; 1 for any number if not counted."""
    if not entry:
        return 0
    return int(entry["step"]) if "step" in entry else 1


def flatten_parameters(
    params: Iterable[Tensor], state: dict[Any, State], slots: Slots
) -> list[FlatParameters]:
    """The parameters with gradients: large ones alone, small ones joined if dtype and steps agree."""
    blocks: dict[Any, list[Tensor]] = {}
    for param in params:
        if param.grad is None:
            continue
        small = param._array.size <= SMALL
        key = (param._array.dtype, steps_of(state.get(param)), None if small else id(param))
        blocks.setdefault(key, []).append(param)
    return [FlatParameters(members, state, slots) for members in blocks.values()]
