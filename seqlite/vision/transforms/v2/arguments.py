"""Checks of the transforms' settings, with torchvision's texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def check_sequence(value: Any, name: str, sizes: tuple[int, ...]) -> None:
    """Raise `TypeError` or `ValueError` unless it is a sequence of one of these lengths."""
    text = f"{name} should be a sequence of length {' or '.join(map(str, sizes))}."
    if not isinstance(value, Sequence):
        raise TypeError(text)
    if len(value) not in sizes:
        raise ValueError(text)


def angles(value: Any, name: str, sizes: tuple[int, ...] = (2,)) -> list[float]:
    """The range (-d, d) of a number d, or the given one."""
    if isinstance(value, int | float):
        if value < 0:
            raise ValueError(f"If {name} is a single number, it must be positive.")
        value = [-value, value]
    check_sequence(value, name, sizes)
    return [float(v) for v in value]


def numbers(value: Any, name: str) -> list[float]:
    """Two numbers of one, or the given ones."""
    if not isinstance(value, int | float | Sequence):
        raise TypeError(f"{name} should be a number or a sequence of numbers. Got {type(value)}")
    several: Sequence[Any] = [value] if isinstance(value, int | float) else value
    if len(several) not in (1, 2):
        raise ValueError(f"If {name} is a sequence its length should be 1 or 2. Got {len(several)}")
    for each in several:
        if not isinstance(each, int | float):
            raise ValueError(f"{name} should be a sequence of numbers. Got {type(each)}")
    return [float(several[0]), float(several[-1])]


def check_scale_and_ratio(scale: Any, ratio: Any) -> bool:
    """Whether a range of scales or ratios begins above its end."""
    return bool(scale[0] > scale[1] or ratio[0] > ratio[1])


class Fill:
    """What stands outside of an image: a number, one for each channel, or a dict of them by kind."""

    def __init__(self, fill: Any) -> None:
        self.by_kind = fill if isinstance(fill, dict) else {"others": fill}
        for kind, value in self.by_kind.items():
            if value is not None and not isinstance(value, int | float | tuple | list):
                raise TypeError(
                    "Got inappropriate fill arg, only Numbers, tuples, lists and dicts are allowed."
                )
            if isinstance(value, tuple | list):
                self.by_kind[kind] = [float(v) for v in value]

    def of(self, inpt: Any) -> Any:
        """What stands outside of this input."""
        return self.by_kind.get(type(inpt), self.by_kind.get("others"))


def check_padding(padding: Any) -> None:
    """Raise `ValueError` unless it is a whole number, or one, two or four of them."""
    several = isinstance(padding, tuple | list)
    fits = len(padding) in (1, 2, 4) and all(isinstance(p, int) for p in padding) if several else True
    if not (fits and (several or isinstance(padding, int))):
        raise ValueError(f"Padding must be an int or a 1, 2, or 4 element of tuple or list, got {padding}.")


def check_padding_mode(mode: str) -> None:
    """Raise `ValueError` for another mode."""
    if mode not in ("constant", "edge", "reflect", "symmetric"):
        raise ValueError("Padding mode should be either constant, edge, reflect or symmetric")


def labels_of(sample: Any) -> Any:
    """The labels of a sample: its second part, or what a dict has under such a name."""
    if isinstance(sample, tuple | list):
        sample = sample[1]
    if not isinstance(sample, dict):
        from .functional.dispatch import is_pure_tensor

        if is_pure_tensor(sample):
            return sample
        raise ValueError(
            "When using the default labels_getter, the input passed to forward must be a dictionary or a "
            f"two-tuple whose second item is a dictionary or a tensor, but got {sample} instead."
        )
    named = [key for key in sample if key.lower() == "labels"] or [
        key for key in sample if "label" in key.lower()
    ]
    if not named:
        raise ValueError(
            "Could not infer where the labels are in the sample. Try passing a callable as the labels_getter "
            "parameter?If there are no labels in the sample by design, pass labels_getter=None."
        )
    return sample[named[0]]


def labels_getter(getter: Any) -> Any:
    """The function that finds the labels of a sample. `ValueError` for what is none."""
    if getter == "default":
        return labels_of
    if getter is None:
        return lambda sample: None
    if not callable(getter):
        raise ValueError(f"labels_getter should either be 'default', a callable, or None, but got {getter}.")
    return getter
