"""PyTorch's names for this engine: after `install()`, `import torch` and `import torchvision` give seqlite.

    python -m seqlite.as_torch script.py arguments…

runs a PyTorch program unchanged, on seqlite. In Jupyter, `%load_ext seqlite.as_torch` is the same for all
cells that follow.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import importlib.util
import os
import sys
import traceback
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from types import ModuleType, TracebackType
from typing import Any

from ._core import pytree
from ._core.absent import (
    AFTER_IMPORT,
    NotCovered,
    absent_error,
    files_on_demand,
    nearest_names,
)
from ._core.module_names import ELSEWHERE, FURTHER, PUBLIC_MODULES
from ._core.module_names import ROOTS as ROOTS
from .torch_version import PYTORCH, TORCHVISION, TorchVersion

HOMES = {(file, name): home for home, (file, names) in ELSEWHERE.items() for name in names.split()}
FURTHER_HOMES = {name: home for home, names in FURTHER.items() for name in names.split()}
pytree.ENGINE_MODULES.update({home: file for home, (file, _) in ELSEWHERE.items()})
COVERED = (
    "`torch` is seqlite here, which covers sequential models on the CPU: torch, torch.nn, "
    "torch.nn.functional, torch.optim, torch.utils.data, torchvision.datasets (MNIST, CIFAR10, ImageFolder) "
    "and torchvision.transforms"
)
EXTENSIONS = ("as_torch", "datasets", "instruments", "safetensors", "vision")  # public modules of seqlite
PRELOADED = """torch torch.accelerator torch.backends torch.cuda torch.linalg torch.nn
torch.optim.lr_scheduler torch.utils.data"""
NN_MODULES = "seqlite.nn.modules"
_IMPORT_ATTRIBUTES = ("__name__", "__package__", "__path__", "__loader__", "__spec__")
_modules: dict[str, tuple[ModuleType, dict[str, Any]]] = {}
"""The engine's modules, with the attributes that importing set. There is one engine: an import that finds
nothing in `sys.modules`, or a reload, returns these modules, with or without their files."""


def engine_name_of(name: str) -> str | None:
    """The name of a torch module in seqlite: `torch.nn` → `seqlite.nn`; None for other modules."""
    if name in ELSEWHERE:
        return ELSEWHERE[name][0]
    root, dot, rest = name.partition(".")
    return ROOTS[root] + dot + rest if root in ROOTS else None


def is_public(name: str) -> bool:
    """Whether PyTorch has a module of this name that seqlite has, too; internal modules are hidden."""
    root, _, rest = name.partition(".")
    return not rest or rest in PUBLIC_MODULES[root].split() or name in ELSEWHERE


def raise_if_absent(name: str) -> None:
    """Raise the error of `nn.X` when `from torch.nn import X` finally looks for a module of that name.

    Python's own error would say only that it cannot be imported.
    """
    parent, _, last = name.rpartition(".")
    error = absent_error(_torch_name(parent, False), last)
    if parent in sys.modules and isinstance(error, NotCovered):
        raise error


class _Finder(MetaPathFinder, Loader):
    """Answers imports of torch, torchvision and safetensors with seqlite's modules themselves, not copies."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        engine_name = engine_name_of(fullname)
        covered = engine_name is None or is_public(fullname)
        if covered and (engine_name or fullname) in _modules:
            return importlib.machinery.ModuleSpec(
                fullname, self, is_package="__path__" in _modules[engine_name or fullname][1]
            )
        if engine_name is None:
            is_late = fullname.removeprefix("seqlite.") in files_on_demand()["modules"]
            if fullname.startswith("seqlite.") and not is_late:
                raise_if_absent(fullname)
            return None
        try:
            found = importlib.util.find_spec(engine_name) if covered else None
        except (ModuleNotFoundError, NotCovered):
            found = None
        if found is None:
            parent, _, last = fullname.rpartition(".")
            known = absent_error(parent, last)
            is_specific = isinstance(known, NotCovered) and not str(known).endswith(
                nearest_names()[2][parent]
            )
            why = known if is_specific else COVERED
            raise ModuleNotFoundError(f"No module named {fullname!r}: {why}", name=fullname)
        return importlib.machinery.ModuleSpec(
            fullname, self, is_package=found.submodule_search_locations is not None
        )

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        engine_name = engine_name_of(spec.name) or spec.name
        if engine_name not in _modules:
            importlib.import_module(engine_name)
            _record_modules()
        return _modules[engine_name][0]

    def exec_module(self, module: ModuleType) -> None:
        """The module ran under its own name already; restore the attributes of that import."""
        spec = module.__spec__
        if spec is not None and spec.loader is self:
            vars(module).update(_modules[engine_name_of(spec.name) or spec.name][1])
        _rename_classes()
        _hide_internals()


def install(force: bool = False) -> None:
    """Make `import torch` and `import torchvision` give seqlite, from now on and in this process.

    `torch.__version__` is then that of the PyTorch whose answers seqlite gives, and seqlite's own behind a
    plus.

    Raises `RuntimeError` if the real PyTorch has been imported already, since a program would then mix the
    two; `force=True` puts seqlite in its place all the same.
    """
    real = [
        name for name in ("torchvision", "torch") if name in sys.modules and not _is_ours(sys.modules[name])
    ]
    if real and not force:
        raise RuntimeError(
            f"the real {real[0]} is imported already: call seqlite.as_torch.install() before the first "
            "`import torch`, or install(force=True) to replace it from now on"
        )
    for name in [name for name in sys.modules if real and name.partition(".")[0] in ROOTS]:
        del sys.modules[name]
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
    if _adopt_new_modules not in AFTER_IMPORT:
        AFTER_IMPORT.append(_adopt_new_modules)
    for name in PRELOADED.split():  # so that their classes are renamed
        importlib.import_module(name)
    for name, version in (("seqlite", PYTORCH), ("seqlite.vision", TORCHVISION)):
        names = vars(importlib.import_module(name))
        if not isinstance(names["__version__"], TorchVersion):
            names["__version__"] = TorchVersion(f"{version}+seqlite{names['__version__']}")


def load_ipython_extension(shell: object) -> None:
    """What `%load_ext seqlite.as_torch` calls, in IPython and Jupyter: `install()`."""
    install()


def _adopt_new_modules() -> None:
    """What `exec_module` does, for modules that a name has asked for."""
    _record_modules()
    _rename_classes()
    _hide_internals()


def _namespace(home: str) -> str:  # of `torch.nn.modules.conv`, `torch.nn`
    return home.rpartition(".")[0].removesuffix(".modules")


OFFERED: dict[str | None, dict[str, str]] = {
    NN_MODULES: {}
}  # by module of the engine: further names, and where they are
for _home, _names in FURTHER.items():
    OFFERED.setdefault(engine_name_of(_home), {}).update(dict.fromkeys(_names.split(), _namespace(_home)))


def _offer_further_names(engine_name: str, module: ModuleType) -> None:
    """Let a module have the classes and the modules that PyTorch has in it, and that stand elsewhere here."""
    offered, otherwise = OFFERED[engine_name], vars(module).get("__getattr__")

    def __getattr__(name: str) -> Any:
        if name in offered:
            return getattr(importlib.import_module(offered[name]), name)
        if engine_name == NN_MODULES and is_public(f"torch.nn.modules.{name}"):
            return importlib.import_module(f"torch.nn.modules.{name}")
        if engine_name == NN_MODULES and not name.startswith("_"):
            value = getattr(importlib.import_module("seqlite.nn"), name, None)
            if getattr(value, "__module__", "").startswith("torch.nn.modules."):
                return value
        if otherwise is not None:
            return otherwise(name)
        raise AttributeError(f"module {engine_name!r} has no attribute {name!r}")

    vars(module)["__getattr__"] = __getattr__


def _record_modules() -> None:
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "seqlite" and name not in _modules and isinstance(module, ModuleType):
            notes = vars(module)
            _modules[name] = module, {note: notes[note] for note in _IMPORT_ATTRIBUTES if note in notes}
            if name in OFFERED:
                _offer_further_names(name, module)


def _is_ours(module: ModuleType) -> bool:
    return module.__name__.partition(".")[0] == "seqlite"


def _rename_classes() -> None:
    """Make classes print as PyTorch's do: `<class 'torch.nn.modules.linear.Linear'>`."""
    core = _modules["seqlite"][0]
    for name, module in list(sys.modules.items()):
        if not name.startswith("seqlite.") or name.startswith("seqlite.as_torch"):
            continue
        for label, value in list(vars(module).items()):
            own = value.__module__ if isinstance(value, type) else ""
            if own.startswith("seqlite."):
                in_core = getattr(core, label, None) is value or own.startswith("seqlite._core.")
                further = FURTHER_HOMES.get(label, "")
                if not (further and _torch_name(own, False).startswith(f"{_namespace(further)}.")):
                    further = _public_home(_torch_name(own, in_core))
                value.__module__ = HOMES.get((own, label)) or further


def _public_home(name: str) -> str:
    """The module that PyTorch has: for a file of a package that PyTorch lacks, the package."""
    parent = name.rpartition(".")[0]
    return parent if "." in parent and is_public(parent) and not is_public(name) else name


def _hide_internals() -> None:
    """Remove seqlite's internal modules from the namespaces of packages, so that `torch.tape` is no name.

    Importing them still works.
    """
    for name in [name for name in sys.modules if name.startswith("seqlite.")]:
        package, _, last = name.rpartition(".")
        home, module = sys.modules.get(package), sys.modules[name]
        public = is_public(_torch_name(name, False)) or name.removeprefix("seqlite.") in EXTENSIONS
        if not public and home is not None and vars(home).get(last) is module:
            delattr(home, last)


def _torch_name(module: str, in_core: bool) -> str:
    if in_core:
        return "torch"
    for root, engine_name in ROOTS.items():
        if engine_name != "seqlite" and f"{module}.".startswith(f"{engine_name}."):
            return root + module.removeprefix(engine_name)
    return module.replace("seqlite", "torch", 1)


def run(path: str, arguments: Sequence[str] = ()) -> int:
    """Run the Python file at `path` as `__main__` with `arguments`; returns its exit status.

    An error is printed as the script's own traceback, without the frames of this module.
    """
    install()
    with open(path, "rb") as file:
        source = file.read()
    main = ModuleType("__main__")
    main.__dict__.update(__file__=path, __builtins__=__builtins__)
    sys.modules["__main__"] = main
    sys.argv = [path, *arguments]
    sys.path[0] = os.path.dirname(os.path.abspath(path))
    try:
        exec(compile(source, path, "exec"), main.__dict__)
    except SystemExit:
        raise
    except BaseException as error:
        traceback.print_exception(error.with_traceback(_from_file(error.__traceback__, path)))
        return 130 if isinstance(error, KeyboardInterrupt) else 1
    return 0


def _from_file(trace: TracebackType | None, path: str) -> TracebackType | None:
    """The traceback from the first frame in `path` on; none of it for an error in compiling the file."""
    while trace is not None and trace.tb_frame.f_code.co_filename != path:
        trace = trace.tb_next
    return trace


def main(arguments: Sequence[str]) -> Any:
    """The command line: a file and its arguments."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if arguments else 2
    try:
        return run(arguments[0], arguments[1:])
    except FileNotFoundError as error:
        print(f"seqlite.as_torch: there is no file {error.filename}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
