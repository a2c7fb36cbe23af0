"""All parameters as one vector and back. Source: PyTorch, `torch.nn.utils.convert_parameters`."""

from __future__ import annotations

from collections.abc import Iterable

from ..._core.operations.indexing_joining import cat
from ..._core.tensor import Tensor


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """The elements of all parameters, of any shapes, in one tensor (n,), which autograd follows.

    Source: PyTorch, `torch.nn.utils.parameters_to_vector`.

    >>> nn.utils.parameters_to_vector(nn.Linear(2, 3).parameters()).shape
    torch.Size([9])
    """
    vector: Tensor = cat([param.view(-1) for param in parameters])
    return vector


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Give the parameters, in order, the elements of `vec` (n,) as their data; it shares memory with them.

    `TypeError` if `vec` is no tensor. Source: PyTorch, `torch.nn.utils.vector_to_parameters`.

    >>> layer = nn.Linear(1, 1)
    >>> nn.utils.vector_to_parameters(torch.tensor([2., 3.]), layer.parameters())
    >>> layer(torch.ones(1)).item()
    5.0
    """
    if not isinstance(vec, Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {type(vec).__module__}.{type(vec).__name__}")
    start = 0
    for param in parameters:
        stop = start + param.numel()
        param.data = vec[start:stop].view_as(param).data
        start = stop
