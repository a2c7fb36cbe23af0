"""What make_archive.mjs has Python do inside Pyodide: make a package's archives, and prove them."""

import importlib.util
import io
import json
import runpy
import shutil
import sys
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc  # type: ignore[attr-defined]
from pathlib import Path

OURS = "/ours"
"""Our files that go with the package: prepare.py says what is kept, prove.py that it works."""
IN_THE_IMAGE = (
    *("asyncio", "collections", "contextlib", "copy", "dataclasses", "functools", "itertools", "json"),
    *("math", "os", "random", "re", "time", "traceback", "typing", "warnings", "gzip", "urllib.parse"),
    *("numpy", "numpy.random"),
)
"""What Python has imported before a cell imports a package."""


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
                try:
                    content = _compiled(content, f"{site_packages}/{name}", prepare.optimization(name))
                    name += "c"
                except SyntaxError:
                    pass  # a template, or of another Python: nothing imports it
            out.writestr(zipfile.ZipInfo(name), content)


def _compiled(source: bytes, shown: str, optimize: int) -> bytes:
    code = compile(source, shown, "exec", dont_inherit=True, optimize=optimize)
    return bytes(_code_to_hash_pyc(code, importlib.util.source_hash(source), False))


def use_first(site_packages: str) -> str:
    """Run first_uses.py, and name the modules of Python's library that it has imported, by place, as JSON."""
    for name in IN_THE_IMAGE:
        importlib.import_module(name)
    before = set(sys.modules)
    sys.path.append(OURS)
    importlib.import_module("first_uses").use(Path(site_packages))
    origins = [
        module.__spec__.origin
        for name, module in sys.modules.items()
        if name not in before and module.__spec__
    ]
    library = _library()
    return json.dumps([origin for origin in origins if origin and origin.startswith(library)])


def _library() -> str:
    return next(place for place in sys.path if place.endswith(".zip"))


def pack(archive: str, site_packages: str, package: str, opened: str = "", library: str = "[]") -> None:
    """Write into `/packed` what first uses touch, and the rest, if not all is touched.

    Args:
        opened: the files that first uses open, as JSON; empty if all is one.
        library: the modules of Python's library that they import.
    """
    Path("/packed").mkdir(exist_ok=True)
    with zipfile.ZipFile(archive) as whole:
        files = {name: whole.read(name) for name in whole.namelist()}
    first, rest = files, {}
    if opened:
        wanted = {place.removeprefix(f"{site_packages}/") for place in json.loads(opened)}
        wanted |= {f"{name}c" for name in wanted}  # what NumPy's own package has in source
        first = {name: content for name, content in files.items() if name in wanted}
        rest = {name: content for name, content in files.items() if name not in wanted}
        first |= _of_library(json.loads(library), f"{package}/library")
        first["later.json"] = json.dumps({name: len(content) for name, content in rest.items()}).encode()
    _pack(first, Path(f"/packed/{package}.pack"))
    if rest:
        _pack(rest, Path(f"/packed/{package}-later.pack"))


def _of_library(places: list[str], folder: str) -> dict[str, bytes]:
    """Modules of Python's library, compiled, where live_runner/restored.py finds them."""
    archive = _library()
    library = zipfile.ZipFile(archive)
    compiled = {}
    for place in sorted(places):
        name = place.removeprefix(f"{archive}/")
        compiled[f"{folder}/{name}c"] = _compiled(library.read(name), place, 2)
    return compiled


def _pack(files: dict[str, bytes], packed: Path) -> None:
    """An archive that stores its files as they are, packed as a whole with Zstandard."""
    from compression import zstd

    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as out:
        for name in sorted(files, key=_alike):
            out.writestr(zipfile.ZipInfo(name), files[name])
    options = {zstd.CompressionParameter.compression_level: 19, zstd.CompressionParameter.checksum_flag: True}
    packed.write_bytes(zstd.compress(whole.getvalue(), options=options))


def _alike(name: str) -> tuple[str, str]:
    """Files of one kind stand beside each other, which makes the whole smaller."""
    return Path(name).suffix, name


def prove(site_packages: str) -> None:
    """Run prove.py where the archive has been unpacked."""
    sys.path.append(OURS)
    runpy.run_path(f"{OURS}/prove.py")["prove"](Path(site_packages))


def clear() -> None:
    """Remove what `make` and `pack` have left of one package, before the next one."""
    for folder in ("/wheels", "/package", "/packed"):
        shutil.rmtree(folder)
