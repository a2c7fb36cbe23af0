"""Recurrent layers as functions of `torch`: one step (`lstm_cell`, `gru_cell`) and all (`lstm`, `gru`)."""

from __future__ import annotations

from typing import Any

from . import derived
from .declare import function
from .indexing_joining import cat, stack

Tensor = Any  # avoids a circular import


def affine(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """x @ weight.T + bias."""
    value = x @ weight.t()
    return value if bias is None else value + bias


def check_sizes(input: Tensor, hidden: Tensor, w_ih: Tensor, w_hh: Tensor) -> None:
    """Raise RuntimeError for sizes that do not fit."""
    if input.shape[-1] != w_ih.shape[1] or hidden.shape[-1] != w_hh.shape[1]:
        raise RuntimeError(
            f"cell: sizes {input.shape[-1]} and {hidden.shape[-1]} do not fit the weights, which want "
            f"{w_ih.shape[1]} and {w_hh.shape[1]}"
        )


@function(out=False)
def lstm_cell(
    input: Tensor, hx: Any, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """The next hidden and cell states of a long short-term memory (Hochreiter & Schmidhuber 1997): `input`
    (N, I), `hx` a pair of (N, H), weights (4 H, I) and (4 H, H) for the input, forget, cell and output gates.

    >>> before = torch.zeros(1, 1), torch.ones(1, 1)
    >>> torch.lstm_cell(torch.zeros(1, 2), before, torch.ones(4, 2), torch.ones(4, 1))[1]
    tensor([[0.5000]])
    """
    hidden, cell = hx
    check_sizes(input, hidden, w_ih, w_hh)
    gates = affine(input, w_ih, b_ih) + affine(hidden, w_hh, b_hh)
    enter, forget, new, leave = gates.chunk(4, 1)
    cell = forget.sigmoid() * cell + enter.sigmoid() * new.tanh()
    return leave.sigmoid() * cell.tanh(), cell


@function(out=False)
def gru_cell(
    input: Tensor,
    hx: Tensor,
    w_ih: Tensor,
    w_hh: Tensor,
    b_ih: Tensor | None = None,
    b_hh: Tensor | None = None,
) -> Tensor:
    """The next hidden state of a gated recurrent unit (Cho et al. 2014): `input` (N, I), `hx` (N, H), weights
    (3 H, I) and (3 H, H) for the reset, update and new gates.

    >>> torch.gru_cell(torch.zeros(1, 2), torch.ones(1, 1), torch.ones(3, 2), torch.zeros(3, 1))
    tensor([[0.5000]])
    """
    check_sizes(input, hx, w_ih, w_hh)
    given, kept = affine(input, w_ih, b_ih).chunk(3, 1), affine(hx, w_hh, b_hh).chunk(3, 1)
    reset, update = (given[0] + kept[0]).sigmoid(), (given[1] + kept[1]).sigmoid()
    new = (given[2] + reset * kept[2]).tanh()
    return (hx - new) * update + new


@function(out=False)
def rnn_tanh_cell(
    input: Tensor,
    hx: Tensor,
    w_ih: Tensor,
    w_hh: Tensor,
    b_ih: Tensor | None = None,
    b_hh: Tensor | None = None,
) -> Tensor:
    """The next hidden state of a recurrent layer with tanh: `input` (N, I), `hx` (N, H), weights (H, I) and
    (H, H).

    >>> torch.rnn_tanh_cell(torch.zeros(1, 2), torch.ones(1, 1), torch.ones(1, 2), torch.ones(1, 1))
    tensor([[0.7616]])
    """
    check_sizes(input, hx, w_ih, w_hh)
    return (affine(input, w_ih, b_ih) + affine(hx, w_hh, b_hh)).tanh()


@function(out=False)
def rnn_relu_cell(
    input: Tensor,
    hx: Tensor,
    w_ih: Tensor,
    w_hh: Tensor,
    b_ih: Tensor | None = None,
    b_hh: Tensor | None = None,
) -> Tensor:
    """As `rnn_tanh_cell`, with relu.

    >>> torch.rnn_relu_cell(torch.zeros(1, 2), torch.ones(1, 1), torch.ones(1, 2), torch.ones(1, 1))
    tensor([[1.]])
    """
    check_sizes(input, hx, w_ih, w_hh)
    return (affine(input, w_ih, b_ih) + affine(hx, w_hh, b_hh)).relu()


def layers(
    cell: Any, input: Tensor, start: Any, params: Any, has_biases: bool, num_layers: int, dropout: float,
    train: bool, bidirectional: bool, batch_first: bool,
) -> tuple[Tensor, list[Any]]:  # fmt: skip
    """The outputs of the last layer, and the last states of each layer and direction. `start` gives the first
    state of one of them, by its number."""
    x = input.transpose(0, 1) if batch_first else input
    each, ways = (4 if has_biases else 2), (2 if bidirectional else 1)
    if len(params) != num_layers * ways * each:
        raise RuntimeError(
            f"got an incorrect number of RNN parameters: {len(params)}, wanted {num_layers * ways * each}"
        )
    last = []
    for layer in range(num_layers):
        sides = []
        for way in range(ways):
            k = layer * ways + way
            weights, state, outputs = params[k * each : (k + 1) * each], start(k), []
            for step in x.unbind(0)[:: -1 if way else 1]:
                state = cell(step, state, *weights)
                outputs.append(state[0] if isinstance(state, tuple) else state)
            sides.append(stack(outputs[:: -1 if way else 1]))
            last.append(state)
        x = sides[0] if ways == 1 else cat(sides, -1)
        if dropout and train and layer < num_layers - 1:
            x = derived.dropout(x, dropout, True)
    return x.transpose(0, 1) if batch_first else x, last


@function(out=False)
def lstm(
    input: Tensor, hx: Any, params: Any, has_biases: bool, num_layers: int, dropout: float, train: bool,
    bidirectional: bool, batch_first: bool,
) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
    """Layers of `lstm_cell` over `input` (T, N, I), or (N, T, I) with `batch_first`, from the states `hx`, a
    pair of (L, N, H), with the weights and biases `params` of each layer and direction in turn: the outputs
    and the last states.

    >>> before = torch.zeros(1, 1, 1), torch.ones(1, 1, 1)
    >>> weights = [torch.ones(4, 2), torch.ones(4, 1)]
    >>> torch.lstm(torch.zeros(1, 1, 2), before, weights, False, 1, 0., False, False, False)[2]
    tensor([[[0.5000]]])
    """
    output, last = layers(
        lstm_cell, input, lambda k: (hx[0][k], hx[1][k]), params, has_biases, num_layers, dropout, train,
        bidirectional, batch_first,
    )  # fmt: skip
    return output, stack([h for h, _ in last]), stack([c for _, c in last])


def of_one_state(cell: Any, name: str, example: str) -> None:
    """Declare `torch.{name}`, the layers of a cell with one state."""

    def form(
        input: Tensor, hx: Tensor, params: Any, has_biases: bool, num_layers: int, dropout: float,
        train: bool, bidirectional: bool, batch_first: bool,
    ) -> tuple[Tensor, Tensor]:  # fmt: skip
        output, last = layers(
            cell, input, lambda k: hx[k], params, has_biases, num_layers, dropout, train, bidirectional,
            batch_first,
        )  # fmt: skip
        return output, stack(last)

    form.__name__ = form.__qualname__ = name
    form.__module__ = __name__.partition(".")[0]
    form.__doc__ = f"""Layers of `{cell.__name__}`, as `lstm` has them, with one state (L, N, H): the outputs
    and the last states.

    >>> x, weights = torch.zeros(1, 1, 2), [torch.ones({example}, 2), torch.zeros({example}, 1)]
    >>> torch.{name}(x, torch.zeros(1, 1, 1), weights, False, 1, 0., False, False, False)[1]
    tensor([[[0.]]])
    """
    function(out=False)(form)


of_one_state(gru_cell, "gru", "3")
of_one_state(rnn_tanh_cell, "rnn_tanh", "1")
of_one_state(rnn_relu_cell, "rnn_relu", "1")
