"""Every optimizer, schedule, layer, loss, initializer and transform occurs in a program that PyTorch has
answered (`data/snippets/`), with each of its options at another value than the default.

A mistake in what no recorded program uses would pass every test. So a new class or option without a program
fails here, by name.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from data.record_snippets import FOLDER, programs, shown

import seqlite
from seqlite import nn, optim
from seqlite.nn.modules.module import Module
from seqlite.optim.lr_scheduler import LRScheduler
from seqlite.vision import transforms
from seqlite.vision.transforms import v2
from seqlite.vision.transforms.transforms import Transform

Used = dict[str, set[str]]

# Options that say where and how fast, never what, or that are old words for others.
WITHOUT_EFFECT = {
    "device", "dtype", "foreach", "fused", "capturable", "differentiable", "size_average", "reduce", "sparse",
    "antialias", "generator", "last_epoch", "process_group", "options",
}  # fmt: skip
REDUCTIONS = ("mean", "sum", "none")
NEEDS_FILES = {"PILToTensor", "ToPILImage"}  # of images: `pillow_images.txt` has them


def classes(home: Any, base: type) -> dict[str, type]:
    """The public classes of a module, also those that it imports when they are used."""
    names = {*dir(home), *getattr(home, "_HOMES", {})}
    found = {name: getattr(home, name) for name in sorted(names) if name[0] != "_"}
    return {name: kind for name, kind in found.items() if isinstance(kind, type) and issubclass(kind, base)}


def initializers() -> dict[str, Callable[..., Any]]:
    """The functions of `torch.nn.init` that fill a tensor."""
    rarer = importlib.import_module("seqlite.nn.init_rarer")
    found = {**vars(nn.init), **{name: getattr(rarer, name) for name in nn.init._RARER.split()}}
    return {name: f for name, f in found.items() if inspect.isfunction(f) and name[0] != "_"}


SUBJECTS: dict[str, dict[str, Any]] = {
    "optimizer": {n: c for n, c in classes(optim, optim.Optimizer).items() if n != "Optimizer"},
    "schedule": {n: c for n, c in classes(optim.lr_scheduler, LRScheduler).items() if n != "LRScheduler"},
    "average": {"AveragedModel": optim.swa_utils.AveragedModel, "SWALR": optim.swa_utils.SWALR},
    "layer": {n: c for n, c in classes(nn, Module).items() if n != "Module"},
    "initializer": {n: f for n, f in initializers().items() if n != "calculate_gain"},
    "transform": {n: c for n, c in classes(transforms, Transform).items() if n not in NEEDS_FILES},
    "transform of version 2": {
        n: c for n, c in classes(v2, v2.Transform).items() if n not in {"Transform", "ToTensor", *NEEDS_FILES}
    },
}


def options(name: str, subject: Callable[..., Any]) -> list[str]:
    """What has to be seen of the options: those with a default, but for those without an effect."""
    wanted = []
    for option, parameter in inspect.signature(subject).parameters.items():
        only_zeros = option == "padding_mode" and "Transpose" in name
        if parameter.default is parameter.empty or option in WITHOUT_EFFECT or only_zeros:
            continue
        if option == "reduction":
            wanted += [f"reduction={value}" for value in REDUCTIONS]
        elif option[0] != "_":
            wanted.append(option)
    return wanted


def note(used: Used, subject: str, signature: inspect.Signature, args: Any, kwargs: Any) -> None:
    """Note a call: its options, and those whose value is not the default."""
    with contextlib.suppress(TypeError):
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        used[subject].add("used")
        for name, value in bound.arguments.items():
            default = signature.parameters[name].default
            if name == "reduction":
                used[subject].add(f"reduction={value}")
            if value is not default and not (type(value) is type(default) and repr(value) == repr(default)):
                used[subject].add(name)


@contextlib.contextmanager
def noting(used: Used) -> Iterator[None]:
    """Note what programs make of the subjects, and with which options."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in (kind for kind in SUBJECTS if kind != "initializer"):
            for name, subject in SUBJECTS[kind].items():
                watch_class(patch, used, f"{kind} {name}", subject)
        for name, subject in SUBJECTS["initializer"].items():
            watch_function(patch, used, f"initializer {name}", name, subject)
        yield


def watch_class(patch: pytest.MonkeyPatch, used: Used, label: str, kind: type) -> None:
    """Note calls of a class itself, not of those below it."""
    made, signature = kind.__init__, inspect.signature(kind)  # type: ignore[misc]

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        if type(self) is kind:
            note(used, label, signature, args, kwargs)
        made(self, *args, **kwargs)

    __init__.__wrapped__ = made  # type: ignore[attr-defined]
    patch.setattr(kind, "__init__", __init__)


def watch_function(
    patch: pytest.MonkeyPatch, used: Used, label: str, name: str, function: Callable[..., Any]
) -> None:
    """Note calls of a function of `torch.nn.init`."""
    signature = inspect.signature(function)

    def watched(*args: Any, **kwargs: Any) -> Any:
        note(used, label, signature, args, kwargs)
        return function(*args, **kwargs)

    patch.setattr(nn.init, name, watched, raising=False)


@pytest.fixture(scope="module")
def used() -> Used:
    """What the recorded programs use, by subject."""
    found: Used = defaultdict(set)
    with noting(found):
        for path in sorted(FOLDER.glob("*.txt")):
            if path.stem not in ("each_type", "image_files", "pillow_drawings", "pillow_images"):
                for program in programs(path).values():
                    shown(seqlite, program)
    return found


@pytest.mark.parametrize("kind", SUBJECTS)
def test_each_occurs_in_a_recorded_program_in_each_of_its_modes(used: Used, kind: str) -> None:
    missing = []
    for name, subject in SUBJECTS[kind].items():
        seen = used.get(f"{kind} {name}", set())
        wanted = options(name, subject) if "used" in seen else ["used"]
        missing += [f"{name}({option})" for option in wanted if option not in seen]
    assert missing == []


# Namespaces of functions, and the settings among them, which no program shows.
OF_FUNCTIONS = [
    "torch", "torch.Tensor", "torch.nn.functional", "torch.special", "torch.linalg", "torch.func",
    "torch.nn.utils", "torch.nn.utils.rnn", "torch.nn.utils.parametrize", "torch.autograd",
    "torch.distributions",
]  # fmt: skip
SETTINGS = {
    "compile", "from_file", "get_num_interop_threads", "get_num_threads", "set_autocast_cache_enabled",
    "set_float32_matmul_precision", "set_num_interop_threads", "set_num_threads", "set_warn_always",
}  # fmt: skip


def without_a_program(home: Any, names: Iterable[str], words: set[str]) -> list[str]:
    """The functions that no program names, but for further names, and for in-place forms, of another one."""
    functions = {name: getattr(home, name, None) for name in names if name not in SETTINGS}
    return [
        name
        for name, f in functions.items()
        if name[0] != "_"
        and name not in words
        and name.rstrip("_") not in words
        and callable(f)
        and not isinstance(f, type)
        and getattr(f, "__name__", "") == name
        and f.__module__.startswith("seqlite")
    ]


@pytest.mark.parametrize("namespace", OF_FUNCTIONS)
def test_each_function_occurs_in_a_recorded_program(namespace: str) -> None:
    texts = [
        path.read_text("utf8") for path in (*FOLDER.glob("*.txt"), FOLDER.parent / "changed_in_place.txt")
    ]
    words = {word for text in texts for word in re.findall(r"\w+", text)}
    home: Any = seqlite
    for part in namespace.split(".")[1:]:
        home = getattr(home, part)
    public = json.loads((FOLDER.parent / "namespaces.json").read_text("utf8"))
    names = public[namespace]["dir"] if namespace in public else dir(home)
    assert without_a_program(home, names, words) == []


def test_a_function_without_a_program_is_missed() -> None:
    assert without_a_program(seqlite, ["exp", "exp_", "arccos", "acos"], {"acos"}) == ["exp", "exp_"]


def test_a_class_without_a_program_is_missed(used: Used) -> None:
    assert "used" not in used["layer Unheard"]
    assert options("Adam", optim.Adam) == [
        "lr", "betas", "eps", "weight_decay", "amsgrad", "maximize", "decoupled_weight_decay"
    ]  # fmt: skip
    assert options("L1Loss", nn.L1Loss) == ["reduction=mean", "reduction=sum", "reduction=none"]
