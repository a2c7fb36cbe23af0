"""Padding of sequences of different lengths. Source: PyTorch, `torch.nn.utils.rnn`."""

from __future__ import annotations

from collections.abc import Sequence

from ..._core.absent import absent_attribute as _refuse
from ..._core.operations.indexing_joining import stack
from ..._core.tensor import Tensor
from ..functional import pad


def pad_sequence(
    sequences: Sequence[Tensor],
    batch_first: bool = False,
    padding_value: float = 0.0,
    padding_side: str = "right",
) -> Tensor:
    """Tensors of shape (length, *) as one of shape (longest, batch, *), or with `batch_first` (batch,
    longest, *), filled up with `padding_value` on the "right", or on the "left".

    >>> nn.utils.rnn.pad_sequence([torch.tensor([1, 2, 3]), torch.tensor([4])], batch_first=True)
    tensor([[1, 2, 3],
            [4, 0, 0]])
    """
    if padding_side not in ("left", "right"):
        raise RuntimeError(f"Expected padding_side to be one of left or right, but got {padding_side}.")
    if not len(sequences):
        raise RuntimeError("received an empty list of sequences")
    longest = max(len(s) for s in sequences)
    padded = []
    for s in sequences:
        room = (longest - len(s), 0) if padding_side == "left" else (0, longest - len(s))
        padded.append(pad(s, (*(0, 0) * (s.ndim - 1), *room), value=padding_value))
    return stack(padded, 0 if batch_first else 1)  # type: ignore[no-any-return]


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
__getattr__ = _refuse("torch.nn.utils.rnn")
