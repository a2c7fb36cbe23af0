"""Named NumPy arrays to safetensors and back. Source: the `safetensors` package, `safetensors.numpy`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from . import format
from .format import Array


def save(tensor_dict: Mapping[str, Array], metadata: Mapping[str, str] | None = None) -> bytes:
    """The content of the file. Raises `TypeError` for types that the format lacks.

    >>> import numpy as np
    >>> len(save({"w": np.ones(2)}))
    80
    """
    native = {
        name: array.astype(array.dtype.newbyteorder("="), copy=False) for name, array in tensor_dict.items()
    }
    return format.write(native, metadata)


def save_file(
    tensor_dict: Mapping[str, Array],
    filename: str | os.PathLike[str],
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write the arrays to a file."""
    Path(filename).write_bytes(save(tensor_dict, metadata))


def load(data: bytes) -> dict[str, Array]:
    """The arrays in the content of a file. Raises `SafetensorError` unless it is complete and consistent.

    >>> import numpy as np
    >>> load(save({"w": np.ones(2)}))
    {'w': array([1., 1.])}
    """
    return format.read(bytearray(data))[0]


def load_file(filename: str | os.PathLike[str]) -> dict[str, Array]:
    """The arrays in a file. Raises `FileNotFoundError`, or `SafetensorError` as `load` does."""
    return load(Path(filename).read_bytes())
