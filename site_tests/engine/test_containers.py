"""`Sequential`, `ModuleList`, `ModuleDict` as lists and dictionaries; naming the layer that failed."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import pytest

import seqlite as torch
from seqlite import nn


def chain() -> nn.Sequential:
    return nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2), nn.Tanh())


def kinds(container: Any) -> list[str]:
    return [type(module).__name__ for module in container]


def names(container: Any) -> list[str]:
    return [name for name, _ in container.named_children()]


def test_it_runs_in_order_and_prints() -> None:
    model = chain()
    x = torch.randn(5, 4)
    y = x
    for layer in model:
        y = layer(y)
    assert torch.equal(model(x), y)
    assert repr(nn.Sequential()) == "Sequential()"
    assert repr(model).splitlines()[1] == "  (0): Linear(in_features=4, out_features=3, bias=True)"


def test_reading_like_a_list() -> None:
    model = chain()
    assert len(model) == 4
    assert model[-1] is model[3]
    assert isinstance(model[1:3], nn.Sequential)
    assert kinds(model[1:3]) == ["ReLU", "Linear"]
    assert names(model[1:3]) == ["1", "2"], "a slice keeps the names"
    assert kinds(model[::-2]) == ["Tanh", "ReLU"]
    assert kinds(model[:-2]) == ["Linear", "ReLU"]
    for index in (4, -5):
        with pytest.raises(IndexError, match=f"index {index} is out of range"):
            model[index]


def test_changing_like_a_list() -> None:
    model = chain()
    assert model.append(nn.Identity()) is model
    model.insert(1, nn.Dropout(0.5))
    assert kinds(model) == ["Linear", "Dropout", "ReLU", "Linear", "Tanh", "Identity"]
    model.extend([nn.Flatten()])
    assert isinstance(model.pop(-1), nn.Flatten)
    assert isinstance(model.pop(1), nn.Dropout)
    model[1] = nn.Sigmoid()
    del model[-1]
    del model[2:]
    assert kinds(model) == ["Linear", "Sigmoid"]
    assert names(model) == ["0", "1"]
    with pytest.raises(IndexError):
        model.insert(9, nn.ReLU())
    with pytest.raises(AssertionError, match="module should be of type"):
        model.insert(0, "relu")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="is not a Module subclass"):
        model.append(torch.relu)  # type: ignore[arg-type]


def test_joining_and_repeating() -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
    joined = model + nn.Sequential(nn.Tanh())
    assert kinds(joined) == ["Linear", "ReLU", "Tanh"]
    assert joined[0] is model[0]
    assert kinds(model * 2) == ["Linear", "ReLU"] * 2
    assert kinds(2 * model) == ["Linear", "ReLU"] * 2
    model += nn.Sequential(nn.Tanh())
    model *= 2
    assert kinds(model) == ["Linear", "ReLU", "Tanh"] * 2
    with pytest.raises(ValueError, match="add operator supports only objects of Sequential class"):
        model.__add__([nn.ReLU()])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="Non-positive multiplication factor 0"):
        model * 0
    with pytest.raises(TypeError, match="unsupported operand"):
        model * 1.5  # type: ignore[operator]


def test_names_from_an_ordered_dict_are_attributes() -> None:
    model = nn.Sequential(OrderedDict([("fc1", nn.Linear(4, 3)), ("act", nn.ReLU())]))
    assert model.fc1 is model[0]
    assert names(model) == ["fc1", "act"]
    assert list(model.state_dict()) == ["fc1.weight", "fc1.bias"]
    model.act = nn.Tanh()
    assert kinds(model) == ["Linear", "Tanh"]
    model.add_module("out", nn.Linear(3, 1))
    assert model(torch.zeros(1, 4)).shape == (1, 1)


def test_a_class_for_a_layer_is_explained() -> None:
    with pytest.raises(TypeError, match="ReLU is not a Module subclass; ReLU is a class: write ReLU"):
        nn.Sequential(nn.ReLU)


@pytest.mark.parametrize(("shape", "said"), [
    ((64, 100), "in module (0) Linear(128, 64): got (64, 100), wanted (…, 128): make it Linear(100, 64), "
                "or make the module before give 128 features"),
    ((5, 2, 8, 8), "in module (0) Linear(128, 64): got (5, 2, 8, 8), wanted (…, 128): "
                   "put nn.Flatten() before this module"),
])  # fmt: skip
def test_the_failing_layer_is_named(shape: tuple[int, ...], said: str) -> None:
    with pytest.raises(RuntimeError) as error:
        nn.Sequential(nn.Linear(128, 64))(torch.zeros(*shape))
    first, last = str(error.value).split("\n")
    assert first.startswith("mat1 and mat2 shapes cannot be multiplied")
    assert error.value.__context__ is None  # a traceback says it once
    assert last == said


def test_the_path_through_nested_sequentials_is_named() -> None:
    model = nn.Sequential(nn.Flatten(), nn.Sequential(nn.ReLU(), nn.Sequential(nn.Linear(5, 2))))
    with pytest.raises(RuntimeError) as error:
        model(torch.zeros(3, 4))
    assert (
        str(error.value)
        .split("\n")[1]
        .startswith("in module (1) Sequential > (1) Sequential > (0) Linear(5, 2): got (3, 4), wanted (…, 5)")
    )


def test_wrong_types_are_named_too() -> None:
    model = nn.Sequential(nn.Linear(2, 2))
    with pytest.raises(RuntimeError, match=r"got \(1, 2\) of torch.float64, wanted torch.float32: convert"):
        model(torch.zeros(1, 2, dtype=torch.float64))
    with pytest.raises(
        TypeError, match=r"must be Tensor, not list(.|\n)*in module \(0\) Linear\(2, 2\): got list"
    ):
        model([1, 2])


def test_errors_of_a_readers_own_layer_keep_their_type_and_get_a_note() -> None:
    class Broken(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return {}["weights"]  # type: ignore[no-any-return, index]

    with pytest.raises(KeyError) as error:
        nn.Sequential(nn.Identity(), Broken())(torch.zeros(2, 2))
    assert error.value.args == ("weights",)
    assert error.value.__notes__ == ["in module (1) Broken(): got (2, 2)"]


def test_module_list() -> None:
    layers = nn.ModuleList([nn.Linear(2, 2) for _ in range(3)])
    assert repr(layers) == "ModuleList(\n  (0-2): 3 x Linear(in_features=2, out_features=2, bias=True)\n)"
    layers.append(nn.ReLU())
    layers.insert(0, nn.Flatten())
    layers += [nn.Tanh()]
    assert kinds(layers) == ["Flatten", "Linear", "Linear", "Linear", "ReLU", "Tanh"]
    assert repr(layers).splitlines()[1:4] == [
        "  (0): Flatten(start_dim=1, end_dim=-1)",
        "  (1-3): 3 x Linear(in_features=2, out_features=2, bias=True)",
        "  (4): ReLU()"]  # fmt: skip
    assert isinstance(layers[1:3], nn.ModuleList)
    assert isinstance(layers.pop(0), nn.Flatten)
    del layers[0]
    assert names(layers) == ["0", "1", "2", "3"]
    assert len(list(layers.parameters())) == 4
    assert kinds(nn.ModuleList([nn.ReLU()]) + nn.ModuleList([nn.Tanh()])) == ["ReLU", "Tanh"]
    with pytest.raises(NotImplementedError, match="forward"):
        layers(torch.zeros(1))


def test_module_dict() -> None:
    parts = nn.ModuleDict({"a": nn.Linear(2, 2), "b": nn.ReLU()})
    parts["c"] = nn.Tanh()
    parts.update([("d", nn.Identity())])
    assert list(parts) == ["a", "b", "c", "d"]
    assert "a" in parts
    assert isinstance(parts.pop("b"), nn.ReLU)
    del parts["c"]
    assert list(parts.keys()) == ["a", "d"]
    assert [name for name, _ in parts.items()] == ["a", "d"]
    assert len(parts) == len(list(parts.values())) == 2
    assert repr(nn.ModuleDict({"x": nn.ReLU()})) == "ModuleDict(\n  (x): ReLU()\n)"
    with pytest.raises(KeyError):
        parts["zzz"]
    parts.clear()
    assert len(parts) == 0
