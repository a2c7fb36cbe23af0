"""The WebAssembly that ships is what wabt makes of its source."""

import zipfile
from pathlib import Path

import pytest

from site_tests.generators.record_kernels import SHIPPED, assembled


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_file_is_what_its_source_says(path: Path) -> None:
    assert path.read_bytes() == assembled(path), "run `uv run poe kernels`"


@pytest.mark.parametrize(("path", "most"), [(SHIPPED[0], 8192), (SHIPPED[1], 2048)])
def test_it_is_small_and_a_module(path: Path, most: int) -> None:
    content = path.read_bytes()
    assert content[:8] == b"\0asm\1\0\0\0"
    assert len(content) <= most


def test_it_is_in_the_wheel_without_its_source(pyodide_folder: Path) -> None:
    [wheel] = pyodide_folder.glob("seqlite-*.whl")
    with zipfile.ZipFile(wheel) as content:
        for path in SHIPPED:
            assert content.read(f"seqlite/_core/simd/{path.name}") == path.read_bytes()
        assert not [name for name in content.namelist() if name.endswith(".jinja")]
