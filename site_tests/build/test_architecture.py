"""Data flows one way: the imports of the engine, of the browser half and of the hooks are held to it."""

import ast
import re
import sys
from pathlib import Path

import pytest
from paths import ROOT

ENGINE = ROOT / "seqlite"
LIVE = ROOT / "docs" / "live"

# "A: {B}" means that A may import B; within itself a group may import freely.
ENGINE_LAYERS = [
    {"absent", "absent_names", "later"},
    {  # arrays only
        "dtypes",
        "kernels",
        "memory",
        "ops",
        "rounding",
        "simd",
        "simd_program",
        "vision.compact",
        "wasm",
    },
    {"conversion", "graph", "tape", "printing", "random"},
    {"tensor", "methods", "autograd"},
    {
        "creation",
        "contraction",
        "sampling",
        "functions",
        "as_functions",
        "linalg",
        "gradcheck",
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

BROWSER = {
    "page.js": {
        "cell.js",
        "client.js",
        "config.js",
        "estimate.js",
        "exercises.js",
        "lab.js",
        "lost_note.js",
        "notebook.js",
        "offline_label.js",
        "share.js",
        "toolbar.js",
        "variables.js",
    },
    "cell.js": {
        "cell_bar.js",
        "copier.js",
        "draft.js",
        "editor.js",
        "history.js",
        "label.js",
        "lost_note.js",
        "note.js",
        "output.js",
        "share.js",
        "toolbar.js",
    },
    "lab.js": {"drawing.js", "lab_answer.js", "lab_python.js", "lab_weights.js", "toolbar.js"},
    "lab_answer.js": {"drawing.js", "toolbar.js"},
    "lab_weights.js": {"lab_python.js", "notebook.js", "toolbar.js"},
    "lab_python.js": set(),
    "drawing.js": {"toolbar.js"},
    "notebook.js": set(),
    "estimate.js": {"toolbar.js"},
    "offline_label.js": {"offline.js", "toolbar.js"},
    "offline.js": {"config.js"},
    "service_worker.js": set(),
    "exercises.js": {"progress.js", "toolbar.js"},
    "progress.js": set(),
    "cell_bar.js": {"toolbar.js"},
    "copier.js": {"note.js"},
    "draft.js": {"diff.js", "edits.js", "share.js", "toolbar.js"},
    "output.js": {"aside.js", "html_frame.js", "input_line.js", "picture.js", "text_block.js"},
    "html_frame.js": {"clean_html.js", "toolbar.js"},
    "clean_html.js": set(),
    "input_line.js": {"toolbar.js"},
    "shared_memory.js": {"messages.js"},
    "picture.js": {"config.js"},
    "text_block.js": {"ansi.js"},
    "lost_note.js": {"history.js", "note.js"},
    "client.js": {"endings.js", "history.js", "unseen.js", "worker_link.js"},
    "history.js": set(),
    "unseen.js": set(),
    "worker_link.js": {"messages.js", "questions.js", "shared_memory.js"},
    "worker.js": {"arrivals.js", "last_words.js", "messages.js", "start_python.js"},
    "last_words.js": set(),
    "arrivals.js": {"downloads.js", "start_python.js"},
    "start_python.js": {"downloads.js", "image_parts.js", "memory_image.js"},
    "downloads.js": set(),
    "image_parts.js": set(),
    "memory_image.js": set(),
    "messages.js": set(),
    "codemirror.js": set(),
}


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


def javascript_imports(path: Path) -> set[str]:
    return set(re.findall(r"""(?:from|import)\s+["']\./([\w.-]+)["']""", path.read_text("utf8")))


def test_messages_js_is_all_that_page_and_worker_share() -> None:
    def reachable(name: str) -> set[str]:
        seen, waiting = set(), [name]
        while waiting:
            current = waiting.pop()
            if current not in seen:
                seen.add(current)
                path = LIVE / current
                waiting += javascript_imports(path) if path.is_file() else []
        return seen

    assert reachable("page.js") & reachable("worker.js") == {"messages.js"}


@pytest.mark.parametrize("name", BROWSER)
def test_the_browser_half_imports_downwards_only(name: str) -> None:
    assert javascript_imports(LIVE / name) <= BROWSER[name]


def test_only_page_js_mounts_and_only_worker_link_js_makes_the_worker() -> None:
    for path in LIVE.glob("*.js"):
        text = path.read_text("utf8")
        assert ("new Worker(" in text) == (path.name == "worker_link.js"), path.name
        assert ("document$" in text) == (path.name == "page.js"), path.name


def test_the_runner_knows_no_browser() -> None:
    for path in LIVE.glob("*.py"):
        assert not re.search(r"^\s*(import|from) (js|pyodide)\b", path.read_text("utf8"), re.M), path.name
