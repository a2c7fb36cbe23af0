"""Pictures of a linear layer's matrices: gradients are those of `backward()`, on seqlite and PyTorch."""

from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., Any]
CHECKS = "matrices_checks"
MODEL = "nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2))"
BATCH = "torch.ones(4, 2), torch.zeros(4, 2), nn.MSELoss()"


def test_gradients_are_those_of_backward(ask: Ask, fuzz_seed: int) -> None:
    assert ask("random_layers", fuzz_seed, 60) == []


def test_all_forms_tell_the_same_numbers(ask: Ask) -> None:
    layer = "nn.Linear(2, 1, bias=False)"
    x, loss = "torch.tensor([[2., 1.], [3., 0.]])", "lambda z, y: (z * torch.tensor([[0.5], [-1.]])).sum()"
    found = ask("described", f"matrices({layer}, {x}, torch.zeros(2, 1), {loss})")
    assert found["data"]["weight_gradient"] == {"shape": [1, 2], "values": [-2, 0.5]}
    assert "bias" not in found["data"]
    assert "-2.0000  0.5000" in found["forms"]["text/plain"]
    assert ">−2.00<" in found["forms"]["image/svg+xml"]
    assert found["alt"] == (
        "Three products of matrices for Linear(in_features=2, out_features=1) and 2 samples: "
        "the output 2 × 1, the gradient of the weight 1 × 2 and that of the input 2 × 2."
    )


def test_of_a_large_layer_the_first_rows_and_columns_are_described(ask: Ask) -> None:
    arguments = "torch.ones(64, 784), torch.zeros(64, dtype=torch.int64), nn.CrossEntropyLoss()"
    found = ask("described", f"matrices(nn.Linear(784, 10), {arguments})")
    assert found["data"]["sizes"] == [64, 784, 10]
    assert found["data"]["weight_gradient"]["shape"] == [8, 8]
    assert "64 samples, 784 inputs, 10 outputs; the first of each are shown" in found["forms"]["text/plain"]


def test_numbers_of_tokens_have_no_gradient_and_their_vectors_have(ask: Ask) -> None:
    model = "nn.Sequential(nn.Embedding(5, 3), nn.Linear(3, 2))"
    found = ask(
        "described", f"matrices({model}, torch.tensor([1, 4]), torch.tensor([0, 1]), nn.CrossEntropyLoss())"
    )
    assert found["data"]["input_gradient"]["shape"] == [2, 3]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (f"{MODEL}, torch.ones(2), torch.zeros(2), nn.MSELoss()", "a batch of rows before the layer"),
        (f"{MODEL}, {BATCH}, layer=1", "layer is the name of an nn.Linear of the model ('0', '2'); it is 1"),
        (f"nn.ReLU(), {BATCH}", "needs a model with an nn.Linear, and ReLU has none"),
        (f"{MODEL}, torch.ones(4, 2), torch.zeros(4, 2), nn.MSELoss", "write MSELoss()"),
        (f"{MODEL}, torch.ones(4, 2), torch.zeros(4, 2), nn.MSELoss(reduction='none')", "gives one number"),
        ("(lambda layer: nn.Sequential(layer, layer))(nn.Linear(2, 2)), " + BATCH, "is used 2 times"),
        (f"{MODEL}, [[1.0]], torch.zeros(1, 2), nn.MSELoss()", "as a tensor of real numbers, and got list"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_said(ask: Ask, arguments: str, said: str) -> None:
    assert said in ask("described", f"matrices({arguments})")


def test_a_loss_without_a_name_is_called_by_its_type(ask: Ask) -> None:
    loss = "__import__('functools').partial(F.mse_loss, reduction='sum')"
    found = ask("described", f"matrices(nn.Linear(2, 2), torch.ones(4, 2), torch.zeros(4, 2), {loss})")
    assert found["data"]["loss"]["text"] == "partial"
