"""Assemble the WebAssembly that ships with the engine from its source in `simd/program.py`.

uv run python site_tests/record_kernels.py
"""

from paths import ROOT
from simd.program import program

SHIPPED = ROOT / "seqlite" / "_core" / "simd" / "kernels.wasm"

if __name__ == "__main__":
    SHIPPED.write_bytes(program())
    print(f"{SHIPPED.relative_to(ROOT)}: {SHIPPED.stat().st_size} bytes")
