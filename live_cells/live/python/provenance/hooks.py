"""Connects a tracer to the engine while cells run."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from seqlite import random as random_numbers
from seqlite._core import record, tensor_base
from seqlite._core.operations import in_place
from seqlite.autograd import engine, grad_hooks
from seqlite.nn import init
from seqlite.nn.functional import normalization
from seqlite.nn.utils import clip_grad
from seqlite.optim.flat_parameters import FlatParameters

from .forward_tracer import DRAWING
from .memory import Array
from .places import place_of
from .python_numbers import plain
from .replacing import replacing
from .tracer import Tracer

TOOL = 2
"""Our number with `sys.monitoring`: that of profilers."""


@contextmanager
def tracing(tracer: Tracer) -> Iterator[None]:
    """While cells run, the engine's events go to the tracer."""
    base = tensor_base.TensorBase
    clips = [clip_grad.clip_grads_with_norm_.__code__, clip_grad.clip_grad_value_.__code__]
    returned: dict[Any, Callable[[types.FrameType, Any], None]] = {
        record.record.__code__: tracer.recorded,
        base.__dict__["_wrap"].__func__.__code__: tracer.wrapped,
        random_numbers.manual_seed.__code__: tracer.seeded,
        in_place.InPlace._assign_in_place.__code__: tracer.assigned,
        in_place.InPlace._before_change.__code__: tracer.copied,
        in_place.InPlace.__setitem__.__code__: tracer.item_set,
    }
    returned |= dict.fromkeys(DRAWING, tracer.drawn)
    returned |= {init._fill.__code__: tracer.filled, normalization._move.__code__: tracer.moved}
    returned |= dict.fromkeys(clips, tracer.clipped)
    changing = {in_place.InPlace._assign_in_place.__code__, in_place.InPlace.__setitem__.__code__, *DRAWING}
    begun = dict.fromkeys(changing, tracer.changing) | dict.fromkeys(clips, tracer.clipping)
    begun |= {init._fill.__code__: tracer.filling, normalization._move.__code__: tracer.moving}
    monitoring, events = sys.monitoring, sys.monitoring.events

    def on_return(code: types.CodeType, offset: int, value: Any) -> None:
        returned[code](sys._getframe(1), value)

    def on_start(code: types.CodeType, offset: int) -> None:
        begun[code](sys._getframe(1))

    promote = record.promote  # takes numbers of exactly Python's own types
    take_edges, match_input, accumulate = engine.take_edges, engine.match_input, grad_hooks.accumulate_grad
    step = FlatParameters.step

    def traced_accumulate(leaf: Any, g: Array, shared: bool) -> None:
        with tracer.accumulating(leaf, g, place_of(sys._getframe(1))):
            accumulate(leaf, g, shared)

    def traced_step(self: Any, rule: Any, group: dict[str, Any]) -> None:
        with tracer.stepping(self, rule, group, place_of(sys._getframe(1))):
            step(self, rule, group)

    replaced: list[tuple[Any, str, Any]] = [
        (record, "promote", lambda args, op: promote([plain(one) for one in args], op)),
        (engine, "take_edges", lambda node, retain: tracer.gradient_rules(node, take_edges(node, retain))),
        (engine, "match_input", lambda *given: tracer.matched(match_input(*given))),
        (engine, "accumulate_grad", traced_accumulate),
        (grad_hooks, "accumulate_grad", traced_accumulate),
        (FlatParameters, "step", traced_step),
    ]
    monitoring.use_tool_id(TOOL, "live-cells provenance")
    try:
        monitoring.register_callback(TOOL, events.PY_RETURN, on_return)
        monitoring.register_callback(TOOL, events.PY_START, on_start)
        for code in returned:
            monitoring.set_local_events(
                TOOL, code, events.PY_RETURN | (events.PY_START if code in begun else 0)
            )
        with replacing(replaced):
            yield
    finally:
        for code in returned:
            monitoring.set_local_events(TOOL, code, 0)
        monitoring.register_callback(TOOL, events.PY_RETURN, None)
        monitoring.register_callback(TOOL, events.PY_START, None)
        monitoring.free_tool_id(TOOL)
