"""Layers that put values around images. Source: PyTorch, `torch.nn.modules.padding`."""

from __future__ import annotations

from typing import Any, ClassVar

from ..._core.tensor import Tensor
from .. import functional as F
from .module import Module


class Pad(Module):
    """Base of the padding layers. Not in PyTorch."""

    mode: ClassVar[str] = "constant"
    dims: ClassVar[int]
    value: float | None = None

    def __init__(self, padding: Any) -> None:
        super().__init__()
        self.padding = (padding,) * (2 * self.dims) if isinstance(padding, int) else tuple(padding)

    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, self.mode, self.value)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ConstantPad(Pad):
    """Padding with a value. Not in PyTorch."""

    def __init__(self, padding: Any, value: float) -> None:
        super().__init__(padding)
        self.value = value

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class ZeroPad(Pad):
    """Padding with zeros. Not in PyTorch."""

    value = 0.0


KINDS: dict[str, tuple[type[Pad], str, str]] = {  # names, what they derive from, mode, what they put there
    "ConstantPad": (ConstantPad, "constant", "A value"),
    "ZeroPad": (ZeroPad, "constant", "Zeros"),
    "ReflectionPad": (Pad, "reflect", "What a mirror at the edge shows"),
    "ReplicationPad": (Pad, "replicate", "The values at the edge"),
    "CircularPad": (Pad, "circular", "The values of the other side"),
}


def make_padding_layers() -> dict[str, type[Pad]]:
    """Make the classes, each for 1 to 3 dimensions."""
    classes = {}
    for kind, (base, mode, what) in KINDS.items():
        for dims, around in (1, "dimension"), (2, "2 dimensions"), (3, "3 dimensions"):
            name = f"{kind}{dims}d"
            padding = "1, 3.5" if base is ConstantPad else "1"
            example = (
                f">>> nn.{name}({padding})(torch.ones({', '.join('11' + '3' * dims)})).shape\n"
                f"torch.Size([{', '.join('11' + '5' * dims)}])\n"
            )
            text = f"{what} around the last {around}; `padding` as for `F.pad`, or one number.\n\n{example}"
            members = {"dims": dims, "mode": mode, "__doc__": text, "__module__": __name__}
            classes[name] = type(name, (base,), members)
    return classes
