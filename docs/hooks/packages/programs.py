"""What make_archive.mjs has Python do inside Pyodide: make a package's archive, and prove it."""

import importlib.util
import runpy
import sys
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc  # type: ignore[attr-defined]
from pathlib import Path

OURS = "/ours"
"""Our files that go with the package: prepare.py says what is kept, prove.py that it works."""


def make(wheels: str, numpy_wheel: str, archive: str, site_packages: str) -> None:
    """Unpack the wheels in a folder, let prepare.py drop and change what it wants, compile: one archive."""
    sys.path.append(OURS)
    prepare = importlib.import_module("prepare")
    package = Path("/package")
    for wheel in sorted(Path(wheels).iterdir()):
        zipfile.ZipFile(wheel).extractall(package)
    prepare.prepare(package, Path(OURS), Path(numpy_wheel))
    with zipfile.ZipFile(archive, "w") as out:
        for file in sorted(path for path in package.rglob("*") if path.is_file()):
            name, content = str(file.relative_to(package)), file.read_bytes()
            if file.suffix == ".py":
                shown, optimize = f"{site_packages}/{name}", prepare.optimization(name)
                code = compile(content, shown, "exec", dont_inherit=True, optimize=optimize)
                content = _code_to_hash_pyc(code, importlib.util.source_hash(content), False)
                name += "c"
            out.writestr(zipfile.ZipInfo(name), content)


def prove(site_packages: str) -> None:
    """Run prove.py where the archive has been unpacked."""
    runpy.run_path(f"{OURS}/prove.py")["prove"](Path(site_packages))
