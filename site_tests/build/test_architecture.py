"""Data flows one way in the engine: its imports are held to it."""

import ast
import sys
from pathlib import Path

from site_tests import ROOT

ENGINE = ROOT / "seqlite"

# A group may import itself and the groups before it.
ENGINE_LAYERS = [
    {"_core.absent", "_core.module_names", "torch_version"},
    {  # arrays only
        "_core.bfloat16",
        "_core.dtypes",
        "_core.kernels",
        "_core.numerics",
        "_core.rules",
        "_core.seldom_types",
        "_core.simd",
        "_core.tensor_attributes",
        "vision.compact",
    },
    {
        "_core.array_from_data",
        "_core.generator",
        "_core.fused_inputs",
        "_core.graph",
        "_core.hooks",
        "_core.origins",
        "_core.differentiable_views",
        "_core.printing",
        "_core.record",
        "_core.saved_tensors",
        "_core.tensor_base",
        "random",
    },
    {"_core.attributes", "_core.gradients", "_core.operations", "_core.recorded", "_core.tensor", "autograd"},
    {"_core", "accelerator", "amp", "backends", "cuda", "func", "linalg", "special", "utils.hooks"},
    {"_core.npz", "_core.pytree", "safetensors", "serialization"},
    {"nn", "optim", "utils"},
    {"vision", "datasets", "distributions", "functional", "instruments"},
    {"", "as_torch"},
]
DOOR = "_core"  # behind it stands everything that has no name in PyTorch and is not offered to readers
PUBLIC = {
    "accelerator", "amp", "as_torch", "autograd", "backends", "cuda", "datasets", "distributions", "func",
    "functional", "instruments", "linalg", "nn", "optim", "random", "safetensors", "serialization", "special",
    "torch_version", "utils", "vision",
}  # fmt: skip
SIBLINGS = {"nn", "optim", "utils.data"}  # a training loop joins them; they do not know each other
JOINS = {"optim.swa_utils"}  # its averaged model is a module, as PyTorch has it


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ENGINE).with_suffix("").parts).removesuffix("__init__").rstrip(".")


def imports_of(path: Path) -> set[str]:
    """The modules of the engine that a file imports, as dotted names below `seqlite`; others as `!name`."""
    here = ["seqlite", *path.relative_to(ENGINE).parts[:-1]]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            names = [
                f"{stem}.{alias.name}" if node.level and not node.module else stem for alias in node.names
            ]
        else:
            continue
        for name in names:
            top, _, rest = name.partition(".")
            found.add(rest if top == "seqlite" else f"!{top}")
    return found


def layer(module: str) -> int:
    """The number of the group that names the module, or else the folder around it."""
    name = module
    while name:
        for number, names in enumerate(ENGINE_LAYERS):
            if name in names:
                return number
        name = name.rpartition(".")[0]
    return len(ENGINE_LAYERS) - 1


def sibling(module: str) -> str | None:
    return next((name for name in SIBLINGS if f"{module}.".startswith(f"{name}.")), None)


def test_the_engine_imports_downwards_only() -> None:
    for path in ENGINE.rglob("*.py"):
        module = module_name(path)
        for imported in imports_of(path):
            if imported.startswith("!"):
                continue
            assert layer(imported) <= layer(module), f"{module} imports {imported}, which stands above it"
            mine, other = sibling(module), sibling(imported)
            joins = not mine or not other or mine == other or module in JOINS
            assert joins, f"{module} imports its sibling {imported}"


def test_internals_stand_behind_one_door() -> None:
    on_top = {p.stem for p in ENGINE.iterdir() if p.is_dir() or p.suffix == ".py"}
    assert on_top - {"__init__", "__pycache__"} == PUBLIC | {DOOR}


def test_numpy_is_the_engines_only_dependency() -> None:
    for path in ENGINE.rglob("*.py"):
        for imported in imports_of(path):
            if imported.startswith("!"):
                assert imported[1:] == "numpy" or imported[1:] in sys.stdlib_module_names, (
                    f"{path}: {imported[1:]}"
                )
