"""*Look inside*: any model of the reader's, on a tensor of theirs that fits; and nothing about it changes."""

import sys
import types
from typing import Any

import pytest

import seqlite
from live_runner import introspection, look_inside, shown_models
from live_runner.runner_rich import part_of
from seqlite import nn, optim


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch, torch_is_the_engine: None) -> dict[str, Any]:
    """The reader's variables, where `import torch` gives the engine."""
    main = types.ModuleType("__main__")
    monkeypatch.setitem(sys.modules, "__main__", main)
    return vars(main)


def small() -> nn.Module:
    return nn.Sequential(nn.Linear(2, 3), nn.Dropout(0.5), nn.BatchNorm1d(3), nn.ReLU(), nn.Linear(3, 1))


def test_the_latest_tensor_that_fits_is_the_input_and_the_others_are_offered(names: dict[str, Any]) -> None:
    names |= {"a": seqlite.ones(2), "batch": seqlite.zeros(8, 2), "other": seqlite.ones(5), "model": small()}
    found = look_inside.look("model", 0, "")
    assert (found["input"], found["inputs"]) == (
        "batch",
        ["batch", "a.unsqueeze(0)"],
    )  # batch norm takes no single sample
    assert found["picture"]["modules"][0]["kind"] == "Linear"
    assert look_inside.look("model", 0, "a.unsqueeze(0)")["picture"]["input"]["values"] == [1.0, 1.0]


def test_where_no_tensor_fits_the_input_is_zeros(names: dict[str, Any]) -> None:
    names |= {"model": nn.Sequential(nn.Linear(4, 2)), "x": seqlite.ones(3)}
    found = look_inside.look("model", 0, "")
    assert found["picture"]["input"]["values"] == [0.0] * 4
    assert (found["input"], found["inputs"]) == ("", [])
    names["model"] = nn.Sequential(nn.Conv2d(1, 2, 3))
    assert "picture" not in look_inside.look("model", 0, "")


def test_the_latest_models_that_cells_have_shown_are_found_by_their_numbers(names: dict[str, Any]) -> None:
    model = nn.Sequential(nn.Linear(2, 1))
    part = part_of(model)
    assert part["text"] == repr(model)
    del model
    assert "picture" in look_inside.look("", part["model"], "")
    for _ in range(shown_models.MOST):
        part_of(nn.Linear(2, 1))
    assert look_inside.look("", part["model"], "") == {"gone": True}
    assert "model" not in part_of(3)


def test_models_are_told_among_the_variables(names: dict[str, Any]) -> None:
    names |= {"model": small(), "x": seqlite.ones(2), "kind": nn.Linear}
    told = {each["name"]: each["is_model"] for each in introspection.variables(names)}
    assert told == {"model": True, "x": False, "kind": False}


def test_a_training_that_is_looked_at_is_that_of_its_twin(names: dict[str, Any]) -> None:
    x, y = seqlite.randn(16, 2), seqlite.randn(16, 1)

    def trained(looks: bool) -> list[Any]:
        seqlite.manual_seed(0)
        model = small()
        names.update(model=model, x=x)
        optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
        for _ in range(4):
            optimizer.zero_grad()
            ((model(x) - y) ** 2).mean().backward()
            if looks:
                look_inside.look("model", 0, "")
            optimizer.step()
        assert model.training
        state = [*model.state_dict().values(), *(p.grad for p in model.parameters()), seqlite.rand(3)]
        return [value.tolist() for value in state]

    assert trained(looks=True) == trained(looks=False)


def test_a_readers_own_module_that_raises_costs_nothing(names: dict[str, Any]) -> None:
    class Odd(nn.Module):
        def forward(self, x: Any) -> Any:
            raise SystemError("not today")

    names |= {"model": Odd(), "x": seqlite.ones(2)}
    assert "picture" not in look_inside.look("model", 0, "")
    assert shown_models.is_model(names["model"])
