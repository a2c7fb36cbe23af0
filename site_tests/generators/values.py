"""The figures in prose that name the recorded output they come from: are they what it holds?

    python site_tests/generators/values.py             # list those that are not
    python site_tests/generators/values.py --write     # put what the outputs hold in their place

`record.py` does the second when it has recorded. Needs the standard library only. Read the sentences around
what changed: they may no longer be true.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
from live_cells.plugin.pages import values


def pages(docs: Path = DOCS) -> list[Path]:
    """All pages of the site: Markdown files and notebooks."""
    return sorted(path for kind in ("md", "ipynb") for path in docs.rglob(f"*.{kind}"))


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """A page's Markdown, a notebook's by the ids of its cells."""
    if path.suffix == ".md":
        yield "", path.read_text("utf8")
        return
    for cell in json.loads(path.read_text("utf8"))["cells"]:
        if cell["cell_type"] == "markdown":
            yield cell["id"], "".join(cell["source"])


def problems(path: Path, docs: Path = DOCS) -> list[str]:
    page = path.relative_to(docs).as_posix()
    return [problem for cell, text in texts(path) for problem in values.problems(text, page, docs, cell)]


def rewrite(path: Path, docs: Path = DOCS) -> list[str]:
    """Put into a page what the outputs hold; returns a line for each figure that changed."""
    page = path.relative_to(docs).as_posix()
    new = {cell: values.rewritten(text, page, docs) for cell, text in texts(path)}
    changed = [(cell, figure) for cell, (_, figures) in new.items() for figure in figures]
    if changed and path.suffix == ".md":
        path.write_text(new[""][0], "utf8")
    elif changed:
        notebook = json.loads(path.read_text("utf8"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown":
                cell["source"] = new[cell["id"]][0].splitlines(keepends=True)
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf8")
    return [
        f"{page}{f', cell {cell}' if cell else ''}: {figure.written} is now {figure.wanted} "
        f"(cell {figure.cell}: {figure.said!r})"
        for cell, figure in changed
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="correct the figures in the pages")
    if parser.parse_args().write:
        print("\n".join(line for path in pages() for line in rewrite(path)) or "all figures hold")
        return
    wrong = [problem for path in pages() for problem in problems(path)]
    print("\n".join(wrong) or "all figures hold")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
