"""Single steps of recurrent layers: `RNNCell`, `LSTMCell`, `GRUCell`. Source: PyTorch,
`torch.nn.modules.rnn`."""

from __future__ import annotations

import math
from typing import Any

from ..._core import dtypes
from ..._core.creation_filled import empty, zeros
from ..._core.tensor import Tensor
from .. import init
from ..functional import recurrent
from ..parameter import Parameter
from .module import Module


class RNNCellBase(Module):
    """Base of the cells: parameters, checks and printing.

    Inputs are (N, input_size) or (input_size,). Raises `ValueError` for other numbers of dimensions.

    >>> nn.RNNCellBase(2, 3, True, 4).weight_ih.shape
    torch.Size([12, 2])
    """

    bias_ih: Parameter | None
    bias_hh: Parameter | None

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool,
        num_chunks: int,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__()
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bias
        rows = num_chunks * hidden_size
        options: Any = {"device": device, "dtype": dtype}
        self.weight_ih = Parameter(empty((rows, input_size), **options))
        self.weight_hh = Parameter(empty((rows, hidden_size), **options))
        self.bias_ih = Parameter(empty(rows, **options)) if bias else None
        self.bias_hh = Parameter(empty(rows, **options)) if bias else None
        if not bias:
            self._parameters |= {"bias_ih": None, "bias_hh": None}
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw all parameters from U(-k, k), k = 1 / sqrt(hidden_size)."""
        bound = 1 / math.sqrt(self.hidden_size) if self.hidden_size else 0
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def extra_repr(self) -> str:
        text = f"{self.input_size}, {self.hidden_size}" + ("" if self.bias is True else f", bias={self.bias}")
        nonlinearity = self.__dict__.get("nonlinearity", "tanh")
        return text if nonlinearity == "tanh" else f"{text}, nonlinearity={nonlinearity}"

    def _step(self, function: Any, input: Tensor, hx: tuple[Tensor, ...] | None) -> list[Tensor]:
        """The new states. `ValueError` for other than one or two dimensions."""
        name = type(self).__name__
        if input.dim() not in (1, 2):
            raise ValueError(f"{name}: Expected input to be 1D or 2D, got {input.dim()}D instead")
        for i, state in enumerate(hx or ()):
            if state.dim() not in (1, 2):
                which = f"hx[{i}]" if len(hx or ()) > 1 else "hidden"
                raise ValueError(f"{name}: Expected {which} to be 1D or 2D, got {state.dim()}D instead")
        batched = input.dim() == 2
        x = input if batched else input.unsqueeze(0)
        if hx is None:
            hx = (zeros(len(x), self.hidden_size, dtype=x.dtype),) * (
                2 if function is recurrent.lstm_cell else 1
            )
        elif not batched:
            hx = tuple(state.unsqueeze(0) for state in hx)
        states = hx if function is recurrent.lstm_cell else hx[0]
        new = function(x, states, self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)
        made = list(new) if isinstance(new, tuple) else [new]
        return made if batched else [state.squeeze(0) for state in made]


class RNNCell(RNNCellBase):
    """One step h' = tanh(W x + b + V h + c), or relu: input (N, in) and h (N, hidden), zeros if left out →
    (N, hidden); without a batch (in,) and (hidden,).

    `RuntimeError` or `ValueError` for shapes that do not fit.

    >>> nn.RNNCell(2, 3)(torch.zeros(5, 2)).shape
    torch.Size([5, 3])
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 1, device, dtype)
        self.nonlinearity = nonlinearity

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        functions = {"tanh": recurrent.rnn_tanh_cell, "relu": recurrent.rnn_relu_cell}
        if self.nonlinearity not in functions:
            raise RuntimeError(f"Unknown nonlinearity: {self.nonlinearity}")
        return self._step(functions[self.nonlinearity], input, None if hx is None else (hx,))[0]


class LSTMCell(RNNCellBase):
    """One step of `LSTM`: input (N, in) and (h, c), each (N, hidden), zeros if left out → the next (h, c).

    >>> h, c = nn.LSTMCell(2, 3)(torch.zeros(5, 2))
    >>> h.shape, c.shape
    (torch.Size([5, 3]), torch.Size([5, 3]))
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 4, device, dtype)

    def forward(self, input: Tensor, hx: tuple[Tensor, Tensor] | None = None) -> tuple[Tensor, Tensor]:
        h, c = self._step(recurrent.lstm_cell, input, None if hx is None else (hx[0], hx[1]))
        return h, c


class GRUCell(RNNCellBase):
    """One step of `GRU`: input (N, in) and h (N, hidden), zeros if left out → the next h.

    >>> nn.GRUCell(2, 3)(torch.zeros(5, 2)).shape
    torch.Size([5, 3])
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 3, device, dtype)

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        return self._step(recurrent.gru_cell, input, None if hx is None else (hx,))[0]
