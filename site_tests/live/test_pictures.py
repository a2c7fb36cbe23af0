"""Pictures of networks: they say what the model computes, on seqlite and on PyTorch, and change nothing."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., Any]
CHECKS = "picture_checks"


def test_outputs_sums_and_gradients_are_the_models(ask: Ask, fuzz_seed: int) -> None:
    assert ask("random_networks", fuzz_seed, 300) == []


def test_gradients_are_what_nudging_a_weight_gives(ask: Ask, fuzz_seed: int) -> None:
    assert ask("finite_differences", fuzz_seed, 60) == []


def test_looking_changes_nothing_in_the_middle_of_training(ask: Ask) -> None:
    assert ask("unnoticed") == []


def test_numbers_are_told_exactly_and_printed_as_pytorch_prints_them(ask: Ask, fuzz_seed: int) -> None:
    assert ask("shortest", fuzz_seed, 2000) == []
    assert ask("printed_as_torch_does", fuzz_seed, 400) == []


@pytest.fixture
def data(ask: Ask) -> Callable[[str], dict[str, Any]]:
    return lambda make: ask("described", make)["data"]


Described = Callable[[str], dict[str, Any]]


@pytest.mark.parametrize(
    ("x", "shape", "count"),
    [
        ("torch.ones(2)", [2], 1),
        ("torch.ones(1, 2)", [2], 1),
        ("torch.ones(64, 2)", [2], 64),
        ("torch.ones(2, 2)", [2], 2),
    ],
)
def test_a_sample_comes_with_or_without_a_batch_dimension(
    data: Described, x: str, shape: list[int], count: int
) -> None:
    found = data(f"network(nn.Sequential(nn.Linear(2, 3), nn.ReLU()), {x})")
    assert found["input"]["shape"] == shape
    assert found["modules"][1]["output"]["shape"] == [3]
    reasons = found.get("folded", [])
    assert reasons == ([f"The batch has {count} samples; the first one is shown."] if count > 1 else [])


@pytest.mark.parametrize(
    ("model", "x", "wanted"),
    [
        ("nn.Softmax(dim=0)", "torch.tensor([1., 2., 3.])", [0.0900, 0.2447, 0.6652]),
        ("nn.LogSoftmax(dim=0)", "torch.tensor([1., 2., 3.])", [-2.4076, -1.4076, -0.4076]),
    ],
)
def test_what_looks_across_the_first_dimension_sees_the_input_as_it_is(
    data: Described, model: str, x: str, wanted: list[float]
) -> None:
    found = data(f"network(nn.Sequential({model}), {x})")
    assert found["modules"][0]["output"]["values"] == pytest.approx(wanted, abs=1e-4)


def test_a_large_batch_is_run_in_part_and_that_is_said(data: Described) -> None:
    found = data("network(nn.Sequential(nn.Linear(2, 3)), torch.ones(1000, 2))")
    [said] = found["folded"]
    assert said == "The batch has 1,000 samples. The model is run on the first 64; the first one is shown."


@pytest.mark.parametrize(
    ("first", "x", "shape", "image"),
    [
        ("nn.Flatten()", "torch.rand(1, 28, 28)", [28, 28], [28, 28]),
        ("nn.Flatten(0)", "torch.rand(28, 28)", [28, 28], [28, 28]),
        ("nn.Flatten(0)", "torch.rand(1, 28, 28)", [1, 28, 28], [28, 28]),
        ("nn.Flatten()", "torch.rand(5, 28, 28)", [28, 28], [28, 28]),
        ("nn.Flatten()", "torch.rand(5, 1, 28, 28)", [1, 28, 28], [28, 28]),
        ("nn.Flatten()", "torch.rand(1, 784)", [784], [28, 28]),
        ("nn.Identity()", "torch.rand(784)", [784], [28, 28]),
        ("nn.Identity()", "torch.rand(3, 784)", [784], [28, 28]),
        ("nn.Identity()", "torch.rand(784), image=(14, 56)", [784], [14, 56]),
    ],
)
def test_images_are_told_from_batches_and_carry_the_weights_that_look_at_them(
    data: Described, first: str, x: str, shape: list[int], image: list[int]
) -> None:
    found = data(f"network(nn.Sequential({first}, nn.Linear(784, 32), nn.ReLU()), {x})")
    assert "fault" not in found
    assert found["input"]["shape"] == shape
    assert found["image"] == image
    assert len(found["input"]["values"]) == 784
    linear = found["modules"][1]
    assert linear["units"] == [0, 1, 2, 3, 4, 5, 6, 7, 30, 31]
    assert len(linear["weight"]["values"]) == 10 * 784
    assert [len(terms) for terms in linear["terms"]] == [6] * 10
    assert linear["rest"][0][0] == 778


@pytest.mark.parametrize("x", ["torch.rand(1, 8, 8)", "torch.rand(1, 1, 8, 8)", "torch.rand(3, 1, 8, 8)"])
@pytest.mark.parametrize("first", ["nn.LayerNorm((1, 8, 8))", "nn.ZeroPad2d(1)", "nn.MaxPool2d(2)"])
def test_a_sample_with_channels_is_told_from_a_batch(data: Described, first: str, x: str) -> None:
    found = data(f"network(nn.Sequential({first}, nn.ReLU(), nn.Conv2d(1, 2, 3)), {x})")
    assert found["input"]["shape"] == [1, 8, 8]
    assert found["modules"][2]["output"]["shape"][0] == 2
    assert "fault" not in found


def test_maps_are_told_whole_up_to_a_limit(data: Described) -> None:
    found = data("network(nn.Sequential(nn.Conv2d(1, 16, 3), nn.MaxPool2d(2)), torch.rand(1, 28, 28))")
    convolution, pooling = found["modules"]
    assert convolution["units"] == [0, 1, 2, 3, 4, 5]  # of 26 × 26 numbers each
    assert convolution["weight"]["shape"] == [16, 1, 3, 3]
    assert len(convolution["weight"]["values"]) == 6 * 9
    assert "units" not in pooling
    assert found["folded"] == ["Conv2d (0) has 16 maps; the first 6 are shown."]
    assert convolution["links"] == "all"
    assert pooling["links"] == "own"  # of the six maps that are shown before it, although more follow


def test_a_picture_laid_flat_is_shown_whole(data: Described) -> None:
    found = data("network(nn.Sequential(nn.Conv2d(1, 3, 3), nn.Flatten(0)), torch.rand(1, 5, 5))")
    assert found["modules"][1]["units"] == [0, 1, 2, 3, 4, 5, 6, 7, 25, 26]
    assert "folded" not in found


@pytest.mark.parametrize(
    "make",
    [
        "network(nn.Sequential(nn.Linear(3, 10_000), nn.ReLU(), nn.Linear(10_000, 10_000)), torch.ones(3))",
        "network(nn.Sequential(*(nn.Linear(12, 12) for _ in range(300))), torch.ones(12))",
        "network(nn.Sequential(nn.Conv2d(3, 8, 3)), torch.rand(3, 600, 600))",
        "network(nn.Sequential(nn.Flatten(), nn.Linear(4096, 64)), torch.rand(1, 64, 64), 0, F.nll_loss)",
    ],
)
def test_what_is_too_much_is_folded_with_the_reason(ask: Ask, make: str) -> None:
    found = ask("described", make)
    assert len(json.dumps(found["data"], separators=(",", ":"))) <= 400_000
    assert len(found["forms"]["text/plain"]) < 40_000
    assert found["data"]["folded"]
    assert len(found["data"]["modules"]) <= 200


def test_numbers_that_are_none_are_told_as_such(ask: Ask) -> None:
    found = ask(
        "described",
        "network(nn.Sequential(nn.Identity(), nn.Linear(4, 1)),"
        " torch.tensor([1e38, -1e38, float('nan'), float('inf')]))",
    )
    assert found["data"]["input"]["values"] == [1e38, -1e38, "nan", "inf"]
    assert found["data"]["modules"][1]["output"]["values"] == ["nan"]
    json.dumps(found["data"], allow_nan=False)
    assert "nan" in found["forms"]["text/plain"]


@pytest.mark.parametrize(
    ("model", "x", "module", "said"),
    [
        (
            "nn.Linear(2, 3), nn.ReLU(), nn.Linear(4, 2)",
            "torch.ones(2)",
            2,
            "Module 2, Linear(in_features=4, out_features=2, bias=True), takes 4 numbers, and gets 3: "
            "write nn.Linear(3, 2), or let what comes before it give 4.",
        ),
        (
            "nn.Conv2d(1, 4, 3), nn.Linear(676, 10)",
            "torch.ones(1, 28, 28)",
            1,
            "takes 676 numbers, and its input has the shape [4, 26, 26], which ends in 26.",
        ),
        (
            "nn.MaxPool2d(2), nn.Linear(196, 10)",
            "torch.ones(1, 28, 28)",
            1,
            "has the shape [1, 14, 14]: put nn.Flatten() before it.",
        ),
        (
            "nn.Conv2d(3, 4, 3)",
            "torch.ones(1, 28, 28)",
            0,
            "takes 3 channels, and gets 1: its input has the shape",
        ),
        (
            "nn.Linear(4, 4), nn.Conv2d(1, 4, 3)",
            "torch.ones(4)",
            1,
            "[channels, height, width], and its input",
        ),
        ("nn.BatchNorm1d(5)", "torch.ones(1, 4)", 0, "takes 5 features, and gets 4"),
        (
            "nn.Linear(2, 4), nn.BatchNorm1d(4)",
            "torch.ones(2)",
            1,
            "cannot take its input, which has the shape [4]: expected 2D or 3D input (got 1D input). "
            "As a batch of one it fits: write x.unsqueeze(0).",
        ),
        (
            "nn.Linear(2, 3), nn.Softmax(dim=1)",
            "torch.ones(2)",
            1,
            "has the shape [3]: Dimension out of range (expected to be in range of [-1, 0], but got 1). "
            "As a batch of one it fits",
        ),
        ("nn.Flatten(), nn.Linear(4, 2)", "torch.ones(2, 2)", 1, "As a batch of one it fits"),
        (
            "nn.Identity(), nn.Embedding(3, 2)",
            "torch.ones(1)",
            1,
            "cannot take its input, which has the shape [1]",
        ),
        ("nn.Linear(2, 2)", "torch.tensor([1, 2])", 0, "and gets torch.int64: write x.float()."),
        ("nn.LazyLinear(3)", "torch.ones(2)", 0, "it has no weights yet"),
    ],
)
def test_a_model_that_does_not_fit_is_pictured_up_to_there(
    ask: Ask, model: str, x: str, module: int, said: str
) -> None:
    found = ask("described", f"network(nn.Sequential({model}, nn.Sigmoid()), {x})")
    assert found["data"]["fault"]["module"] == module
    assert said in found["data"]["fault"]["text"]
    assert said in found["forms"]["text/plain"]
    assert said in found["about"]["image/svg+xml"]["alt"]
    assert all("output" not in told for told in found["data"]["modules"][module:])


def test_a_class_of_the_reader_is_drawn_as_its_calls(data: Described) -> None:
    found = data("network(nn.Sequential(nn.Sequential(Twice()), Pair()), torch.ones(2))")
    assert found["kind"] == "module"
    assert [call["kind"] for call in found["calls"]][:3] == ["Sequential", "Twice", "×"]
    product = found["calls"][2]
    assert found["tensors"][product["outputs"][0]]["values"] == [2, 2]


def test_what_cannot_be_copied_is_drawn_with_its_gradients(data: Described) -> None:
    found = data("torch.inference_mode()(lambda: network(Held(), ones, ones, mse))()")
    [linear] = found["calls"]
    assert "gradient" in found["tensors"][linear["outputs"][0]]


def test_a_model_in_training_mode_is_shown_as_evaluated(data: Described) -> None:
    make = (
        "network(nn.Sequential(nn.Dropout(0.9), nn.BatchNorm1d(3)).train({}), torch.tensor([[1., 2., 3.]]))"
    )
    for training in (True, False):
        dropout, norm = data(make.format(training))["modules"]
        assert dropout["output"]["values"] == [1, 2, 3]
        assert norm["output"]["values"][0] == pytest.approx(0.999995)
        assert dropout["training"] is training
        assert dropout["text"].endswith("shown as in evaluation mode") == training


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("3, torch.ones(2)", "TypeError: network() needs a model, such as nn.Sequential(…), and got int"),
        ("nn.Sequential(nn.ReLU()), [1, 2]", "TypeError: network() needs the input as a tensor, and got"),
        (
            "nn.Sequential(nn.ReLU()), torch.ones(0, 2)",
            "ValueError: network() needs one sample, and x has none",
        ),
        ("nn.Linear(2, 1), torch.ones(2), torch.ones(1)", "got a target without a loss"),
        ("nn.Linear(2, 1), torch.ones(2), loss=nn.MSELoss()", "got a loss without a target"),
        ("nn.Linear(2, 1), torch.ones(2), torch.ones(1), nn.MSELoss", "a loss that is made: write MSELoss()"),
        (
            "nn.Linear(2, 1), torch.ones(4, 2), torch.ones(4), nn.MSELoss()",
            "needs the shape [1], as the output has the shape [1]; it has the shape [4].",
        ),
        (
            "nn.Linear(2, 3), torch.ones(2), torch.tensor([1, 2]), nn.CrossEntropyLoss()",
            "needs one class number, such as torch.tensor(0)",
        ),
        ("nn.Linear(2, 3), torch.ones(2), 7, nn.CrossEntropyLoss()", "CrossEntropyLoss cannot compare"),
        ("nn.Linear(2, 3), torch.ones(2), torch.ones(3), nn.MSELoss(reduction='none')", "gives one number"),
        (
            "nn.Linear(4, 3), torch.ones(4), image=(3, 3)",
            "image=(3, 3) has 9 pixels, and the input [4] has 4",
        ),
        ("nn.Linear(4, 3), torch.ones(4), span=-1", "span is a number above 0"),
    ],
)
def test_what_cannot_be_pictured_is_said(ask: Ask, arguments: str, said: str) -> None:
    assert said in ask("described", f"network({arguments})")


def test_losses_may_be_functions_and_classes_numbers(data: Described) -> None:
    found = data("network(nn.Linear(2, 3), torch.ones(8, 2), torch.arange(8) % 3, F.cross_entropy)")
    assert found["loss"]["kind"] == "cross_entropy"
    assert found["target"] == {"shape": [], "values": [0]}
    assert "weight_gradient" in found["modules"][0]
    weighted = data("network(nn.Linear(2, 2), torch.ones(2), 1, nn.CrossEntropyLoss(weight=torch.ones(2)))")
    assert weighted["loss"]["settings"]["weight"] is True  # which tells the page that it cannot compute it


def test_the_forms_tell_the_same_numbers(ask: Ask) -> None:
    found = ask(
        "described",
        "network(nn.Sequential(nn.Linear(2, 2), nn.Tanh()), torch.ones(2), torch.ones(2), nn.MSELoss())",
    )
    forms = found["forms"]
    assert forms["application/vnd.sequential.picture+json"] == found["data"]
    output = [f"{value:.4f}" for value in found["data"]["modules"][1]["output"]["values"]]
    assert " ".join(output) in " ".join(forms["text/plain"].split())
    drawn = forms["image/svg+xml"]
    assert drawn.startswith("<svg")
    for value in found["data"]["modules"][1]["output"]["values"]:
        assert f">{value:.2f}<".replace("-", "−") in drawn
    assert found["about"]["image/svg+xml"]["alt"].startswith("A network: 2 numbers in, through Linear, Tanh;")


@pytest.mark.parametrize(
    "make",
    [
        "network(nn.Sequential(*[nn.Linear(2, 2)] * 3), ones, ones, mse)",
        "torch.no_grad()(network)(nn.Linear(2, 2), ones, ones, mse)",
        "torch.inference_mode()(lambda: network(nn.Linear(2, 2), ones, ones, mse))()",
        "network(nn.Linear(2, 2).double(), ones.double(), ones.double(), mse)",
        "network(nn.Sequential(nn.Embedding(9, 4), nn.Flatten(0), nn.Linear(8, 2)),"
        " torch.tensor([1, 2]), 1, F.nll_loss)",
        "network(nn.Sequential(nn.Conv1d(2, 3, 3), nn.Flatten(0)), torch.rand(2, 10), torch.rand(24), mse)",
        "network(nn.Sequential(), ones, ones, mse)",
        "network(nn.Sequential(nn.ReLU()), torch.tensor(2.0), torch.tensor(1.0), mse)",
    ],
)
def test_unusual_models_are_pictured_with_their_gradients(data: Described, make: str) -> None:
    found = data(make)
    assert "fault" not in found
    assert all("output" in module for module in found["modules"])
    assert all("output_gradient" in module for module in found["modules"])


def test_frozen_weights_have_no_gradient(data: Described) -> None:
    found = data("network(nn.Linear(2, 2).requires_grad_(False), torch.ones(2), torch.ones(2), nn.MSELoss())")
    [linear] = found["modules"]
    assert "weight" in linear
    assert "weight_gradient" not in linear
    assert "output_gradient" in linear
