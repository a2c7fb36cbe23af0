"""Transforms made of others, and those of any function. Source: torchvision, `torchvision.transforms.v2`.

Unlike those of version 1, `RandomChoice` and `RandomOrder` draw from PyTorch's generator.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ...._core.creation import tensor
from ...._core.operations.random_in_place import multinomial
from ...._core.random_sampling import rand, randperm
from ....nn.modules.container import ModuleList
from .transform import Transform


class _Several(Transform):
    """Base of the transforms made of others."""

    _kinds: tuple[type, ...] = (Sequence,)
    _asked = "a sequence of callables"

    def __init__(self, transforms: Any) -> None:
        super().__init__()
        if not isinstance(transforms, self._kinds):
            raise TypeError(f"Argument transforms should be {self._asked}")
        if not transforms:
            raise ValueError("Pass at least one transform")
        self.transforms: Any = transforms

    def _one_after_the_other(self, transforms: Any, inputs: tuple[Any, ...]) -> Any:
        several, made = len(inputs) > 1, None
        for transform in transforms:
            made = transform(*inputs)
            inputs = made if several else (made,)
        return made


class Compose(_Several):
    """Apply transforms one after the other, to one input or several, of any shape. Raises `TypeError` and
    `ValueError` unless they are a sequence with at least one.

    >>> from torchvision.transforms import v2
    >>> v2.Compose([v2.Lambda(abs), v2.Lambda(str)])(-3)
    '3'
    """

    def forward(self, *inputs: Any) -> Any:
        return self._one_after_the_other(self.transforms, inputs)

    def extra_repr(self) -> str:
        return "\n".join(f"    {transform}" for transform in self.transforms)


class RandomApply(Compose):
    """Apply all of `transforms` with probability `p`, to one input or several, of any shape.

    Raises `TypeError` and `ValueError` unless they are a sequence with at least one.

    >>> from torchvision.transforms import v2
    >>> v2.RandomApply([v2.Pad(1)], p=1.0)(torch.ones(1, 2, 2)).shape
    torch.Size([1, 4, 4])
    """

    _kinds = (Sequence, ModuleList)
    _asked = "a sequence of callables or a `nn.ModuleList`"

    def __init__(self, transforms: Any, p: float = 0.5) -> None:
        super().__init__(transforms)
        if not 0.0 <= p <= 1.0:
            raise ValueError("`p` should be a floating point value in the interval [0.0, 1.0].")
        self.p = p

    def forward(self, *inputs: Any) -> Any:
        if rand(1) >= self.p:
            return inputs if len(inputs) > 1 else inputs[0]
        return super().forward(*inputs)


class RandomChoice(_Several):
    """Apply one of `transforms`, with the weights `p`, to one input or several, of any shape.

    Raises `TypeError` and `ValueError` unless they are a sequence with at least one, and as many weights.

    >>> from torchvision.transforms import v2
    >>> v2.RandomChoice([v2.Pad(1)])(torch.ones(1, 1, 1)).shape
    torch.Size([1, 3, 3])
    """

    def __init__(self, transforms: Sequence[Callable[..., Any]], p: Any = None) -> None:
        super().__init__(transforms)
        weights = [1] * len(transforms) if p is None else p
        if len(weights) != len(transforms):
            raise ValueError(
                f"Length of p doesn't match the number of transforms: {len(weights)} != {len(transforms)}"
            )
        total = sum(weights)
        self.p = [weight / total for weight in weights]

    def forward(self, *inputs: Any) -> Any:
        return self.transforms[int(multinomial(tensor(self.p), 1))](*inputs)


class RandomOrder(_Several):
    """Apply all of `transforms`, in a random order, to one input or several, of any shape.

    Raises `TypeError` and `ValueError` unless they are a sequence with at least one.

    >>> from torchvision.transforms import v2
    >>> v2.RandomOrder([v2.Pad(1), v2.Pad(2)])(torch.ones(1, 1, 1)).shape
    torch.Size([1, 7, 7])
    """

    def forward(self, *inputs: Any) -> Any:
        order = randperm(len(self.transforms)).tolist()
        return self._one_after_the_other([self.transforms[i] for i in order], inputs)


class Identity(Transform):
    """All inputs as they are, of any shape.

    >>> from torchvision.transforms import v2
    >>> v2.Identity()(3)
    3
    """

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """The input itself, of any shape."""
        return inpt


class Lambda(Transform):
    """Apply a function to the inputs of these `types`, of any shape; without types, to all.

    >>> from torchvision.transforms import v2
    >>> v2.Lambda(lambda x: x + 1, int)((2, "two"))
    (3, 'two')
    """

    _transformed_types = (object,)

    def __init__(self, lambd: Callable[[Any], Any], *types: type) -> None:
        super().__init__()
        self.lambd = lambd
        self.types: tuple[Any, ...] = types or self._transformed_types

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """What the function gives, if the input is of one of the types."""
        return self.lambd(inpt) if isinstance(inpt, self.types) else inpt

    def extra_repr(self) -> str:
        name = getattr(self.lambd, "__name__", None)
        types = f"types={[kind.__name__ for kind in self.types]}"
        return f"{name}, {types}" if name else types
