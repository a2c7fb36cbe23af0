"""Files of weights: what PyTorch saves gives the same model here, and whatever does not fit is refused."""

from __future__ import annotations

import json
import pickle
import random
import time
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import seqlite
from live_lab import weights_file
from seqlite.safetensors import format
from seqlite.safetensors import torch as safetensors
from seqlite.vision import datasets
from site_tests import ROOT
from site_tests.oracle.torch_side import TorchSide

LAB = ROOT / "docs" / "lab"


def digits() -> seqlite.Tensor:
    images = safetensors.load_file(LAB / "test-digits.safetensors")["images"]
    return ((images.float() / 255 - 0.1307) / 0.3081).unsqueeze(1)


def scores(model: seqlite.nn.Module) -> np.ndarray[Any, Any]:
    with seqlite.no_grad():
        return model(digits()).numpy()


def layers(*sizes: int, names: list[str] | None = None) -> dict[str, np.ndarray[Any, Any]]:
    """The tensors of linear layers of these sizes."""
    rng = np.random.default_rng(0)
    arrays = {}
    for number, (inputs, outputs) in enumerate(pairwise(sizes)):
        name = names[number] if names else str(2 * number + 1)
        arrays[f"{name}.weight"] = rng.normal(0, 0.1, (outputs, inputs)).astype(np.float32)
        arrays[f"{name}.bias"] = rng.normal(0, 0.1, outputs).astype(np.float32)
    return arrays


COURSE = layers(784, 128, 64, 10, names=["1", "4", "6"])


@pytest.mark.parametrize(
    ("kind", "sizes", "dtype", "said"),
    [
        ("course", [784, 128, 64, 10], "float32", []),
        ("plain", [784, 10], "float32", []),
        ("plain", [784, 40, 30, 20, 15, 10], "float32", ["ReLU is assumed"]),
        ("named", [784, 50, 30, 10], "float32", ["ReLU is assumed"]),
        ("course", [784, 128, 64, 10], "float16", ["came as float16"]),
        ("course", [784, 128, 64, 10], "bfloat16", ["came as bfloat16"]),
        ("course", [784, 128, 64, 10], "float64", ["came as float64"]),
    ],
)
def test_weights_of_pytorch_give_the_same_scores(
    kind: str, sizes: list[int], dtype: str, said: list[str], torch_side: TorchSide
) -> None:
    content, expected = torch_side.call("lab_models:trained", kind, sizes, dtype)
    found = weights_file.read(content)
    assert weights_file.sizes(found.model) == " → ".join(map(str, sizes))
    np.testing.assert_allclose(scores(found.model), expected, atol=1e-4)
    assert len(found.notices) == len(said)
    for notice, words in zip(found.notices, said, strict=True):
        assert words in notice


@pytest.mark.parametrize("kind", ["course", "named"])
def test_what_was_read_is_written_with_the_names_that_pytorch_knows(kind: str, torch_side: TorchSide) -> None:
    content, _ = torch_side.call("lab_models:trained", kind, [784, 128, 64, 10], "float32")
    found = weights_file.read(content)
    written = weights_file.write(found.model, found.names)
    assert torch_side.call("lab_models:tensors_of", written) == torch_side.call(
        "lab_models:tensors_of", content
    )


def test_pytorch_loads_what_a_model_here_is_written_as(torch_side: TorchSide) -> None:
    model = weights_file.read((LAB / "digits-model.safetensors").read_bytes()).model
    written = weights_file.write(model, ["1", "4", "6"])
    np.testing.assert_allclose(
        scores(model), torch_side.call("lab_models:scores_of_course_model", written), atol=1e-4
    )


def test_the_recorded_weights_are_as_right_as_they_say(mnist_root: Any) -> None:
    content = (LAB / "digits-model.safetensors").read_bytes()
    _, said = format.read(content)
    model = weights_file.read(content).model
    test_set = datasets.MNIST(mnist_root, train=False)
    x = ((test_set.data.float() / 255 - 0.1307) / 0.3081).unsqueeze(1)
    with seqlite.no_grad():
        right = int((model(x).argmax(dim=1) == test_set.targets).sum())
    assert said == {"right": f"{right} of {len(test_set)}"}
    assert right > 9700


def test_layers_follow_their_shapes_and_then_their_names() -> None:
    arrays = layers(784, 32, 32, 32, 10, names=["net.2", "net.9", "net.10", "net.30"])
    backwards = dict(reversed(arrays.items()))
    assert weights_file.read(format.write(backwards)).names == ["net.2", "net.9", "net.10", "net.30"]


def test_layers_without_biases_and_a_layer_without_a_name() -> None:
    arrays = {"weight": layers(784, 10)["1.weight"]}
    found = weights_file.read(format.write(arrays))
    assert found.model[1].bias is None
    assert list(format.read(weights_file.write(found.model, found.names))[0]) == ["weight"]


def changed(**arrays: Any) -> bytes:
    """The course's tensors with some replaced; `None` leaves one out."""
    renamed = {name.replace("_", "."): array for name, array in arrays.items()}
    kept = {name: array for name, array in (COURSE | renamed).items() if array is not None}
    return format.write(kept)


NAN = COURSE["4.bias"].copy()
NAN[3] = np.nan
FLOAT8 = json.dumps({"1.weight": {"dtype": "F8_E4M3", "shape": [2, 2], "data_offsets": [0, 4]}}).encode()
REFUSED = {
    "empty": (b"", "The file is empty. In PyTorch: from safetensors.torch import save_file"),
    "zip of torch.save": (b"PK\x03\x04" + bytes(100), "as torch.save writes it: opening it can run code"),
    "pickle": (pickle.dumps({"weight": [0.0] * 50}), "This is a pickle: opening it can run code"),
    "html": (b"<!doctype html><title>Not found</title>", "This is an HTML or XML page"),
    "json": (b'{"1.weight": [[1, 2], [3, 4]]}', "This is a JSON text"),
    "text": (b"no weights at all, just words", "more than the 16000000 that are allowed"),
    "short": (b"\x10\0\0", "too short: 3 bytes"),
    "truncated": (format.write(COURSE)[:-1000], "truncated: the tensors take"),
    "more behind": (format.write(COURSE) + b"more", "4 bytes at the end of the file belong to no tensor"),
    "no tensors": (format.write({}), "The file holds no tensors; wanted: a weight [out, in]"),
    "other names": (changed(embedding=COURSE["1.bias"]), "The file holds embedding; wanted: a weight"),
    "optimizer": (
        format.write({f"state.{i}.exp_avg": NAN for i in range(9)}),
        "state.0.exp_avg, state.1.exp_avg, state.2.exp_avg, state.3.exp_avg and 5 more",
    ),
    "bias alone": (changed(**{"4_weight": None}), "There is 4.bias but no 4.weight"),
    "convolution": (
        changed(conv_weight=np.zeros((8, 1, 3, 3), np.float32)),
        "conv.weight has the shape [8, 1, 3, 3], as of a convolution",
    ),
    "normalization": (
        changed(norm_weight=np.ones(128, np.float32)),
        "norm.weight has the shape [128], as of a normalization",
    ),
    "bias too long": (
        changed(**{"4_bias": np.zeros(65, np.float32)}),
        "4.bias has the shape [65], wanted [64], as 4.weight is [64, 128]",
    ),
    "integers": (
        changed(**{"4_bias": np.zeros(64, np.int32)}),
        "4.bias is of type int32, wanted: float32, or float16",
    ),
    "other images": (format.write(layers(3072, 64, 10)), "to begin with, a layer with 784 inputs was wanted"),
    "gap": (
        format.write(layers(784, 64, 32, 10) | {"3.weight": np.zeros((32, 63), np.float32)}),
        "(1: 784 → 64, 3: 63 → 32, 5: 32 → 10): after 1, a layer with 64 inputs was wanted",
    ),
    "one layer too many": (
        format.write(layers(784, 64, 10) | {"9.weight": np.zeros((5, 77), np.float32)}),
        "after 3, a layer with 10 inputs was wanted",
    ),
    "other classes": (format.write(layers(784, 64, 26)), "The last layer, 3, has 26 outputs, wanted 10"),
    "nan": (changed(**{"4_bias": NAN}), "4.bias holds values that are not finite float32 numbers"),
    "too large for float32": (
        changed(**{"4_bias": np.full(64, 1e300)}),
        "4.bias holds values that are not finite float32 numbers",
    ),
    "two hundred layers": (
        format.write(layers(784, *[2] * 200, 10)),
        "The file holds 201 layers; at most 100 are allowed",
    ),
    "endless header": (
        (1_500_000).to_bytes(8, "little") + b"{" + b" " * 1_499_998 + b"}",
        "The list of tensors alone has 1500000 bytes; at most 1000000 are allowed",
    ),
    "float8": (
        len(FLOAT8).to_bytes(8, "little") + FLOAT8 + bytes(4),
        "is of type F8_E4M3, which is not covered: convert it where the file was made",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_gives_no_model_is_refused_with_what_came_what_was_wanted_and_what_to_do(case: str) -> None:
    content, said = REFUSED[case]
    with pytest.raises(weights_file.WeightsError) as caught:
        weights_file.read(content)
    assert said in str(caught.value)


def test_damaged_files_are_refused_or_read_never_a_fault(fuzz_seed: int, fuzz_seconds: float) -> None:
    rng = random.Random(fuzz_seed)
    end = time.monotonic() + fuzz_seconds
    good = format.write(layers(784, 3, 10))
    head = 8 + int.from_bytes(good[:8], "little")
    while time.monotonic() < end:
        content = bytearray(good)
        for _ in range(rng.randint(1, 4)):
            place = rng.randrange(head if rng.random() < 0.9 else len(content))
            content[place] = rng.choice([0, 255, rng.randrange(256), ord(rng.choice('"[]{}:,0123456789FBU'))])
        if rng.random() < 0.2:
            content = content[: rng.randrange(len(content))]
        try:
            found = weights_file.read(bytes(content))
        except weights_file.WeightsError:
            continue
        assert found.model[-1].out_features == 10


@pytest.mark.parametrize("name", ["²", "9" * 5000, "1.²", "", "\ud7ff.🙂", "__class__", "a\nb"])
def test_strange_names_do_no_harm(name: str) -> None:
    arrays = layers(784, 5, 10, names=[f"{name}.0", f"{name}.1"])
    assert weights_file.read(format.write(arrays)).names == [f"{name}.0", f"{name}.1"]
