"""`Bilinear`, the old `Container`, and the softmax over many classes in clusters.

Sources: PyTorch, `torch.nn.modules.linear`, `torch.nn.modules.adaptive`; Grave et al. 2017 (clusters).
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from ..._core import dtypes
from ..._core.creation_filled import empty
from ..._core.operations.indexing_joining import cat
from ..._core.tensor import Tensor
from .. import functional as F
from .. import init
from ..parameter import Parameter
from .container import ModuleList, Sequential
from .linear import Linear
from .module import Module


class Bilinear(Module):
    """x1ᵀ W x2 + b: (…, in1_features) and (…, in2_features) → (…, out_features).

    `weight` is (out_features, in1_features, in2_features), drawn from U(-b, b), b = 1 / sqrt(in1_features).
    Raises `ValueError` unless `in1_features` is positive.

    >>> nn.Bilinear(2, 3, 4)(torch.ones(5, 2), torch.ones(5, 3)).shape
    torch.Size([5, 4])
    """

    def __init__(
        self,
        in1_features: int,
        in2_features: int,
        out_features: int,
        bias: bool = True,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__()
        if in1_features <= 0:
            raise ValueError(f"in1_features must be > 0, but got (in1_features={in1_features})")
        self.in1_features, self.in2_features, self.out_features = in1_features, in2_features, out_features
        shape = (out_features, in1_features, in2_features)
        self.weight = Parameter(empty(shape, dtype=dtype, device=device))
        self.bias = Parameter(empty(out_features, dtype=dtype, device=device)) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Initialize the parameters, the weight first."""
        bound = 1 / math.sqrt(self.in1_features)
        init.uniform_(self.weight, -bound, bound)
        if self.bias is not None:
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input1: Tensor, input2: Tensor) -> Tensor:
        return F.bilinear(input1, input2, self.weight, self.bias)

    def extra_repr(self) -> str:
        return (
            f"in1_features={self.in1_features}, in2_features={self.in2_features}, "
            f"out_features={self.out_features}, bias={self.bias is not None}"
        )


class Container(Module):
    """Old programs' base of modules that hold others, given by name, with a warning.

    >>> nn.Container(first=nn.ReLU())
    Container(
      (first): ReLU()
    )
    """

    def __init__(self, **kwargs: Any) -> None:
        warnings.warn(
            "`nn.Container` is deprecated. All of its functionality is now implemented in `nn.Module`. "
            "Subclass that instead.",
            FutureWarning,
            stacklevel=2,
        )
        super().__init__()
        for name, module in kwargs.items():
            self.add_module(name, module)


class _ASMoutput(NamedTuple):
    """What `AdaptiveLogSoftmaxWithLoss` gives."""

    output: Tensor
    loss: Tensor


class AdaptiveLogSoftmaxWithLoss(Module):
    """The log-softmax over many classes, of which the rare ones stand in clusters (Grave et al. 2017).

    Classes below `cutoffs[0]` stand in the head; the i-th cluster, from 1 on, has a projection to
    in_features / div_value ** i features. Input (N, in_features) and target (N,) → (output (N,), loss ()), or without N. Raises
    `ValueError` for cutoffs that do not rise, `RuntimeError` for other shapes and classes.

    >>> asm = nn.AdaptiveLogSoftmaxWithLoss(4, 6, [2])
    >>> asm(torch.ones(3, 4), torch.tensor([0, 1, 5])).output.shape, asm.log_prob(torch.ones(3, 4)).shape
    (torch.Size([3]), torch.Size([3, 6]))
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
        ends = list(cutoffs)
        if not ends:
            raise ValueError("cutoffs should be a sequence of length larger than 0")
        whole = all(int(c) == c for c in ends)
        if ends != sorted(set(ends)) or min(ends) <= 0 or max(ends) > n_classes - 1 or not whole:
            raise ValueError(
                "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, "
                "where each value is between 1 and n_classes-1"
            )
        kind: Any = {"device": device, "dtype": dtype}
        self.in_features, self.n_classes, self.cutoffs = in_features, n_classes, [*ends, n_classes]
        self.div_value, self.head_bias = div_value, head_bias
        self.shortlist_size, self.n_clusters = self.cutoffs[0], len(self.cutoffs) - 1
        self.head_size = self.shortlist_size + self.n_clusters
        self.head = Linear(in_features, self.head_size, bias=head_bias, **kind)
        self.tail = ModuleList()
        for i, (start, stop) in enumerate(pairwise(self.cutoffs)):
            width = int(in_features // (div_value ** (i + 1)))
            first = Linear(in_features, width, bias=False, **kind)
            self.tail.append(Sequential(first, Linear(width, stop - start, bias=False, **kind)))

    def reset_parameters(self) -> None:
        """Initialize the parameters."""
        for layer in (self.head, *(layer for cluster in self.tail for layer in cluster)):  # type: ignore[attr-defined]
            layer.reset_parameters()

    def forward(self, input_: Tensor, target_: Tensor) -> _ASMoutput:
        if target_.dim() > 1:
            raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
        if target_.dim() == 1 and len(input_) != len(target_):
            raise RuntimeError("Input and target should have the same size in the batch dimension.")
        if input_.dim() != target_.dim() + 1:
            raise RuntimeError(
                f"{target_.dim()}D target tensor expects {target_.dim() + 1}D input tensors, but found "
                f"inputs with size {input_.shape}"
            )
        if target_.dim() == 0:
            output, loss = self(input_.unsqueeze(0), target_.unsqueeze(0))
            return _ASMoutput(output.squeeze(0), loss)
        low, high = target_.min().item(), target_.max().item()
        if low < 0 or high >= self.n_classes:
            raise RuntimeError(
                f"Target values should be in [0, {self.n_classes - 1}], but values in range [{low}, {high}] "
                "were found. "
            )
        places, parts = target_, []
        for i, (start, stop) in enumerate(pairwise(self.cutoffs)):
            rows = ((target_ >= start) & (target_ < stop)).nonzero()[:, 0]
            if len(rows):
                inner = F.log_softmax(self.tail[i](input_[rows]), dim=1)
                own = inner.gather(1, (target_[rows] - start).unsqueeze(1)).squeeze(1)
                parts.append(own.new_zeros(len(target_)).index_put((rows,), own))
                places = places.where((target_ < start) | (target_ >= stop), self.shortlist_size + i)
        head = F.log_softmax(self.head(input_), dim=1)
        made: Tensor = head.gather(1, places.unsqueeze(1)).squeeze(1)
        for part in parts:
            made = made + part
        return _ASMoutput(made, (-made).mean())

    def log_prob(self, input: Tensor) -> Tensor:
        """The log-probabilities of all classes: (N, in_features) → (N, n_classes)."""
        head = F.log_softmax(self.head(input), dim=1)
        parts = [head[:, : self.shortlist_size]]
        for i, cluster in enumerate(self.tail):
            parts.append(F.log_softmax(cluster(input), dim=1) + head[:, self.shortlist_size + i].unsqueeze(1))
        return cat(parts, 1)

    def predict(self, input: Tensor) -> Tensor:
        """The class with the highest probability: (N, in_features) → (N,)."""
        return self.log_prob(input).argmax(1)
