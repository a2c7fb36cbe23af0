"""Every public name of PyTorch's modules works here, or says what works instead."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

import seqlite
from seqlite._core.absent import absent_error, absent_names, nearest_names
from seqlite.as_torch import engine_name_of

NAMES: dict[str, list[str]] = json.loads(
    (Path(__file__).parents[2] / "docs/course/reference/pytorch_names.json").read_text("utf8")
)


def home(path: str) -> Any:
    """Where a name is looked up: a module, or an object of a class."""
    objects = {"torch.Tensor": seqlite.zeros(1, 1), "torch.nn.Module": seqlite.nn.Module()}
    return objects[path] if path in objects else importlib.import_module(str(engine_name_of(path)))


@pytest.mark.parametrize("path", NAMES)
def test_every_name_works_or_names_what_does(path: str) -> None:
    for name in NAMES[path]:
        if not hasattr(home(path), name):
            with pytest.raises(NotImplementedError) as caught:
                getattr(home(path), name)
            start = f"{path}.{name} is not covered by seqlite; the nearest that works: "
            assert str(caught.value).startswith(start)


def test_an_absent_method_of_the_class_says_what_works() -> None:
    with pytest.raises(NotImplementedError, match=r"torch\.Tensor\.stft is not covered"):
        _ = seqlite.Tensor.stft
    with pytest.raises(AttributeError, match="type object 'Tensor' has no attribute 'nothing'") as caught:
        _ = seqlite.Tensor.nothing
    assert not isinstance(caught.value, NotImplementedError)


@pytest.mark.parametrize("path", absent_names())
def test_no_name_is_called_absent_that_is_here(path: str) -> None:
    listed = absent_names()[path]
    assert [name for name in listed if hasattr(home(path), name)] == []
    assert set(listed) <= set(NAMES[path])


def test_what_is_nearest_is_said_only_of_what_is_absent() -> None:
    for (path, name), nearest in nearest_names()[0].items():
        assert str(absent_error(path, name)).endswith(f"the nearest that works: {nearest}")


@pytest.mark.parametrize("text", sorted({text for texts in nearest_names() for text in texts.values()}))
def test_what_is_nearest_is_here(text: str) -> None:
    for name in re.findall(r"\btorch(?:\.[a-z]\w*)+", text):
        path, _, last = name.rpartition(".")
        assert hasattr(importlib.import_module(str(engine_name_of(path))), last), name


@pytest.mark.parametrize("path", NAMES)
def test_names_that_pytorch_lacks_are_plain_attribute_errors(path: str) -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'") as caught:
        _ = home(path).nothing
    assert not isinstance(caught.value, NotImplementedError)


@pytest.mark.parametrize(
    ("path", "name", "nearest"),
    [
        (
            "torch.utils.data",
            "DistributedSampler",
            "running this program on PyTorch, for example in Colab under torchrun",
        ),
        ("torch.optim", "SparseAdam", "SGD, RMSprop, Adagrad, Adam and AdamW"),
    ],
)
def test_the_nearest_is_near(path: str, name: str, nearest: str) -> None:
    with pytest.raises(NotImplementedError) as caught:
        getattr(home(path), name)
    assert str(caught.value).endswith(f"the nearest that works: {nearest}")
