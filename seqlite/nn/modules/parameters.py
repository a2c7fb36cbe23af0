"""`ParameterList` and `ParameterDict`. Source: PyTorch, `torch.nn.modules.container`."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn, Self

from ..._core.tensor import Tensor
from ..parameter import Parameter
from .module import Module

HOME = __name__.replace("parameters", "container")  # where PyTorch has them, and pickle looks for them


def _as_parameter(value: Any) -> Any:
    return Parameter(value) if isinstance(value, Tensor) and not isinstance(value, Parameter) else value


class _Parameters(Module):
    """What both share: entries are attributes, tensors among them parameters."""

    def _entries(self) -> Iterable[tuple[str, Any]]:
        raise NotImplementedError

    def _kind(self, value: Tensor) -> str:
        return str(value.type())

    def __call__(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise RuntimeError(f"{type(self).__name__} should not be called.")

    def extra_repr(self) -> str:
        lines = []
        for name, value in self._entries():
            what = f"Object of type: {type(value).__name__}"
            if isinstance(value, Tensor):
                size, word = "x".join(map(str, value.shape)), "Parameter"
                word = word if isinstance(value, Parameter) else "Tensor"
                what = f"{word} containing: [{self._kind(value)} of size {size}]"
            lines.append(f"  ({name}): {what}")
        return "\n".join(lines)


class ParameterList(_Parameters):
    """Parameters in a list that the owner knows; tensors become parameters. Shapes and dtypes stay.

    >>> nn.ParameterList([torch.ones(2), torch.zeros(2, 2)])
    ParameterList(
        (0): Parameter containing: [torch.float32 of size 2]
        (1): Parameter containing: [torch.float32 of size 2x2]
    )
    """

    __module__ = HOME

    def __init__(self, values: Iterable[Any] | None = None) -> None:
        super().__init__()
        self._size = 0
        if values is not None:
            self.extend(values)

    def _name_at(self, index: Any) -> str:
        position = operator.index(index)
        if not -self._size <= position < self._size:
            raise IndexError(f"index {position} is out of range")
        return str(position % self._size)

    def _entries(self) -> Iterable[tuple[str, Any]]:
        return ((str(i), value) for i, value in enumerate(self))

    def _kind(self, value: Tensor) -> str:
        return str(value.dtype)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return type(self)(list(self)[index])
        return getattr(self, self._name_at(index))

    def __setitem__(self, index: Any, value: Any) -> None:
        setattr(self, self._name_at(index), _as_parameter(value))

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Any]:
        return iter([getattr(self, str(i)) for i in range(self._size)])

    def __iadd__(self, values: Iterable[Any]) -> Self:
        return self.extend(values)

    def append(self, value: Any) -> Self:
        """Add `value` at the end."""
        self._size += 1
        self[self._size - 1] = value
        return self

    def extend(self, values: Iterable[Any]) -> Self:
        """Add all of an iterable at the end."""
        if not isinstance(values, Iterable) or isinstance(values, Tensor):
            raise TypeError(
                f"ParameterList.extend should be called with an iterable, but got {type(values).__name__}"
            )
        for value in list(values):
            self.append(value)
        return self


class ParameterDict(_Parameters):
    """Parameters in a dictionary that the owner knows; tensors become parameters. Shapes and dtypes stay.

    Raises `TypeError` for other than a dictionary or pairs.

    >>> nn.ParameterDict({"a": torch.ones(2)})
    ParameterDict(  (a): Parameter containing: [torch.FloatTensor of size 2])
    """

    __module__ = HOME

    def __init__(self, parameters: Any = None) -> None:
        super().__init__()
        self._keys: dict[str, None] = {}
        if parameters is not None:
            self.update(parameters)

    def _entries(self) -> Iterable[tuple[str, Any]]:
        return self.items()

    def __getitem__(self, key: str) -> Any:
        return getattr(self, key)  # AttributeError if there is none: PyTorch's

    def __setitem__(self, key: str, value: Any) -> None:
        if not isinstance(key, str):
            raise TypeError(
                f"Index given to ParameterDict cannot be used as a key as it is not a string (type is "
                f"'{type(key).__name__}'). Open an issue on github if you need non-string keys."
            )
        self._keys[key] = None
        setattr(self, key, _as_parameter(value))

    def __delitem__(self, key: str) -> None:
        del self._keys[key]
        delattr(self, key)

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __reversed__(self) -> Iterator[str]:
        return reversed(self._keys)

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def keys(self) -> Iterable[str]:
        """The names."""
        return self._keys.keys()

    def values(self) -> Iterable[Any]:
        """The parameters."""
        return (self[key] for key in self._keys)

    def items(self) -> Iterable[tuple[str, Any]]:
        """Pairs of name and parameter."""
        return ((key, self[key]) for key in self._keys)

    def get(self, key: str, default: Any = None) -> Any:
        """The entry called `key`, or `default`."""
        return self[key] if key in self._keys else default

    def setdefault(self, key: str, default: Any = None) -> Any:
        """The entry called `key`, which is `default` from now on if there was none."""
        if key not in self._keys:
            self[key] = default
        return self[key]

    def pop(self, key: str) -> Any:
        """Take out and return the entry called `key`."""
        value = self[key]
        del self[key]
        return value

    def popitem(self) -> tuple[str, Any]:
        """Take out and return the last entry, with its name."""
        key = next(reversed(self._keys))
        return key, self.pop(key)

    def clear(self) -> None:
        """Take out all entries."""
        for key in list(self._keys):
            del self[key]

    def copy(self) -> ParameterDict:
        """Another one with the same entries."""
        return ParameterDict(dict(self.items()))

    def fromkeys(self, keys: Iterable[str], default: Any = None) -> ParameterDict:
        """One with these names, each for `default`."""
        return ParameterDict([(key, default) for key in keys])

    def update(self, parameters: Any) -> None:
        """Add, or replace, all of a mapping or of an iterable of pairs."""
        if not isinstance(parameters, Iterable):
            raise TypeError(
                "ParametersDict.update should be called with an iterable of key/value pairs, but got "
                + type(parameters).__name__
            )
        pairs: Any = parameters.items() if isinstance(parameters, Mapping | ParameterDict) else parameters
        for key, value in list(pairs):
            self[key] = value

    def __or__(self, other: Any) -> ParameterDict:
        joined = self.copy()
        joined.update(other)
        return joined

    def __ror__(self, other: Any) -> ParameterDict:
        joined = ParameterDict(other)
        joined.update(self)
        return joined

    def __ior__(self, other: Any) -> Self:
        self.update(other)
        return self
