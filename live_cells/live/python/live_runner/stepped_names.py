"""What names hold at a step of a run, in a few words, where that is new."""

from __future__ import annotations
import __future__

import types
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from itertools import islice
from typing import Any

from . import line_values
from .attributes import attributes
from .short_repr import BRACKETS, short_repr
from .step_events import in_words

LONGEST = 60
"""Characters that say what a name holds."""
FIRST = LONGEST
"""So many items of a collection are looked at: each takes a character at least."""
MOST_ITEMS = 4 * FIRST
"""Of collections in collections that tell whether something has changed."""
LISTED = 6
"""A tensor of so many numbers is listed."""
Said = str | dict[str, Any]
"""A text; of a tensor of many numbers ``shape``, ``type`` and ``mean``, which the page puts into words."""
Key = tuple[object, ...]
"""Changes with what is said of a value."""
_COLLECTIONS = {
    **BRACKETS,
    frozenset: ("frozenset({", "})"),
    deque: ("deque([", "])"),
    Counter: ("Counter({", "})"),
    OrderedDict: ("OrderedDict({", "})"),
    defaultdict: ("defaultdict({", "})"),
}
_PLAIN = (bool, int, float, complex, str, bytes, *_COLLECTIONS, type(None))
_UNSAID = (
    types.ModuleType,
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    type,
    __future__._Feature,
)


def changed(
    keys: dict[str, Key], names: Sequence[str], values: Mapping[str, Any], assigned: Set[str] = frozenset()
) -> dict[str, Said | None]:
    """What names hold that hold something else than their keys tell, or were assigned."""
    changes: dict[str, Said | None] = {}
    for name in names:
        if name.startswith(("_", ".")):  # a name with a point is Python's own: what a generator goes through
            continue
        if name not in values:
            if keys.pop(name, None):
                changes[name] = None
            continue
        key = _key(values[name])
        if key is not None and (name in assigned or not _is_same(keys.get(name), key)):
            keys[name] = key
            with suppress(Exception):
                changes[name] = said(name, values[name])
    return changes


def _key(value: Any) -> Key | None:
    """Of what changes together with what is said of the value; None: nothing is said of it."""
    kind = type(value)
    if kind in _COLLECTIONS:
        return kind, _in_short(value), hash((len(value), *islice(_identities(value, 3), MOST_ITEMS)))
    if kind in _PLAIN:
        return kind, _in_short(value)
    if is_unsaid(value):
        return None
    if hasattr(kind, "dtype") and hasattr(kind, "shape"):
        version = getattr(value, "_version", None)
        return value, _fingerprint(value) if version is None else version
    if issubclass(kind, BaseException):
        return value, in_words(value)
    held = attributes(value)
    return (value,) if held is None else (value, _with_attributes(kind, held))


def is_unsaid(value: object) -> bool:
    """Is it a module, a class or a function?"""
    return issubclass(type(value), _UNSAID)


def _identities(value: Any, depth: int) -> Iterator[int]:
    """Of what a collection holds, from both its ends: an item may change where its text is cut."""
    held = value.values() if isinstance(value, dict) else value
    ends = islice(reversed(held), FIRST) if hasattr(held, "__reversed__") else ()
    for one in (*islice(held, FIRST), *ends):
        yield id(one)
        if depth and type(one) in _COLLECTIONS:
            yield from _identities(one, depth - 1)


def _in_short(value: Any) -> str:
    """What a plain value is; of a collection of others, how many: their texts may take long to make."""
    if not _is_plain(value, 3):
        return f"{type(value).__name__} ({len(value)})"
    text = short_repr(value, LONGEST, _COLLECTIONS)
    is_cut = type(value) in _COLLECTIONS and text.endswith("…")
    return f"{text} ({len(value)})" if is_cut else text


def _is_plain(value: Any, depth: int) -> bool:
    """Is its beginning made of numbers, strings and collections of these?"""
    kind = type(value)
    if kind not in _COLLECTIONS:
        return kind in _PLAIN
    if depth == 0:
        return False
    items = [*islice(value, FIRST)]
    if issubclass(kind, dict):
        items += islice(value.values(), FIRST)
    return all(_is_plain(item, depth - 1) for item in items)


def _with_attributes(kind: type, attributes: dict[str, Any]) -> str:
    """An object as a call that would make it."""
    held = (f"{name}={_inside(value)}" for name, value in islice(attributes.items(), FIRST))
    return _cut(f"{kind.__name__}({', '.join(held)})")


def _inside(value: Any) -> str:
    return _in_short(value) if type(value) in _PLAIN else type(value).__name__


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _is_same(old: Key | None, new: Key) -> bool:
    """By identity: a comparison of tensors is a tensor."""
    return (
        old is not None
        and len(old) == len(new)
        and all(
            one is other or (isinstance(one, (str, int)) and one == other)
            for one, other in zip(old, new, strict=True)
        )
    )


def _fingerprint(array: Any) -> int:
    """Of an array's first numbers: it does not say when it was changed."""
    return hash(array.ravel()[:64].tobytes()) if getattr(array, "size", 0) else 0


def said(name: str, value: Any) -> Said:
    if type(value) in _PLAIN:
        return _in_short(value)
    if issubclass(type(value), BaseException):
        return _cut(in_words(value))
    held = attributes(value)
    if held is not None:
        return _with_attributes(type(value), held)
    found = line_values.described(name, value)
    if found is None:
        return type(value).__name__
    if "value" in found:
        return _number(found["value"])
    numbers = line_values.array_of(value)
    if numbers.size <= LISTED and numbers.ndim == 1:
        return "[" + ", ".join(f"{number:.4g}" for number in numbers.tolist()) + "]"
    return {about: found[about] for about in ("shape", "type", "mean") if about in found}


def _number(value: float | str) -> str:
    """nan and infinity are words already; integers have all their digits."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)
