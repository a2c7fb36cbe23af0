"""Assemble the WebAssembly that ships with the engine from its source in `simd/program.py`.

uv run python site_tests/generators/record_kernels.py
"""

import argparse

from site_tests import ROOT
from site_tests.simd.program import program, squashing

SHIPPED = ROOT / "seqlite" / "_core" / "simd" / "kernels.wasm"
SQUASHING = SHIPPED.with_name("squashing.wasm")


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    for path, content in ((SHIPPED, program()), (SQUASHING, squashing())):
        path.write_bytes(content)
        print(f"{path.relative_to(ROOT)}: {len(content)} bytes")


if __name__ == "__main__":
    main()
