"""Data flows one way on the page, in the worker, at build time: imports are held to it, every file is seen.

What a file may import follows from the folder it stands in.
"""

import ast
import re
import sys
from functools import cache
from pathlib import Path

import pytest

from site_tests import ROOT
from site_tests.style import imports

DOCS = ROOT / "docs"
BUILD = ROOT / "live_cells" / "plugin"
MAKE = ROOT / "live_cells" / "make"
LIVE = ROOT / "live_cells" / "live"
IMAGE = ROOT / "live_cells" / "image"
COURSE = DOCS / "course"
THEME = COURSE / "theme"
PYTHON_FILES = LIVE / "python"
GENERATED = LIVE / "page" / "config.js"  # at build time, for the page: where everything lies

OWN = COURSE / "page"
PAGE, WORKER, START = LIVE / "page" / "page.ts", LIVE / "worker" / "worker.ts", OWN / "course.ts"
UNPACKER, UNPACKING = LIVE / "worker" / "unpacker.ts", IMAGE / "restore" / "unpacking.ts"
MESSAGES, PHRASES, WORKERS = (LIVE / f"{name}.ts" for name in ("messages", "phrases", "workers"))
THEME_SCRIPT = THEME / "theme.js"
EDITOR = LIVE / "page" / "editor" / "codemirror" / "codemirror.ts"  # bundled with what it imports
D3 = LIVE / "page" / "pictures" / "d3.ts"  # as well
STARTS = [
    *(START, WORKER, UNPACKER, EDITOR, *sorted((LIVE / "offline").glob("*worker*.ts"))),
    *(THEME / name for name in ("mermaid.js", "pages.js", "paper.js", "scrollable.js", "theme.js")),
    *(LIVE / "any_theme" / f"{name}.ts" for name in ("any_theme", "links_within_page")),
]
"""Where a browser begins to read. Whatever else there is, one of these brings."""

SCRIPTS: dict[str, list[str]] = {
    "live": [],  # messages.ts, phrases.ts, workers.ts
    "live/page": [
        *(f"live/page/{name}" for name in ("kernel", "elements", "editor", "lesson", "cell", "pictures")),
        *("live/page/origins", "live/page/own_page"),
    ],
    "live/page/own_page": [
        *("live/page", "live/page/elements", "live/page/editor", "live/page/lesson", "live/page/cell"),
        "live/page/output",
    ],
    "live/page/kernel": ["live"],
    "live/page/elements": [],
    "live/page/editor": ["live/page/elements"],
    "live/page/editor/codemirror": [],
    "live/page/output": ["live/page/elements", "live/page/pictures", "live/page/widgets"],
    "live/page/widgets": ["live/page/elements", "live/page/kernel"],
    "live/page/pictures": ["live/page/elements", "live/page/kernel"],
    "live/page/origins": [f"live/page/{name}" for name in ("elements", "kernel", "pictures")],
    "live/page/lesson": ["live/page/elements"],
    "live/page/cell": [f"live/page/{name}" for name in ("elements", "editor", "output", "lesson")],
    "page/playground/setup": ["live/page/elements"],
    "page/playground/parts": ["live/page/elements", "page/playground/setup"],
    "page/playground/inside": ["live/page/elements", "page/playground/setup", "page/playground/parts"],
    "page/playground/stage": [
        *("live/page/elements", "live/page/pictures", "page/lab"),
        *("page/playground/setup", "page/playground/parts", "page/playground/inside"),
    ],
    "page/playground/timeline": [
        *("live/page/elements", "page/playground/setup", "page/playground/parts", "page/playground/stage"),
    ],
    "page/playground/surface": [
        *("live/page/elements", "live/page/pictures", "page/playground/setup"),
        *("page/playground/parts", "page/playground/stage"),
    ],
    "page/playground/code": [
        *(f"live/page/{name}" for name in ("editor", "elements", "kernel", "output")),
        "page/playground/setup",
    ],
    "page/playground": [
        *(f"live/page/{name}" for name in ("elements", "kernel", "lesson", "own_page")),
        *("page/lab", "page/playground/setup", "page/playground/parts"),
        *(f"page/playground/{name}" for name in ("inside", "stage", "timeline", "surface", "code")),
    ],
    "page/lab": [f"live/page/{name}" for name in ("elements", "lesson", "kernel")],
    "page": ["live/page", "live/page/elements", "page/lab", "page/playground"],
    "live/worker": ["live", "image", "image/restore"],
    "image": [],  # format.ts, file_system.ts
    "image/restore": ["live", "live/worker", "image", "image/slim"],
    "image/slim": [],
    "live/offline": [],
    "live/any_theme": [],
    "theme": [],
}
"""From which folders the scripts of each may import, besides their own; all of `live` also `phrases.ts`,
the page's `config.js`."""

PYTHON = {
    "live_cells/__init__.py": set(),
    "live_cells/hatch_build.py": {"standard", "other"},
    "live_cells/plugin/*.py": {"standard", "beside", "below", "other"},
    "live_cells/make/*.py": {  # what the plugin's steps are made of, and not the steps
        *("standard", "beside", "below", "other", "browser_assets", "build_cache", "cache", "cells"),
        *(
            "fetch",
            "html_source",
            "missing_imports",
            "offline",
            "reader_bytes",
            "settings",
            "site_assets",
            "site_requirements",
            "site_words",
        ),
    },
    "docs/course/reference/programs.py": {"standard", "engine", "other"},  # what the engine offers
    "live_cells/image/*.py": set(),
    "live_cells/image/build/memory_image.py": {"standard", "cache", "fetch"},
    "live_cells/image/build/__init__.py": set(),
    "live_cells/image/build/programs.py": {"standard", "engine", "numpy"},  # as well
    "live_cells/plugin/*/programs.py": {
        "standard",
        "engine",
        "numpy",
    },  # what steps have another Python do
    "live_cells/plugin/packages/matplotlib/*.py": {  # as well
        *("standard", "beside", "numpy", "matplotlib", "fontTools", "other"),  # pyparsing
    },
    "live_cells/plugin/packages/tqdm/*.py": {"standard", "tqdm"},  # as well
    "live_cells/plugin/packages/any_wheel/*.py": {"standard"},  # as well
    "live_cells/plugin/packages/adapted/*.py": {"standard"},  # as well
    "live_cells/sphinx.py": {"standard", "tool", "beside", "fetch", "other"},  # beside: Sphinx, by its name
    "live_cells/plugin/*/*.py": {
        *("standard", "beside", "cache", "fetch", "html_source", "build_cache", "site_words", "other")
    },
    "live_cells/live/python/live_runner/look_inside.py": {  # pictures, too
        *("standard", "engine", "beside", "live"),
    },
    "live_cells/live/python/live_runner/*.py": {"standard", "engine", "numpy", "beside"},
    "live_cells/live/python/live_editor/*.py": {"standard", "beside", "live"},
    "live_cells/live/python/page_programs/*.py": {"live"},
    "live_cells/live/python/provenance/*.py": {"standard", "engine", "numpy", "beside", "live"},
    "live_cells/live/python/pictures/*.py": {
        "standard",
        "engine",
        "beside",
    },  # it goes with notebooks, too
    "docs/course/python/page_programs/*.py": {"live"},
    "docs/course/python/*/*.py": {"standard", "engine", "numpy", "beside", "live"},
    "live_cells/live/python/live_plots/*.py": {"standard", "beside", "live", "matplotlib"},
    "docs/course/fonts.py": {"standard", "tool", "fontTools"},
    "docs/course/pages/check_rules.py": {"standard", "tool", "live"},
    "docs/course/pages/experiment_rules.py": {"standard", "course", "tool", "live"},
    "docs/course/classroom/*.py": {"standard"},  # the teacher's own machine
    "docs/course/film/train.py": {"standard", "engine", "numpy", "other"},  # in a Python of its own
    "docs/course/exercises/*.py": {"standard", "engine", "numpy", "matplotlib", "other"},  # readers' answers
    "docs/course/*.py": {"standard", "course", "tool", "other"},
    "docs/course/*/*.py": {"standard", "course", "tool", "other"},
    "docs/pytorch/*.py": {"standard", "engine", "numpy", "safetensors", "tqdm"},  # the reader's own machine
}
"""What Python files may import, by the folder they stand in; the first that fits."""
THIRD_PARTIES = {"numpy", "matplotlib", "fontTools", "tqdm", "safetensors"}
STANDARD = {*sys.stdlib_module_names, "compression"}  # Pyodide's Python may be newer than the one that tests


@cache
def scripts() -> imports.Graph:
    """The browser's scripts, and what each imports."""
    files = (
        file
        for file in [*LIVE.rglob("*.ts"), *IMAGE.rglob("*.ts"), *OWN.rglob("*.ts"), *THEME.rglob("*.js")]
        if not file.name.endswith(".d.ts")
    )
    return {file: _ours(file) - {GENERATED} for file in files}


def _ours(file: Path, types: bool = False) -> set[Path]:
    names = imports.of_script(file, types)
    return {(file.parent / name).resolve() for name in names if name.startswith(".")}


def _folder(file: Path) -> str:
    return file.parent.relative_to(LIVE.parent if file.is_relative_to(LIVE.parent) else COURSE).as_posix()


def _only_types() -> set[Path]:
    """Scripts that others import for types alone, and that hold nothing else."""
    for_types = set().union(*(_ours(file, types=True) for file in scripts()))
    return {
        file
        for file in for_types & set(scripts())
        if not re.search(r"^(export )?(const|let|function|class|async) ", file.read_text("utf8"), re.M)
    }


def test_every_script_belongs_to_one_start_and_what_is_shared_to_both_sides() -> None:
    starts = {
        file: [start for start in STARTS if file in imports.reached(scripts(), start)] for file in scripts()
    }
    assert starts.pop(MESSAGES) == [START, WORKER]
    assert starts.pop(PHRASES) == [START, WORKER, EDITOR]
    assert starts.pop(WORKERS) == [START, WORKER, UNPACKER]
    assert starts.pop(UNPACKING) == [WORKER, UNPACKER]
    assert THEME_SCRIPT in starts.pop(THEME_SCRIPT)  # the others of its folder import it, too
    wrong = {
        file.name: [start.name for start in of]
        for file, of in starts.items()
        if len(of) != 1 and not (file in _only_types() and not of)
    }
    assert not wrong, f"wanted: each of these scripts is brought by one start, nothing else: {wrong}"


def test_scripts_import_from_the_folders_that_theirs_may() -> None:
    for file in scripts():
        folder = _folder(file)
        allowed = {folder, *SCRIPTS[folder]}
        others = scripts()[file] - (set() if file.is_relative_to(THEME) else {PHRASES})
        wrong = {str(path.relative_to(ROOT)) for path in others if _folder(path) not in allowed}
        assert not wrong, f"{file.name}: {folder} imports from {sorted(allowed)} only"
        assert GENERATED not in _ours(file) or any(map(file.is_relative_to, (GENERATED.parent, OWN))), (
            "the page's alone"
        )


def test_page_and_worker_share_three_files() -> None:
    assert {file for file in scripts() if file.parent == LIVE} == {MESSAGES, PHRASES, WORKERS}


def test_scripts_import_downwards_only_types_included() -> None:
    graph = {file: _ours(file, types=True) & set(scripts()) for file in scripts()}
    assert imports.in_circles(graph) == set()


def test_scripts_are_seen_and_import_what_is_there() -> None:
    for file in [*scripts(), *BUILD.rglob("*.mjs"), *IMAGE.rglob("*.mjs")]:
        for name in imports.of_script(file):
            if file.suffix == ".mjs":
                assert name.startswith("node:") or (file.parent / name).is_file(), name
                script = (file.parent / name).resolve()
                reached = imports.reached(scripts(), script) if script in scripts() else ()
                assert not any(path.is_relative_to(LIVE) for path in reached), f"{name} needs a browser"
            elif name.startswith("."):
                assert (file.parent / name).resolve() in {*scripts(), GENERATED}, f"{name} is not there"
            else:
                assert file.parent == EDITOR.parent or file == D3, f"{name} is nothing that browsers know"


def test_scripts_stand_in_live_theme_or_plugin() -> None:
    found = (
        file
        for top in (DOCS, BUILD.parent)
        for file in top.rglob("*s")
        if file.suffix in (".js", ".mjs", ".ts")
    )
    of_a_build = (*BUILD.rglob("*.mjs"), *MAKE.glob("*.mjs"), *IMAGE.rglob("*.mjs"), *COURSE.rglob("*.mjs"))
    others = {file for file in found if file not in of_a_build and not file.name.endswith(".d.ts")}
    assert others == {*scripts()}


def test_the_kernel_is_made_by_page_and_handed_down() -> None:
    kernel, link = (LIVE / "page" / "kernel" / name for name in ("kernel.ts", "worker_link.ts"))
    assert [file for file, imported in scripts().items() if kernel in imported] == [PAGE]
    assert [file for file, imported in scripts().items() if link in imported] == [kernel]
    assert {file for file in scripts() if "new Worker(" in file.read_text("utf8")} == {link, UNPACKING}


KNOW_THE_THEME = (
    *("docs/course/theme/theme.css", "docs/course/theme/theme.js", "docs/course/theme_parts.py"),
    *(f"live_cells/live/any_theme/any_theme.{suffix}" for suffix in ("css", "ts")),  # of any that is known
    *(
        "docs/course/overrides/main.html",
        "docs/course/overrides/partials/source.html",
        "site_tests/pages/theme.py",
    ),
)
OF_THE_THEME = re.compile(r"(?<![\w-])(?:--)?md-[a-z]|__(?:md_|search|palette)|document\$|data-md|mdColor")


def test_each_kind_of_file_knows_the_theme_in_one_place() -> None:
    """Its classes, attributes, variables, events: who moves the site to another theme reads these files."""
    folders = (LIVE, BUILD, COURSE, ROOT / "site_tests")
    files = {path for folder in folders for path in folder.rglob("*")} - {Path(__file__)}
    sources = (path for path in files if path.suffix in (".js", ".mjs", ".ts", ".css", ".html", ".py"))
    sources = (path for path in sources if "finished" not in path.parts)  # of other people
    knowing = {path for path in sources if OF_THE_THEME.search(path.read_text("utf8"))}
    assert {path.relative_to(ROOT).as_posix() for path in knowing} == set(KNOW_THE_THEME)


def origin(name: str, path: Path) -> str:
    """What an imported module is, seen from the file that imports it."""
    if name.startswith("docs.course"):
        return "course"
    if name.startswith("live_cells") and not path.is_relative_to(BUILD.parent):
        return "tool"
    ours = name.removeprefix("live_cells.plugin").removeprefix(".")
    if name != ours and not ours:
        return "beside"  # each name that is taken from it is seen, too
    top = ours.partition(".")[0]
    if name == ours and top in STANDARD:
        return "standard"
    if top in ("seqlite", "torch", "torchvision"):
        return "engine"
    if top == "" or (path.parent / f"{top}.py").is_file() or path.parent == BUILD / top:
        return "beside"
    if (PYTHON_FILES / f"{top}.py").is_file() or (PYTHON_FILES / top).is_dir():
        return "live"
    if (BUILD / f"{top}.py").is_file():
        return top
    if (BUILD / top).is_dir():
        return "below"
    return top if top in THIRD_PARTIES else "other"


def test_python_files_import_what_their_folder_may() -> None:
    for path in (*DOCS.rglob("*.py"), *BUILD.parent.rglob("*.py")):
        allowed = next(may for folder, may in PYTHON.items() if path.relative_to(ROOT).match(folder))
        for name in imports.of_python(path):
            assert origin(name, path) in allowed, f"{path.name} imports {name}"


@pytest.mark.parametrize("folder", [PYTHON_FILES, BUILD, MAKE, COURSE], ids=lambda folder: folder.name)
def test_python_files_import_downwards_only(folder: Path) -> None:
    assert imports.in_circles(modules(folder)) == set()


def modules(folder: Path) -> imports.Graph:
    """The Python files of a folder and of those in it, and which of them each imports."""
    package = {BUILD: "live_cells.plugin.", MAKE: "live_cells.make.", COURSE: "docs.course."}.get(folder, "")
    files = {
        package + ".".join(path.relative_to(folder).with_suffix("").parts): path
        for path in folder.rglob("*.py")
    }
    found = {name.removesuffix(".__init__"): path for name, path in files.items()}
    homes = {path: name.rpartition(".")[0] for name, path in files.items()}
    return {
        path: {
            found[whole]
            for name in imports.of_python(path)
            if (whole := homes[path] + name if name.startswith(".") else name) in found
        }
        for path in files.values()
    }


def test_every_live_python_file_is_asked_for_by_the_worker_or_the_lab() -> None:
    asked = {
        name
        for script in (LIVE / "worker").rglob("*.ts")
        for name in re.findall(
            r'pyimport\("(live_runner\.\w+)"\)', imports.without_comments(script.read_text("utf8"))
        )
    }
    for program in (PYTHON_FILES / "page_programs").glob("*.py"):
        asked |= imports.of_python(program)
    graph = modules(PYTHON_FILES)
    starts = [PYTHON_FILES / f"{name.replace('.', '/')}.py" for name in asked]
    brought = set().union(*(imports.reached(graph, start) for start in starts if start in graph))
    runner = PYTHON_FILES / "live_runner"
    assert {runner / "__init__.py", *brought} >= set(runner.glob("*.py"))


def test_the_worker_knows_the_runners_doors_and_no_others() -> None:
    runner = ast.parse((PYTHON_FILES / "live_runner" / "runner.py").read_text("utf8"))
    functions = (node for node in runner.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    public = {function.name for function in functions if not function.name.startswith("_")}
    doors = public - {"execute"}  # that of the packages beside it
    introduction = (ast.get_docstring(runner) or "").partition("\n\n")[2]
    assert set(re.findall(r":func:`(\w+)`", introduction)) == doors
    assert set(re.findall(r"\brunner\.(\w+)\(", WORKER.read_text("utf8"))) == doors
    beside = [path for path in PYTHON_FILES.glob("*/*.py") if path.parent.name != "live_runner"]
    asked = {name for path in beside for name in re.findall(r"\brunner\.(\w+)", path.read_text("utf8"))}
    assert asked == {"execute"}
    [told] = re.findall(r"the doors of `runner.py`: ([^.]*)\.", (ROOT / "CONTRIBUTING.md").read_text("utf8"))
    assert set(re.findall(r"`(\w+)`", told)) == doors


def test_what_tests_share_lies_in_folders_that_the_readme_names() -> None:
    tests = ROOT / "site_tests"
    on_top = {path.name for path in tests.iterdir() if path.is_file()}
    assert on_top == {"README.md", "__init__.py", "conftest.py"}
    readme = (tests / "README.md").read_text("utf8")
    folders = {path.name for path in tests.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert {name for name in folders if f"`{name}/`" not in readme} == set()
