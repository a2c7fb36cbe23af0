"""`AdaptiveLogSoftmaxWithLoss`. Sources: Grave et al. 2017, "Efficient softmax approximation for GPUs";
PyTorch, `torch.nn.modules.adaptive`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from ..._core import dtypes
from ..._core.operations.indexing_joining import cat
from ..._core.record import with_node_name
from ..._core.tensor import Tensor
from .container import ModuleList, Sequential
from .linear import Linear
from .module import Module


class _ASMoutput(NamedTuple):
    """The log probability of each target, and their mean with the other sign."""

    output: Tensor
    loss: Tensor


class AdaptiveLogSoftmaxWithLoss(Module):
    """Log softmax over many classes, the frequent ones first: input (N, in_features) and target (N,), or
    (in_features,) and (), → `output` like target, `loss` ().

    Classes below cutoffs[0] have an output each in `head`, those of a later cluster share one, and have their
    own in `tail`, after a projection to in_features / div_value ** i features. `ValueError` for cutoffs that
    do not rise from 1 to n_classes - 1; `RuntimeError` for shapes and targets that do not fit.

    >>> layer = nn.AdaptiveLogSoftmaxWithLoss(16, 10, [2, 5])
    >>> x = torch.zeros(3, 16)
    >>> layer(x, torch.tensor([0, 3, 9])).output.shape, layer.log_prob(x).shape
    (torch.Size([3]), torch.Size([3, 10]))
    """

    def __init__(
        self,
        in_features: int,
        n_classes: int,
        cutoffs: Sequence[int],
        div_value: float = 4.0,
        head_bias: bool = False,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__()
        given = list(cutoffs)
        if not given:
            raise ValueError("cutoffs should be a sequence of length larger than 0")
        rises = given == sorted(set(given)) and all(int(c) == c for c in given)
        if not (rises and given[0] > 0 and given[-1] <= n_classes - 1):
            raise ValueError(
                "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, "
                "where each value is between 1 and n_classes-1"
            )
        self.in_features, self.n_classes, self.cutoffs = in_features, n_classes, [*given, n_classes]
        self.div_value, self.head_bias = div_value, head_bias
        self.shortlist_size, self.n_clusters = given[0], len(given)
        self.head_size = self.shortlist_size + self.n_clusters
        options: Any = {"device": device, "dtype": dtype}
        self.head = Linear(in_features, self.head_size, bias=head_bias, **options)
        self.tail = ModuleList()
        for i, (start, stop) in enumerate(pairwise(self.cutoffs)):
            hidden = int(in_features // div_value ** (i + 1))
            first = Linear(in_features, hidden, bias=False, **options)
            self.tail.append(Sequential(first, Linear(hidden, stop - start, bias=False, **options)))

    def reset_parameters(self) -> None:
        """Initialize all layers."""
        self.head.reset_parameters()
        for projection in self.tail:
            for layer in projection:
                layer.reset_parameters()

    def forward(self, input_: Tensor, target_: Tensor) -> _ASMoutput:
        dim = target_.dim()
        if dim > 1:
            raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
        if dim and len(input_) != len(target_):
            raise RuntimeError("Input and target should have the same size in the batch dimension.")
        if input_.dim() != dim + 1:
            raise RuntimeError(
                f"{dim}D target tensor expects {dim + 1}D input tensors, but found inputs with size "
                f"{input_.size()}"
            )
        x, target = (input_, target_) if dim else (input_.unsqueeze(0), target_.unsqueeze(0))
        found = ((target >= 0) & (target < self.n_classes)).all()
        if not bool(found):
            raise RuntimeError(
                f"Target values should be in [0, {self.n_classes - 1}], but values in range "
                f"[{target.min().item()}, {target.max().item()}] were found. "
            )
        in_head, output = target.clone(), x.new_zeros(len(target))
        for i, (start, stop) in enumerate(pairwise(self.cutoffs)):
            rows = ((target >= start) & (target < stop)).nonzero().squeeze(1)
            if rows.numel():
                in_head[rows] = self.shortlist_size + i
                log_prob = self.tail[i](x.index_select(0, rows)).log_softmax(1)
                own = log_prob.gather(1, (target[rows] - start).unsqueeze(1))
                output[rows] = own.squeeze(1)
        output = output + self.head(x).log_softmax(1).gather(1, in_head.unsqueeze(1)).squeeze(1)
        loss = (-output).mean()
        return _ASMoutput(output if dim else output.squeeze(0), loss)

    def log_prob(self, input: Tensor) -> Tensor:
        """The log probabilities of all classes: (N, in_features) → (N, n_classes)."""
        head = self.head(input).log_softmax(1)
        parts = [head[:, : self.shortlist_size]]
        for i, projection in enumerate(self.tail):
            parts.append(projection(input).log_softmax(1) + head[:, self.shortlist_size + i].unsqueeze(1))
        joined: Tensor = cat(parts, 1)
        return with_node_name(joined, "CopySlices")

    def predict(self, input: Tensor) -> Tensor:
        """The most probable classes, without the clusters where one of the first classes is: (N,
        in_features) → (N,)."""
        output = self.head(input).argmax(1)
        beyond = output >= self.shortlist_size
        return self.log_prob(input).argmax(1).where(beyond, output) if bool(beyond.any()) else output
