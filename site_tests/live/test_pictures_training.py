"""Films of trainings: each state's figures are those of the model then, on seqlite and PyTorch."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from site_tests.oracle.training_programs import PROGRAMS

Ask = Callable[..., Any]
CHECKS = "training_checks"
SHOWN = {
    "a class with forward, full batches, regression": (["curve"], ["Linear", "Linear"]),
    "a data loader, a scheduler, epochs": (["plane"], ["Linear", "Linear"]),
    "BCEWithLogits with one output": (["plane"], ["Linear", "Linear"]),
    "a sigmoid at the end, BCELoss, targets in a column": (["plane"], ["Linear", "Linear"]),
    "three classes, log-softmax, NLLLoss, weights by hand": (["plane"], ["Linear", "Linear"]),
    "a convolutional network with batch norm and dropout": (
        ["counts", "weights"],
        ["Conv2d", "Conv2d", "Linear"],
    ),
    "a GRU on sequences": ([], ["GRU", "Linear"]),
    "digits as rows of 64 numbers, validation beside it": (["counts", "weights"], ["Linear", "Linear"]),
    "everything in double, a plane of values, LBFGS": (["plane"], ["Linear", "Linear"]),
    "four measurements, three species, a frozen layer, early stopping": (["counts"], ["Linear"]),
    "an embedding, tokens, many to many": ([], ["Embedding", "Linear"]),
    "a loop that diverges": (["curve"], ["Linear"]),
}
ODD = {
    "NaN among the inputs": (
        ["counts", "right", "updates"],
        "nn.Linear(2, 2), torch.full((3, 2), math.nan), torch.tensor([0, 1, 1])",
    ),
    "an infinite input": (
        ["counts", "right", "updates"],
        "nn.Linear(1, 1), torch.tensor([[1.0], [math.inf]]), torch.ones(2, 1)",
    ),
    "huge inputs": (
        ["counts", "right", "updates"],
        "nn.Linear(2, 1), 1e30 * torch.ones(2, 2), torch.tensor([[0.0], [1.0]])",
    ),
    "NaN among the targets": (["updates"], "nn.Linear(1, 1), torch.ones(3, 1), torch.full((3, 1), math.nan)"),
    "forty classes": (["right", "updates"], "nn.Linear(2, 40), torch.ones(40, 2), torch.arange(40)"),
    "a sample that does not count": (
        ["counts", "right", "updates"],
        "nn.Linear(4, 3), torch.ones(2, 4), torch.tensor([0, -100])",
    ),
    "one sample": (["plane", "right", "updates"], "nn.Linear(2, 2), torch.ones(1, 2), torch.tensor([1])"),
    "another type": (["updates"], "nn.Linear(2, 2).double(), torch.ones(2, 2), torch.tensor([0, 1])"),
    "no weights": (["plane", "right"], "nn.Softmax(1), torch.ones(2, 2), torch.tensor([0, 1])"),
    "nothing but a model": (["updates"], "nn.Linear(2, 2)"),
}
"""What is shown of them."""
MOST_BYTES = 45_000


def test_each_program_is_expected_to_show_something() -> None:
    assert {*SHOWN} == {*PROGRAMS}


@pytest.mark.parametrize("program", SHOWN)
def test_a_film_of_a_strangers_training_shows_the_model_at_each_state(ask: Ask, program: str) -> None:
    found = ask("foreign", program)
    assert found["wrong"] == []
    assert (found["shown"], found["layers"]) == SHOWN[program]
    assert found["bytes"] < MOST_BYTES


def test_films_of_random_models_show_them(ask: Ask, fuzz_seed: int) -> None:
    assert ask("random_trainings", fuzz_seed, 30) == []


def test_a_long_training_is_thinned_evenly_and_ends_with_its_last_step(ask: Ask) -> None:
    steps = ask("steps_of", 1001, {})
    assert steps[0] == 0
    assert steps[-1] == 1001
    assert 30 <= len(steps) <= 62
    assert len({after - before for before, after in pairwise(steps[:-1])}) == 1
    assert ask("steps_of", 3, {"unit": "epoch", "every": 100}) == [0, 100, 200, 300]


def test_all_forms_tell_the_same_numbers(ask: Ask) -> None:
    found = ask("forms")
    assert found["alt"] == (
        "The training of Linear, 2 epochs in 3 states: the loss goes from 0.5000 to inf; at the end, "
        "2 of 3 are classified correctly. It shows what the model says on the plane of both inputs."
    )
    assert found["text"].splitlines()[0].split() == ["epoch", "loss", "validation", "correct", "of", "3"]
    assert found["text"].splitlines()[-1].split() == ["2", "inf", "0.2500", "2"]
    assert ">epoch 2: 2 of 3<" in found["svg"]


@pytest.mark.parametrize("name", ODD)
def test_odd_models_and_data_stop_no_training(ask: Ask, name: str) -> None:
    shown, arguments = ODD[name]
    assert ask("odd", arguments) == shown


def test_of_a_model_that_no_longer_takes_x_the_loss_goes_on(ask: Ask) -> None:
    assert ask("changed_on_the_way") == ["losses"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("torch.relu", "training() needs a model"),
        ("nn.Linear(1, 1), [[1.0]]", "needs x as a tensor, and got list; of a DataLoader"),
        ("nn.Linear(1, 1), torch.ones(3, 1), torch.ones(2, 1)", "for each input: x has the shape [3, 1]"),
        ("nn.Linear(1, 1), unit='batch'", "unit is 'step' or 'epoch', and got 'batch'"),
        ("nn.Linear(1, 1), show='loss'", "show is 'model' or 'updates', and got 'loss'"),
    ],
)  # fmt: skip
def test_what_cannot_be_filmed_is_said(ask: Ask, arguments: str, said: str) -> None:
    assert said in ask("refused", arguments)
