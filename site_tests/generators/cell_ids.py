"""Give the cells of a notebook ids that say something, where an editor has written random letters.

    python site_tests/generators/cell_ids.py NOTEBOOK ...

`record.py` does the same before it records. Standard library only.
"""

import argparse
import json
from pathlib import Path

from docs.course.pages import cell_ids


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("notebooks", nargs="+", type=Path)
    for path in parser.parse_args().notebooks:
        notebook = json.loads(path.read_text("utf8"))
        changed = cell_ids.renewed(notebook)
        for before, after in changed.items():
            print(f"{path.name}: {before} is now {after}")
        if changed:
            path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf8")


if __name__ == "__main__":
    main()
