"""Initial weights, dropout masks, loader orders, losses and layers: equal to what PyTorch recorded."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import Any

import numpy as np
import pytest
from golden import GOLDEN, same

import seqlite as torch
import seqlite.nn.functional as F
from seqlite import nn
from seqlite.utils.data import DataLoader, TensorDataset, random_split

F64 = torch.float64
DROPOUT = {
    "dropout(ones(64), 0.2)": lambda: F.dropout(torch.ones(64), 0.2),
    "dropout(ones(64, 128), 0.2)": lambda: F.dropout(torch.ones(64, 128), 0.2),
    "dropout(ones(64, 128), 0.5)": lambda: F.dropout(torch.ones(64, 128), 0.5),
    "dropout(ones(1000), 0.3)": lambda: F.dropout(torch.ones(1000), 0.3),
    "dropout(ones(4, 8).t(), 0.5)": lambda: F.dropout(torch.ones(4, 8).t(), 0.5),
    "dropout2d(ones(4, 8, 5, 5), 0.5)": lambda: F.dropout2d(torch.ones(4, 8, 5, 5), 0.5),
    "dropout(ones(64), 0.0)": lambda: F.dropout(torch.ones(64), 0.0),
    "dropout(ones(64), 1.0)": lambda: F.dropout(torch.ones(64), 1.0),
    "dropout(ones(64), 0.5, training=False)": lambda: F.dropout(torch.ones(64), 0.5, training=False),
    "dropout(ones(100, float64), 0.3)": lambda: F.dropout(torch.ones(100, dtype=F64), 0.3),
}


def filled(function: Any, **options: Any) -> Any:
    return lambda: [function(torch.empty(30, 50), **options)]


def joined_uniform(shapes: list[tuple[int, ...]], bound: float) -> list[torch.Tensor]:
    return [nn.init.uniform_(torch.empty(*shape), -bound, bound) for shape in shapes]


def convolution(shape: tuple[int, ...], fan: int) -> list[torch.Tensor]:
    """The draws of any convolution: PyTorch's fans depend on the weight's shape alone."""
    weight = nn.init.kaiming_uniform_(torch.empty(*shape), a=math.sqrt(5))
    return [weight, *joined_uniform([(fan,)], 1 / math.sqrt(math.prod(shape[1:])))]


def recurrent(gates: int) -> list[torch.Tensor]:
    return joined_uniform(
        [(gates * 20, 10), (gates * 20, 20), (gates * 20,), (gates * 20,)], 1 / math.sqrt(20)
    )


def attention() -> list[torch.Tensor]:
    out = nn.Linear(16, 16)
    return [nn.init.xavier_uniform_(torch.empty(48, 16)), torch.zeros(48), out.weight, torch.zeros(16)]


def params(make: Any) -> Any:
    return lambda: list(make().parameters())


INIT = {
    "Linear(784, 128)": params(lambda: nn.Linear(784, 128)),
    "Linear(3, 7)": params(lambda: nn.Linear(3, 7)),
    "Linear(1, 1)": params(lambda: nn.Linear(1, 1)),
    "Linear(64, 10, bias=False)": params(lambda: nn.Linear(64, 10, bias=False)),
    "Linear(10, 4, dtype=float64)": params(lambda: nn.Linear(10, 4, dtype=F64)),
    "Sequential(Linear(784,128), Linear(128,64), Linear(64,10))": params(
        lambda: nn.Sequential(nn.Linear(784, 128), nn.Linear(128, 64), nn.Linear(64, 10))),
    "Conv2d(1, 32, 3)": params(lambda: nn.Conv2d(1, 32, 3)),
    "Conv2d(32, 64, (3, 5), groups=2)": params(lambda: nn.Conv2d(32, 64, (3, 5), groups=2)),
    "Conv1d(5, 6, 3)": lambda: convolution((6, 5, 3), 6),
    "ConvTranspose2d(16, 8, 4)": lambda: convolution((16, 8, 4, 4), 8),
    "Embedding(50, 16)": params(lambda: nn.Embedding(50, 16)),
    "Embedding(10, 3, padding_idx=2)": params(lambda: nn.Embedding(10, 3, padding_idx=2)),
    "RNN(10, 20)": lambda: recurrent(1),
    "LSTM(10, 20)": lambda: recurrent(4),
    "GRU(10, 20)": lambda: recurrent(3),
    "MultiheadAttention(16, 4)": attention,
    "BatchNorm1d(4), LayerNorm(4)": params(lambda: nn.Sequential(nn.BatchNorm1d(4), nn.LayerNorm(4))),
    "xavier_uniform_(30x50, gain=1.3)": filled(nn.init.xavier_uniform_, gain=1.3),
    "xavier_normal_(30x50)": filled(nn.init.xavier_normal_),
    "kaiming_uniform_(30x50, relu)": filled(nn.init.kaiming_uniform_, nonlinearity="relu"),
    "kaiming_uniform_(30x50, fan_out, tanh)": filled(
        nn.init.kaiming_uniform_, mode="fan_out", nonlinearity="tanh"),
    "kaiming_normal_(30x50, relu)": filled(nn.init.kaiming_normal_, nonlinearity="relu"),
    "trunc_normal_(1000, std=0.02)": lambda: [nn.init.trunc_normal_(torch.empty(1000), std=0.02)],
    "trunc_normal_(1000, 0, 1, -1, 1)": lambda: [nn.init.trunc_normal_(torch.empty(1000), 0, 1, -1, 1)],
}  # fmt: skip


def test_every_recorded_case_is_tried() -> None:
    assert set(DROPOUT) == set(GOLDEN["dropout"])
    assert set(INIT) == set(GOLDEN["init"])


@pytest.mark.parametrize(("group", "name", "make"), [
    *(("dropout", name, make) for name, make in DROPOUT.items()),
    *(("init", name, make) for name, make in INIT.items()),
])  # fmt: skip
def test_draws_equal_the_recorded_ones_and_leave_the_stream_where_pytorch_does(
    group: str, name: str, make: Any
) -> None:
    for row in GOLDEN[group][name]:
        torch.manual_seed(row["seed"])
        made = make()
        arrays = [t.detach().numpy() for t in (made if isinstance(made, list) else [made])]
        assert len(arrays) == len(row["arrays"])
        for recorded, array in zip(row["arrays"], arrays, strict=True):
            assert same(recorded, array), f"{name}, seed {row['seed']}"
        assert torch.rand(1).item() == np.float32(row["next_rand"]), f"{name}, seed {row['seed']}: the stream"


def order_of(loader: DataLoader) -> np.ndarray[Any, Any]:
    return np.concatenate([batch.numpy() for (batch,) in loader])


@pytest.mark.parametrize("name", [name for name in GOLDEN["loaders"] if name.startswith("DataLoader")])
def test_loaders_visit_samples_in_the_recorded_order(name: str) -> None:
    n, size = (int(name.split(f"{key}=")[1].split(",")[0]) for key in ("n", "batch_size"))
    for row in GOLDEN["loaders"][name]:
        torch.manual_seed(row["seed"])
        loader = DataLoader(TensorDataset(torch.arange(n)), batch_size=size, shuffle="shuffle=True" in name)
        for recorded in row["epochs"]:
            assert same(recorded, order_of(loader)), f"seed {row['seed']}"
        assert torch.rand(1).item() == np.float32(row["next_rand"])


def test_a_loaders_own_generator_leaves_the_global_one_alone() -> None:
    [name] = [name for name in GOLDEN["loaders"] if "generator=g" in name]
    for row in GOLDEN["loaders"][name]:
        torch.manual_seed(999)
        own = torch.Generator().manual_seed(row["generator_seed"])
        loader = DataLoader(TensorDataset(torch.arange(20)), batch_size=4, shuffle=True, generator=own)
        for recorded in row["epochs"]:
            assert same(recorded, order_of(loader))
        assert torch.rand(1, generator=own).item() == np.float32(row["next_rand_of_generator"])
        assert torch.rand(1).item() == np.float32(row["next_rand"])


def test_random_split_cuts_as_recorded() -> None:
    for row in GOLDEN["loaders"]["random_split(range(50), [40, 10])"]:
        torch.manual_seed(row["seed"])
        assert [part.indices for part in random_split(range(50), [40, 10])] == row["indices"]
        assert torch.rand(1).item() == np.float32(row["next_rand"])


FUNCTIONS = GOLDEN["functions"]
NAMES = {key: FUNCTIONS[key] for key in ("y", "y_ignore", "w", "prob_targets", "targets01")}
CALLS = {
    "cross_entropy": F.cross_entropy, "mse_loss": F.mse_loss, "l1_loss": F.l1_loss, "kl_div": F.kl_div,
    "smooth_l1_loss": F.smooth_l1_loss, "huber_loss": F.huber_loss,
    "binary_cross_entropy_with_logits": F.binary_cross_entropy_with_logits,
    "gelu": lambda x, kind="none": F.gelu(x, kind), "silu": F.silu, "softplus": F.softplus,
    "log_softmax": lambda x: F.log_softmax(x, 1),
}  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS["losses"])
def test_losses_and_their_gradients_equal_the_recorded_ones(name: str) -> None:
    x = torch.tensor(FUNCTIONS["x"], dtype=F64, requires_grad=True)
    words = {"sum": "sum", "batchmean": "batchmean", "tanh": "tanh"}
    values = {k: torch.tensor(v, dtype=None if k.startswith("y") else F64) for k, v in NAMES.items()}
    result = eval(name, {**CALLS, **words, **values, "x": x})
    result.backward()
    recorded = FUNCTIONS["losses"][name]
    assert result.item() == pytest.approx(recorded["value"], abs=1e-12)
    assert x.grad is not None
    np.testing.assert_allclose(x.grad.numpy(), np.array(recorded["grad"]), atol=1e-12, rtol=0)


def test_normalisation_layers_give_the_recorded_values() -> None:
    x = torch.tensor(FUNCTIONS["x"], dtype=F64)
    layers, recorded = FUNCTIONS["layers"], FUNCTIONS["layers"]["BatchNorm1d(4)"]
    norm = nn.BatchNorm1d(4).double()
    for key, value in (("train_out", norm(x)), ("running_mean", norm.running_mean),
                       ("running_var", norm.running_var), ("eval_out", norm.eval()(x))):  # fmt: skip
        np.testing.assert_allclose(value.detach().numpy(), np.array(recorded[key]), atol=1e-12, err_msg=key)
    out = nn.LayerNorm(4).double()(x)
    np.testing.assert_allclose(out.detach().numpy(), np.array(layers["LayerNorm(4)"]), atol=1e-12)


def test_names_given_by_an_ordered_dict_draw_the_same_weights() -> None:
    torch.manual_seed(5)
    plain = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    torch.manual_seed(5)
    named = nn.Sequential(OrderedDict([("a", nn.Linear(3, 4)), ("b", nn.ReLU()), ("c", nn.Linear(4, 2))]))
    for one, two in zip(plain.parameters(), named.parameters(), strict=True):
        assert torch.equal(one, two)


def test_layers_without_elements_are_made_with_pytorchs_warning() -> None:
    with pytest.warns(UserWarning, match="Initializing zero-element tensors is a no-op"):
        assert nn.Linear(0, 3)(torch.ones(2, 0)).shape == (2, 3)
