"""Data flows one way on the page, in the worker, at build time: imports are held to it, every file is seen.

What a file may import follows from what it is, and that from the folder it stands in and from who imports it.
"""

import ast
import re
import sys
from functools import cache
from pathlib import Path

import imports
import pytest
from paths import ROOT

DOCS = ROOT / "docs"
LIVE = DOCS / "live"
THEME = DOCS / "theme"
HOOKS = DOCS / "hooks"
GENERATED = "./config.js"  # at build time, for the page: where everything lies

PAGE, WORKER = LIVE / "page.js", LIVE / "worker.js"
SHARED = LIVE / "messages.js"
STARTS = [
    *(PAGE, WORKER, LIVE / "codemirror.js", LIVE / "service_worker.js", LIVE / "service_worker_off.js"),
    *(THEME / name for name in ("leave.js", "math.js", "mermaid.js", "paper.js")),
]
"""Where a browser begins to read. Whatever else there is, one of these brings."""

PYTHON = {
    "docs/hooks/*.py": {"standard", "beside", "other"},
    "docs/hooks/*/*.py": {"standard", "engine", "numpy"},  # what hooks have another Python do
    "docs/live/*.py": {"standard", "engine", "numpy", "beside"},
    "docs/live/lab/*.py": {"live"},
    "docs/live/plots/*.py": {"standard", "numpy", "beside", "matplotlib", "fontTools"},
    "docs/live/progress/*.py": {"standard", "beside", "tqdm"},
    "docs/pytorch/*.py": {"standard", "engine", "numpy", "safetensors", "tqdm"},  # the reader's own machine
}
"""What Python files may import, by the folder they stand in."""
STANDARD = {*sys.stdlib_module_names, "compression"}  # Pyodide's Python may be newer than the one that tests


@cache
def scripts() -> imports.Graph:
    """The browser's scripts, and what each imports."""
    files = [*LIVE.rglob("*.js"), *THEME.rglob("*.js")]
    return {
        file: {(file.parent / name).resolve() for name in imports.of_script(file) if _is_file_of_ours(name)}
        for file in files
    }


def _is_file_of_ours(name: str) -> bool:
    return name.startswith(".") and name != GENERATED


def test_every_script_belongs_to_one_start_and_messages_js_alone_to_both_sides() -> None:
    starts = {
        file: [start for start in STARTS if file in imports.reached(scripts(), start)] for file in scripts()
    }
    assert starts.pop(SHARED) == [PAGE, WORKER]
    wrong = {file.name: [start.name for start in of] for file, of in starts.items() if len(of) != 1}
    assert not wrong, f"wanted: each of these scripts is brought by one start, nothing else: {wrong}"


def test_scripts_import_downwards_only() -> None:
    assert imports.in_circles(scripts()) == set()


@pytest.mark.parametrize("file", sorted(DOCS.rglob("*js")), ids=lambda path: str(path.relative_to(DOCS)))
def test_scripts_are_seen_and_import_what_is_there(file: Path) -> None:
    for name in imports.of_script(file):
        if file.is_relative_to(HOOKS):
            assert name.startswith("node:") or (file.parent / name).is_file(), name
        elif _is_file_of_ours(name):
            assert (file.parent / name).resolve() in scripts(), f"{name} is not there"
        else:
            assert name == GENERATED or file.name == "codemirror.js", f"{name} is nothing that browsers know"
    assert file in scripts() or file.is_relative_to(HOOKS), "scripts stand in live, theme or hooks"


def test_the_kernel_is_made_by_page_js_and_handed_down() -> None:
    kernel = LIVE / "client.js"
    assert [file for file, imported in scripts().items() if kernel in imported] == [PAGE]
    assert not imports.reached(scripts(), kernel) & imports.reached(scripts(), LIVE / "cell.js")
    link = LIVE / "worker_link.js"
    assert [file for file, imported in scripts().items() if link in imported] == [kernel]
    assert [file for file in scripts() if "new Worker(" in file.read_text("utf8")] == [link]


def test_page_js_alone_knows_the_theme() -> None:
    assert [file for file in LIVE.rglob("*.js") if "document$" in file.read_text("utf8")] == [PAGE]


def origin(name: str, path: Path) -> str:
    """What an imported module is, seen from the file that imports it."""
    top = name.partition(".")[0]
    if top in STANDARD:
        return "standard"
    if top in ("seqlite", "torch", "torchvision"):
        return "engine"
    if top == "" or (path.parent / f"{top}.py").is_file():
        return "beside"
    if (LIVE / f"{top}.py").is_file():
        return "live"
    return top if top == "numpy" or path.parent != HOOKS else "other"


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.py")), ids=lambda path: str(path.relative_to(DOCS)))
def test_python_files_import_what_their_folder_may(path: Path) -> None:
    [allowed] = [may for folder, may in PYTHON.items() if path.relative_to(ROOT).match(folder)]
    for name in imports.of_python(path):
        assert origin(name, path) in allowed, f"{path.name} imports {name}"


@pytest.mark.parametrize("folder", [LIVE, HOOKS], ids=lambda folder: folder.name)
def test_python_files_import_downwards_only(folder: Path) -> None:
    assert imports.in_circles(modules(folder)) == set()


def modules(folder: Path) -> imports.Graph:
    """The Python files of a folder, and which of them each imports."""
    files = {path.stem: path for path in folder.glob("*.py")}
    return {
        path: {files[name] for name in imports.of_python(path) if name in files} for path in files.values()
    }


def test_every_live_python_file_is_asked_for_by_the_worker_or_the_lab() -> None:
    asked = {
        name
        for script in LIVE.glob("*.js")
        for name in re.findall(r'pyimport\("(\w+)"\)', imports.without_comments(script.read_text("utf8")))
    }
    starts = [LIVE / f"{name}.py" for name in asked | imports.of_python(LIVE / "lab" / "program.py")]
    graph = modules(LIVE)
    assert set().union(*(imports.reached(graph, start) for start in starts if start in graph)) == set(graph)


def test_the_worker_knows_the_runners_doors_and_no_others() -> None:
    runner = ast.parse((LIVE / "runner.py").read_text("utf8"))
    functions = (node for node in runner.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    doors = {function.name for function in functions if not function.name.startswith("_")}
    introduction = (ast.get_docstring(runner) or "").partition("\n\n")[2]
    assert set(re.findall(r":func:`(\w+)`", introduction)) == doors
    assert set(re.findall(r"\brunner\.(\w+)\(", WORKER.read_text("utf8"))) == doors
    [told] = re.findall(r"the doors of `runner.py`: ([^.]*)\.", (ROOT / "CONTRIBUTING.md").read_text("utf8"))
    assert set(re.findall(r"`(\w+)`", told)) == doors
