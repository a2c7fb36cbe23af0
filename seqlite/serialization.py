"""`save` and `load`: checkpoints that PyTorch reads too, and that execute nothing when loaded.

A `state_dict` becomes a safetensors file (or `.npz`, by the name); so does any nesting of dictionaries,
lists, tuples, sets, numbers, texts and NumPy arrays around tensors, such as a checkpoint with the optimizer's
state, and a module whose class the program has. In PyTorch,
`safetensors.torch.load_file` and `numpy.load` read what is written here, and `safetensors.torch.save_file`
writes what is read here. There is no pickle, hence none of its dangers.
Source: PyTorch, `torch.save` and `torch.load`, whose arguments these have.
"""

from __future__ import annotations

import os
import warnings
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

from ._core import npz, pytree
from ._core.bfloat16 import BFLOAT16
from ._core.tensor import Tensor
from ._core.tensor_attributes import check_device
from .safetensors import SafetensorError, format
from .safetensors.torch import as_tensor

OUTLINE = "seqlite.outline"  # the metadata's name for how the tensors are nested


def save(obj: Any, f: Any, pickle_module: Any = None, pickle_protocol: int = 2) -> None:
    """Write `obj` to `f`, a file name or a binary file open for writing.

    A name that ends in `.npz` makes NumPy's archive, for flat dictionaries of tensors alone; everything else
    a safetensors file, with a warning if the name says otherwise. Keys keep their order. Tensors are stored
    by value: each under its own name, even if some share memory, and without `requires_grad`. A whole module
    is stored as its attributes and the names of the classes.
    Raises `TypeError` for other things, `RuntimeError` where the folder is missing.

    >>> import io, seqlite as torch
    >>> save({"epoch": 3, "weights": [torch.ones(2)]}, file := io.BytesIO())
    >>> load(io.BytesIO(file.getvalue()))
    {'epoch': 3, 'weights': [tensor([1., 1.])]}
    """
    _no_pickle(pickle_module)
    ending = "" if hasattr(f, "write") else Path(f).suffix.lower()
    if not hasattr(f, "write") and not Path(f).parent.is_dir():
        raise RuntimeError(f"Parent directory {Path(f).parent} does not exist.")
    if ending == ".npz":
        content = npz.write(
            {name: tensor.detach().numpy() for name, tensor in _flat(obj, "an .npz file").items()}
        )
    elif _is_flat(obj) and type(obj) is OrderedDict:
        content = format.write({name: t._array for name, t in obj.items()}, {"format": "pt"})
    else:
        text, tensors = pytree.flatten(obj)
        arrays = {name: tensor._array for name, tensor in tensors.items()}
        content = format.write(arrays, {"format": "pt", OUTLINE: text})
    if hasattr(f, "write"):
        f.write(content)
        return
    Path(f).write_bytes(content)
    if ending not in (".npz", ".safetensors"):
        warnings.warn(
            f"{os.fspath(f)!r} was written in the safetensors format, not in PyTorch's pickle: seqlite loads "
            "it under this name, PyTorch with safetensors.torch.load_file; better name it .safetensors",
            stacklevel=2,
        )


def load(
    f: Any,
    map_location: Any = None,
    pickle_module: Any = None,
    *,
    weights_only: bool | None = None,
    mmap: bool | None = None,
    **pickle_load_args: Any,
) -> Any:
    """Read a checkpoint from `f`, a file name or an open binary file: safetensors or `.npz`.

    What the file is, its content says, not its name. Nothing in it is executed. Whole modules, which PyTorch
    loads with `weights_only=False` alone, need that here, too, and their classes must be there already. It
    gives what was saved; a file that others wrote, and `.npz`, an `OrderedDict` of tensors, as `state_dict()`
    does.
    Raises `FileNotFoundError`; `ValueError` for files that are truncated, damaged or of another kind;
    `NotImplementedError` for PyTorch's pickles (`.pt`, `.pth`) and types of numbers that tensors lack here.

    >>> import io
    >>> save(nn.ReLU().state_dict(), file := io.BytesIO())
    >>> load(io.BytesIO(file.getvalue()))
    OrderedDict()
    """
    _no_pickle(pickle_module)
    if map_location is not None and not callable(map_location) and not isinstance(map_location, Mapping):
        check_device(map_location)
    content = bytearray(f.read() if hasattr(f, "read") else Path(f).read_bytes())
    name = "the file" if hasattr(f, "read") else repr(os.fspath(f))
    try:
        return _parse(content, weights_only is not False)
    except NotImplementedError as error:
        raise NotImplementedError(f"cannot load {name}: {error}") from None
    except ValueError as error:
        kind = SafetensorError if isinstance(error, SafetensorError) else ValueError
        raise kind(f"cannot load {name}: {error}") from None


def _parse(content: bytearray, weights_only: bool) -> Any:
    # a safetensors file begins with the length of its header, which may look like the start of the others
    other = content[8:9] != b"{" or int.from_bytes(content[:8], "little") > len(content) - 8
    if other and content[:2] == b"PK" and not npz.holds_pickle(content):
        return _tensors(npz.read(content))
    if other and (content[:2] == b"PK" or content[:1] == b"\x80"):
        raise NotImplementedError(
            "it is a pickle, PyTorch's own format, which can run code and is not covered. In PyTorch write "
            'safetensors.torch.save_file(model.state_dict(), "model.safetensors") (pip install safetensors), '
            "and load that"
        )
    arrays, metadata = format.read(content, BFLOAT16)
    tensors = _tensors(arrays)
    if OUTLINE not in metadata:
        return tensors
    if weights_only and pytree.contains_objects(metadata[OUTLINE]):
        raise UnpicklingError(
            "Weights only load failed: there is a whole module in the file, not its state_dict() alone. Pass "
            "weights_only=False, as PyTorch wants it"
        )
    return pytree.unflatten(metadata[OUTLINE], tensors)


def _tensors(arrays: Mapping[str, format.Array]) -> OrderedDict[str, Tensor]:
    return OrderedDict((name, as_tensor(name, array)) for name, array in arrays.items())


def _is_flat(obj: Any) -> bool:
    return type(obj) in (dict, OrderedDict) and all(
        isinstance(key, str) and isinstance(value, Tensor) for key, value in obj.items()
    )


def _flat(obj: Any, where: str) -> Mapping[str, Tensor]:
    if not _is_flat(obj):
        raise TypeError(
            f"{where} holds a flat dictionary of names and tensors, got {type(obj).__name__} with other "
            "things: pass model.state_dict(), or name the file .safetensors"
        )
    flat: Mapping[str, Tensor] = obj
    return flat


def _no_pickle(pickle_module: Any) -> None:
    if pickle_module is not None:
        raise NotImplementedError("pickle_module is not covered: checkpoints here are safetensors or .npz")
