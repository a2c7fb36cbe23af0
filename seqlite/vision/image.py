"""`Image`: what data sets give without a transform, where torchvision gives a PIL image."""

from __future__ import annotations

from typing import Any

import numpy as np


class Image:
    """An 8-bit gray image (H, W) that NumPy and matplotlib can read.

    `size` is (W, H), as PIL has it. Other methods of PIL images are not covered (`AttributeError`).
    """

    mode = "L"

    def __init__(self, array: np.ndarray[Any, np.dtype[np.uint8]]) -> None:
        self._array = array

    @property
    def size(self) -> tuple[int, int]:
        """(width, height)."""
        return self.width, self.height

    @property
    def width(self) -> int:
        """Columns of pixels."""
        return int(self._array.shape[1])

    @property
    def height(self) -> int:
        """Rows of pixels."""
        return int(self._array.shape[0])

    def getpixel(self, xy: tuple[int, int]) -> int:
        """The value at column x and row y."""
        return int(self._array[xy[1], xy[0]])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        return np.array(self._array, dtype=dtype)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Image) and np.array_equal(self._array, other._array)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<PIL.Image.Image image mode=L size={self.width}x{self.height} at {id(self):#X}>".replace(
            "0X", "0x", 1
        )

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(
            f"{name!r}: seqlite has no PIL; its images have size, mode, getpixel and np.asarray(image), "
            "and transforms.ToTensor() makes them tensors"
        )
