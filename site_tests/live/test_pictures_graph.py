"""Pictures of graphs: they say what autograd computes, on seqlite and on PyTorch, and change nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from site_tests import ROOT

Ask = Callable[..., Any]
CHECKS = "graph_checks"
GRADIENTS = ROOT / "docs" / "lessons" / "gradients.ipynb"


def test_values_gradients_and_contributions_are_autograds(ask: Ask, fuzz_seed: int) -> None:
    assert ask("random_graphs", fuzz_seed, 300) == []


def test_whole_models_with_their_losses_have_graphs(ask: Ask, fuzz_seed: int) -> None:
    print(f"seed {fuzz_seed}")
    assert ask("random_models", fuzz_seed, 200) == []


MLP = "nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2))"


def test_a_model_is_drawn_with_its_parameters_input_and_target(ask: Ask) -> None:
    found = ask(
        "described", f"shown({MLP}, torch.ones(4, 2), nn.CrossEntropyLoss(), torch.tensor([0, 1, 1, 0]))"
    )
    signs = {node["label"]: node.get("sign") for node in found["data"]["nodes"]}
    assert signs == {
        **dict.fromkeys(("0.weight", "0.bias", "x", "2.weight", "2.bias", "target")),
        **{"Linear": "Linear", "Tanh": "Tanh", "output": "Linear", "loss": "CrossEntropyLoss"},
    }
    nodes = {node["label"]: node for node in found["data"]["nodes"]}
    assert nodes["target"]["value"] == {"shape": [4], "values": [0, 1, 1, 0]}
    assert nodes["x"]["value"]["values"] == [1] * 8
    assert all("value" in node for node in found["data"]["nodes"])
    assert "folded" not in found["data"]


def test_after_backward_a_graph_is_computed_again_from_its_tensors(ask: Ask) -> None:
    arguments = f"{MLP}, torch.tensor([[1., -1.], [0.5, 2.]]), nn.CrossEntropyLoss(), torch.tensor([0, 1])"
    before, after = (ask("described", f"shown({arguments}{then})")["data"] for then in ("", ", freed"))
    assert "folded" not in after
    assert [node["label"] for node in after["nodes"]] == [node["label"] for node in before["nodes"]]
    for one, other in zip(after["nodes"], before["nodes"], strict=True):
        assert numbers(one.get("gradient")) == pytest.approx(numbers(other.get("gradient")), abs=1e-6)
        assert numbers(one["value"]) == pytest.approx(numbers(other["value"]), abs=1e-6)


def numbers(amount: Any) -> list[float]:
    return amount["values"] if isinstance(amount, dict) else [] if amount is None else [amount]


def test_a_graph_whose_leaves_have_changed_since_is_not_computed_again(ask: Ask) -> None:
    """After a step of training, other weights than the ones that gave the loss."""
    arguments = f"{MLP}, torch.tensor([[1., -1.]]), nn.MSELoss(), torch.tensor([[2., 1.]]), stepped"
    found = ask("described", f"shown({arguments})")["data"]
    nodes = {node["label"]: node for node in found["nodes"]}
    assert found["folded"][0].startswith("backward() has freed")
    assert nodes["0.weight"]["gradient"]["shape"] == [3, 2]
    assert nodes["loss"]["sign"] == "MSELoss"
    assert "value" not in nodes["Tanh"]


def test_what_a_sum_is_made_of_is_drawn_although_it_needs_no_gradient(ask: Ask) -> None:
    found = ask("described", "graph(torch.nn.functional.mse_loss(w * 2 + 0.5, torch.tensor(1.8)), w=w)")
    labels = [(node["label"], node["value"]) for node in found["data"]["nodes"]]
    assert [label for label, _ in labels] == ["w", "2", "×", "0.5", "+", "target", "MSELoss"]
    assert [value for _, value in labels] == pytest.approx([0.8, 2, 1.6, 0.5, 2.1, 1.8, 0.09], abs=1e-6)
    constants = {node["id"] for node in found["data"]["nodes"] if node["op"] == "constant"}
    ways = [edge for edge in found["data"]["edges"] if edge["from"] in constants]
    assert all("derivative" not in edge and "contribution" not in edge for edge in ways)


def test_an_input_that_is_used_twice_is_drawn_once(ask: Ask) -> None:
    model = "nn.Sequential(Skip(3), nn.Linear(3, 1))"
    found = ask("described", f"shown({model}, torch.tensor([1., 2., 3.]), nn.MSELoss(), torch.ones(1))")
    labels = [node["label"] for node in found["data"]["nodes"]]
    assert labels.count("x") == 1
    [x] = [node["id"] for node in found["data"]["nodes"] if node["label"] == "x"]
    signs = {node["id"]: node.get("sign") for node in found["data"]["nodes"]}
    assert [signs[edge["to"]] for edge in found["data"]["edges"] if edge["from"] == x] == ["Linear", "+"]


def test_of_many_numbers_the_shape_is_told(ask: Ask) -> None:
    found = ask("described", "shown(nn.Linear(9, 9), torch.ones(8, 9), nn.MSELoss(), torch.zeros(8, 9))")
    nodes = {node["label"]: node for node in found["data"]["nodes"]}
    assert nodes["weight"]["value"] == nodes["weight"]["gradient"] == {"shape": [9, 9], "values": []}
    assert nodes["x"]["value"]["shape"] == [8, 9]
    assert "folded" not in found["data"]  # autograd has kept them


@pytest.mark.parametrize(
    ("made", "labels"),
    [
        ("torch.stack(((w * torch.ones(4)).chunk(2))).sum()", {"split", "stack", "sum"}),
        ("(w * torch.ones(2)).view(1, 2).relu_().sum()", {"view", "sum"}),
        ("torch.cat([w.view(1), v.view(1)]).prod()", {"view", "cat", "Prod"}),
    ],
)
def test_views_changes_in_place_and_several_results_are_drawn(ask: Ask, made: str, labels: set[str]) -> None:
    found = ask("described", f"graph({made}, w=w)")
    assert labels <= {node.get("sign") for node in found["data"]["nodes"]}
    [leaf] = [node for node in found["data"]["nodes"] if node["label"] == "w"]
    assert "gradient" in leaf


def test_looking_changes_nothing(ask: Ask) -> None:
    assert ask("unnoticed") == []


@pytest.mark.skipif(not GRADIENTS.exists(), reason="a course of somebody else's")
def test_the_lessons_own_autograd_has_a_graph(ask: Ask) -> None:
    assert ask("of_values") == []


def test_numbers_without_a_name_are_found_and_all_forms_tell_them(ask: Ask) -> None:
    found = ask("described", "graph((v * torch.relu(w * 1.5) - 1.8) ** 2, w=w, v=v)")
    labels = [(node["label"], node["op"]) for node in found["data"]["nodes"]]
    assert labels == [
        *(("v", "leaf"), ("w", "leaf"), ("1.5", "constant"), ("×", "Mul"), ("ReLU", "Relu")),
        *(("×", "Mul"), ("1.8", "constant"), ("−", "Sub"), ("x²", "Pow")),
    ]
    values = [node["value"] for node in found["data"]["nodes"]]
    assert values == pytest.approx([1.2, 0.8, 1.5, 1.2, 1.2, 1.44, 1.8, -0.36, 0.1296], abs=1e-6)
    assert "folded" not in found["data"]
    table = found["forms"]["text/plain"]
    assert "through ×" in table
    assert "1.5000 × -0.8640 = -1.2960" in table
    assert ">−0.8640<" in found["forms"]["image/svg+xml"]
    assert found["alt"] == "A graph of 5 operations from 2 leaves to 0.1296; gradients: v -0.8640, w -1.2960."


def test_what_autograd_has_not_kept_is_said(ask: Ask) -> None:
    found = ask("described", "graph((w + v).cos())")
    assert "value" not in found["data"]["nodes"][2] or found["data"]["nodes"][2]["value"] == pytest.approx(2)
    found = ask("described", "graph((w * torch.ones(3) + torch.ones(3)).sum())")
    assert any("give their tensors names" in reason for reason in found["data"]["folded"])


def test_a_graph_that_backward_has_freed_shows_the_gradients_of_its_leaves(ask: Ask) -> None:
    found = ask("described", "graph(freed((w * v + 0.5) ** 2), w=w)")
    assert found["data"]["nodes"][0]["gradient"] == pytest.approx(3.504)
    assert found["data"]["folded"][0].startswith("backward() has freed")


def test_a_long_graph_is_cut(ask: Ask) -> None:
    found = ask("described", "graph(deep(w, 3000))")
    assert len(found["data"]["nodes"]) <= 200
    assert "the 200 nearest to the result are shown" in " ".join(found["data"]["folded"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("torch.tensor(1.0)", "this tensor has no grad_fn: compute it from a tensor with requires_grad=True"),
        ("w * torch.ones(3)", "got a tensor of the shape [3]: take a loss, or result.sum()"),
        ("3.0", "needs a tensor, or an object with data, grad and parents, and got float"),
        ("w * 2, x=torch.tensor(1.0)", "x is no part of the graph: it does not require gradients"),
        ("w * 2, v=v", "v is no part of the graph: it did not lead to this result"),
        ("w * 2, v=2.0", "graph() got v=2.0: names are for tensors"),
    ],
)
def test_what_has_no_graph_is_said(ask: Ask, arguments: str, said: str) -> None:
    assert said in ask("described", f"graph({arguments})")
