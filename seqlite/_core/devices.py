"""Where tensors live: the CPU."""

from __future__ import annotations

from typing import Any

KNOWN_DEVICES = ("cpu", "cuda", "mps", "xpu", "xla", "meta", "hpu", "mtia", "ipu", "vulkan", "privateuseone")


class device:
    """Where a tensor lives. Only `cpu` exists here; asking for another is PyTorch's CPU-only RuntimeError.
    In a `with` block it is the default device.

    >>> torch.device("cpu")
    device(type='cpu')
    """

    __slots__ = ("index", "type")

    def __init__(self, type: str | device, index: int | None = None) -> None:
        if isinstance(type, int):
            raise RuntimeError(
                "Cannot access accelerator device when none is available: write torch.device('cpu')"
            )
        if not isinstance(type, (str, device)):
            raise TypeError(f"device(): argument 'type' must be str, not {type.__class__.__name__}")
        name, colon, number = str(type).partition(":")
        if index is not None and not isinstance(index, int):
            raise TypeError(
                f"device(): argument 'index' (position 2) must be int, not {index.__class__.__name__}"
            )
        if (colon and (not number.isdigit() or str(int(number)) != number)) or name != name.strip():
            raise RuntimeError(f"Invalid device string: '{type}'")
        if name not in KNOWN_DEVICES:
            raise RuntimeError(
                f"Expected one of {', '.join(KNOWN_DEVICES)} device type at start of device string: {name}"
            )
        if colon and index is not None:
            raise RuntimeError(
                f"type (string) must not include an index because index was passed explicitly: {type}"
            )
        self.type = name
        self.index = int(number) if number else index

    def __enter__(self) -> device:
        check_device(self)
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __repr__(self) -> str:
        index = "" if self.index is None else f", index={self.index}"
        return f"device(type='{self.type}'{index})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))


CPU = device("cpu")


def check_device(where: Any) -> None:
    """Raise unless `where` (None, a string or a `device`) is the CPU."""
    if where is None or where is CPU:
        return
    kind = where if isinstance(where, device) else device(where)
    if kind.type == "cuda":
        raise AssertionError(
            "Torch not compiled with CUDA enabled: seqlite computes on the CPU alone. Write "
            "device = 'cuda' if torch.cuda.is_available() else 'cpu', and the program runs in both places"
        )
    if kind.type == "meta":
        raise NotImplementedError(
            "device 'meta' is not covered by seqlite; the nearest that works: torch.empty on the CPU"
        )
    if kind.type != "cpu":
        raise RuntimeError(
            f"device '{kind}' is not available here: seqlite computes on the CPU alone; use 'cpu'"
        )


def get_default_device() -> device:
    """Where new tensors are made.

    >>> torch.get_default_device()
    device(type='cpu')
    """
    return CPU


def set_default_device(device: Any) -> None:
    """Make new tensors on this device: None or the CPU. As for a single tensor, others are refused.

    >>> torch.set_default_device("cpu")
    """
    check_device(device)
