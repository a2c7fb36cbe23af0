"""What an object of a reader's class holds, read without running any of the reader's code."""

from __future__ import annotations

import types
from typing import Any

_DICT = "__dict__"


def attributes(value: Any) -> dict[str, Any] | None:
    """Its attributes and what they hold; of a named tuple, its fields; ``None`` for objects of libraries."""
    kind = type(value)
    if issubclass(kind, tuple):
        fields = kind.__dict__.get("_fields")
        return dict(zip(fields, tuple.__iter__(value), strict=False)) if type(fields) is tuple else None
    if any(of.__module__ != "__main__" for of in kind.__mro__[:-1]):
        return None
    found: dict[str, Any] = {}
    for of in reversed(kind.__mro__):
        for name, slot in of.__dict__.items():
            if type(slot) is types.MemberDescriptorType:
                try:
                    found[name] = slot.__get__(value)
                except AttributeError:
                    continue  # a slot that nothing has been put in
            elif name == _DICT and type(slot) is types.GetSetDescriptorType:
                found |= slot.__get__(value)
    return found
