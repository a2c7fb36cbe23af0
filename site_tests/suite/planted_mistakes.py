"""Plant small mistakes all over the tree, one at a time, and see which tests notice.

    uv run python site_tests/suite/planted_mistakes.py --list                    # choose them anew, by seed
    uv run python site_tests/suite/planted_mistakes.py [--only PART] [--first N] [-- pytest's options]

Each stands in `planted_mistakes.txt` with its part, its file, the line as it is, and with the mistake.
They are planted in a copy of the tree, and tested by `pytest --changed -x`, or with the options after `--`.
A line is printed for each: the first test that failed and the seconds that it took, or that none did.
"""

import argparse
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from site_tests import ROOT

LISTED = Path(__file__).with_suffix(".txt")
EACH = 15  # mistakes in a part
PAGE = ("cell", "editor", "elements", "kernel", "lesson", "output")
PARTS = {
    "engine": ["seqlite/**/*.py"],
    "runner": ["live_cells/live/python/live_runner/*.py", "live_cells/live/worker/*.ts"],
    "pictures": ["live_cells/live/python/pictures/*.py", "live_cells/live/page/pictures/*.ts"],
    "numbers": ["live_cells/live/python/provenance/*.py", "live_cells/live/page/origins/*.ts"],
    "page": [f"live_cells/live/page/{name}/**/*.ts" for name in PAGE],
    "Playground": ["docs/course/page/playground/**/*.ts", "docs/course/python/live_playground/*.py"],
    "build": ["live_cells/plugin/**/*.py", "live_cells/make/*.py", "docs/course/*.py"],
    "style": ["live_cells/live/style/*.css", "docs/course/style/*.css"],
}  # fmt: skip
OTHER = {"&&": "||", "||": "&&", "and": "or", "or": "and"}
MISTAKES = [  # what can be wrong with a line: a pattern, and what takes its place
    (r"(?<![\w.#\"'])(\d+)(?![\w.%\"'])", lambda found: str(int(found[1]) + 1)),
    (r" (\+|-) ", lambda found: " - " if found[1] == "+" else " + "),
    (r" (<|>)(=?) ", lambda found: f" {found[1]}{'' if found[2] else '='} "),
    (r" (===?|!==?) ", lambda found: f" {'!' if found[1][0] == '=' else '='}{found[1][1:]} "),
    (r" (&&|\|\||and|or) ", lambda found: f" {OTHER[found[1]]} "),
    (r"\bawait ", lambda found: ""),
    (r"\bnot (?!in\b)", lambda found: ""),
    (r"(?<![\w.])(true|True)\b", lambda found: {"t": "false", "T": "False"}[found[1][0]]),
    (r"(?<![\w.])(false|False)\b", lambda found: {"f": "true", "F": "True"}[found[1][0]]),
    (r"\"(click|input|change|keydown|pointerdown)\"", lambda found: f'"{found[1]}s"'),
    (r"(\.(?:cell|pg|live|figure)-[\w-]+)(?=[ \"'`\]{,:.)])", lambda found: f"{found[1]}x"),
]  # fmt: skip
NO_CODE = re.compile(r"\s*(?:#|//|/?\*|@|import\b|from\b|export \*|>>>|[rf]?[\"'`]|type\b|interface\b)|\S*$")
TEXT = re.compile(r'""".*?"""|/\*.*?\*/', re.S)


class Mistake(NamedTuple):
    part: str
    file: str
    right: str
    wrong: str


def listed() -> Iterator[Mistake]:
    for block in LISTED.read_text("utf8").strip().split("\n\n"):
        yield Mistake(*block.split("\n"))


def chosen(seed: int) -> Iterator[Mistake]:
    """So many of each part, in lines that stand once in their file."""
    choice = random.Random(seed)
    for part, patterns in PARTS.items():
        files = sorted(file for pattern in patterns for file in ROOT.glob(pattern))
        candidates = [
            Mistake(part, file.relative_to(ROOT).as_posix(), line, re.sub(pattern, other, line, count=1))
            for file in files
            for lines in [TEXT.sub("", file.read_text("utf8")).split("\n")]
            for line in lines
            if file.read_text("utf8").split("\n").count(line) == lines.count(line) == 1
            and not NO_CODE.match(line)
            for pattern, other in MISTAKES
            if re.search(pattern, line)
        ]
        yield from choice.sample(candidates, EACH)


def tried(mistake: Mistake, tree: Path, options: list[str]) -> str:
    """The first test that notices, or `nothing`, with seconds."""
    file = tree / mistake.file
    text = file.read_text("utf8")
    if text.split("\n").count(mistake.right) != 1:
        return "the line is not there any more: choose the mistakes anew"
    file.write_text(text.replace(mistake.right, mistake.wrong), "utf8")
    start = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", *options]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    file.write_text(text, "utf8")
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.M)
    return f"{failed[1] if failed else 'nothing'} ({time.monotonic() - start:.0f} s)"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--list", action="store_true", help="write the list anew")
    parser.add_argument("--seed", type=int, default=0, help="where the choice begins")
    parser.add_argument("--only", choices=PARTS, help="mistakes of this part")
    parser.add_argument("--first", type=int, help="so many of them")
    parser.add_argument("options", nargs="*", help="which tests; without any, those that the change reaches")
    arguments = parser.parse_args()
    if arguments.list:
        text = "\n\n".join("\n".join(mistake) for mistake in chosen(arguments.seed))
        LISTED.write_text(f"{text}\n", "utf8")
        return
    mistakes = [each for each in listed() if arguments.only in (None, each.part)][: arguments.first]
    with TemporaryDirectory() as folder:
        tree = Path(folder, "tree")
        subprocess.run(["git", "worktree", "add", "--detach", "--quiet", tree], cwd=ROOT, check=True)
        try:
            for mistake in mistakes:
                noticed = tried(mistake, tree, arguments.options or ["--changed", "-x"])
                print(f"{mistake.part}: {mistake.file}: {mistake.wrong.strip()}\n    {noticed}", flush=True)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", tree], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
