"""The WebAssembly that ships is what the assembler makes of its source."""

import zipfile
from pathlib import Path

from record_kernels import SHIPPED
from simd.program import program


def test_the_file_is_what_its_source_says() -> None:
    assert SHIPPED.read_bytes() == program(), "run `uv run python site_tests/generators/record_kernels.py`"


def test_it_is_small_and_a_module() -> None:
    content = SHIPPED.read_bytes()
    assert content[:8] == b"\0asm\1\0\0\0"
    assert len(content) <= 8192


def test_it_is_in_the_wheel(pyodide_folder: Path) -> None:
    [wheel] = pyodide_folder.glob("seqlite-*.whl")
    assert zipfile.ZipFile(wheel).read("seqlite/_core/simd/kernels.wasm") == SHIPPED.read_bytes()
