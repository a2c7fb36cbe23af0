"""The safetensors format: named arrays in one file that can be read without running anything.

Layout: 8 bytes, little-endian, the length N of the header; N bytes of JSON, `{"name": {"dtype": "F32",
"shape": [2, 3], "data_offsets": [begin, end]}, "__metadata__": {"text": "text"}}`, padded with spaces to a
multiple of 8; then the data, row-major, little-endian. The offsets count from the end of the header and must
cover the data without holes or overlaps. Source: the `safetensors` project, "Format".
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from .._core.bfloat16 import BFLOAT16, from_bits, to_bits

Array = np.ndarray[Any, Any]
Metadata = dict[str, str]

LONGEST_HEADER = 16_000_000  # bytes; each is looked at before the parser may see them
MOST_OBJECTS = 50_000  # in a header: one a tensor
NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
DEEPEST = 3  # the header, a tensor, its shape
KINDS = {
    "BOOL": "?", "U8": "|u1", "I8": "|i1", "U16": "<u2", "I16": "<i2", "F16": "<f2", "U32": "<u4",
    "I32": "<i4", "F32": "<f4", "U64": "<u8", "I64": "<i8", "F64": "<f8", "C64": "<c8",
}  # fmt: skip
CODES = {np.dtype(kind): code for code, kind in KINDS.items()}
WORDS = {"BF16": "<u2"}
FOREIGN = ("F8_E4M3", "F8_E5M2", "F8_E8M0", "F6_E2M3", "F6_E3M2", "F4")  # NumPy has none of these


class SafetensorError(ValueError):
    """The file is no safetensors file, or a damaged one; the message says what is wrong with it."""


def write(arrays: Mapping[str, Array], metadata: Mapping[str, str] | None = None) -> bytes:
    """The content of a safetensors file.

    The header keeps the order of `arrays`; the data are put in order of falling item size, so that each array
    is aligned. float32 in the other byte order is how tensors hold bfloat16. Raises `TypeError` for names
    that are no strings and for types that the format lacks.

    >>> read(write({"a": np.arange(3)}))
    ({'a': array([0, 1, 2])}, {})
    """
    little = {name: _plain(name, array) for name, array in arrays.items()}
    places, begin = {}, 0
    ordered = sorted(little.items(), key=lambda item: -item[1].itemsize)
    for name, array in ordered:
        places[name] = [begin, begin + array.nbytes]
        begin += array.nbytes
    header: dict[str, Any] = {"__metadata__": _texts(metadata)} if metadata else {}
    for name, array in little.items():
        code = "BF16" if arrays[name].dtype == BFLOAT16 else CODES[array.dtype.newbyteorder("<")]
        header[name] = {"dtype": code, "shape": list(array.shape), "data_offsets": places[name]}
    head = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)
    if len(head) > LONGEST_HEADER or len(header) > MOST_OBJECTS:
        raise ValueError(
            f"{len(arrays)} tensors, with names and texts of {len(head)} bytes, are more than the "
            f"{MOST_OBJECTS} tensors and {LONGEST_HEADER} bytes that are read: save long lists as tensors"
        )
    return b"".join([len(head).to_bytes(8, "little"), head, *(array.tobytes() for _, array in ordered)])


def _plain(name: Any, array: Array) -> Array:
    """The array in the format's byte order, if it can be written under this name."""
    if not isinstance(name, str):
        raise TypeError(f"tensor names must be str, got {name!r} of type {type(name).__name__}")
    if name == "__metadata__":
        raise ValueError("'__metadata__' cannot be a tensor's name: the format keeps it for texts")
    if array.dtype == BFLOAT16:
        return np.asarray(to_bits(array), "<u2")
    if array.dtype.newbyteorder("<") not in CODES:
        raise TypeError(f"{name!r} is of type {array.dtype}; safetensors has {', '.join(map(str, CODES))}")
    return array.astype(array.dtype.newbyteorder("<"), copy=False)


def _texts(metadata: Mapping[str, str]) -> Metadata:
    for key, value in metadata.items():
        if not isinstance(key, str) or not isinstance(value, str):
            raise TypeError(f"metadata must map str to str, got {key!r}: {value!r}")
    return dict(metadata)


def read(content: bytes | bytearray, bf16: Any = None) -> tuple[dict[str, Array], Metadata]:
    """The arrays, in the header's order, and the metadata. Nothing in the file is executed.

    The arrays share memory with `content` where they can. `bf16` is the type in which BF16, which NumPy
    lacks, is given. Raises `SafetensorError` for anything but a complete and consistent file,
    `NotImplementedError` for types that NumPy lacks, such as BF16 without `bf16`.
    """
    if len(content) < 8:
        raise SafetensorError(f"too short: {len(content)} bytes, where the header's length alone takes 8")
    length = int.from_bytes(content[:8], "little")
    if length > LONGEST_HEADER:
        raise SafetensorError(
            f"not a safetensors file: its first 8 bytes give a header of {length} bytes, "
            f"more than the {LONGEST_HEADER} that are allowed"
        )
    if len(content) < 8 + length:
        raise SafetensorError(
            f"truncated: the header takes {length} bytes, {len(content) - 8} are there; fetch the file again"
        )
    header = _header(bytes(content[8 : 8 + length]))
    metadata = header.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(isinstance(text, str) for text in metadata.values()):
        raise SafetensorError("the header's __metadata__ must map texts to texts")
    entries = {name: _entry(name, value, bf16 is not None) for name, value in header.items()}
    _check_cover(entries, len(content) - 8 - length)
    return {name: _array(content, 8 + length, name, bf16, *e) for name, e in entries.items()}, metadata


Entry = tuple[str, tuple[int, ...], int, int]  # type, shape, begin, end


def _header(head: bytes) -> dict[str, Any]:
    def unique(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in pairs:
            if name in found:
                raise ValueError(f"the name {name!r} comes twice")
            found[name] = value
        return found

    def never(constant: str) -> None:
        raise ValueError(f"{constant} is not JSON")

    # The parser recurses, and in a browser a deep recursion ends Python itself; it also takes long over many
    # things, and much memory: look at the depth and the number first.
    brackets = re.sub(rb'"[^"\\]*(?:\\.[^"\\]*)*"', b"", head, flags=re.S).translate(None, NO_BRACKETS)
    opened = brackets.count(b"{")
    if opened > MOST_OBJECTS + 1:
        raise SafetensorError(
            f"the header has {opened} objects, more than the {MOST_OBJECTS} that are allowed"
        )
    steps = 1 - 2 * np.isin(np.frombuffer(brackets, np.uint8), list(b"]}")).astype(np.int8)
    if np.cumsum(steps, dtype=np.int32).max(initial=0) > DEEPEST:
        raise SafetensorError(f"the header is not proper JSON for tensors: nested more than {DEEPEST} deep")
    try:
        header = json.loads(head.decode("utf8"), object_pairs_hook=unique, parse_constant=never)
    except (ValueError, RecursionError) as error:
        raise SafetensorError(f"the header is not proper JSON ({error})") from None
    if not isinstance(header, dict) or head[:1] != b"{":
        raise SafetensorError(f"the header must be a JSON object, it begins with {head[:20]!r}")
    return header


def _entry(name: str, value: Any, words: bool) -> Entry:
    """One tensor's line of the header, checked by itself."""
    if not isinstance(value, dict) or set(value) != {"dtype", "shape", "data_offsets"}:
        got = sorted(value) if isinstance(value, dict) else type(value).__name__
        raise SafetensorError(f"tensor {name!r}: wanted dtype, shape and data_offsets, got {got}")
    code, shape, offsets = value["dtype"], value["shape"], value["data_offsets"]
    if code in FOREIGN or (code == "BF16" and not words):
        raise NotImplementedError(
            f"tensor {name!r} is of type {code}, which is not covered: convert it where the file was made, "
            "in PyTorch with tensor.float(), and save again"
        )
    if not isinstance(code, str) or code not in KINDS | WORDS:
        raise SafetensorError(f"tensor {name!r}: unknown dtype {code!r}; there are {', '.join(KINDS)}")
    if not _is_counts(shape):
        raise SafetensorError(f"tensor {name!r}: wanted a shape of integers from 0, got {_short(shape)}")
    if not _is_counts(offsets) or len(offsets) != 2 or offsets[0] > offsets[1]:
        raise SafetensorError(
            f"tensor {name!r}: wanted data_offsets [begin, end] with begin <= end, got {_short(offsets)}"
        )
    size, (begin, end) = math.prod(shape) * np.dtype((KINDS | WORDS)[code]).itemsize, offsets
    if size != end - begin:
        raise SafetensorError(
            f"tensor {name!r}: {code} of shape {_short(shape)} takes {size} bytes, "
            f"its data_offsets {offsets} give {end - begin}"
        )
    return code, tuple(shape), begin, end


def _is_counts(value: Any) -> bool:
    """Whether this is a list of few non-negative machine-size integers; JSON's true is none."""
    return (
        isinstance(value, list) and len(value) <= 32 and all(type(n) is int and 0 <= n < 2**63 for n in value)
    )


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:60] + "…"


def _check_cover(entries: Mapping[str, Entry], size: int) -> None:
    """The data must follow each other from 0 to the end of the file."""
    reached = 0
    for name, (_, _, begin, end) in sorted(entries.items(), key=lambda item: item[1][2:]):
        if begin != reached:
            what = "overlap" if begin < reached else "a hole"
            raise SafetensorError(f"tensor {name!r} begins at {begin}, wanted {reached}: {what} in the data")
        reached = end
    if reached > size:
        raise SafetensorError(
            f"truncated: the tensors take {reached} bytes, {size} are there; fetch the file again"
        )
    if reached < size:
        raise SafetensorError(
            f"{size - reached} bytes at the end of the file belong to no tensor: it is damaged or mislabeled"
        )


def _array(
    content: bytes | bytearray, start: int, name: str, bf16: Any, code: str, shape: Any, begin: int, end: int
) -> Array:
    kind = np.dtype((KINDS | WORDS)[code])
    try:
        flat = np.frombuffer(
            content, kind, (end - begin) // kind.itemsize, start + begin if end > begin else 0
        )
        array = flat.reshape(shape)
    except ValueError as error:  # such as (0, 2**62)
        raise SafetensorError(
            f"tensor {name!r}: NumPy cannot hold the shape {list(shape)} ({error})"
        ) from None
    if kind == np.bool_ and array.view(np.uint8).max(initial=0) > 1:
        raise SafetensorError(f"tensor {name!r}: a BOOL must be 0 or 1, there are other bytes")
    if code in WORDS:
        return np.asarray(from_bits(array), bf16)
    native = array.astype(kind.newbyteorder("="), copy=False)
    return native if native.flags.aligned and native.flags.writeable else native.copy()
