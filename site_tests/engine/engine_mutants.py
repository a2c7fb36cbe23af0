"""Try the recorded programs on mutants of the engine: how many small mistakes they notice.

    uv run python site_tests/engine/engine_mutants.py seqlite/optim/adam.py … [--list]

Changes each file in one small place (a number, a sign, a comparison, an axis, a default), and runs the
programs of site_tests/engine/data/snippets/ that come by there. A mutant that all of them pass is printed,
unless `engine_mutants.txt` lists it as equivalent, with the reason. Prints killed/total for each file, and
ends with 1 if one survived.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import gc
import importlib
import io
import json
import os
import signal
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

from site_tests import ROOT

DATA = ROOT / "site_tests" / "engine" / "data"
LISTED = Path(__file__).with_suffix(".txt")
PATIENCE = 3
"""As noticed counts what computes for so many times as long as the engine itself, and a second."""
LEFT_OUT = {"each_type", "image_files", "pillow_images"}
WORDS = {"_wants", "_layer_facts", "add_layer_to_error", "_wrong_keys", "docstring_of"}
"""Functions that write what PyTorch does not have, advice in messages and docstrings of derived layers: not
counted, since tests of their own read it (test_containers, test_state_dict, test_docstrings)."""
ONCE = "nn/modules/derived.py"
"""Runs once for all programs, so any of them may notice a mutant."""
SWAPPED: dict[type, type] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Pow: ast.Mult, ast.Mod: ast.Mult, ast.MatMult: ast.Mult, ast.Lt: ast.LtE, ast.LtE: ast.Lt,
    ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.And: ast.Or, ast.Or: ast.And,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip


class Places(ast.NodeVisitor):
    """The places of a file that can be changed: not in messages, annotations and docstrings."""

    def __init__(self) -> None:
        self.found: list[tuple[ast.AST, str]] = []
        self.home = ""
        self.around = ""

    def visit_Raise(self, node: ast.Raise) -> None:
        """Messages do not count."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value:
            self.visit(node.value)

    def visit_arg(self, node: ast.arg) -> None:
        """Annotations do not count."""

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Printed forms do not count."""

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg not in ("strict", "stacklevel"):
            self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        if not ast.unparse(node.func).startswith(("warnings.", "TypeVar", "cast", "check_tensor")):
            self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if node.name in WORDS:
            return
        before, self.home = self.home, f"{self.home}{node.name}."
        for inner in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults, *node.body):
            if inner is not None:
                self.visit(inner)
        self.home = before

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        before, self.home = self.home, f"{self.home}{node.name}."
        self.generic_visit(node)
        self.home = before

    def generic_visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.Subscript | ast.Tuple) and "Slot" in ast.unparse(node):
            return
        operator = getattr(node, "op", None)
        changed = (
            (isinstance(node, ast.Constant) and isinstance(node.value, int | float))
            or type(operator) in SWAPPED
            or isinstance(operator, ast.USub | ast.Not)
            or (isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPPED)
        )
        if changed:
            within = f" in {self.around}" if isinstance(node, ast.Constant) and self.around else ""
            self.found.append((node, f"{self.home.rstrip('.')}{within}"))
        before = self.around
        if isinstance(node, ast.expr | ast.Assign | ast.Return) and not isinstance(node, ast.UnaryOp):
            words = ast.unparse(node)
            self.around = words if len(words) < 90 else f"{words[:87]}..."
        super().generic_visit(node)
        self.around = before


def change(node: Any) -> str:
    """Change a node, and say what was done."""
    before = ast.unparse(node)
    if isinstance(node, ast.Constant):
        value: Any = node.value
        node.value = (
            not value
            if isinstance(value, bool)
            else value + 1
            if isinstance(value, int)
            else value * 1.5 + 0.1 * (not value)
        )
    elif isinstance(node, ast.Compare):
        node.ops = [SWAPPED[type(node.ops[0])](), *node.ops[1:]]
    elif isinstance(node, ast.UnaryOp):
        node.op = ast.UAdd() if isinstance(node.op, ast.USub) else ast.Not()
        if isinstance(node.op, ast.Not):
            node.operand = ast.UnaryOp(ast.Not(), node.operand)
    else:
        node.op = SWAPPED[type(node.op)]()
    return f"{before} -> {ast.unparse(node)}"


def mutants(source: str) -> Iterator[tuple[str, int, ast.Module]]:
    """Each mutant: its name, the line, and the tree."""
    count = len(places(ast.parse(source)))
    same: dict[str, int] = defaultdict(int)
    for number in range(count):
        tree = ast.parse(source)
        node, home = places(tree)[number]
        line = node.lineno  # type: ignore[attr-defined]
        words = f"{home}: {change(node)}"
        same[words] += 1
        again = f" (again, {same[words]})" if same[words] > 1 else ""
        yield words + again, line, ast.fix_missing_locations(tree)


def places(tree: ast.Module) -> list[tuple[ast.AST, str]]:
    """The places of a file that can be changed, in order."""
    visitor = Places()
    visitor.visit(tree)
    return visitor.found


def recorded() -> list[tuple[str, dict[str, Any]]]:
    """The programs that PyTorch has answered, and its answers."""
    sys.path.insert(0, str(DATA))
    import record_snippets

    found = []
    for path in sorted(record_snippets.FOLDER.glob("*.txt")):
        if path.stem not in LEFT_OUT:
            answers = json.loads(path.with_suffix(".json").read_text("utf8"))
            found += [(program, answers[label]) for label, program in record_snippets.programs(path).items()]
    return found


def passes(program: str, answer: dict[str, Any]) -> bool:
    """Whether the engine does what PyTorch does."""
    import record_snippets

    import seqlite

    mine = record_snippets.shown(seqlite, program)
    fits = answer["error"] in mine["error"] if answer["error"] else not mine["error"]
    return bool(fits and mine["prints"] == answer["prints"] and mine["warns"] == answer["warns"])


def while_importing() -> bool:
    """Whether a module is being imported now."""
    frame: FrameType | None = sys._getframe(2)
    while frame and not frame.f_code.co_filename.startswith("<frozen importlib"):
        frame = frame.f_back
    return frame is not None


def lines_met(
    files: set[str], programs: list[tuple[str, dict[str, Any]]]
) -> tuple[dict[tuple[str, int], list[int]], list[float]]:
    """Which programs come by each line of these files, and how long each program computes."""
    met: dict[tuple[str, int], list[int]] = defaultdict(list)
    seconds: list[float] = []
    tool, now = sys.monitoring.COVERAGE_ID, -1

    def line(code: Any, number: int) -> Any:
        if code.co_filename in files and code.co_flags & CO_OPTIMIZED:  # of a function, not as it is defined
            if while_importing():  # by chance this program was the first to need the file
                return None
            met[code.co_filename, number].append(now)
        return sys.monitoring.DISABLE

    sys.monitoring.use_tool_id(tool, "mutants")
    sys.monitoring.register_callback(tool, sys.monitoring.events.LINE, line)
    sys.monitoring.set_events(tool, sys.monitoring.events.LINE)
    for number, (program, answer) in enumerate(programs):
        now = number
        sys.monitoring.restart_events()
        began = time.process_time()
        passes(program, answer)
        seconds.append(time.process_time() - began)
    sys.monitoring.set_events(tool, 0)
    return met, seconds


def survives(prepare: Callable[[], Any], programs: list[tuple[str, dict[str, Any]]], seconds: float) -> bool:
    """Whether the programs, which take so long, pass once this is prepared. In a process of its own."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status) == 0
    signal.alarm(60 + int(10 * seconds))  # in case it waits
    signal.setitimer(signal.ITIMER_PROF, 1 + PATIENCE * seconds)
    passed = False
    with contextlib.suppress(BaseException), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        prepare()
        passed = all(passes(program, answer) for program, answer in programs)
    os._exit(0 if passed else 1)


def to_import(path: Path, tree: ast.Module) -> None:
    """Have this in place of the file, once the engine is imported."""
    import importlib.machinery as machinery

    read = machinery.SourceFileLoader.get_code

    def get_code(self: Any, name: str) -> Any:
        return compile(tree, str(path), "exec") if self.path == str(path) else read(self, name)

    machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign]


def codes(code: CodeType) -> Iterator[CodeType]:
    """The code of the functions in it, at any depth."""
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield inner
            yield from codes(inner)


def in_place(path: Path, source: str, tree: ast.Module) -> dict[CodeType, CodeType]:
    """What this mutant changes in the code of functions."""
    before, after = (list(codes(compile(what, str(path), "exec"))) for what in (source, tree))
    if len(before) != len(after):  # a branch that is never taken is not compiled
        return {}
    return {old: new for old, new in zip(before, after, strict=True) if old != new}


def exchange(path: Path, changed: dict[CodeType, CodeType]) -> None:
    """Change the functions that the engine, already imported, has of this file."""
    for function in gc.get_objects():
        if isinstance(function, FunctionType) and function.__code__.co_filename == str(path):
            function.__code__ = changed.get(function.__code__, function.__code__)


def programs_for(path: Path, line: int, tree: ast.Module, met: dict[tuple[str, int], list[int]]) -> list[int]:
    """The programs that come by this line, or by the function or class around it, or else by the file."""
    here = met.get((str(path), line), [])
    if here:
        return here
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and min(node.lineno, *(d.lineno for d in node.decorator_list), node.lineno)
        <= line
        <= (node.end_lineno or 0)
    ]
    first, last = (around[-1].lineno, around[-1].end_lineno or 0) if around else (0, 10**9)
    found: set[int] = set()
    for (file, number), numbers in met.items():
        if file == str(path) and first <= number <= last:
            found.update(numbers)
    if not found:  # what is said or done here serves functions elsewhere
        found = {i for (file, _), numbers in met.items() if file == str(path) for i in numbers}
    return sorted(found)


def main() -> int:
    """Try the files named on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--list", action="store_true", help="print survivors in the form of the list")
    given = parser.parse_args()
    programs, survived = recorded(), 0
    known = (
        {line.partition(" | ")[0] for line in LISTED.read_text("utf8").splitlines()}
        if LISTED.exists()
        else set()
    )
    paths = [file.resolve() for file in given.files]
    # Most mutants are noticed in a child that has the engine already. This process never imports it.
    read_end, write_end = os.pipe()
    if not os.fork():
        os.close(read_end)
        (met, seconds), noticed = lines_met({str(p) for p in paths}, programs), []
        others = [name for name in sys.modules if not name.startswith(("seqlite", "_"))]
        for path in paths:
            source = path.read_text("utf8")
            for number, (_, line, mutant) in enumerate(mutants(source)):
                changed = in_place(path, source, mutant)
                numbers = programs_for(path, line, ast.parse(source), met) if changed else []
                mine, takes = [programs[i] for i in numbers], sum(seconds[i] for i in numbers)
                if numbers and not survives(partial(exchange, path, changed), mine, takes):
                    noticed.append([str(path), number])
        with os.fdopen(write_end, "w") as pipe:
            json.dump([others, seconds, noticed, [[*place, numbers] for place, numbers in met.items()]], pipe)
        os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end) as pipe:
        others, seconds, noticed_there, places_met = json.load(pipe)
    by_line = {(file, number): numbers for file, number, numbers in places_met}
    # For files that work only while they are imported, as that which makes the derived layers.
    anywhere = [i for i, (program, _) in enumerate(programs) if "nn." in program]
    killed_there = {(file, number) for file, number in noticed_there}
    os.wait()
    for other in others:  # once for all mutants
        with contextlib.suppress(ImportError):
            importlib.import_module(other)
    for path in paths:
        source, killed, total = path.read_text("utf8"), 0, 0
        tree, name = ast.parse(source), path.relative_to(ROOT / "seqlite")
        for number, (words, line, mutant) in enumerate(mutants(source)):
            label = f"{name} {words}"
            if label in known:
                continue
            total += 1
            if (str(path), number) in killed_there:
                killed += 1
                continue
            numbers = [] if str(name) == ONCE else programs_for(path, line, tree, by_line)
            numbers = numbers or anywhere
            mine, takes = [programs[i] for i in numbers], sum(seconds[i] for i in numbers)
            if numbers and not survives(partial(to_import, path, mutant), mine, takes):
                killed += 1
            else:
                survived += 1
                print(
                    f"{label}"
                    if given.list
                    else f"  survived, line {line}: {words} ({len(numbers)} programs)",
                    flush=True,
                )
        print(f"{name!s:<50} {killed}/{total} killed", flush=True)
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
