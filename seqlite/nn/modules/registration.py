"""`ModuleRegistration`: how a module comes to know parameters, buffers and child modules by name.

Three tables, `_parameters`, `_buffers` and `_modules`, hold what attribute assignment finds to be one of
these; everything else is an ordinary attribute.
"""

from __future__ import annotations

from typing import Any

from ..._core.absent import NotCovered, absent_error
from ..._core.tensor import Tensor
from ..parameter import Buffer, Parameter

_TABLES = ("_parameters", "_buffers", "_modules")
_KINDS = {
    "_parameters": ("parameter", "torch.nn.Parameter"),
    "_modules": ("child module", "torch.nn.Module"),
    "_buffers": ("buffer", "torch.nn.Buffer, torch.Tensor"),
}


def type_name(value: object) -> str:
    """How PyTorch's messages name a value's type: `int`, `numpy.ndarray`, `torch.FloatTensor`."""
    if isinstance(value, Tensor):
        return str(value.type())
    kind = value if isinstance(value, type) else type(value)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


class ModuleRegistration:
    """Parameters, buffers and child modules, registered by attribute assignment."""

    _parameters: dict[str, Parameter | None]
    _buffers: dict[str, Tensor | None]
    _modules: dict[str, Any]
    _non_persistent_buffers_set: set[str]

    # -- attributes ------------------------------------------------------------------------------------------
    def __getattr__(self, name: str) -> Any:
        own = self.__dict__
        for table in _TABLES:
            if name in (registered := own.get(table, ())):
                return registered[name]
        refused = absent_error("torch.nn.Module", name)
        if isinstance(refused, NotCovered):
            raise refused
        message = f"'{type(self).__name__}' object has no attribute '{name}'"
        if "_modules" not in own and not name.startswith("__"):
            message += f"; {type(self).__name__}.__init__ has to call super().__init__() before anything else"
        raise AttributeError(message, name=name, obj=self)

    def __setattr__(self, name: str, value: Any) -> None:
        table = self._table_of(name)
        if isinstance(value, Parameter):
            self._check_initialized("parameters")
            self._drop(name, but="_parameters")
            self.register_parameter(name, value)
        elif isinstance(value, ModuleRegistration) and table != "_parameters":
            self._check_initialized("module")
            self._drop(name, but="_modules")
            self._modules[name] = value
        elif isinstance(value, Buffer):
            self._check_initialized("buffer")
            self.register_buffer(name, value, *(() if value.persistent else (False,)))
        elif table is None:
            object.__setattr__(self, name, value)
        elif value is None or (table == "_buffers" and isinstance(value, Tensor)):
            self.__dict__[table][name] = value
        else:
            kind, wanted = _KINDS[table]
            raise TypeError(
                f"cannot assign '{type_name(value)}' as {kind} '{name}' ({wanted} or None expected)"
            )

    def __delattr__(self, name: str) -> None:
        table = self._table_of(name)
        if table is None:
            object.__delattr__(self, name)
        else:
            del self.__dict__[table][name]
            self._non_persistent_buffers_set.discard(name)

    def __dir__(self) -> list[str]:
        names = {*super().__dir__(), *self._parameters, *self._buffers, *self._modules}
        return sorted(name for name in names if not name[:1].isdigit())

    def get_extra_state(self) -> Any:
        """Override it to save more than tensors in `state_dict()`; see `set_extra_state`."""
        raise RuntimeError("a Module that has set_extra_state needs get_extra_state, too, to be saved")

    def set_extra_state(self, state: Any) -> None:
        """Override it to load, in `load_state_dict()`, what `get_extra_state` returned."""
        raise RuntimeError("a Module that has get_extra_state needs set_extra_state, too, to be loaded")

    def _table_of(self, name: str) -> str | None:
        for table in _TABLES:
            if name in self.__dict__.get(table, ()):
                return table
        return None

    def _drop(self, name: str, but: str) -> None:
        """Remove `name` from everywhere but table `but`, where a new value keeps the position."""
        self.__dict__.pop(name, None)
        self._non_persistent_buffers_set.discard(name)
        for table in _TABLES:
            if table != but:
                self.__dict__[table].pop(name, None)

    # -- registration ----------------------------------------------------------------------------------------
    def _check_initialized(self, kind: str) -> None:
        if "_modules" not in self.__dict__:
            raise AttributeError(
                f"cannot assign {kind} before Module.__init__() call: make super().__init__() the "
                f"first line of {type(self).__name__}.__init__"
            )

    def _check_name(self, name: str, kind: str, table: str) -> None:
        self._check_initialized(kind)
        if not isinstance(name, str):
            raise TypeError(f"{kind} name should be a string. Got {type_name(name)}")
        if "." in name:
            raise KeyError(f'{kind} name can\'t contain ".", got: {name}')
        if name == "":
            raise KeyError(f'{kind} name can\'t be empty string ""')
        if hasattr(self, name) and name not in self.__dict__[table]:
            raise KeyError(f"attribute '{name}' already exists")

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Add a parameter under `name`; None reserves the name (as `Linear(bias=False)` does).

        Raises `TypeError` for anything but a `Parameter` and `KeyError` for a name that is taken or not
        usable.
        """
        self._check_name(name, "parameter", "_parameters")
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(
                f"cannot assign '{type_name(param)}' object to parameter '{name}' "
                "(torch.nn.Parameter or None required)"
            )
        self._parameters[name] = param

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Add a tensor that is state but not trained, such as a running mean.

        With `persistent=False` it stays out of `state_dict()`. Raises as `register_parameter` does.
        """
        self._check_name(name, "buffer", "_buffers")
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(
                f"cannot assign '{type_name(tensor)}' object to buffer '{name}' "
                "(torch Tensor or None required)"
            )
        self._buffers[name] = tensor
        if persistent:
            self._non_persistent_buffers_set.discard(name)
        else:
            self._non_persistent_buffers_set.add(name)

    def add_module(self, name: str, module: Any) -> None:
        """Add the module under `name`: `setattr(self, name, module)` for names that are not identifiers."""
        if not isinstance(module, ModuleRegistration) and module is not None:
            call = (
                f"; {module.__name__} is a class: write {module.__name__}(…)"
                if isinstance(module, type)
                else ""
            )
            raise TypeError(f"{type_name(module)} is not a Module subclass{call}")
        self._check_name(name, "module", "_modules")
        self._modules[name] = module

    def register_module(self, name: str, module: Any) -> None:
        """Add the module under `name`: another name of `add_module`."""
        self.add_module(name, module)
