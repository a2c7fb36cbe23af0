"""Assemble the WebAssembly that ships with the engine from its source in `simd/program.py`.

uv run python site_tests/generators/record_kernels.py
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from paths import ROOT
from simd.program import program

SHIPPED = ROOT / "seqlite" / "_core" / "simd" / "kernels.wasm"


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    SHIPPED.write_bytes(program())
    print(f"{SHIPPED.relative_to(ROOT)}: {SHIPPED.stat().st_size} bytes")


if __name__ == "__main__":
    main()
