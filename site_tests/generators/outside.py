"""Which public names of PyTorch are outside of the engine's scope, and why; and which are not here yet.

    uv run python site_tests/generators/outside.py            # write the table anew
    uv run python site_tests/generators/outside.py --summary  # say how many names there are of each kind

`engine/data/outside.tsv` gives each public name that does not work one reason (`REASONS`). Reasons are
written by hand. This takes out what works by now, and enters what has no reason as `NOT_YET`.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter

from site_tests import ROOT
from site_tests.generators import census

DATA = ROOT / "site_tests" / "engine" / "data"
NAMESPACES, TABLE = DATA / "namespaces.json", DATA / "outside.tsv"
NOT_YET = "not yet"
REASONS = (
    "complex numbers",
    "sparse",
    "quantized",
    "FFT and signal",
    "other devices and distributed",
    "compilers and scripting",
    "named and nested tensors",
    "deprecated or private by PyTorch's own word",
    "orthogonal polynomials and Bessel functions",
    "data sets that a page cannot have",
)


def public_names() -> list[tuple[str, str]]:
    """PyTorch's public names, as pairs of namespace and name."""
    recorded = json.loads(NAMESPACES.read_text("utf8"))
    return [(path, name) for path, names in recorded.items() for name in names.get("public", ())]


def table() -> dict[tuple[str, str], str]:
    """The reason for each name that the table has."""
    rows = (line.split("\t") for line in TABLE.read_text("utf8").splitlines()[1:])
    return {(path, name): reason for path, name, reason in rows}


def works(path: str, name: str) -> bool:
    """Whether the engine has the name."""
    return census.works(f"{path}.{name}")


def computed() -> dict[tuple[str, str], str]:
    """The table as it should be."""
    known = table()
    return {pair: known.get(pair, NOT_YET) for pair in public_names() if not works(*pair)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--summary", action="store_true", help="write nothing; count the names")
    arguments = parser.parse_args()
    rows = computed()
    if arguments.summary:
        inside = len(public_names()) - sum(reason != NOT_YET for reason in rows.values())
        late = sum(reason == NOT_YET for reason in rows.values())
        for reason, count in Counter(rows.values()).most_common():
            print(f"{count:5} {reason}")
        print(f"{100 * (inside - late) / inside:.1f} % of {inside} names in scope work")
        return
    lines = ["namespace\tname\treason", *("\t".join([*pair, reason]) for pair, reason in rows.items())]
    TABLE.write_text("\n".join(lines) + "\n", "utf8")


if __name__ == "__main__":
    main()
