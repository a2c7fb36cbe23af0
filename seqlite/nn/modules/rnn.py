"""Recurrent layers: `RNN`, `LSTM`, `GRU`; their single steps are in `rnn_cells`. Source: PyTorch,
`torch.nn.modules.rnn`."""

from __future__ import annotations

from typing import Any

from ..._core.tensor import Tensor
from ..functional import recurrent
from .rnn_base import RNNBase as RNNBase
from .rnn_cells import GRUCell as GRUCell
from .rnn_cells import LSTMCell as LSTMCell
from .rnn_cells import RNNCell as RNNCell
from .rnn_cells import RNNCellBase as RNNCellBase


def _check_no_projection(options: dict[str, Any]) -> None:
    if "proj_size" in options:
        raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")


class RNN(RNNBase):
    """Layers of h' = tanh(W x + b + V h + c), or relu (Elman 1990): `RNN(input_size, hidden_size,
    num_layers=1, nonlinearity="tanh", bias=True, batch_first=False, dropout=0.0, bidirectional=False)`.

    Input (T, N, in), with `batch_first` (N, T, in), without a batch (T, in), or a `PackedSequence`; h_0
    (layers * directions, N, hidden), zeros if left out. Gives the output (T, N, directions * hidden) and h_n.
    `dropout` acts on what passes from a layer to the next. Parameters are drawn from U(-k, k) with
    k = 1 / sqrt(hidden_size). `RuntimeError` or `ValueError` for shapes and types that do not fit.

    >>> output, h = nn.RNN(2, 3, batch_first=True)(torch.zeros(5, 4, 2))
    >>> output.shape, h.shape
    (torch.Size([5, 4, 3]), torch.Size([1, 5, 3]))
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        _check_no_projection(kwargs)
        nonlinearity = args[3] if len(args) > 3 else kwargs.pop("nonlinearity", "tanh")
        args = args[:3] + args[4:]
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'.")
        super().__init__(f"RNN_{nonlinearity.upper()}", *args, **kwargs)
        self.nonlinearity = nonlinearity

    def forward(self, input: Any, hx: Tensor | None = None) -> tuple[Any, Tensor]:
        function = recurrent.rnn_tanh if self.mode == "RNN_TANH" else recurrent.rnn_relu
        out, (h,) = self._forward(function, input, None if hx is None else (hx,))
        return out, h


class LSTM(RNNBase):
    """Layers of long short-term memory (Hochreiter & Schmidhuber 1997): `LSTM(input_size, hidden_size,
    num_layers=1, bias=True, batch_first=False, dropout=0.0, bidirectional=False, proj_size=0)`.

    As `RNN`, with a second state, the cell: the argument is (h_0, c_0), and the result output, (h_n, c_n). c
    is (layers * directions, N, hidden); with `proj_size`, h and the output have that many features (Sak et
    al. 2014). Shapes are those of `RNN`.

    >>> output, (h, c) = nn.LSTM(2, 3, proj_size=1)(torch.zeros(5, 4, 2))
    >>> output.shape, h.shape, c.shape
    (torch.Size([5, 4, 1]), torch.Size([1, 4, 1]), torch.Size([1, 4, 3]))
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__("LSTM", *args, **kwargs)

    def forward(
        self, input: Any, hx: tuple[Tensor, Tensor] | None = None
    ) -> tuple[Any, tuple[Tensor, Tensor]]:
        out, (h, c) = self._forward(recurrent.lstm, input, None if hx is None else (hx[0], hx[1]))
        return out, (h, c)


class GRU(RNNBase):
    """Layers of gated recurrent units (Cho et al. 2014): `GRU(input_size, hidden_size, num_layers=1,
    bias=True, batch_first=False, dropout=0.0, bidirectional=False)`. Shapes, parameters and errors as `RNN`.

    >>> output, h = nn.GRU(2, 3, bidirectional=True)(torch.zeros(5, 4, 2))
    >>> output.shape, h.shape
    (torch.Size([5, 4, 6]), torch.Size([2, 4, 3]))
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        _check_no_projection(kwargs)
        super().__init__("GRU", *args, **kwargs)

    def forward(self, input: Any, hx: Tensor | None = None) -> tuple[Any, Tensor]:
        out, (h,) = self._forward(recurrent.gru, input, None if hx is None else (hx,))
        return out, h
