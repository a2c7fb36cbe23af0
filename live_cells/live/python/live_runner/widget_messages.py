"""The messages between a widget and its view on the page: those of Jupyter's widgets, which anywidget uses.

The package `comm`, which comes with them, calls `send` (plugin/packages/adapted/comm.py).

https://jupyter-client.readthedocs.io/en/stable/messaging.html#custom-messages and
https://ipywidgets.readthedocs.io/en/stable/examples/Widget%20Low%20Level.html#comm-messages
"""

from __future__ import annotations

import base64
import json
import math
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from . import display_functions, page_calls

_waiting: list[dict[str, Any]] = []
"""Messages that were sent while no cell ran."""


def receive() -> None:
    """Hand the messages in the page's file to their widgets."""
    there = sys.modules["comm"].get_comm_manager().comms
    for message in json.loads(page_calls.file("call.json").read_text("utf8")):
        if (found := there.get(message["id"])) is not None:
            content = {"comm_id": message["id"], "data": message["data"]}
            buffers = [memoryview(base64.b64decode(buffer)) for buffer in message["buffers"]]
            found.handle_msg({"content": content, "buffers": buffers})


def send(id: str, kind: str, data: Mapping[str, Any], buffers: Sequence[bytes]) -> None:
    """Send a widget's message, now or with the next cell that runs."""
    said = {
        "id": id,
        "kind": kind,
        "data": _without_nan(data),
        "buffers": [base64.b64encode(bytes(buffer)).decode() for buffer in buffers],
    }
    _waiting.append({"part": "comm", "text": json.dumps(said, ensure_ascii=False, default=str)})
    _waiting[:] = [part for part in _waiting if not display_functions.emit(part)]


def _without_nan(value: Any) -> Any:
    """The value as JSON can say it: numbers that are none are null."""
    if isinstance(value, dict):
        return {key: _without_nan(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
