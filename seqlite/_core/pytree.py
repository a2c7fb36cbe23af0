"""Nested checkpoints: an object flattened into named tensors and a text that describes how they are nested.

The text is JSON. Numbers, texts, booleans, None and lists stand for themselves; everything else is an object
with one entry that names its kind: `{"tensor": name}`, `{"dict": [[key, value], …]}`, `{"tuple": […]}`,
`{"method": [object, name]}`, `{"float": "nan"}`. Whatever a file contains, reading it creates only these, and
objects of the
classes in `REGISTERED` that the program already has: their attributes are set, and no function runs.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from types import FunctionType, MethodType
from typing import Any

import numpy as np

from . import dtypes, tensor_attributes
from .dtypes import Size
from .tensor import Tensor

_SEQUENCES: dict[str, Callable[[Any], Any]] = {
    "tuple": tuple, "Size": Size, "set": set, "frozenset": frozenset,
}  # fmt: skip
_MAPPINGS: dict[str, Callable[[Any], Any]] = {"dict": dict, "OrderedDict": OrderedDict, "Counter": Counter}
_TYPES = {str(kind).removeprefix("torch."): kind for kind in dtypes.TYPES}
PARAMETERS: list[type] = []  # tensor classes that are saved by name; `nn` adds its own
REGISTERED: list[type] = []  # objects of these classes and their subclasses are saved by their attributes
ENGINE = __name__.partition(".")[0]
ENGINE_MODULES: dict[
    str, str
] = {}  # modules of PyTorch whose classes stand in other files here: see `as_torch`


def qualified_name(thing: Any) -> str:
    """The name of a class or a function, such as `seqlite.nn.modules.linear:Linear`."""
    module = ENGINE_MODULES.get(thing.__module__, thing.__module__)
    twin = module.replace("torch", ENGINE, 1)
    ours = module.startswith("torch") and (
        twin in sys.modules or from_package(twin, thing.__qualname__) is thing
    )
    return f"{twin if ours else module}:{thing.__qualname__}"


def find_by_name(name: str) -> Any:
    """Find a class or function of the engine or the running program by its qualified name; None if there is
    none. Imports nothing but the engine's own files that arrive on demand."""
    module, _, path = name.partition(":")
    thing: Any = sys.modules.get(module)
    for part in path.split("."):
        thing = vars(thing).get(part) if hasattr(thing, "__dict__") else None
    return from_package(module, path) if thing is None else thing


def from_package(module: str, name: str) -> Any:
    """What the nearest package of the engine above a module offers by this name; None if none does."""
    while module.startswith(f"{ENGINE}."):
        module = module.rpartition(".")[0]
        try:
            return getattr(sys.modules[module], name)
        except (KeyError, AttributeError, ImportError, NotImplementedError):
            continue
    return None


def is_registered(kind: Any) -> bool:
    """Whether objects of this class are saved with their attributes."""
    return isinstance(kind, type) and any(issubclass(kind, base) for base in REGISTERED)


def is_function(thing: Any) -> bool:
    """Whether it is a function on tensors, or one of the program's own."""
    home = f"{qualified_name(thing).partition(':')[0]}." if isinstance(thing, FunctionType) else ""
    return home == f"{ENGINE}." or home.startswith((f"{ENGINE}.nn.functional.", "__main__."))


def method_of(owner: Any, name: str) -> Any:
    """The method of an object that is saved with its attributes, None if it has none of that name."""
    if not is_registered(type(owner)):
        return None
    homes = (vars(kind) for kind in type(owner).__mro__)
    function = next((home[name] for home in homes if name in home), None)
    return MethodType(function, owner) if isinstance(function, FunctionType) else None


def flatten(obj: Any) -> tuple[str, dict[str, Tensor]]:
    """Return the structure of `obj` as text, and its tensors by name, such as `model.0.weight`. TypeError,
    with the name, for values that cannot be saved."""
    tensors: dict[str, Tensor] = {}
    known: dict[int, tuple[Any, Any]] = {}  # parameters and whole objects, which may be shared

    def store(tensor: Tensor, place: str) -> str:
        name = place or "tensor"
        while name in tensors or name == "__metadata__":
            name += "'"
        tensors[name] = tensor
        return name

    def visit(value: Any, place: str) -> Any:
        kind = type(value)
        if id(value) in known:
            return known[id(value)][0]
        if isinstance(value, Tensor):
            entry: dict[str, Any] = {"tensor": store(value, place)}
            if kind in PARAMETERS:
                entry = {"parameter": [qualified_name(kind), entry["tensor"], value.requires_grad]}
                known[id(value)] = entry, value
            return entry
        if value is None or kind in (bool, int, str):
            return value
        numbers = (
            isinstance(value, np.ndarray | np.generic)
            and value.dtype.isnative
            and value.dtype in dtypes.BY_NUMPY
        )
        if numbers and kind is not np.float64:
            word = "array" if kind is np.ndarray else "number"
            return {word: store(Tensor._wrap(np.array(value)), place)}
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else {"float": str(float(value))}
        if isinstance(value, dtypes.dtype | tensor_attributes.device):
            return {kind.__name__: str(value).removeprefix("torch.")}
        if kind is list:
            return [visit(item, child_place(place, i)) for i, item in enumerate(value)]
        if kind.__name__ in _SEQUENCES and kind is _SEQUENCES[kind.__name__]:
            return {kind.__name__: [visit(item, child_place(place, i)) for i, item in enumerate(value)]}
        if kind.__name__ in _MAPPINGS and kind is _MAPPINGS[kind.__name__]:
            pairs = [[visit(key, place), visit(item, child_place(place, key))] for key, item in value.items()]
            return {kind.__name__: pairs}
        if is_function(value) and find_by_name(qualified_name(value)) is value:
            return {"function": qualified_name(value)}
        if is_registered(kind) and find_by_name(qualified_name(kind)) is kind:
            number = len(known)
            known[id(value)] = {"seen": number}, value
            return {"object": [number, qualified_name(kind), visit_attributes(value, place)]}
        if kind is MethodType and method_of(value.__self__, value.__name__) == value:
            return {"method": [visit(value.__self__, place), value.__name__]}
        raise TypeError(not_savable(value, place or "the object"))

    def visit_attributes(value: Any, place: str) -> list[Any]:
        """An object's attributes; what stands in a module's tables bears its usual name, `0.weight`."""
        tables = ("_parameters", "_buffers", "_modules")
        return [
            [name, visit(attribute, place if name in tables else child_place(place, name))]
            for name, attribute in vars(value).items()
        ]

    import json

    return json.dumps(visit(obj, "")), tensors


def not_savable(value: Any, place: str) -> str:
    """Explain why a value cannot be saved."""
    kind = type(value)
    if is_registered(kind):
        return (
            f"cannot save {place}, a {kind.__name__}: its class has to stand at the top of the program, "
            "where loading finds it again; or save its state_dict()"
        )
    if isinstance(value, FunctionType):
        return (
            f"cannot save {place}, the function {value.__name__}: a checkpoint holds functions by name, such "
            "as F.relu or those at the top of the program. Of a model save its state_dict()"
        )
    return (
        f"cannot save {place}, a {kind.__name__}: a checkpoint holds tensors, arrays, numbers, texts, "
        "dictionaries, lists, tuples, sets and modules. Of an optimizer or a schedule save its state_dict()"
    )


def child_place(place: str, key: Any) -> str:
    """The name of an item, such as `model.0`."""
    return f"{place}.{key}" if place else str(key)


def contains_objects(text: str) -> bool:
    """Whether it holds more than weights and plain data."""
    return '{"object": ' in text or '{"function": ' in text


def unflatten(text: str, tensors: Mapping[str, Tensor]) -> Any:
    """Rebuild the object. ValueError for a text that `flatten` cannot have made; AttributeError if the
    program lacks a class or function named in it."""
    seen: dict[Any, Any] = {}

    def visit(value: Any) -> Any:
        if isinstance(value, list):
            return [visit(item) for item in value]
        if not isinstance(value, dict):
            return value
        [(kind, content)] = value.items()
        if kind in ("tensor", "array", "number"):
            tensor = tensors[content]
            return tensor if kind == "tensor" else tensor._array if kind == "array" else tensor._array[()]
        if kind == "parameter":
            cls, name, needs = content
            if name not in seen:
                seen[name] = require(cls, find_by_name(cls) in PARAMETERS)._wrap(
                    tensors[name]._array, bool(needs)
                )
            return seen[name]
        if kind == "float":
            return float(content)
        if kind in ("dtype", "device"):
            return tensor_attributes.device(content) if kind == "device" else _TYPES[content]
        if kind == "function":
            return require(content, is_function(find_by_name(content)))
        if kind == "method":
            owner, name = visit(content[0]), str(content[1])
            require(f"{qualified_name(type(owner))}.{name}", method_of(owner, name) is not None)
            return method_of(owner, name)
        if kind == "seen":
            return seen[content]
        if kind == "object":
            number, cls, attributes = content
            new = seen[number] = object.__new__(require(cls, is_registered(find_by_name(cls))))
            vars(new).update((str(name), visit(attribute)) for name, attribute in attributes)
            return new
        if kind in _SEQUENCES:
            return _SEQUENCES[kind](visit(item) for item in content)
        pairs = [(visit(key), visit(item)) for key, item in content]
        return Counter(dict(pairs)) if kind == "Counter" else _MAPPINGS[kind](pairs)

    try:
        import json

        return visit(json.loads(text))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"the outline of its nesting is damaged ({type(error).__name__}: {error})") from None


def require(name: str, fits: bool) -> Any:
    """Return the class or function with this name. AttributeError unless it `fits`."""
    if not fits:
        module, _, path = name.partition(":")
        raise AttributeError(
            f"Can't get attribute {path!r} on module {module!r}: define or import it as it was when the file "
            "was saved, before loading"
        )
    return find_by_name(name)
