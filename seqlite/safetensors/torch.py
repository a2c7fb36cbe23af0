"""Named tensors to safetensors and back. Source: the `safetensors` package, `safetensors.torch`.

from safetensors.torch import load_file, save_file       # with seqlite.as_torch, or the real package
save_file(model.state_dict(), "model.safetensors")
model.load_state_dict(load_file("model.safetensors"))
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import numpy as np

from .._core.bfloat16 import BFLOAT16
from .._core.tensor import Tensor
from .._core.tensor_attributes import check_device
from . import format


def save(tensors: Mapping[str, Tensor], metadata: Mapping[str, str] | None = None) -> bytes:
    """The content of the file. The values are stored, not whether they require gradients.

    Raises `ValueError` for a value that is no tensor, and `RuntimeError` when two tensors share memory, as
    tied weights do: the format has no way to say so.

    >>> from seqlite import tensor
    >>> load(save({"w": tensor([1.0, 2.0])}))
    {'w': tensor([1., 2.])}
    """
    for name, tensor in tensors.items():
        if not isinstance(tensor, Tensor):
            raise ValueError(f"Key `{name}` is invalid, expected torch.Tensor but received {type(tensor)}")
    for (a, first), (b, second) in combinations(tensors.items(), 2):
        if np.may_share_memory(first._array, second._array):
            raise RuntimeError(
                f"Some tensors share memory, {a!r} and {b!r}: they would take room twice and come back as "
                "two. Leave one out, or clone() it"
            )
    return format.write({name: tensor._array for name, tensor in tensors.items()}, metadata)


def save_file(
    tensors: Mapping[str, Tensor], filename: str | os.PathLike[str], metadata: Mapping[str, str] | None = None
) -> None:
    """Write the tensors to a file; errors as `save`."""
    Path(filename).write_bytes(save(tensors, metadata))


def load(data: bytes) -> dict[str, Tensor]:
    """The tensors in the content of a file, which is not trusted: nothing in it is executed.

    Raises `SafetensorError` unless it is complete and consistent, `NotImplementedError` for types that
    tensors do not have here.

    >>> from seqlite import tensor
    >>> load(save({"w": tensor([1.0])}))
    {'w': tensor([1.])}
    """
    return {name: as_tensor(name, array) for name, array in format.read(bytearray(data), BFLOAT16)[0].items()}


def load_file(filename: str | os.PathLike[str], device: object = "cpu") -> dict[str, Tensor]:
    """The tensors in a file. Raises `FileNotFoundError`, and errors as `load`."""
    check_device(device)
    return load(Path(filename).read_bytes())


def as_tensor(name: str, array: format.Array) -> Tensor:
    """The array as a tensor that shares its memory; `NotImplementedError` for types that tensors lack."""
    tensor = Tensor._wrap(array)
    try:
        assert tensor.dtype
    except TypeError:
        raise NotImplementedError(
            f"{name!r} is of type {array.dtype}, which is not covered: convert it where the file was made, "
            "in PyTorch with tensor.float(), and save again; or read arrays with safetensors.numpy.load_file"
        ) from None
    return tensor
