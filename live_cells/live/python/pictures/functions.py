"""What autograd has recorded, operation by operation: what each was made of, and what it passes back.

A linear layer and a cross-entropy are one operation here, whether autograd has one function or several.
Each function is read once: an engine that fuses operations may give other functions at the next reading.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

Gradients = list[Any]
"""Of each input; ``None`` where nothing is passed on."""
Source = tuple["Operation", int]
"""An operation, and which of its results."""

VIEWS = ("View", "UnsafeView", "Squeeze", "Unsqueeze")
PRODUCTS = ("Addmm", "Mm")


class Freed(Exception):
    """``backward()`` has freed what autograd had kept."""


class Operation:
    """An operation, or a leaf, with what it was computed from."""

    def __init__(self, function: Any, name: str, sources: Sequence[Source | None]) -> None:
        self.function = function
        self.name = name
        self.sources = list(sources)
        self.variable = getattr(function, "variable", None)
        """Of a leaf, the tensor."""
        self.parts = [function]
        """The functions that it stands for."""
        self.is_viewed = False
        """Of a linear layer, has its result another shape than the product?"""
        self._back: Callable[[Any], Gradients] | None = None

    def back(self, gradient: Any, index: int = 0) -> Gradients:
        """The gradients of the inputs.

        Raises:
            Freed: they can no longer be computed.
        """
        if self._back is not None:
            return self._back(gradient)
        return _called(self.function, gradient, index, len(self.sources))

    def held(self, place: int, is_shape: Callable[[Any], bool]) -> Any:
        """What autograd has kept of an input, or of the result for -1, in such a shape; ``None`` if nothing.

        Engines other than PyTorch may give it by its place, without a name.
        """
        held = getattr(self.function, "held", None)
        if held is None or (self._back is not None and place >= 0):  # it stands for several functions
            return None
        return next((one for one in held(place) if is_shape(one.shape)), None)

    def saved(self, name: str) -> Any:
        """A tensor that autograd has kept under this name; ``None`` if it has not."""
        for function in self.parts:
            try:
                found = getattr(function, name, None)
            except RuntimeError:  # freed
                continue
            if isinstance(found, torch.Tensor):
                return found
        return None


def _called(function: Any, gradient: Any, index: int, count: int) -> Gradients:
    metadata = getattr(function, "_input_metadata", ())
    results = max(len(metadata), getattr(function, "output_count", 1))
    arguments = [gradient if i == index else None for i in range(results)]
    try:
        found = function(*arguments)
    except RuntimeError as error:
        if "second time" in str(error):
            raise Freed from None
        return [None] * count
    except (TypeError, NotImplementedError):
        return [None] * count
    listed = list(found) if isinstance(found, tuple) else [found]
    if not listed and count:
        raise Freed
    return listed if len(listed) == count else _spread(function, listed, count)


def _spread(function: Any, found: Gradients, count: int) -> Gradients:
    """Not every engine passes something on for inputs that it does not follow."""
    followed = [source is not None for source, _ in function.next_functions]
    if sum(followed) != len(found) and len(found) > count:
        return found[:count]
    left = iter(found)
    return [next(left, None) if one else None for one in followed]


class Reader:
    """Reads the functions behind a result, each once."""

    def __init__(self, named: set[Any]) -> None:
        self._known: dict[Any, Operation] = {}
        self._named = named
        """Functions whose results have names, and stay apart."""
        self._uses: dict[Any, int] = {}

    def read(self, root: Any) -> Operation:
        """The operation of a function, all that it was computed from included."""
        inputs = self._listed(root)
        for sources in inputs.values():
            for source in sources:
                if source is not None:
                    self._uses[source[0]] = self._uses.get(source[0], 0) + 1
        for function, sources in inputs.items():  # each after its inputs
            made = [None if one is None else (self._known[one[0]], one[1]) for one in sources]
            name = _name_of(function)
            self._known[function] = self._joined(Operation(function, name, made))
        return self._known[root]

    def _listed(self, root: Any) -> dict[Any, list[tuple[Any, int] | None]]:
        """What each function was computed from; of fused ones, what is behind the functions that stand in."""
        found: dict[Any, list[tuple[Any, int] | None]] = {}
        read: dict[Any, list[tuple[Any, int] | None]] = {}
        stack = [(root, False)]
        while stack:
            function, is_done = stack.pop()
            if is_done:
                found.setdefault(function, read[function])
            if function in read:
                continue
            read[function] = _sources(function)
            stack.append((function, True))
            stack += [(one[0], False) for one in reversed(read[function]) if one is not None]
        return found

    def _joined(self, made: Operation) -> Operation:
        """With functions that belong together as one."""
        name = made.name
        if name in ("linear", "cross_entropy"):  # fused by the engine
            made.name = "Linear" if name == "linear" else "CrossEntropyLoss"
        elif name in PRODUCTS and self._is_own(made.sources[-1], ("T",)):
            return self._linear(made)
        elif name.rstrip("0123456789") in VIEWS and len(made.sources) == 1:
            [source] = made.sources
            if self._is_own(source, ("Linear",)) and source is not None and not source[0].is_viewed:
                return self._viewed(made, source[0])
        elif name == "NllLoss" and self._is_own(made.sources[0], ("LogSoftmax",)):
            return self._behind(made, made.sources[0], "CrossEntropyLoss")
        return made

    def _is_own(self, source: Source | None, names: tuple[str, ...]) -> bool:
        """Is it such an operation, used only here and without a name?"""
        if source is None or source[0].name not in names:
            return False
        function = source[0].function
        return self._uses.get(function, 0) == 1 and function not in self._named

    def _linear(self, made: Operation) -> Operation:
        """A product with a transposed weight."""
        *bias, x, turned = made.sources
        assert turned is not None
        weight = turned[0].sources[0]
        back = made.back

        def passed(gradient: Any) -> Gradients:
            *to_bias, to_x, to_turned = back(gradient)
            return [to_x, None if to_turned is None else to_turned.t(), *to_bias]

        joined = Operation(made.function, "Linear", [x, weight, *bias])
        joined.parts = [made.function, turned[0].function]
        joined._back = passed
        return joined

    def _viewed(self, made: Operation, linear: Operation) -> Operation:
        """A linear layer whose input and result have another shape on the way."""
        x = linear.sources[0]
        is_viewed = self._is_own(x, ("View", "UnsafeView", "Unsqueeze"))
        before = x[0] if is_viewed and x is not None else None

        def passed(gradient: Any) -> Gradients:
            [between] = _called(made.function, gradient, 0, 1)
            to_x, *others = linear.back(between)
            if before is not None and to_x is not None:
                [to_x] = before.back(to_x)
            return [to_x, *others]

        joined = Operation(made.function, "Linear", [before.sources[0] if before else x, *linear.sources[1:]])
        joined.parts = [made.function, *linear.parts]
        joined.is_viewed = True
        joined._back = passed
        return joined

    def _behind(self, made: Operation, source: Source | None, name: str) -> Operation:
        """Two operations as one, with the inputs of the first."""
        assert source is not None
        first = source[0]
        joined = Operation(made.function, name, first.sources)
        joined.parts = [made.function, first.function]
        joined._back = lambda gradient: first.back(made.back(gradient)[0])
        return joined


def _name_of(function: Any) -> str:
    """The operation's name, without ``Backward0``; of one that an engine has fused, the engine's own."""
    if any(_is_standing_in(source) for source, _ in function.next_functions):
        return str(function.op)
    return str(function.name()).rpartition("::")[2].partition("Backward")[0]


def _is_standing_in(function: Any) -> bool:
    """Is it a function that an engine shows in the place of a part of a fused one?"""
    edges: Any = getattr(function, "edges", None)
    return bool(edges) and all(edge is None for edge in edges) and not hasattr(function, "variable")


def _sources(function: Any) -> list[tuple[Any, int] | None]:
    direct: list[Any] = list(function.next_functions)
    if not any(_is_standing_in(source) for source, _ in direct):
        return [None if source is None else (source, index) for source, index in direct]
    ends: list[tuple[Any, int]] = []
    while direct:
        source, index = direct.pop()
        if source is not None and _is_standing_in(source):
            direct += list(source.next_functions)
        elif source is not None:
            ends.append((source, index))
    return [_of_target(target, ends) for target in function.targets]


def _of_target(target: Any, ends: list[tuple[Any, int]]) -> tuple[Any, int] | None:
    """The function through which a fused one passes on the gradient of an input."""
    for source, index in ends:
        inner: Any = getattr(target, "targets", None)
        if target is not None and (source is target or getattr(source, "variable", None) is target):
            return source, index
        if target is not None and index == getattr(target, "index", 0) and inner and inner[0] is source:
            return source, index
    return None
