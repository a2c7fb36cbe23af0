"""Which tests a change can reach, by what they import, name, and load: `uv run pytest --changed`.

A test of a browser is reached by the scripts, the pages and the parts of Python that its pages asked for when
all tests last ran; any other by what its file imports, directly or not, and by the files that it names.
"""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest

from site_tests import ROOT
from site_tests.style import imports
from site_tests.suite import last_run

TESTS = ROOT / "site_tests"
LIVE = ROOT / "live_cells" / "live"
COURSE = ROOT / "docs" / "course"
TOPS = (  # where Python's dotted names begin, for one process of the tests or another
    *(ROOT, LIVE / "python", COURSE / "python"),
    *(TESTS / name for name in ("oracle", "engine", "bench", "lessons")),
)
STARTS = [LIVE / "page" / "page.ts", COURSE / "page" / "course.ts"]
ARCHIVES = {  # what a page's worker has unpacked, and the folder that it is made of
    "pictures.zip": "live_cells/live/python/pictures",
    "provenance.zip": "live_cells/live/python/provenance",
    "live_editor.zip": "live_cells/live/python/live_editor",
    "live_lab.zip": "docs/course/python/live_lab",
    "live_playground.zip": "docs/course/python/live_playground",
}
PYTHON = ("seqlite", "live_cells/live/python/live_runner", "live_cells/live/worker", "live_cells/image")
"""What every page in which Python runs reaches, beside `worker.js`."""
BUILDS = ("live_cells/plugin", "live_cells/make", "live_cells/sphinx.py", "live_cells/words", "mkdocs.yml")
ALWAYS = ("site_tests/conftest.py", "site_tests/suite", "pyproject.toml")
STATIC = tuple(
    f"build/test_{name}.py"
    for name in (
        "style",
        "script_types",
        "script_lint",
        "prose",
        "architecture",
        "site_architecture",
        "sources",
    )
)
"""They read all files, and run beside the others."""


def changed_files(since: str) -> list[str]:
    """Files that differ from a commit; without one, from the last, or in it where nothing differs."""

    def git(*arguments: str) -> list[str]:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            raise pytest.UsageError(f"--changed: git says: {done.stderr.strip()}")
        return done.stdout.split("\n")[:-1]

    new = git("ls-files", "--others", "--exclude-standard")
    files = git("diff", "--name-only", "--no-renames", since or "HEAD") + new
    return files or ([] if since else git("diff", "--name-only", "--no-renames", "HEAD~"))


def select(items: list[pytest.Item], files: Iterable[str]) -> tuple[list[pytest.Item], list[str]]:
    """The tests that a change of these files can reach, and lines that say what is left out, and why."""
    change = Change(files)
    taken, left = [], dict.fromkeys(change.reasons, 0)
    for item in items:
        reason = change.why_not(item)
        if reason:
            left[reason] += 1
        else:
            taken.append(item)
    lines = [f"{len(change.files)} changed files reach {len(taken)} of {len(items)} tests; left out are"]
    return taken, lines + [f"  {count}: {reason}" for reason, count in left.items() if count]


class Change:
    """Files that differ, and what they reach."""

    pages = "tests of pages that asked for none of what differs, when all tests last ran"
    builds = "tests of sites built by the tool, of which nothing differs but what runs in a reader's browser"
    others = "tests whose files import and name none of what differs"
    reasons = (pages, builds, others)

    def __init__(self, files: Iterable[str]) -> None:
        self.files = set(files)
        self.loads = last_run.loads()
        self.has_all = self._is_in(*ALWAYS)

    def _is_in(self, *places: str) -> bool:
        """Does a file differ that is one of these, or lies in one of these folders?"""
        return any(file == place or file.startswith(f"{place}/") for file in self.files for place in places)

    def why_not(self, item: pytest.Item) -> str:
        """Empty if the change reaches the test, else one of the reasons."""
        file = item.path.relative_to(TESTS).as_posix()
        if self.has_all or file in STATIC or self._is_in(*needs_of(item.path)):
            return ""
        if file == "unit/test_in_node.py":
            script = TESTS / "unit" / item.name.partition("[")[2].rstrip("]")
            return "" if self.files & {named(each) for each in script_closure(script)} else self.others
        if file.startswith("browser/"):
            return "" if self._reaches_pages(item) else self.pages
        fixtures = getattr(item, "fixturenames", ())
        if "site_dir" in fixtures:
            return "" if self._is_in("docs", "live_cells", "seqlite", "mkdocs.yml") else self.others
        if "assets" in fixtures or names_builds(item.path):
            is_built = self._is_in(*BUILDS, "seqlite") or any(map(is_step_of_build, self.files))
            return "" if is_built else self.builds
        return self.others

    def _reaches_pages(self, item: pytest.Item) -> bool:
        loads = self.loads.get(item.nodeid.partition("[")[0])
        if loads is None or self._is_in("mkdocs.yml", *BUILDS) or any(map(is_style, self.files)):
            return True
        scripts: set[Path] = set()
        for start in [*STARTS, *entries(frozenset(loads))]:
            scripts |= script_closure(start)
        places = [page for address in loads if address.startswith("/") for page in sources_of(address)]
        places += [folder for archive, folder in ARCHIVES.items() if archive in loads]
        if "worker.js" in loads:
            places += PYTHON
        return self._is_in(*map(named, scripts), *places) or any(map(self._is_of_no_page, self.files))

    def _is_of_no_page(self, file: str) -> bool:
        """Is it of the site, and nothing that a page is known to ask for: shell, data, steps of a build?"""
        is_known = file.endswith((".ts", ".ipynb", ".md")) or self._is_python_of_readers(file)
        return file.startswith(("docs/", "live_cells/")) and not is_known

    def _is_python_of_readers(self, file: str) -> bool:
        return file.startswith((*ARCHIVES.values(), *PYTHON))


def is_step_of_build(file: str) -> bool:
    """Scripts and styles are copied, whatever is in them."""
    return file.startswith("docs/course/") and not file.endswith((".ts", ".css"))


def is_style(file: str) -> bool:
    """Any page may look otherwise."""
    return file.endswith((".css", ".html", ".json")) and file.startswith(("docs/course/", "live_cells/"))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def sources_of(address: str) -> list[str]:
    """The files of which a page is made, for its address on the site."""
    path = address.strip("/")
    return [f"docs/{path}{end}" for end in (".ipynb", ".md", "/index.md")] if path else ["docs/index.md"]


@cache
def entries(loads: frozenset[str]) -> tuple[Path, ...]:
    """The scripts that a page has asked for by a name of their own."""
    names = {Path(name).stem for name in loads if name.endswith(".js")}
    return tuple(file for file in scripts() if file.stem in names)


@cache
def scripts() -> tuple[Path, ...]:
    return tuple(file for top in (ROOT / "live_cells", COURSE) for file in top.rglob("*.ts"))


@cache
def script_closure(start: Path) -> frozenset[Path]:
    """A script and what it imports at once; what it imports later, a page asks for by name."""
    return frozenset(imports.reached(Lazily(imported_at_once), start))


@cache
def needs_of(file: Path) -> frozenset[str]:
    """A test's file, and what it imports and names, directly or not; of the engine, all if any."""
    graph = Lazily(needs)
    own = file.parent / "conftest.py"
    starts = [file, own] if own.is_file() and file.parent != TESTS else [file]
    places = {named(each) for start in starts for each in imports.reached(graph, start)}
    return frozenset(
        places | ({"seqlite"} if any(place.startswith("seqlite/") for place in places) else set())
    )


class Lazily(dict[Path, Iterable[Path]]):
    """A graph whose arrows are looked up where it is walked."""

    def __init__(self, arrows: Callable[[Path], Iterable[Path]]) -> None:
        self._arrows = arrows

    def __missing__(self, file: Path) -> Iterable[Path]:
        return self.setdefault(file, self._arrows(file))


@cache
def imported_at_once(script: Path) -> tuple[Path, ...]:
    text = imports.without_comments(script.read_text("utf8"))
    at_once = text if script.suffix == ".mjs" else re.sub(r"\bimport\([^)]*\)", "", text)
    names = re.findall(r"""["'](\.{1,2}/[^"'\n]+\.(?:ts|mjs|js|json))["']""", at_once)
    return tuple(place for name in names if (place := (script.parent / name).resolve()).is_file())


@cache
def needs(file: Path) -> tuple[Path, ...]:
    """The files and folders of the tree that a file imports and, if it is of the tests, names."""
    if file.suffix in (".ts", ".mjs"):
        return imported_at_once(file)
    if file.suffix != ".py" or file.is_relative_to(ROOT / "seqlite"):
        return ()
    found: set[Path] = set()
    for module in imports.of_python(file):
        found.update(module_files(file, module))
    if file.is_relative_to(TESTS):
        for node in ast.walk(ast.parse(file.read_text("utf8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 100:
                found.update(named_in(file, node.value))
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
                found.update(named_in(file, joined(node)))
    return tuple(found)


def module_files(file: Path, module: str) -> list[Path]:
    """The files of a module, as one file imports it."""
    dots = len(module) - len(module.lstrip("."))
    tops = [file.parents[dots - 1]] if dots else [*TOPS, file.parent]
    steps = [step for step in module.lstrip(".").split(".") if step]
    found = []
    for top in tops:
        place = top.joinpath(*steps)
        found += [
            each for each in (place.with_suffix(".py"), place / "__init__.py") if each.is_file() and steps
        ]
    return found


def named_in(file: Path, text: str) -> list[Path]:
    """The files that a string names: by a path in the tree, or as the module of `module:function`."""
    module = text.partition(":")[0]
    if module.isidentifier() and (":" in text or module.endswith("_checks")):
        return module_files(file, module)
    if not re.fullmatch(r"[\w.-]+(/[\w.-]+)+|[\w-]+\.(?:py|mjs|md|json|txt|tsv|toml|yml|ipynb)", text):
        return []
    places = [top / text for top in (ROOT, TESTS, file.parent, file.parent / "data")]
    return [place for place in places if place.is_file() or (place.is_dir() and not holds_modules(place))]


def holds_modules(folder: Path) -> bool:
    """Do imports say more exactly what is meant in a folder?"""
    return folder.parent == ROOT or any(top.is_relative_to(folder) for top in TOPS)


def joined(node: ast.expr) -> str:
    """`ROOT / "docs" / "guides"` as `docs/guides`; empty where a part is no string."""
    if isinstance(node, ast.BinOp) and isinstance(node.right, ast.Constant):
        left = joined(node.left)
        return f"{left}/{node.right.value}" if left else str(node.right.value)
    return ""


@cache
def names_builds(file: Path) -> bool:
    """Does a test's file build sites, by programs that it imports or starts?"""
    return any(place.startswith(BUILDS) for place in needs_of(file)) or "-m" in file.read_text("utf8")
