"""One step of recurrent layers, as functions of `torch`: `lstm_cell`, `gru_cell`, `rnn_tanh_cell`."""

from __future__ import annotations

from typing import Any

from .declare import function

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
