"""IPython's display functions, and the module names under which notebooks import them.

``display`` shows values while a cell runs, ``clear_output`` takes back what is shown, and ``update_display``
replaces a value that has a display id: https://ipython.readthedocs.io/en/stable/api/generated/IPython.display.html
"""

from __future__ import annotations

import os
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from . import display_objects
from .runner_output import Output

_output: Output | None = None
"""The output of the cell that runs."""


class DisplayHandle:
    """What can be replaced later.

    Args:
        display_id: its name, of which other code may know; a new one by default.
    """

    def __init__(self, display_id: str | None = None) -> None:
        self.display_id = os.urandom(16).hex() if display_id is None else display_id

    def __repr__(self) -> str:
        return f"<DisplayHandle display_id={self.display_id}>"

    def display(self, obj: object, **options: Any) -> None:
        """Show a value under this id, once more."""
        display(obj, display_id=self.display_id, **options)

    def update(self, obj: object, **options: Any) -> None:
        """Show a value in the place of what is shown under this id."""
        update_display(obj, display_id=self.display_id, **options)


def display(
    *objs: object,
    include: Any = None,
    exclude: Any = None,
    metadata: dict[str, Any] | None = None,
    transient: dict[str, Any] | None = None,
    display_id: str | bool | None = None,
    raw: bool = False,
    clear: bool = False,
    **options: Any,
) -> DisplayHandle | None:
    """Show values as a cell shows its last one.

    Args:
        objs: the values, each of which is shown in the richest form it has.
        display_id: a name under which they can be replaced, or ``True`` for a new one.
        raw: the values are mappings from MIME types to data.
        clear: first take back what the cell has shown.

    Returns:
        A handle for replacing them, if there is a display id.
    """
    if clear:
        clear_output(wait=True)
    handle = None if not display_id else DisplayHandle(None if display_id is True else str(display_id))
    if handle and not objs:
        objs, raw = ({"text/plain": ""},), True
    for value in objs:
        _show(value, raw, handle.display_id if handle else None)
    return handle


def update_display(obj: object, *, display_id: str, raw: bool = False, **options: Any) -> None:
    """Show a value in the place of what is shown under a display id, wherever on the page that is."""
    _show(obj, raw, display_id, update=True)


def clear_output(wait: bool = False) -> None:
    """Take back what the cell has shown; with ``wait``, once there is something new in its place."""
    if _output is not None:
        _output.clear(wait)


def emit(part: dict[str, Any]) -> bool:
    """Send a part to the page, if a cell is running."""
    if _output is None:
        return False
    _output.send(part)
    return True


def _show(value: object, raw: bool, display_id: str | None, update: bool = False) -> None:
    if _output is None:
        raise RuntimeError("nothing can be displayed: no cell is running")
    _output.show(_Raw(value) if raw else value, display_id, update)


class _Raw:
    """A MIME bundle given as it is."""

    def __init__(self, bundle: Any) -> None:
        self._bundle = dict(bundle)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self._bundle

    def __repr__(self) -> str:
        return str(self._bundle.get("text/plain", "<raw>"))


_ABSENT = {
    "Audio": "this page cannot play sounds",
    "Video": "this page cannot play videos",
    "YouTubeVideo": "this page cannot play videos",
    "IFrame": "this page cannot show other sites; print the link instead",
    "Javascript": "JavaScript from a cell does not run here",
    "FileLink": "look under Variables, or print the file",
}


def _names() -> dict[str, Any]:
    named = {name: value for name, value in vars(display_objects).items() if isinstance(value, type)}
    functions: list[Any] = [display, update_display, clear_output, DisplayHandle]
    return {**named, **{function.__name__: function for function in functions}}


def _absent(name: str) -> Any:
    if name in _ABSENT:
        raise NotImplementedError(f"IPython.display.{name} is not there: {_ABSENT[name]}")
    raise AttributeError(f"module 'IPython.display' has no attribute {name!r}")


class _Shell:
    """IPython's shell, which does not run here."""

    @classmethod
    def initialized(cls) -> bool:
        return False


def _modules() -> dict[str, types.ModuleType]:
    names = ("IPython", "IPython.core", "IPython.core.interactiveshell", "IPython.display")
    modules = {name: types.ModuleType(name) for name in names}
    shells = modules["IPython.core.interactiveshell"]
    shells.__dict__.update(InteractiveShell=_Shell)
    modules["IPython.core.display"] = modules["IPython.core.display_functions"] = modules["IPython.display"]
    package, core, functions = (modules[name] for name in ("IPython", "IPython.core", "IPython.display"))
    functions.__dict__.update(_names(), __getattr__=_absent)
    core.__dict__.update(__path__=[], display=functions, display_functions=functions, interactiveshell=shells)
    package.__dict__.update(
        __path__=[],
        __version__="9.0.0",
        version_info=(9, 0, 0),
        get_ipython=lambda: None,
        core=core,
        display=functions,
    )
    return modules


MODULES = _modules()


@contextmanager
def displaying(output: Output) -> Iterator[None]:
    """Let what is displayed go to this output, and let these modules answer to IPython's names."""
    global _output
    saved = {name: sys.modules.get(name) for name in MODULES}
    sys.modules.update(MODULES)
    _output = output
    try:
        yield
    finally:
        _output = None
        for name, module in saved.items():
            if module is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module
