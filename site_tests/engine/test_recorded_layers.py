"""Initial weights, dropout masks, loader orders, losses and layers: equal to what PyTorch recorded."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import Any

import numpy as np
import pytest
from golden import GOLDEN, same
from golden_draws import DROPOUT, INIT
from golden_programs import INPUTS, LOSSES, OPTIMIZERS, RUNS, loss, norms, orders, subgradients

import seqlite as torch
from seqlite import nn
from seqlite.utils.data import random_split


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


# The recipes of layers that are not covered: their draws are known all the same.
RECIPES = {
    "Conv1d(5, 6, 3)": lambda t: convolution((6, 5, 3), 6),
    "ConvTranspose2d(16, 8, 4)": lambda t: convolution((16, 8, 4, 4), 8),
    "RNN(10, 20)": lambda t: recurrent(1),
    "LSTM(10, 20)": lambda t: recurrent(4),
    "GRU(10, 20)": lambda t: recurrent(3),
    "MultiheadAttention(16, 4)": lambda t: attention(),
}


def test_every_recorded_case_is_tried() -> None:
    assert set(DROPOUT) == set(GOLDEN["dropout"])
    assert set(INIT) == set(GOLDEN["init"])


@pytest.mark.parametrize(("group", "name", "make"), [
    *(("dropout", name, make) for name, make in DROPOUT.items()),
    *(("init", name, RECIPES.get(name, make)) for name, make in INIT.items()),
])  # fmt: skip
def test_draws_equal_the_recorded_ones_and_leave_the_stream_where_pytorch_does(
    group: str, name: str, make: Any
) -> None:
    for row in GOLDEN[group][name]:
        torch.manual_seed(row["seed"])
        made = make(torch)
        arrays = [t.detach().numpy() for t in (made if isinstance(made, list) else [made])]
        assert len(arrays) == len(row["arrays"])
        for recorded, array in zip(row["arrays"], arrays, strict=True):
            assert same(recorded, array), f"{name}, seed {row['seed']}"
        assert torch.rand(1).item() == np.float32(row["next_rand"]), f"{name}, seed {row['seed']}: the stream"


@pytest.mark.parametrize("name", [name for name in GOLDEN["loaders"] if name.startswith("DataLoader")])
def test_loaders_visit_samples_in_the_recorded_order(name: str) -> None:
    n, size = (int(name.split(f"{key}=")[1].split(",")[0]) for key in ("n", "batch_size"))
    for row in GOLDEN["loaders"][name]:
        torch.manual_seed(row["seed"])
        visited = orders(torch, n, size, len(row["epochs"]), shuffle="shuffle=True" in name)
        for recorded, order in zip(row["epochs"], visited, strict=True):
            assert same(recorded, order.numpy()), f"seed {row['seed']}"
        assert torch.rand(1).item() == np.float32(row["next_rand"])


def test_a_loaders_own_generator_leaves_the_global_one_alone() -> None:
    [name] = [name for name in GOLDEN["loaders"] if "generator=g" in name]
    for row in GOLDEN["loaders"][name]:
        torch.manual_seed(999)
        own = torch.Generator().manual_seed(row["generator_seed"])
        visited = orders(torch, 20, 4, 3, shuffle=True, generator=own)
        for recorded, order in zip(row["epochs"], visited, strict=True):
            assert same(recorded, order.numpy())
        assert torch.rand(1, generator=own).item() == np.float32(row["next_rand_of_generator"])
        assert torch.rand(1).item() == np.float32(row["next_rand"])


def test_random_split_cuts_as_recorded() -> None:
    for row in GOLDEN["loaders"]["random_split(range(50), [40, 10])"]:
        torch.manual_seed(row["seed"])
        assert [part.indices for part in random_split(range(50), [40, 10])] == row["indices"]
        assert torch.rand(1).item() == np.float32(row["next_rand"])


FUNCTIONS = GOLDEN["functions"]


@pytest.mark.parametrize("name", FUNCTIONS["losses"])
def test_losses_and_their_gradients_equal_the_recorded_ones(name: str) -> None:
    got, recorded = loss(torch, name, FUNCTIONS), FUNCTIONS["losses"][name]
    assert got["value"] == pytest.approx(recorded["value"], abs=1e-12)
    np.testing.assert_allclose(got["grad"], recorded["grad"], atol=1e-12, rtol=0)


def test_normalization_layers_give_the_recorded_values() -> None:
    got, recorded = norms(torch, FUNCTIONS["x"]), FUNCTIONS["layers"]
    batch, recorded_batch = got.pop("BatchNorm1d(4)"), recorded["BatchNorm1d(4)"]
    for mine, right in ((got, recorded), (batch, recorded_batch)):
        for key, value in mine.items():
            np.testing.assert_allclose(value, right[key], atol=1e-12, err_msg=key)


def test_slopes_at_bends_are_the_recorded_ones() -> None:
    assert subgradients(torch) == FUNCTIONS["subgradients"]


def test_no_part_of_the_record_is_left_out() -> None:
    assert set(GOLDEN) == {
        "about", "recorded_with", "draws", "dropout", "init", "loaders", "optim", "functions",
        "mnist_files", "mnist_runs",
    }  # fmt: skip
    assert set(OPTIMIZERS) == set(GOLDEN["optim"]["params_after_each_step"])
    assert set(LOSSES) == set(FUNCTIONS["losses"])
    assert set(RUNS) == {(run["seed"], run["dropout"], run["dtype"]) for run in GOLDEN["mnist_runs"]}
    assert set(FUNCTIONS) == {*INPUTS, "losses", "layers", "subgradients"}


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
