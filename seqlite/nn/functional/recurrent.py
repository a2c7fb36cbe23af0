"""Stacks of recurrent layers and single steps: `torch.lstm`, `torch.gru_cell` and their kin.

Sources: PyTorch, `torch.nn.modules.rnn`; the papers that `_core/operations/recurrent.py` names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..._core import dtypes
from ..._core.operations.indexing_joining import cat, stack
from ..._core.operations.recurrent import recurrent_layer
from ..._core.record import with_node_name
from ..._core.tensor import Tensor
from .linear import dropout as _dropout

__all__ = ["gru", "gru_cell", "lstm", "lstm_cell", "rnn_relu", "rnn_relu_cell", "rnn_tanh", "rnn_tanh_cell"]


def _run(kind: str, activation: str, *given: Any) -> tuple[Tensor, ...]:
    """Run a stack of layers. What is given are PyTorch's arguments: (input, hx, params, has_biases,
    num_layers, dropout, train, bidirectional, batch_first), or, for packed sequences, (data, batch_sizes, hx,
    params, has_biases, num_layers, dropout, train, bidirectional)."""
    packed = isinstance(given[3], (list, tuple))
    if packed:
        x, batch_sizes, hx, params, has_biases, layers, p, train, both = given
        sizes, batch_first = batch_sizes.tolist(), False
        if sum(sizes) != len(x):
            raise RuntimeError(f"batch_sizes add up to {sum(sizes)}, but there are {len(x)} rows of data")
    else:
        x, hx, params, has_biases, layers, p, train, both, batch_first = given
        x = x.transpose(0, 1) if batch_first else x
        if not len(x):
            raise RuntimeError("Expected sequence length to be larger than 0 in RNN")
        sizes = [x.size(1)] * len(x)
    states = [one.unbind(0) for one in (hx if isinstance(hx, (list, tuple)) else [hx])]
    projected = len(states) > 1 and hx[0].size(2) != hx[1].size(2)
    node = "CatBackward0" if packed else "StackBackward0"
    if kind == "lstm" and not (packed or projected) and x.dtype in _FUSED:
        node = "MkldnnRnnLayerBackward0"
    finals, directions = [], 2 if both else 1
    each = 2 + 2 * has_biases + projected
    if len(params) < layers * directions * each:
        raise RuntimeError(
            f"Expected more weights in stacked_rnn: {layers * directions * each} for {layers} layers in "
            f"{directions} directions, got {len(params)}"
        )
    for layer in range(layers):
        if layer and p and train:
            x = _dropout(x, p)
        outs = []
        for i in range(layer * directions, (layer + 1) * directions):
            w = list(params[i * each : (i + 1) * each])
            biases = w[2:4] if has_biases else [None, None]
            out, *last = recurrent_layer(
                kind, x, [s[i] for s in states], [*w[:2], *biases, w[-1] if projected else None], sizes,
                reverse=i % directions == 1, activation=activation, node=node,
            )  # fmt: skip
            outs.append(out)
            finals.append(last)
        x = cat(outs, -1) if both else outs[0]
    if batch_first:
        x = x.transpose(0, 1)
        x = x if kind == "lstm" else with_node_name(x, "TransposeBackward1")
    return x, *(stack(ends) for ends in zip(*finals, strict=True))


_FUSED = (
    dtypes.float32,
    dtypes.bfloat16,
)  # the types for which PyTorch runs a layer of LSTM as one operation


def lstm(*args: Any) -> tuple[Tensor, Tensor, Tensor]:
    """Layers of LSTM, as `nn.LSTM` runs them: `lstm(input, (h_0, c_0), params, has_biases, num_layers,
    dropout, train, bidirectional, batch_first)` gives output, h_n and c_n.

    `input` is (T, N, in), or (N, T, in) with `batch_first`; the states are (layers * directions, N, hidden);
    `params` lists for each layer and direction the weights of input and state, their biases and the
    projection. For packed sequences: `lstm(data, batch_sizes, (h_0, c_0), params, has_biases, num_layers,
    dropout, train, bidirectional)`. Types that differ raise `RuntimeError`.

    >>> layer = nn.LSTM(2, 3)
    >>> x, h = torch.ones(4, 1, 2), torch.zeros(1, 1, 3)
    >>> torch.lstm(x, (h, h), layer.all_weights[0], True, 1, 0., False, False, False)[0].shape
    torch.Size([4, 1, 3])
    """
    return _run("lstm", "tanh", *args)  # type: ignore[return-value]


def gru(*args: Any) -> tuple[Tensor, Tensor]:
    """Layers of GRU, as `nn.GRU` runs them: as `lstm`, with one state, h_0, and its last value, h_n.

    `input` (L, N, features) → (L, N, hidden), h_n.

    >>> layer = nn.GRU(2, 3)
    >>> h = torch.zeros(1, 1, 3)
    >>> torch.gru(torch.ones(4, 1, 2), h, layer.all_weights[0], True, 1, 0., False, False, False)[1].shape
    torch.Size([1, 1, 3])
    """
    return _run("gru", "tanh", *args)  # type: ignore[return-value]


def rnn_tanh(*args: Any) -> tuple[Tensor, Tensor]:
    """Layers of h' = tanh(W x + b + V h + c), as `nn.RNN` runs them: as `gru`.

    Shapes are those of `gru`.

    >>> layer = nn.RNN(2, 3)
    >>> x, h = torch.ones(4, 1, 2), torch.zeros(1, 1, 3)
    >>> torch.rnn_tanh(x, h, layer.all_weights[0], True, 1, 0., False, False, False)[0].shape
    torch.Size([4, 1, 3])
    """
    return _run("rnn", "tanh", *args)  # type: ignore[return-value]


def rnn_relu(*args: Any) -> tuple[Tensor, Tensor]:
    """Layers of h' = relu(W x + b + V h + c), as `nn.RNN(nonlinearity="relu")` runs them: as `gru`.

    Shapes are those of `gru`.

    >>> layer = nn.RNN(2, 3, nonlinearity="relu")
    >>> x, h = torch.ones(4, 1, 2), torch.zeros(1, 1, 3)
    >>> torch.rnn_relu(x, h, layer.all_weights[0], True, 1, 0., False, False, False)[0].shape
    torch.Size([4, 1, 3])
    """
    return _run("rnn", "relu", *args)  # type: ignore[return-value]


def _step(
    kind: str,
    node: str,
    input: Tensor,
    states: Sequence[Tensor],
    weights: Sequence[Tensor | None],
    activation: str,
) -> tuple[Tensor, ...]:
    """One step of one layer, (N, in) -> (N, hidden): h at output 0, and the states. `RuntimeError` for sizes
    that do not fit."""
    w_ih, w_hh = weights[:2]
    assert w_ih is not None
    assert w_hh is not None
    if input.size(1) != w_ih.size(1):
        raise RuntimeError(f"input has inconsistent input_size: got {input.size(1)} expected {w_ih.size(1)}")
    for i, state in enumerate(states):
        if len(state) != len(input):
            raise RuntimeError(
                f"Input batch size {len(input)} doesn't match hidden{i} batch size {len(state)}"
            )
        if state.size(1) != w_hh.size(1):
            raise RuntimeError(
                f"hidden{i} has inconsistent hidden_size: got {state.size(1)}, expected {w_hh.size(1)}"
            )
    outs = recurrent_layer(
        kind, input, states, [*weights, None], [len(input)], activation=activation, node=node
    )
    for out, name in zip(outs[::2], (node, "AddBackward0"), strict=kind == "lstm"):
        if out._node is not None:
            out._node._name = name
    return outs


def lstm_cell(
    input: Tensor,
    hx: Sequence[Tensor],
    w_ih: Tensor,
    w_hh: Tensor,
    b_ih: Tensor | None = None,
    b_hh: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """One step of LSTM: input (N, in), hx = (h, c), both (N, hidden) → the next h and c.

    `w_ih` is (4 * hidden, in), `w_hh` (4 * hidden, hidden), the biases (4 * hidden,). `RuntimeError` for
    sizes that do not fit.

    >>> h = c = torch.ones(1, 1)
    >>> h, c = torch.lstm_cell(torch.ones(1, 2), (h, c), torch.zeros(4, 2), torch.zeros(4, 1))
    >>> c
    tensor([[0.5000]])
    """
    h, _, c = _step("lstm", "MulBackward0", input, hx, (w_ih, w_hh, b_ih, b_hh), "tanh")
    return h, c


def gru_cell(
    input: Tensor,
    hx: Tensor,
    w_ih: Tensor,
    w_hh: Tensor,
    b_ih: Tensor | None = None,
    b_hh: Tensor | None = None,
) -> Tensor:
    """One step of GRU: input (N, in), hx (N, hidden) → the next h, (N, hidden).

    `w_ih` is (3 * hidden, in), `w_hh` (3 * hidden, hidden), the biases (3 * hidden,). `RuntimeError` for
    sizes that do not fit.

    >>> torch.gru_cell(torch.ones(1, 2), torch.ones(1, 1), torch.zeros(3, 2), torch.zeros(3, 1))
    tensor([[0.5000]])
    """
    return _step("gru", "AddBackward0", input, [hx], (w_ih, w_hh, b_ih, b_hh), "tanh")[0]


def rnn_tanh_cell(
    input: Tensor,
    hx: Tensor,
    w_ih: Tensor,
    w_hh: Tensor,
    b_ih: Tensor | None = None,
    b_hh: Tensor | None = None,
) -> Tensor:
    """One step tanh(W x + b + V h + c): input (N, in), hx (N, hidden) → (N, hidden).

    >>> torch.rnn_tanh_cell(torch.ones(1, 2), torch.ones(1, 1), torch.zeros(1, 2), torch.ones(1, 1))
    tensor([[0.7616]])
    """
    return _step("rnn", "TanhBackward0", input, [hx], (w_ih, w_hh, b_ih, b_hh), "tanh")[0]


def rnn_relu_cell(
    input: Tensor,
    hx: Tensor,
    w_ih: Tensor,
    w_hh: Tensor,
    b_ih: Tensor | None = None,
    b_hh: Tensor | None = None,
) -> Tensor:
    """One step relu(W x + b + V h + c): input (N, in), hx (N, hidden) → (N, hidden).

    >>> torch.rnn_relu_cell(torch.ones(1, 2), torch.ones(1, 1), torch.ones(1, 2), torch.ones(1, 1))
    tensor([[3.]])
    """
    return _step("rnn", "ReluBackward0", input, [hx], (w_ih, w_hh, b_ih, b_hh), "relu")[0]
