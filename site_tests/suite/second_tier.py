"""Choose the browser tests of the second tier: what they execute, others execute as well.

    uv run python site_tests/suite/second_tier.py [EXECUTED]

Runs the first tier's browser tests and those listed in Chromium, in a copy of the tree whose scripts are not
minified, and writes `second_tier.txt`. With what such a run has written (`executed.py`), it only chooses.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from site_tests import ROOT
from site_tests.suite import last_run

OWN_FILES = (
    "accessibility classroom foreign_site isolation offline phone robustness serve strangers_code words"
)
OWN_WORDS = (  # in the names of tests
    "axe_ accessib cannot_see nowhere_trapped can_leave without_javascript without_scripts without_colors "
    "paper phone screen _room _fit_a _fits_a fitted one_line height _high wide size in_view moves "
    "cover_nothing covers_nothing its_place stays_where meets_every colors scheme legible style_sheets "
    "motion console policy http fetch is_light nothing_of nothing_that_comes comes_with _tabs_ test_stop "
    "stopped"
)
OWN = re.compile("|".join([*(f"test_{name}[.]py" for name in OWN_FILES.split()), *OWN_WORDS.split()]))
"""Tests that stay, whatever they execute: no line tells layout, media, policies, requests and races."""
CAUGHT = {
    "test_of_one_map_the_convolution_is_the_maps_own": "map_view.ts",
    "test_a_unit_explains_itself_when_it_has_the_focus": "formulas.ts",
    "test_the_sides_that_have_to_agree_are_marked_and_the_line_is_changed": "misfit_data.ts",
    "test_the_film_of_the_home_page_plays_once_when_it_is_seen": "player.ts",
    "test_the_loss_leads_to_any_state_by_pointer": "training_charts.ts",
    "test_hints_come_one_at_a_time": "exercises.ts",
    "test_what_runs_have_shown_is_kept_exported_and_comes_back": "notebook_file.ts",
    "test_the_best_weights_are_back_when_patience_ends": "mistakes.ts",
    "test_a_unit_more_is_a_branch_that_keeps_the_weights": "rebuilt.ts",
    "test_a_line_lights_what_it_is_about": "stage.ts",
    "test_a_change_of_the_data_or_the_layers_leaves_nothing_that_no_longer_holds": "data_panel.ts",
    "test_what_was_not_trained_is_not_said_to_have_been": "network_layout.ts",
    "test_pointing_at_a_unit_lights_its_symbols_and_their_line": "symbol_parts.ts",
    "test_enter_begins_to_edit_what_tab_has_reached_and_escape_ends_it": "help.ts",
}
"""Tests that stay, and the script with a planted mistake that only they have caught."""
MINIFIED = '"--bundle", "--minify", '
WATCH = """
const executed = new Set<string>();
Object.assign(self, { executed });
let again: (() => void) | undefined;
const WATCH = `
from sys import monitoring
def _entered(code, offset):
    if any(part in code.co_filename for part in parts):
        note(code.co_filename + "|" + code.co_qualname)
    return monitoring.DISABLE
monitoring.use_tool_id(1, "executed")
monitoring.register_callback(1, monitoring.events.PY_START, _entered)
monitoring.set_events(1, monitoring.events.PY_START)
monitoring.restart_events
`;
const PARTS = ["live_", "provenance", "pictures"];
"""
BEGIN = "    const asked = read(data, ...WORKER_TYPES);\n"
READY = '  send("ready", { python: python.version });\n'
CHANGES = [  # scripts as written, and a worker that notes each function of Python once in a test
    ("live_cells/plugin/packages/scripts.py", MINIFIED, '"--bundle", '),
    (
        "live_cells/plugin/packages/scripts.py",
        "(TOOLS, json.dumps(words)",
        "(TOOLS, json.dumps([words, BUNDLED])",
    ),
    ("live_cells/live/worker/worker.ts", "\nself.onmessage = ", f"{WATCH}\nself.onmessage = "),
    (
        "live_cells/live/worker/worker.ts",
        BEGIN,
        f"{BEGIN}    if ((self as any).isNew) again?.();\n    Object.assign(self, {{ isNew: false }});\n",
    ),
    (
        "live_cells/live/worker/worker.ts",
        READY,
        "  const globals = python.toPy({ note: (name: string) => void executed.add(name), parts: PARTS });\n"
        f"  again = (python as any).runPython(WATCH, {{ globals }});\n{READY}",
    ),
]


def moved(executed: dict[str, set[str]], seconds: dict[str, float]) -> set[str]:
    """Tests without which the others execute as much; of each file, one stays at least."""
    kept = {
        test
        for test in executed
        if test.partition("[")[0].rpartition("::")[2] in CAUGHT or OWN.search(test.partition("[")[0])
    }
    own = frozenset(kept)
    left = {place for places in executed.values() for place in places}.difference(
        *(executed[test] for test in kept)
    )
    while left:  # what is new for a second comes first
        rest = executed.keys() - kept
        best = max(sorted(rest), key=lambda test: len(executed[test] & left) / seconds.get(test, 0.3))
        kept.add(best)
        left -= executed[best]
    files = Counter(file_of(test) for test in kept)
    for test in sorted(executed, key=lambda test: (seconds.get(test, 0.3), test)):
        if not files[file_of(test)]:
            kept.add(test)
            files[file_of(test)] += 1
    counts = Counter(place for test in kept for place in executed[test])
    for test in sorted(kept - own, key=lambda test: -seconds.get(test, 0.3)):
        if files[file_of(test)] > 1 and all(counts[place] > 1 for place in executed[test]):
            kept.remove(test)
            files[file_of(test)] -= 1
            counts.subtract(executed[test])
    return executed.keys() - kept


def file_of(test: str) -> str:
    return test.partition("::")[0]


def run(tree: Path, file: Path) -> None:
    """Write what each test that passes executes, in a copy of the tree."""
    for name, right, wrong in CHANGES:
        text = (tree / name).read_text("utf8")
        assert text.count(right) == 1, f"{name} has changed: {right}"
        (tree / name).write_text(text.replace(right, wrong), "utf8")
    environment = {**os.environ, "SEQLITE_TEST_EXECUTED": str(file)}
    (tree / last_run.SECOND_TIER.relative_to(ROOT)).write_text("", "utf8")
    options = ["-p", "site_tests.suite.executed", "--browser", "chromium"]
    command = [sys.executable, "-m", "pytest", *options, "site_tests/browser"]
    subprocess.run(command, cwd=tree, env=environment, check=False)


def main() -> None:
    with TemporaryDirectory() as folder:
        file = Path(sys.argv[1]) if sys.argv[1:] else Path(folder, "executed.jsonl")
        if not sys.argv[1:]:
            tree = Path(folder, "tree")
            subprocess.run(["git", "worktree", "add", "--detach", "--quiet", tree], cwd=ROOT, check=True)
            try:
                run(tree, file)
            finally:
                subprocess.run(["git", "worktree", "remove", "--force", tree], cwd=ROOT, check=True)
        runs = map(json.loads, file.read_text("utf8").splitlines())
        executed = {run["test"]: set(run["executed"]) for run in runs if run["outcome"] == "passed"}
    executed = {test: places for test, places in executed.items() if places}  # not those of other sites
    seconds = last_run.seconds(None)
    tests = moved(executed, seconds)
    whole, less = (sum(seconds.get(test, 0.3) for test in some) for some in (executed, tests))
    told = f"{len(tests)} of {len(executed)} tests in Chromium, {less:.0f} of {whole:.0f} seconds"
    head = f"# {told}: what they execute, others execute as well. Written by second_tier.py."
    last_run.SECOND_TIER.write_text("\n".join([head, *sorted(tests)]) + "\n", "utf8")
    print(told)


if __name__ == "__main__":
    main()
