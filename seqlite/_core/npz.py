"""NumPy's `.npz`, a zip archive of arrays, written and read without pickle and with no trust in it."""

from __future__ import annotations

import io
import math
import warnings
import zipfile
from collections.abc import Mapping
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy

Array = np.ndarray[Any, Any]


def write(arrays: Mapping[str, Array]) -> bytes:
    """The content of a file that `numpy.load` reads; the same arrays give the same bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, array in arrays.items():
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w", force_zip64=True) as member:
                npy.write_array(member, np.asanyarray(array), allow_pickle=False)
    return file.getvalue()


def holds_pickle(content: bytes | bytearray) -> bool:
    """Whether a zip archive is a checkpoint of PyTorch's own kind."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(name.endswith("data.pkl") for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False


def read(content: bytes | bytearray) -> dict[str, Array]:
    """The arrays by name, in the archive's order.

    Raises `ValueError` for damaged archives, members that are no arrays, and arrays of Python objects. No
    more memory is taken than the members' sizes, which are compared with what the arrays' headers claim.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            if len({info.filename for info in infos}) != len(infos):
                raise ValueError("a name comes twice in the archive")
            return {info.filename.removesuffix(".npy"): _member(archive, info) for info in infos}
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise ValueError(f"the archive is damaged ({error}): fetch the file again") from None
    except Exception as error:
        if isinstance(error, ValueError):
            raise
        # Decompressors have errors of their own (zlib.error, struct.error), as have headers' dtypes.
        raise ValueError(f"the archive is damaged ({type(error).__name__}: {error})") from None


def _header(name: str, file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """The array's shape, whether its columns come first, and its type."""
    try:
        version = npy.read_magic(file)
        if version not in ((1, 0), (2, 0)):
            raise ValueError(f"its format has version {version}; there are 1.0 and 2.0")
        return (npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0)(file)
    except ValueError as error:
        raise ValueError(f"{name!r} in the archive is no array of NumPy's ({error})") from None


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Array:
    with archive.open(info) as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of headers written by old Pythons
        shape, columns_first, kind = _header(info.filename, file)
        if kind.hasobject or kind.kind not in "biufc":
            raise ValueError(
                f"{info.filename!r} holds {kind}, not numbers: it could run code, or is no tensor"
            )
        if any(size < 0 for size in shape):
            raise ValueError(f"{info.filename!r} claims the shape {shape}")
        raw = bytearray(file.read())
        size = math.prod(shape) * kind.itemsize
        if len(raw) != size:
            raise ValueError(
                f"{info.filename!r} claims {kind} of shape {shape}, {size} bytes, and has {len(raw)}"
            )
    flat = np.frombuffer(raw, kind) if raw else np.empty(0, kind)
    array = flat.reshape(shape, order="F" if columns_first else "C")
    return np.ascontiguousarray(array.astype(kind.newbyteorder("="), copy=False)).reshape(shape)
