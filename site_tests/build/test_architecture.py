"""Data flows one way in the engine: its imports are held to it."""

import ast
import sys
from pathlib import Path

import pytest
from paths import ROOT

ENGINE = ROOT / "seqlite"

# A group may import itself and the groups before it.
ENGINE_LAYERS = [
    {"absent", "absent_names", "later"},
    {  # arrays only
        "dtypes",
        "kernels",
        "layouts",
        "memory",
        "ops",
        "rounding",
        "simd",
        "simd_program",
        "vision.compact",
        "wasm",
    },
    {"conversion", "graph", "tape", "printing", "random"},
    {"operations", "tensor", "autograd", "gradcheck"},
    {
        "accelerator",
        "creation",
        "sampling",
        "likes",
        "ranges",
        "tensor_types",
        "type_info",
        "linalg",
        "cuda",
        "backends",
        "device",
        "utils.hooks",
    },
    {"serialization", "safetensors", "npz", "outline"},
    {"nn", "optim", "utils"},
    {"vision", "datasets", "instruments"},
    {"", "as_torch", "__main__"},
]
SIBLINGS = {"nn", "optim", "utils.data"}  # a training loop joins them; they do not know each other


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
    for number, names in enumerate(ENGINE_LAYERS):
        if module in names:
            return number
    for number, names in enumerate(ENGINE_LAYERS):
        if module.partition(".")[0] in names:
            return number
    return len(ENGINE_LAYERS) - 1


def sibling(module: str) -> str | None:
    return next((name for name in SIBLINGS if f"{module}.".startswith(f"{name}.")), None)


@pytest.mark.parametrize("path", sorted(ENGINE.rglob("*.py")), ids=lambda path: str(path.relative_to(ENGINE)))
def test_the_engine_imports_downwards_only(path: Path) -> None:
    module = module_name(path)
    for imported in imports_of(path):
        if imported.startswith("!"):
            assert imported not in {"!docs", "!site_tests", "!js", "!pyodide", "!torch"}, (
                f"{module} knows {imported}"
            )
            continue
        assert layer(imported) <= layer(module), f"{module} imports {imported}, which stands above it"
        mine, other = sibling(module), sibling(imported)
        assert not mine or not other or mine == other, f"{module} imports its sibling {imported}"


def test_numpy_is_the_engines_only_dependency() -> None:
    for path in ENGINE.rglob("*.py"):
        for imported in imports_of(path):
            if imported.startswith("!"):
                assert imported[1:] == "numpy" or imported[1:] in sys.stdlib_module_names, (
                    f"{path}: {imported[1:]}"
                )
