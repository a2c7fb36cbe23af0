"""What tensors say of themselves while cells run again: their texts, and the numbers that they give."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from seqlite._core.dtypes import Size
from seqlite._core.tensor import Tensor
from seqlite.instruments import summary

from . import python_functions, python_numbers
from .data_frame_methods import DataFrameMethods
from .memory import At
from .module_settings import setting
from .numpy_calls import NumpyCalls
from .picture_numbers import Pictures
from .places import CELL, PICTURES, line_now
from .printed import Printed
from .python_functions import called, count, elements, product, sizes, total
from .python_numbers import Counted, Element, traced
from .replacing import replacing
from .tracer import Tracer

_TABLES = sys.modules[summary.__module__]
"""Its functions are followed as the reader's own: they count parameters."""


@contextmanager
def followed(
    tracer: Tracer, printed: Printed, pictures: Pictures, numpy: NumpyCalls, frames: DataFrameMethods
) -> Iterator[None]:
    """While cells run, tensors tell of their texts, and give numbers that know where they are from."""
    replaced: list[tuple[Any, str, Any]] = [
        *((Tensor, name, method) for name, method in _methods(tracer, printed).items()),
        (python_numbers, "where", line_now),
        (python_numbers, "formatted", printed.number),
        (python_functions, "numpy_gave", _numpy_gave(tracer, numpy)),
        (_TABLES, "sum", total),
        (_TABLES, "prod", product),
        (_TABLES, "str", printed.listed),
        *pictures.replacements(),
        *frames.replacements(),
    ]
    with replacing(replaced):
        yield


def _numpy_gave(tracer: Tracer, numpy: NumpyCalls) -> Any:
    def gave(function: Any, given: tuple[Any, ...], named: dict[str, Any], value: Any) -> Any:
        name, owner = function.__name__, getattr(function, "__self__", None)
        is_method = isinstance(owner, np.ndarray | np.generic)
        if isinstance(value, np.ndarray | np.generic):
            if is_method:
                whole = (owner, *given)
                numpy.note(
                    name, lambda one, *rest, **more: getattr(one, name)(*rest, **more), whole, named, value
                )
            else:
                numpy.note(name, function, given, named, value)
        elif is_method and name in ("item", "tolist") and not given:
            at = numpy.at(owner) if isinstance(owner, np.generic) else tracer.now(owner)
            return value if at is None else elements(value, at)
        return value

    return gave


def _methods(tracer: Tracer, printed: Printed) -> dict[str, Any]:
    old = {
        name: getattr(Tensor, name) for name in ("__repr__", "__format__", "item", "tolist", "numel", "size")
    }

    def now(tensor: Any) -> At:
        return tracer.now(tensor._array)

    def write(tensor: Any) -> str:
        text: str = old["__repr__"](tensor)
        printed.tensor(text, now(tensor), text.find("(") + 1)
        return text

    def form(tensor: Any, spec: str) -> str:
        text: str = old["__format__"](tensor, spec)
        if tensor._array.ndim == 0:
            printed.element(text, now(tensor))
        return text

    def item(tensor: Any) -> Any:
        value = old["item"](tensor)
        if not _is_followed(sys._getframe(1)):
            return value
        return traced(value, Element(now(tensor), (0,) * tensor._array.ndim))

    def tolist(tensor: Any) -> Any:
        value = old["tolist"](tensor)
        return elements(value, now(tensor)) if _is_followed(sys._getframe(1)) else value

    def shape(tensor: Any) -> Any:
        given = sizes(now(tensor)) if _is_followed(sys._getframe(1)) else tensor._array.shape
        return tuple.__new__(Size, given)

    def size(tensor: Any, dim: int | None = None) -> Any:
        value = old["size"](tensor, dim)
        if not _is_followed(sys._getframe(1)):
            return value
        given = sizes(now(tensor))
        return tuple.__new__(Size, given) if dim is None else given[dim]

    def numel(tensor: Any) -> Any:
        return count(now(tensor)) if _is_followed(sys._getframe(1)) else int(tensor._array.size)

    def nbytes(tensor: Any) -> Any:
        times = int(tensor.dtype.itemsize)
        return (
            count(now(tensor), times) if _is_followed(sys._getframe(1)) else int(tensor._array.size) * times
        )

    def dim(tensor: Any) -> Any:
        value = len(tensor._array.shape)
        if not _is_followed(sys._getframe(1)):
            return value
        return traced(value, Counted("dimensions", value, python_numbers.where()))

    return {
        "dim": dim, "ndimension": dim, "ndim": property(dim), "__repr__": write,
        "__format__": form, "item": item, "tolist": tolist, "shape": property(shape),
        "size": size, "numel": numel, "nelement": numel, "nbytes": property(nbytes),
    }  # fmt: skip


_BETWEEN = called.__code__, setting.__code__
"""What cells ask through."""


def _is_followed(frame: types.FrameType) -> bool:
    if frame.f_code in _BETWEEN and frame.f_back is not None:
        frame = frame.f_back
    home = frame.f_globals
    return (
        frame.f_code.co_filename.startswith(CELL)
        or home is vars(_TABLES)
        or str(home.get("__name__")).startswith(f"{PICTURES}.")
    )
