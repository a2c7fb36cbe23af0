"""`FunctionalModule`: a layer that is a function with settings.

    class LeakyReLU(FunctionalModule, function=F.leaky_relu):
        def __init__(self, negative_slope: float = 0.01, inplace: bool = False) -> None:
            self._set(locals())

The settings are the arguments of `__init__`: they become attributes, are given to the function by name, and
are printed, all of them or as the format `shown` says. Most such layers are derived: see `derived.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from ..._core.tensor import Tensor
from ..functional.arguments import reduction_of
from .module import Module

OLD = ("size_average", "reduce")  # PyTorch's old words for `reduction`
_TENSORS = ("weight", "pos_weight")  # settings that are buffers


class FunctionalModule(Module):
    """Base of the layers that apply a function."""

    _function: ClassVar[Callable[..., Any]]
    _settings: ClassVar[tuple[str, ...]] = ()
    _shown: ClassVar[str] = ""

    def __init_subclass__(
        cls, *, function: Callable[..., Any] | None = None, shown: str | None = None, **kwargs: Any
    ) -> None:
        super().__init_subclass__(**kwargs)
        if function is None:
            return  # a base of some, or a program's own class
        cls._function = staticmethod(function)
        code = cls.__init__.__code__
        arguments = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
        cls._settings = tuple(name for name in arguments if name not in OLD)
        cls._shown = ", ".join(f"{n}={{{n}!r}}" for n in cls._settings) if shown is None else shown

    def _set(self, given: dict[str, Any]) -> None:
        """Initialize the module from the `locals()` of `__init__`."""
        Module.__init__(self)
        if given.get("size_average") is not None or given.get("reduce") is not None:
            reduction = reduction_of(given["size_average"], given["reduce"], given["reduction"])
            given = given | {"reduction": reduction}
        for name, value in given.items():
            if name in _TENSORS:
                self.register_buffer(name, value)
            elif name not in ("self", *OLD):
                self.__dict__[name] = value

    def _apply_to(self, *inputs: Any, **more: Any) -> Any:
        """Apply the function to `inputs` with the settings."""
        return self._function(*inputs, **self._given(), **more)

    def _given(self) -> dict[str, Any]:
        """The settings as keyword arguments of the function."""
        own = self.__dict__
        return {name: own[name] if name in own else getattr(self, name) for name in self._settings}

    def forward(self, input: Tensor) -> Any:
        return self._function(input, **self._given())

    def extra_repr(self) -> str:
        return self._shown.format_map(vars(self)).removesuffix("inplace=False").rstrip(", ")
