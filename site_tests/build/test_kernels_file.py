"""The WebAssembly that ships is what the assembler makes of its source."""

import zipfile
from pathlib import Path

import pytest

from site_tests.generators.record_kernels import SHIPPED, SQUASHING
from site_tests.simd.program import program, squashing


def test_the_file_is_what_its_source_says() -> None:
    advice = "run `uv run python site_tests/generators/record_kernels.py`"
    assert SHIPPED.read_bytes() == program(), advice
    assert SQUASHING.read_bytes() == squashing(), advice


@pytest.mark.parametrize(("path", "most"), [(SHIPPED, 8192), (SQUASHING, 2048)])
def test_it_is_small_and_a_module(path: Path, most: int) -> None:
    content = path.read_bytes()
    assert content[:8] == b"\0asm\1\0\0\0"
    assert len(content) <= most


def test_it_is_in_the_wheel(pyodide_folder: Path) -> None:
    [wheel] = pyodide_folder.glob("seqlite-*.whl")
    assert zipfile.ZipFile(wheel).read("seqlite/_core/simd/kernels.wasm") == SHIPPED.read_bytes()
