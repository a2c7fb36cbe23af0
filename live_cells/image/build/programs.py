"""What the build of an image has Python do inside Pyodide: make its content, prove and pack it."""

import ast
import builtins
import gc
import genericpath
import importlib.util
import json
import linecache
import sys
import unicodedata
import zipfile
import zipimport
from collections.abc import Callable
from importlib import import_module, invalidate_caches
from pathlib import Path
from types import FunctionType, ModuleType

STANDARD = [
    *("collections", "contextlib", "copy", "dataclasses", "functools", "itertools", "json", "math", "os"),
    *("random", "re", "time", "traceback", "typing", "warnings"),
]
TORCH = ["torch.nn.functional", "torch.optim.lr_scheduler", "torch.utils.data"]
TORCHVISION = ["torchvision.datasets", "torchvision.transforms"]


def compile_all(library: str, site_packages: str, ours: str) -> None:
    """Byte-compile what lies at `/library.zip`, `/numpy.zip` and `/engine.zip`, and our files in `ours`.

    In an instance of its own: compiling leaves holes all over the heap, and a heap with holes makes a large
    image. The arguments say where each of them will lie.
    """
    with zipfile.ZipFile("/live.zip", "w", zipfile.ZIP_DEFLATED) as out:
        for path in sorted(Path(ours).rglob("*.py")):
            out.write(path, path.relative_to(ours))
    places = {"library": library, "live": ours, "numpy": site_packages, "engine": site_packages}
    for name, folder in places.items():
        _compile(f"/{name}.zip", f"/{name}.out", folder, documented=name != "library")
    zipfile.ZipFile("/numpy.zip").extractall("/numpy")


def compiled_parts(folder: str) -> str:
    """Where a folder's modules of WebAssembly lie, as JSON."""
    return json.dumps([str(path) for path in sorted(Path(folder).rglob("*.so"))])


def _compile(archive: str, target: str, folder: str, documented: bool) -> None:
    from importlib._bootstrap_external import _code_to_hash_pyc  # type: ignore[attr-defined]

    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(target, "w") as out:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith(".py"):
                tree = ast.parse(content)
                if not documented:
                    _undocument(tree)
                code = compile(tree, f"{folder}/{name}", "exec", dont_inherit=True)
                content = _code_to_hash_pyc(code, importlib.util.source_hash(content), False)
                name += "c"
            if not name.endswith((".so", "/")):
                out.writestr(name, content)


def _undocument(tree: ast.Module) -> None:
    """Take the docstrings out. NumPy has to keep its own: `numpy.ma` makes others of them."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            match node.body:
                case [ast.Expr(ast.Constant(str())), *rest]:
                    node.body[:] = rest or [ast.copy_location(ast.Pass(), node.body[0])]


def prepare(site_packages: str, ours: str) -> None:
    """Import everything a cell may want at once, then tidy up."""
    for name, folder in (("numpy", site_packages), ("engine", site_packages), ("live", ours)):
        zipfile.ZipFile(f"/{name}.out").extractall(folder)
    sys.path.append(ours)
    invalidate_caches()  # the clock stands still, so folders look unchanged
    for name in [*STANDARD, "numpy.random"]:  # which brings NumPy's compiled parts, in the image's order
        import_module(name)
    for name in zipfile.ZipFile("/live.out").namelist():
        import_module(name.removesuffix(".pyc").removesuffix("/__init__").replace("/", "."))
    import_module("live_runner.lazy_imports").install()
    import_module("seqlite.as_torch").install()
    absent = import_module("seqlite._core.absent")
    on_demand = absent.files_on_demand()["modules"]
    for path in sorted((Path(site_packages) / "seqlite").rglob("*.pyc")):
        parts = path.relative_to(site_packages).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if name.removeprefix("seqlite.") not in on_demand:
            import_module(name)
    for table in (absent.files_on_demand, absent.absent_names, absent.nearest_names):
        table.cache_clear()  # they take less as texts
    for name in [*TORCH, *TORCHVISION]:
        import_module(name)
    torch = import_module("torch")
    torch.nn.Dropout()(torch.rand(1))  # leaves what drawing makes once
    _tidy_up()


def _tidy_up() -> None:
    linecache.clearcache()
    sys.path_importer_cache.clear()
    zipimport._zip_directory_cache.clear()  # type: ignore[attr-defined]
    gc.collect()
    gc.collect()


def draw(site_packages: str) -> None:
    """Import matplotlib as a cell does, and draw a figure, of which nothing stays."""
    invalidate_caches()
    import_module("live_runner.lazy_imports").arrived("matplotlib", site_packages)
    for name in ("matplotlib.pyplot", "live_plots.inline_figures"):
        import_module(name)
    shown: list[str] = []
    builtins.__dict__["display"] = lambda figure: shown.append(figure._repr_svg_())
    figure, axes = import_module("matplotlib.pyplot").subplots()
    axes.plot([1, 3, 2], label="x")
    axes.legend()
    import_module("matplotlib.pyplot").show()
    del builtins.__dict__["display"], figure, axes
    assert shown
    import_module("matplotlib.font_manager")._get_font.cache_clear()  # they keep their files open
    _tidy_up()


def archive(folder: str, names: str) -> None:
    """Write `/content`: those files of a folder, and the names and sizes of the others."""
    first = json.loads(names)
    files = {str(path.relative_to(folder)): path for path in Path(folder).rglob("*") if path.is_file()}
    later = {
        name: path.stat().st_size
        for name, path in sorted(files.items())
        if name not in {*first, "later.json"}
    }
    with zipfile.ZipFile("/content", "w") as out:
        for name in sorted(first):
            out.writestr(zipfile.ZipInfo(name), files[name].read_bytes())
        out.writestr(zipfile.ZipInfo("later.json"), json.dumps(later))


def docstrings(shortest: str) -> str:
    """The docstrings of whatever there is, as JSON, from a length on."""
    found = [o for o in gc.get_objects() if isinstance(o, type | FunctionType | ModuleType)]
    inside = [o for owner in found if not isinstance(owner, FunctionType) for o in vars(owner).values()]
    texts = {text for o in (*found, *inside) if isinstance(text := getattr(o, "__doc__", None), str)}
    # Of what is compiled, NumPy makes the first lines: the signature.
    texts |= {text.partition("\n\n")[2] for text in texts}
    return json.dumps(sorted(text for text in texts if len(text) >= int(shortest) and text.isascii()))


def types() -> str:
    """Where in memory each type lies, as JSON."""
    found: dict[int, type] = {}

    def walk(kind: type[object]) -> None:
        if id(kind) not in found:
            found[id(kind)] = kind
            for further in type.__subclasses__(kind):
                walk(further)

    walk(object)
    return json.dumps([*found])


def opcodes() -> str:
    """The numbers of the instructions that slim/deferred_bytecode.mjs knows, as JSON."""
    import opcode

    names = ("RESUME", "COPY_FREE_VARS", "MAKE_CELL", "RETURN_GENERATOR", "POP_TOP")
    return json.dumps(
        {name: opcode.opmap[name] for name in (*names, "LOAD_COMMON_CONSTANT", "RAISE_VARARGS")}
    )


def known_objects(see: Callable[[str], None]) -> None:
    """Show objects of known content, as JSON, while they live: slim/cpython_layout.mjs looks at each."""
    source = "def f(x):\n try:\n  return x.name + 2.5\n except ValueError:\n  return 'text'"
    code, *monitored = (compile(source, f"<{i}>", "exec").co_consts[0] for i in range(3))
    fields = {"constants": "consts", "names": "names", "exceptions": "exceptiontable"}
    fields |= {"lines": "linetable", "file": "filename"}
    number, items, content = 2.5 * len(fields), (object(), object(), object()), bytes([1, 2, 3, 255])
    letters = "".join(["neither", " ", "interned"])
    shared = object()
    references = [shared] * 1000
    with_events = sys.monitoring
    with_events.use_tool_id(with_events.PROFILER_ID, "image")
    with_events.set_events(with_events.PROFILER_ID, with_events.events.PY_START)
    for each in monitored:
        FunctionType(each, {})(type("Named", (), {"name": 1.0}))
    known = {
        "code": {"at": id(code), "instructions": code.co_code[:2].decode("latin1")}
        | {field: id(getattr(code, f"co_{name}")) for field, name in fields.items()},
        "monitored": [id(each) for each in monitored],
        "tuple": {"at": id(items), "items": [id(item) for item in items]},
        "bytes": {"at": id(content), "content": content.decode("latin1")},
        "string": {"at": id(letters), "letters": letters, "hash": hash(letters) & 0xFFFFFFFF},
        "float": {"at": id(number), "value": number, "size": sys.getsizeof(number)},
        "shared": {"at": id(shared), "references": len(references)},
        "types": {kind.__name__: id(kind) for kind in (float, tuple, list)},
        "tracked": id(fields),
    }
    see(json.dumps(known))
    with_events.set_events(with_events.PROFILER_ID, 0)
    with_events.free_tool_id(with_events.PROFILER_ID)


def call_unused() -> None:
    """Call a function of Python's library that the workload does not call."""
    assert genericpath.commonprefix(["/one/two", "/one/three"]) == "/one/t"


def prove() -> str:
    """Use what must work after a restore, on memory alone; the same random number each time."""
    import numpy
    import torch

    torch.manual_seed(0)
    layer = torch.nn.Linear(3, 2)
    layer(torch.ones(4, 3)).relu().sum().backward()
    assert layer.weight.grad.shape == (2, 3)
    assert float(numpy.linalg.det(numpy.eye(3))) == 1.0
    return f"{float(torch.rand(1)):.6f}"


def prove_all() -> None:
    """Use what usual cells do not, and what is therefore among the functions that come later."""
    import numpy

    invalidate_caches()
    assert "日本".encode("shift_jis").decode("shift_jis") == "日本"
    assert unicodedata.name("é") == "LATIN SMALL LETTER E WITH ACUTE"
    assert numpy.arange(3, dtype=numpy.uint8).astype("complex128").prod() == 0
    assert numpy.random.default_rng(0).beta(1, 2, 5).shape == (5,)
    assert str(2**300 % 3**90).isdigit()


def unpack(packed: str, content: str) -> None:
    """Unpack a file that was packed with Zstandard."""
    from compression import zstd

    Path(content).write_bytes(zstd.decompress(Path(packed).read_bytes()))


def pack(content: str, packed: str) -> None:
    """Pack a file with Zstandard; one level more would take as long again for a thousandth."""
    from compression import zstd

    options = {zstd.CompressionParameter.compression_level: 19, zstd.CompressionParameter.checksum_flag: True}
    Path(packed).write_bytes(zstd.compress(Path(content).read_bytes(), options=options))
