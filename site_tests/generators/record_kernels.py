"""Assemble the WebAssembly that ships with the engine from its sources in `seqlite/_core/simd/source`.

uv run python site_tests/generators/record_kernels.py

The sources are templates of Jinja, which WebAssembly's text format needs for repetition; wabt assembles them.
"""

import argparse
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from live_cells.plugin.fetch import node
from site_tests import ROOT
from site_tests.style.tools import npm_tool

FOLDER = ROOT / "seqlite" / "_core" / "simd"
SHIPPED = [FOLDER / "kernels.wasm", FOLDER / "squashing.wasm"]
DYLINK = b"\0\x0f\x08dylink.0\1\4\0\0\0\0"
"""A section that tells Emscripten's loader that the module wants no memory and no table of its own. It has to
be the first, and wabt writes sections of other tools last."""


@cache
def assembled(path: Path) -> bytes:
    """What the file at this path should be. ValueError, with what wabt says, if the source is wrong."""
    templates = Environment(
        loader=FileSystemLoader(FOLDER / "source"),
        line_statement_prefix=";;%",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    with TemporaryDirectory() as scratch:
        source, target = (Path(scratch, path.stem).with_suffix(suffix) for suffix in (".wat", ".wasm"))
        source.write_text(templates.get_template(f"{path.stem}.wat.jinja").render(), "utf8")
        command = [node(), npm_tool("wabt") / "bin" / "wat2wasm", source, "-o", target]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise ValueError(f"{path.stem}.wat.jinja, when filled in:\n{done.stderr}")
        module = target.read_bytes()
    return module[:8] + DYLINK + module[8:]


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    for path in SHIPPED:
        size = path.write_bytes(assembled(path))
        print(f"{path.relative_to(ROOT)}: {size} bytes")


if __name__ == "__main__":
    main()
