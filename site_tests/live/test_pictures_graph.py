"""Pictures of graphs: they say what autograd computes, on seqlite and on PyTorch, and change nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from paths import ROOT

Ask = Callable[..., Any]
CHECKS = "graph_checks"
GRADIENTS = ROOT / "docs" / "lessons" / "gradients.ipynb"


def test_values_gradients_and_contributions_are_autograds(ask: Ask, fuzz_seed: int) -> None:
    assert ask("random_graphs", fuzz_seed, 300) == []


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
        *(("×", "Mul"), ("1.8", "constant"), ("−", "Sub"), ("power", "Pow")),
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
    found = ask("described", "graph(freed((w * v) ** 2), w=w)")
    assert found["data"]["nodes"][0]["gradient"] == pytest.approx(2.304)
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
