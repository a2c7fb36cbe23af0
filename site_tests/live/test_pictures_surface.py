"""Pictures of surfaces tell the steps of the optimizers, on seqlite and on PyTorch, and change nothing."""

from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., Any]
CHECKS = "surface_checks"
VALLEY = "lambda a, b: (a ** 2 + 20 * b ** 2) / 2"


def test_paths_are_the_optimizers_own(ask: Ask, fuzz_seed: int) -> None:
    assert ask("random_paths", fuzz_seed, 60) == []


def test_looking_changes_nothing(ask: Ask) -> None:
    assert ask("unnoticed") == []


def test_a_path_that_diverges_stops_and_says_so(ask: Ask) -> None:
    found = ask("described", f"surface({VALLEY}, {{'fast': sgd(lr=0.11)}}, (-4, 1), lowest=[(0, 0)])")
    [path] = found["data"]["paths"]
    assert path["diverged"]
    assert len(path["points"]) == 34
    assert "the path diverges: stopped after 33 steps" in found["forms"]["text/plain"]
    assert found["alt"].endswith("fast diverges within 33 steps.")
    assert "fast (diverges)" in found["forms"]["image/svg+xml"]


def test_terms_are_told_of_polynomials_only(ask: Ask) -> None:
    terms = []
    for height in (
        VALLEY,
        "lambda a, b: a.sin() + b ** 2",
        "lambda a, b: a.abs() + b",
        "lambda a, b: a ** 5",
    ):
        found = ask("described", f"surface({height}, {{'S': sgd(lr=0.01)}}, (1, 1))")
        terms.append(found["data"].get("terms"))
    assert terms == [[[10, 0, 2], [0.5, 2, 0]], None, None, None]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (f"{VALLEY}, {{}}, (1, 1)", "1 to 6 optimizers, and got 0"),
        (f"{VALLEY}, {{'S': sgd(lr=0.1)}}, (1, 1, 1)", "two finite numbers for start"),
        (f"{VALLEY}, {{'S': sgd(lr=0.1)}}, (1, 1), x=(2, 1)", "low < high"),
        (f"{VALLEY}, {{'S': lambda w: 3}}, (1, 1)", "a function that makes one, and got int"),
        ("lambda a, b: torch.ones(3), {'S': sgd(lr=0.1)}, (1, 1)", "it gave [3]"),
    ],
)
def test_what_does_not_fit_is_said(ask: Ask, arguments: str, said: str) -> None:
    assert said in ask("described", f"surface({arguments})")["error"]


def test_the_loss_of_two_weights_is_the_models(ask: Ask, fuzz_seed: int) -> None:
    assert ask("model_losses", fuzz_seed) == []


@pytest.mark.parametrize("weight", ["weight", "0.weight[0, 0]", "weight[0]", "weight[5, 0]"])
def test_a_weight_that_is_not_there_says_what_is(ask: Ask, weight: str) -> None:
    assert "weight" in ask("misnamed", weight)


@pytest.mark.parametrize(
    ("height", "levels"),
    [
        ("lambda a, b: 5 * a", [5, 10, 15, 20, 25, 30, 35, 40, 45]),
        ("lambda a, b: a - 5", [-4, -3, -2, -1, 0, 1, 2, 3, 4]),
        (
            "lambda a, b: (a / 10) ** 32",
            [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5],
        ),
    ],
    ids=["even", "both signs", "steep"],
)
def test_levels_are_round(ask: Ask, height: str, levels: list[float]) -> None:
    found = ask("described", f"surface({height}, {{'SGD': sgd(lr=0.1)}}, (5, 0), x=(0, 10), y=(0, 1))")
    assert found["data"]["levels"] == levels
