"""PyTorch's names that are not covered: using one raises `NotImplementedError` and says what works.

`site_tests/generators/absent_names.py` writes the list of them, `absent_names.txt`; what is nearest to each,
`nearest_names.txt`, is written by hand. A line of the latter is about names of some homes
(`torch,torch.Tensor ger vdot: …`), about names with a part (`…Conv…: …`), or about all other names of a home
(`torch.nn: …`). The first of these that fits is used.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NoReturn

# Read at once, for a reader's Python may start from a memory image without files; texts take less of it than
# the tables that are made of them when one is asked for.
TABLES = {
    name: (Path(__file__).parent / name).read_text("utf8")
    for name in ("absent_names.txt", "nearest_names.txt", "on_demand.txt")
}


class NotCovered(NotImplementedError, AttributeError):
    """A name of PyTorch's that is absent: a NotImplementedError, and an AttributeError for `hasattr`."""


def absent_error(owner: str, name: str) -> AttributeError:
    """The error for `owner.name`: `NotCovered` if PyTorch has it, else a plain AttributeError."""
    if name not in absent_names().get(owner, []) and not ABSENT_PATTERNS.get(owner, NEVER).search(name):
        return AttributeError(f"module {owner!r} has no attribute {name!r}", name=name)
    return NotCovered(
        f"{owner}.{name} is not covered by seqlite; the nearest that works: {nearest(owner, name)}"
    )


def lines_of(name: str) -> list[str]:
    """The lines of a table in this folder."""
    return TABLES[name].splitlines()


@cache
def absent_names() -> dict[str, list[str]]:
    """The names that are absent, by their home."""
    rows = (line.partition(":") for line in lines_of("absent_names.txt"))
    return {home: names.split() for home, _, names in rows}


@cache
def nearest_names() -> tuple[dict[tuple[str, str], str], dict[str, str], dict[str, str]]:
    """What works in place of a home's name, of names with a part, and of all other names of a home."""
    names, parts, others = {}, {}, {}
    for line in lines_of("nearest_names.txt"):
        about, _, text = line.partition(": ")
        homes, *listed = about.split()
        if homes.startswith("…"):
            parts[homes.strip("…")] = text
        elif listed:
            names.update({(home, name): text for home in homes.split(",") for name in listed})
        else:
            others[homes] = text
    return names, parts, others


def nearest(home: str, name: str) -> str:
    """What works in place of an absent name."""
    names, parts, others = nearest_names()
    family = next((text for part, text in parts.items() if part in name), others[home])
    return names.get((home, name), family)


def absent_attribute(owner: str) -> Callable[[str], NoReturn]:
    """Return a `__getattr__` for a module: it raises `absent_error`."""

    def __getattr__(name: str) -> NoReturn:
        raise absent_error(owner, name)

    return __getattr__


NEVER = re.compile("(?!)")
ABSENT_PATTERNS = {  # names that are not listed one by one
    "torch": re.compile(
        "Storage$|^sparse|^(sp|ds|hs|hsp|ssp|sspadd|sadd)mm$|^(de)?quantize|^q(u?int|scheme)|_copy$|^nested|^ops$|_batches$|^unsafe_|^float8|^native_|^batch_norm_(update|stats|el|gather)|^is_warn_always|^__(config|future)__$|^(onnx|quantization|xpu)$|^(u?int|bits)[1-7]$|^SymInt|^Sym"
    ),
    "torch.Tensor": re.compile(
        "^to_sparse|^to_mkldnn|sparse|^dequantize|^q_|^unsafe_|^rename|^names$|^align_|^refine_|_copy$|^is_(mkldnn|mps|xla|xpu|hpu|ipu|vulkan|maia|mtia|nested)$"
    ),
    "torch.nn.functional": re.compile("^conv_tbc$|_with_indices$|^grad$"),
    "torch.nn.modules.module": re.compile("^register_module_"),
    "torch.nn.utils": re.compile("^prune$"),
    "torch.optim.optimizer": re.compile("^register_optimizer_step_"),
    "torch.optim.Optimizer": re.compile("^register_(load_state_dict|state_dict|step)_"),
    "torch.utils": re.compile("^(benchmark|tensorboard|bottleneck|cpp_extension|model_zoo)$"),
    "torchvision.transforms.v2": re.compile(
        "BoundingBox|bounding_boxes|KeyPoint|keypoint|^(JPEG|RandomIoUCrop|SetClampingMode)$"
    ),
    "torchvision.transforms.v2.functional": re.compile("bounding_box|keypoint|^jpeg"),
    "torchvision.tv_tensors": re.compile("BoundingBox|KeyPoints|bounding_format|^set_return_type$"),
    "torch.backends": re.compile(
        "^(mkldnn|openmp|mkl|nnpack|quantized|opt_einsum|xeon|xnnpack|cpu|cusparselt|mha|kleidiai|mtia|ha)$"
    ),
    "torch.cuda": re.compile("Storage$|Tensor$"),
    "torch.autograd": re.compile("SavedTensor|^profiler_|^NestedIO|Event"),
    "torch.autograd.profiler": re.compile("Event|^emit_|nvprof|kineto"),
}


@cache
def files_on_demand() -> dict[str, dict[str, str]]:
    """By home and name: the module of the engine, imported on demand, that declares it. `stubs.py` writes the
    table."""
    found: dict[str, dict[str, str]] = {}
    for line in lines_of("on_demand.txt"):
        place, _, names = line.partition(":")
        home, file = place.split()
        found.setdefault(home, {}).update(dict.fromkeys(names.split(), file))
    return found


AFTER_IMPORT: list[Callable[[], None]] = []  # what else is to be done when a module came on demand


def import_on_demand(name: str, hidden: bool = False) -> ModuleType:
    """Import a module of the engine for one of its names. A `hidden` one is no name of its package itself."""
    is_new = name not in sys.modules
    module = import_module(name)
    if hidden:
        package, _, leaf = name.rpartition(".")
        if vars(sys.modules[package]).get(leaf) is module:
            delattr(sys.modules[package], leaf)
    if is_new:
        finish_import()
    return module


def finish_import() -> None:
    """Do what else there is to do."""
    for work in AFTER_IMPORT:
        work()


def names_on_demand(
    package: str,
    home: str,
    otherwise: Callable[[str], object],
    derived: Callable[[str], object] | None = None,
) -> Callable[[str], object]:
    """Return a `__getattr__` for `package`, of the names of `home` that are imported on demand. `derived`
    finds those that follow from what their module declares; `otherwise` is called for all other names."""
    root = package.partition(".")[0]

    def __getattr__(name: str) -> object:
        file = files_on_demand().get(home, {}).get(name)
        if file is None:
            return otherwise(name)
        module = import_on_demand(f"{root}.{file}", hidden=True)
        if derived is None or hasattr(module, name):
            value = getattr(module, name)
        else:
            value = derived(name)
            finish_import()
        setattr(sys.modules[package], name, value)
        return value

    return __getattr__


def hide_modules(names: dict[str, object], kept: str = "") -> None:
    """Take the modules that a package imported out of its names, apart from those `kept`: they can still be
    imported."""
    for name in [name for name, value in names.items() if isinstance(value, ModuleType)]:
        if name[0] != "_" and name not in kept.split():
            del names[name]


def lazy_names(
    package: str, homes: Mapping[str, str], otherwise: Callable[[str], object]
) -> Callable[[str], object]:
    """Return a `__getattr__` for a package that imports names when they are first used. `homes` maps a name
    to its module (to itself for a module); `otherwise` is called for all other names."""

    def __getattr__(name: str) -> object:
        if name not in homes:
            return otherwise(name)
        module = import_on_demand(f"{package}.{homes[name]}")
        return module if homes[name] == name else getattr(module, name)

    return __getattr__
