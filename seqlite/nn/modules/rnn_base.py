"""`RNNBase`: what recurrent layers have in common. Source: PyTorch, `torch.nn.modules.rnn`."""

from __future__ import annotations

import math
import warnings
from typing import Any

from ..._core import dtypes
from ..._core.creation_filled import empty, zeros
from ..._core.tensor import Tensor
from .. import init
from ..parameter import Parameter
from ..utils.rnn import PackedSequence
from .module import Module

_GATES = {"LSTM": 4, "GRU": 3, "RNN_TANH": 1, "RNN_RELU": 1}


class RNNBase(Module):
    """Base of `RNN`, `LSTM` and `GRU`: parameters, checks and printing.

    Inputs are (L, N, input_size), with `batch_first` (N, L, input_size), or (L, input_size). Raises
    `ValueError` for another `mode` and number of dimensions, `RuntimeError` for other sizes.

    >>> nn.RNNBase("LSTM", 2, 3, num_layers=2)
    RNNBase(2, 3, num_layers=2)
    """

    def __init__(
        self,
        mode: str,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__()
        _check_settings(input_size, hidden_size, num_layers, bias, batch_first, dropout, proj_size)
        if mode not in _GATES:
            raise ValueError("Unrecognized RNN mode: " + mode)
        self.mode, self.input_size, self.hidden_size = mode, input_size, hidden_size
        self.num_layers, self.bias, self.batch_first = num_layers, bias, batch_first
        self.dropout, self.bidirectional, self.proj_size = float(dropout), bidirectional, proj_size
        gates, features = _GATES[mode] * hidden_size, proj_size or hidden_size
        self._all_weights: list[list[str]] = []
        for layer in range(num_layers):
            for suffix in ("", "_reverse")[: 1 + bidirectional]:
                inputs = input_size if layer == 0 else features * (1 + bidirectional)
                shapes: dict[str, Any] = {"weight_ih": (gates, inputs), "weight_hh": (gates, features)}
                if bias:
                    shapes |= {"bias_ih": gates, "bias_hh": gates}
                if proj_size:
                    shapes["weight_hr"] = (proj_size, hidden_size)
                shapes = {f"{name}_l{layer}{suffix}": shape for name, shape in shapes.items()}
                for name, shape in shapes.items():
                    setattr(self, name, Parameter(empty(shape, device=device, dtype=dtype)))
                self._all_weights.append(list(shapes))
        self.reset_parameters()

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take the attributes of a module that was pickled, also of old ones without projections."""
        super().__setstate__({"proj_size": 0} | state)

    @property
    def all_weights(self) -> list[list[Parameter]]:
        """The parameters of each layer and direction."""
        return [[getattr(self, name) for name in names] for names in self._all_weights]

    @property
    def _flat_weights_names(self) -> list[str]:
        return [name for names in self._all_weights for name in names]

    @property
    def _flat_weights(self) -> list[Parameter]:
        return [getattr(self, name) for name in self._flat_weights_names]

    def flatten_parameters(self) -> None:
        """Do nothing: it is for GPUs."""

    def reset_parameters(self) -> None:
        """Draw all parameters from U(-k, k), k = 1 / sqrt(hidden_size)."""
        bound = 1 / math.sqrt(self.hidden_size)
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def extra_repr(self) -> str:
        text = f"{self.input_size}, {self.hidden_size}"
        defaults = {
            "proj_size": 0, "num_layers": 1, "bias": True, "batch_first": False, "dropout": 0,
            "bidirectional": False,
        }  # fmt: skip
        changed = (name for name, default in defaults.items() if getattr(self, name) != default)
        return "".join([text, *(f", {name}={getattr(self, name)}" for name in changed)])

    # -- checks ----------------------------------------------------------------------------------------------
    def check_input(self, input: Tensor, batch_sizes: Tensor | None) -> None:
        """Raise `ValueError` for a type other than the weights', `RuntimeError` for a shape that does not
        fit."""
        own = self._flat_weights[0].dtype
        if input.dtype != own:
            raise ValueError(
                f"RNN input dtype ({input.dtype}) does not match weight dtype ({own}). Convert input: "
                f"input.to({own}), or convert model: model.to({input.dtype})"
            )
        expected = 3 if batch_sizes is None else 2
        if input.dim() != expected:
            raise RuntimeError(f"input must have {expected} dimensions, got {input.dim()}")
        if input.size(-1) != self.input_size:
            raise RuntimeError(
                f"input.size(-1) must be equal to input_size. Expected {self.input_size}, "
                f"got {input.size(-1)}"
            )

    def get_expected_hidden_size(self, input: Tensor, batch_sizes: Tensor | None) -> tuple[int, int, int]:
        """The shape of h_0: (layers * directions, batch, hidden_size or proj_size)."""
        batch = input.size(0 if self.batch_first else 1) if batch_sizes is None else int(batch_sizes[0])
        return self.num_layers * (1 + self.bidirectional), batch, self.proj_size or self.hidden_size

    def get_expected_cell_size(self, input: Tensor, batch_sizes: Tensor | None) -> tuple[int, int, int]:
        """The shape of c_0: (layers * directions, batch, hidden_size)."""
        return *self.get_expected_hidden_size(input, batch_sizes)[:2], self.hidden_size

    def check_hidden_size(
        self,
        hx: Tensor,
        expected_hidden_size: tuple[int, int, int],
        msg: str = "Expected hidden size {}, got {}",
    ) -> None:
        """Raise `RuntimeError` unless `hx` has this shape."""
        if hx.size() != expected_hidden_size:
            raise RuntimeError(msg.format(expected_hidden_size, list(hx.size())))

    # -- running ---------------------------------------------------------------------------------------------
    def _forward(
        self, function: Any, input: Any, hx: tuple[Tensor, ...] | None
    ) -> tuple[Any, tuple[Tensor, ...]]:
        """Run the layers; the states come and go as a tuple."""
        packed = input if isinstance(input, PackedSequence) else None
        batch_sizes = None if packed is None else packed.batch_sizes
        x: Tensor = input if packed is None else packed.data
        batched = packed is not None or x.dim() == 3
        if packed is None and x.dim() not in (2, 3):
            name = self.mode.partition("_")[0]
            what = "D tensor instead" if name == "RNN" else "D instead"
            raise ValueError(f"{name}: Expected input to be 2D or 3D, got {x.dim()}{what}")
        if not batched:
            x = x.unsqueeze(0 if self.batch_first else 1)
        if hx is not None and packed is None:
            self._check_dims(batched, hx)
            hx = hx if batched else tuple(state.unsqueeze(1) for state in hx)
        self.check_input(x, batch_sizes)
        shapes = [self.get_expected_hidden_size(x, batch_sizes)]
        if self.mode == "LSTM":
            shapes.append(self.get_expected_cell_size(x, batch_sizes))
        if hx is None:
            hx = tuple(zeros(shape, dtype=x.dtype) for shape in shapes)
        for i, (state, shape) in enumerate(zip(hx, shapes, strict=True)):
            msg = (
                f"Expected hidden[{i}] size {{}}, got {{}}"
                if len(shapes) > 1
                else "Expected hidden size {}, got {}"
            )
            self.check_hidden_size(state, shape, msg)
        if packed is not None and packed.sorted_indices is not None:
            hx = tuple(state.index_select(1, packed.sorted_indices) for state in hx)
        states = hx if self.mode == "LSTM" else hx[0]
        settings = self.bias, self.num_layers, self.dropout, self.training, self.bidirectional
        if packed is None:
            out, *last = function(x, states, self._flat_weights, *settings, self.batch_first)
        else:
            out, *last = function(x, batch_sizes, states, self._flat_weights, *settings)
            if packed.unsorted_indices is not None:
                last = [state.index_select(1, packed.unsorted_indices) for state in last]
            return PackedSequence(out, *packed[1:]), tuple(last)
        if not batched:
            out, last = out.squeeze(0 if self.batch_first else 1), [state.squeeze(1) for state in last]
        return out, tuple(last)

    def _check_dims(self, batched: bool, hx: tuple[Tensor, ...]) -> None:
        """Raise `RuntimeError` unless the states have as many dimensions as the input."""
        wanted = 3 if batched else 2
        if all(state.dim() == wanted for state in hx):
            return
        dims = ", ".join(f"{state.dim()}-D" for state in hx)
        both = len(hx) > 1
        raise RuntimeError(
            f"For {'batched' if batched else 'unbatched'} {wanted}-D input, hx {'and cx ' * both}should also "
            f"be {wanted}-D but got {f'({dims}) tensors' if both else f'{dims} tensor'}"
        )


def _check_settings(
    input_size: Any,
    hidden_size: Any,
    num_layers: int,
    bias: Any,
    batch_first: Any,
    dropout: Any,
    proj_size: int,
) -> None:
    """Raise `ValueError` or `TypeError` for a setting that recurrent layers do not take."""
    if isinstance(dropout, bool) or not isinstance(dropout, (int, float)) or not 0 <= dropout <= 1:
        raise ValueError(
            "dropout should be a number in range [0, 1] representing the probability of an element being "
            "zeroed"
        )
    if dropout > 0 and num_layers == 1:
        warnings.warn(
            "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects "
            f"num_layers greater than 1, but got dropout={dropout} and num_layers={num_layers}",
            stacklevel=4,
        )
    kinds: dict[str, tuple[Any, Any]] = {
        "bias": (bias, bool), "batch_first": (batch_first, bool), "input_size": (input_size, int),
        "hidden_size": (hidden_size, int),
    }  # fmt: skip
    for name, (value, kind) in kinds.items():
        if not isinstance(value, kind):
            raise TypeError(f"{name} should be of type {kind.__name__}, got: {type(value).__name__}")
        if kind is int and value <= 0:
            raise ValueError(f"{name} must be greater than zero")
    if num_layers <= 0:
        raise ValueError("num_layers must be greater than zero")
    if proj_size < 0:
        raise ValueError("proj_size should be a positive integer or zero to disable projections")
    if proj_size >= hidden_size:
        raise ValueError("proj_size has to be smaller than hidden_size")
