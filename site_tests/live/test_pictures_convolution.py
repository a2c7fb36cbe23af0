"""Pictures of convolutions: they say what `F.conv2d` computes, on seqlite and on PyTorch."""

from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., Any]
CHECKS = "convolution_checks"


def test_outputs_are_those_of_conv2d(ask: Ask, fuzz_seed: int) -> None:
    assert ask("random_convolutions", fuzz_seed, 200) == []


def test_outputs_over_several_channels_are_those_of_conv2d(ask: Ask, fuzz_seed: int) -> None:
    assert ask("random_channels", fuzz_seed, 60) == []


def test_all_forms_tell_the_numbers_of_each_channel(ask: Ask) -> None:
    image = "torch.stack([torch.eye(3), torch.ones(3, 3)])"
    kernel = "torch.tensor([[[1.0, -0.5]], [[0.25, 0.0]]])"
    found = ask("described", f"convolution({image}, {kernel}, channels=['red', 'green'])")
    assert found["data"]["names"] == ["red", "green"]
    assert found["data"]["output"]["values"] == [1.25, 0.25, -0.25, 1.25, 0.25, -0.25]
    assert "kernel, green" in found["forms"]["text/plain"]
    assert ">red<" in found["forms"]["image/svg+xml"]
    assert ">−0.25<" in found["forms"]["image/svg+xml"]
    assert found["alt"] == (
        "A convolution over 2 channels, red, green, of 3 × 3 pixels: a kernel with 1 × 2 numbers for each "
        "channel; the sums of all channels are added up to an output of 3 × 2 numbers."
    )


def test_looking_changes_nothing(ask: Ask) -> None:
    assert ask("unnoticed") == []


def test_all_forms_tell_the_same_numbers(ask: Ask) -> None:
    found = ask("described", "convolution(torch.eye(3), torch.tensor([[1.0, -0.5]]), bias=0.25)")
    assert found["data"]["output"] == {"shape": [3, 2], "values": [1.25, 0.25, -0.25, 1.25, 0.25, -0.25]}
    assert "-0.2500" in found["forms"]["text/plain"]
    assert ">−0.25<" in found["forms"]["image/svg+xml"]
    assert found["alt"] == (
        "A convolution: a kernel of 1 × 2 numbers slides over an image of 3 × 3 pixels; "
        "the output has 3 × 2 numbers."
    )


def test_a_kernel_that_does_not_fit_is_said_in_the_picture(ask: Ask) -> None:
    found = ask("described", "convolution(torch.ones(3, 9), torch.ones(3, 3), padding=(0, 1), dilation=2)")
    said = "The kernel covers 5 × 5 pixels, and the image with its padding has only 3 × 11"
    assert found["data"]["fault"].startswith(said)
    assert "output" not in found["data"]
    assert said in found["forms"]["text/plain"]
    assert said in found["alt"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("[[1.0]], torch.ones(1, 1)", "needs the image as a tensor, and got list"),
        ("torch.ones(3, 8, 8), torch.ones(2, 2)", "got [3, 8, 8]: take one channel of it, such as image[0]"),
        (
            "torch.ones(40, 8), torch.ones(2, 2)",
            "draws sides from 1 to 32, and the image has the shape [40, 8]",
        ),
        (
            "torch.ones(8, 8), torch.ones(0, 2)",
            "draws sides from 1 to 32, and the kernel has the shape [0, 2]",
        ),
        ("torch.ones(8, 8), torch.ones(2, 2), stride=0", "stride is a whole number from 1 to 32; it is 0"),
        (
            "torch.ones(8, 8), torch.ones(2, 2), padding=0.5",
            "padding is a whole number, such as 1, or a pair",
        ),
        (
            "torch.ones(3, 8, 8), torch.ones(2, 2, 2)",
            "needs a table of the kernel for each channel of the image: the image has the shape [3, 8, 8]",
        ),
        ("torch.ones(9, 8, 8), torch.ones(9, 2, 2)", "draws up to 8 channels"),
        (
            "torch.ones(3, 8, 8), nn.Conv2d(3, 4, 2).weight",
            "draws one kernel, and got 4: take one of them, such as kernel[0]",
        ),
        ("torch.ones(2, 40, 8), torch.ones(2, 2, 2)", "draws sides from 1 to 32"),
        ("torch.ones(2, 8, 8), torch.ones(2, 2, 2), channels=['red']", "1 names, and the image has 2"),
        (
            "torch.ones(2, 8, 8), torch.ones(2, 2, 2), kernels=[torch.ones(2, 2)]",
            "exchanges kernels of one channel only",
        ),
        ("torch.ones(8, 8), torch.ones(2, 2), bias='much'", "bias is a number, such as 0.5; it is 'much'"),
    ],
)
def test_what_cannot_be_drawn_is_said(ask: Ask, arguments: str, said: str) -> None:
    assert said in ask("described", f"convolution({arguments})")


def test_a_convolutional_model_brings_its_kernels(ask: Ask) -> None:
    model = (
        "nn.Sequential(nn.Conv2d(1, 8, 5, stride=2, padding=2), nn.ReLU(), nn.Conv2d(8, 16, 3, padding=1))"
    )
    first, _, second = ask("described", f"network({model}, torch.rand(1, 28, 28))")["data"]["modules"]
    assert first["weight"]["shape"] == [8, 1, 5, 5]
    assert first["settings"]["stride"] == [2, 2]
    assert first["settings"]["padding"] == [2, 2]
    assert first["settings"]["groups"] == 1
    assert second["weight"]["shape"] == [16, 8, 3, 3]
    assert len(second["bias"]["values"]) == 16


def test_a_folded_convolution_brings_the_kernels_of_its_maps(ask: Ask) -> None:
    found = ask("described", "network(nn.Sequential(nn.Conv2d(1, 64, 7)), torch.rand(1, 28, 28))")
    [module] = found["data"]["modules"]
    assert module["units"] == list(range(4096 // (22 * 22)))
    assert len(module["weight"]["values"]) == 49 * len(module["units"])


def test_kernels_beyond_the_output_in_number_are_there_too(ask: Ask) -> None:
    found = ask("described", "network(nn.Sequential(nn.Conv2d(32, 28, 3)), torch.rand(32, 8, 8))")
    [module] = found["data"]["modules"]
    assert len(module["weight"]["values"]) == 28 * 32 * 9
