"""What entries.py has a Python of its own do, with the engine: read its public names, run their examples.

python programs.py FILE

mkdocstrings' handler for Python reads signatures and docstrings, with Griffe: from the imported engine, since
most of its forms are derived when it is imported.
"""

import ast
import builtins
import contextlib
import doctest
import html
import importlib
import inspect
import io
import json
import re
import sys
import warnings
from collections.abc import Iterator
from functools import cache
from itertools import takewhile
from pathlib import Path
from types import ModuleType
from typing import Any

import griffe
from markdown import Markdown
from mkdocstrings_handlers.python import PythonConfig, PythonHandler, PythonOptions

import seqlite
from seqlite._core.absent import files_on_demand
from seqlite._core.operations.derived import ON_DEMAND, enter
from seqlite.as_torch import HOMES, engine_name_of, install

RECORDED = Path(__file__).with_name("pytorch_names.json")
"""The public names of PyTorch, by module."""
OTHERS = {
    "torch": "Tensor UntypedStorage int8 uint8 uint16 uint32 uint64",
    "torch.optim": "Optimizer",
    "torch.random": "fork_rng",
    "torch.backends": "products",
    "torchvision.transforms.functional": """adjust_brightness adjust_contrast adjust_hue adjust_saturation
    adjust_sharpness affine autocontrast center_crop crop equalize hflip normalize pad posterize resize
    rgb_to_grayscale rotate solarize to_pil_image to_tensor vflip""",
    "safetensors": "SafetensorError",
    "safetensors.torch": "load load_file save save_file",
    "safetensors.numpy": "load load_file save save_file",
    "seqlite.instruments": "summary Summary trace Trace LayerTrace to_mermaid",
    "seqlite.datasets": "Diabetes circles moons spirals",
    "seqlite.as_torch": "install run",
}
"""Public names that are not recorded: seqlite's own, and those of other packages."""
WHOLE = "torchvision.transforms.v2 torchvision.transforms.v2.functional torchvision.tv_tensors"
"""Modules of which all names count."""
TOLD_ELSEWHERE = ("torchvision", "torch.nn.Module", "torch.Tensor", "torch.utils")

IMPORTS = {
    "torch": "import torch",
    "nn": "from torch import nn",
    "F": "import torch.nn.functional as F",
    "optim": "from torch import optim",
    "data": "from torch.utils import data",
    "transforms": "from torchvision import transforms",
    "torchvision": "import torchvision",
    "np": "import numpy as np",
}
"""What docstrings' examples need not import; the cell does."""

TWINS = {"seqlite.safetensors": "safetensors", "seqlite.vision": "torchvision", "seqlite": "torch"}
OWN = "instruments|datasets|as_torch"
KNOWN_AS = {
    "Any": "",
    "Self": "Tensor",
    "Kind": "dtype | None",
    "dtypes.dtype": "dtype",
    "_types.dtype": "dtype",
    "Dtype": "dtype",
}
"""Names of types that say little to readers, and what does."""


class BadExample(Exception):
    """An example that does not run as a cell; the message says which, and why."""


class Reader:
    """Signatures and docstrings of objects of the engine, by mkdocstrings."""

    def __init__(self) -> None:
        self._handler = PythonHandler(
            config=PythonConfig.from_data(paths=["."]),
            base_dir=Path.cwd(),
            theme="material",
            custom_templates=None,
            mdx=["fenced_code", "tables", "toc"],
            mdx_config={},
        )
        self._handler._update_env(Markdown(), config=None)
        self._options: PythonOptions = self._handler.get_options(
            {"force_inspection": True, "docstring_style": None, "show_signature_annotations": True}
        )

    def signature(self, path: str) -> str:
        """As code, without the name: `(input: Tensor, *, out=None) -> Tensor`; empty for what is no call."""
        item = self._item(path)
        if not (item.is_function or item.is_class):
            return ""
        for parameter in item.parameters:
            parameter.annotation = known_as(parameter.annotation)
        if item.is_function:
            item.returns = known_as(item.returns)
        template = self._handler.env.get_template("signature.html.jinja")
        text = html.unescape(template.render(function=item, config=self._options).strip())
        return re.sub(r"^\(self(, )?", "(", without_address(text))

    def text(self, path: str, docstring: str) -> str:
        """A docstring as HTML."""
        item = self._item(path)
        sections = griffe.Docstring(docstring, parent=item).parse(None)
        template = self._handler.env.get_template("docstring.html.jinja")
        return template.render(
            docstring_sections=sections, config=self._options, obj=item, heading_level=4, html_id=""
        ).strip()

    def _item(self, path: str) -> Any:
        item = self._handler.collect(path, self._options)
        return item.final_target if item.is_alias else item


def without_address(text: str) -> str:
    """An object's printed form without where it lies, which no two runs share."""
    return re.sub(r" at 0x\w+", "", text)


def known_as(annotation: Any) -> str | None:
    """The annotation in readers' words; none where it says nothing."""
    names = re.compile("|".join(rf"(?<![\w.]){re.escape(name)}\b" for name in KNOWN_AS))
    text = names.sub(lambda match: KNOWN_AS[match[0]], str(annotation or ""))
    return None if re.search(r"\[[\s,]*\]|^$|\|\s*$|^\s*\|", text) else text


# ------------------------------------------------------------------ what there is


def entries(reader: Reader) -> list[dict[str, Any]]:
    """Every public name, each object once, with its other names."""
    found: dict[int, dict[str, Any]] = {}
    values: dict[tuple[str, int], dict[str, Any]] = {}
    in_place = []
    for module, name, value in sorted(public_names(), key=is_listed_elsewhere):
        full = f"{module}.{name}"
        if not is_called(value):
            entry = {
                "name": full,
                "kind": "value",
                "text": without_address(repr(value)),
                "file": file_of(value),
            }
            values.setdefault((name, id(value)), entry)
        elif is_in_place(name, value.__doc__ or ""):
            in_place.append((full, value))
        elif id(value) in found:
            found[id(value)]["also"].append(full)
        else:
            found[id(value)] = described(reader, full, value)
    by_name = {name: entry for entry in found.values() for name in (entry["name"], *entry["also"])}
    alone = []  # without a function that leaves its input as it is
    for full, value in in_place:
        if full[:-1] in by_name:
            by_name[full[:-1]]["in_place"].append(full)
        else:
            alone.append(described(reader, full, value))
    return [*found.values(), *alone, *values.values()]


def is_listed_elsewhere(entry: tuple[str, str, Any]) -> bool:
    """Whether a function of `torch` is explained where layers are."""
    module, _, value = entry
    return module == "torch" and place_of(value).startswith("seqlite.nn.")


@cache
def public_names() -> list[tuple[str, str, Any]]:
    """Module, name, object, in an order such that what several modules have comes first where it belongs."""
    recorded: dict[str, list[str]] = json.loads(RECORDED.read_text("utf8"))
    names = {module: list(names) for module, names in recorded.items() if module not in TOLD_ELSEWHERE}
    for module, others in OTHERS.items():
        names.setdefault(module, []).extend(others.split())
    for module in WHOLE.split():
        place = importlib.import_module(str(engine_name_of(module)))
        names[module] = [name for name in dir(place) if name[0] != "_" and is_own(getattr(place, name))]
    for file in ON_DEMAND.split():
        importlib.import_module(f"seqlite.{file}")
    enter()
    found = []
    for module in names:
        place = importlib.import_module(engine_name_of(module) or module)
        for name in sorted(names[module], key=lambda name: (name.casefold(), name)):
            with contextlib.suppress(NotImplementedError):
                value = getattr(place, name)
                vars(place).setdefault(name, value)  # Griffe looks for what is imported on demand, too
                if not isinstance(value, ModuleType):
                    found.append((module, name, value))
    return found


def is_own(value: Any) -> bool:
    """Whether the engine declares it: a function or a class."""
    return is_called(value) and place_of(value).startswith("seqlite.")


def is_in_place(name: str, doc: str) -> bool:
    return name.endswith("_") and doc.startswith("As `")


def is_called(value: Any) -> bool:
    return inspect.isroutine(value) or isinstance(value, type)


def file_of(value: Any) -> str:
    """The file that declares it, without its ending."""
    module, name = place_of(value), getattr(value, "__name__", "")
    for namespace in ("torch.special", "torch.linalg", "torch"):
        on_demand = files_on_demand()[namespace].get(name)
        if on_demand and module == namespace.replace("torch", "seqlite"):
            return on_demand.rpartition(".")[2]
    if module == "seqlite":  # derived from a declaration: of a method, or of a function in a family's file
        method = getattr(seqlite.Tensor, name, None)
        files = (file for file in sys.modules if file.startswith("seqlite._core.operations."))
        own = (file for file in files if place_of(vars(sys.modules[file]).get(name)) == file)
        tensor_type = "seqlite._core.creation"  # the one file whose names say another module
        module = method.__module__ if method else next(own, tensor_type)
    return HOMES.get((module, name), module).rpartition(".")[2]


def place_of(value: Any) -> str:
    """The module of a function or class, or that of a value's type."""
    return str(getattr(value, "__module__", None) or type(value).__module__)


def path_of(value: Any) -> str:
    return f"{place_of(value)}.{value.__qualname__}"


def described(reader: Reader, full: str, value: Any) -> dict[str, Any]:
    path, doc = path_of(value), inspect.getdoc(value) or ""
    prose, examples = parted(doc)
    entry = {
        "name": full,
        "kind": "class" if isinstance(value, type) else "function",
        "file": file_of(value),
        "also": [],
        "in_place": [],
        "signature": reader.signature(path),
        "doc": prose,
        "text": reader.text(path, prose),
        "examples": examples,
        "module": getattr(value, "__module__", ""),
    }
    if isinstance(value, type):
        entry["members"] = members(reader, full, value)
    return entry


def members(reader: Reader, full: str, value: type) -> list[dict[str, Any]]:
    """What a class explains: its own methods and properties, and those of bases that are not public."""
    public = {id(other) for _, _, other in public_names() if other is not value}
    for name in files_on_demand()["torch.Tensor"] if value is seqlite.Tensor else ():
        getattr(value, name)  # which brings it
    functions = {name: inspect.getdoc(other) for module, name, other in public_names() if module == "torch"}
    made: dict[str, dict[str, Any]] = {}
    bases = list(takewhile(lambda base: id(base) not in public, value.__mro__))
    bases = [base for base in bases if base.__module__.startswith("seqlite")]
    for name in sorted(
        {name for base in bases for name in vars(base) if not name.startswith("_")},
        key=lambda name: (name.lower(), name),
    ):
        member = inspect.getattr_static(value, name)
        member = getattr(member, "__func__", member)
        function = member.fget if isinstance(member, property) else member
        doc = inspect.getdoc(function)
        if not doc or not inspect.isfunction(function):
            continue
        if is_in_place(name, doc) and name[:-1] in made:
            made[name[:-1]]["in_place"].append(f"{full}.{name}")
            continue
        path = path_of(function)
        prose, examples = parted(doc)
        see = f"torch.{name}" if value is seqlite.Tensor and functions.get(name) == doc else ""
        made[name] = {
            "name": f"{full}.{name}",
            "in_place": [],
            "see": see,
            "kind": "property" if isinstance(member, property) else "method",
            "signature": "" if isinstance(member, property) else bound(reader.signature(path)),
            "doc": prose,
            "text": reader.text(path, prose),
            "examples": [] if see else examples,
            "module": function.__module__,
            "file": function.__module__.rpartition(".")[2],
        }
    return list(made.values())


def bound(signature: str) -> str:
    """A method's signature without the object itself."""
    return re.sub(r"^\((?:self|cls|input)\b[^,)]*(?:, )?", "(", signature)


def parted(doc: str) -> tuple[str, list[doctest.Example]]:
    """A docstring's prose, and its examples."""
    parts = doctest.DocTestParser().parse(doc)
    prose = "\n".join(part.strip("\n") for part in parts if isinstance(part, str) and part.strip())
    return prose, [part for part in parts if isinstance(part, doctest.Example)]


# ------------------------------------------------------------------ examples as cells


def cell(entry: dict[str, Any], names: dict[int, str]) -> dict[str, Any] | None:
    """The examples of an entry as one cell with its output, as it has just run."""
    examples: list[doctest.Example] = entry.pop("examples")
    module = entry.pop("module")
    if not examples:
        return None
    sources = [as_torch(example.source) for example in examples]
    imports = set(needed("\n".join(sources), module, names, entry["name"]))
    while sources and re.match(r"(import|from) [^\n]*\Z", sources[0]):
        imports.add(sources.pop(0))
        examples.pop(0)
    scope: dict[str, Any] = {"__name__": "__main__"}
    lines = sorted(imports, key=lambda line: (line.startswith("from"), line))
    exec("\n".join(lines), scope)
    lines, printed, result, error = [*lines, ""] if lines else [], "", None, None
    for number, (example, source) in enumerate(zip(examples, sources, strict=True), 1):
        is_last = number == len(examples)
        said, value, error = run(source, scope)
        if example.want and not said and value is None and error is None:
            source = spoken(source)
            said, value, error = run(source, scope)
        if value is not None:
            if not is_last:
                source = f"print({source})" if str(value) == repr(value) else f"print(repr({source}))"
                said += repr(value) + "\n"
            else:
                result = repr(value)
        shown = said if result is None else said + result + "\n"
        check(entry["name"], example, shown, error)
        if error is not None and not is_last:
            raise BadExample(f"{entry['name']}: only the last line of an example may raise {error!r}")
        printed += said
        lines.append(source)
    return {
        "source": "\n".join(lines),
        "printed": printed,
        "result": result,
        "error": f"{type(error).__name__}: {error}" if error else "",
    }


def as_torch(source: str) -> str:
    """The code with PyTorch's module names, which the page has."""
    pattern = re.compile(
        rf"^(from|import) (seqlite(?:\.safetensors|\.vision)?)(?!\.(?:{OWN})\b)(?=[. ])", re.M
    )
    source = re.sub(r"\s*# doctest:.*", "", source.rstrip())
    source = pattern.sub(lambda match: f"{match[1]} {TWINS[match[2]]}", source)
    return source.replace("import torch as torch", "import torch")


def needed(source: str, module: str, names: dict[int, str], of: str) -> Iterator[str]:
    """The imports that an example leaves out."""
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    made = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    made |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    made |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    made |= {
        (alias.asname or alias.name).partition(".")[0]
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    used = dict.fromkeys(node.id for node in nodes if isinstance(node, ast.Name))
    for name in used:
        if name in made or name in vars(builtins) or name == "__name__":
            continue
        home = sys.modules.get(module)
        value = vars(home).get(name) if home else None
        if name in IMPORTS:
            yield IMPORTS[name]
        elif id(value) in names:
            place, _, label = names[id(value)].rpartition(".")
            yield f"from {place} import {label}" + (f" as {name}" if label != name else "")
        elif isinstance(value, ModuleType):
            yield f"import {value.__name__}"
        else:
            raise BadExample(f"the example of {of} uses {name}, which it does not define")


def spoken(source: str) -> str:
    """A block whose last line is a value, which a prompt shows, printing it."""
    above, line = source.rstrip().rpartition("\n")[::2]
    code = line.lstrip()
    return f"{above}\n{line[: len(line) - len(code)]}print({code})"


def run(source: str, scope: dict[str, Any]) -> tuple[str, Any, BaseException | None]:
    """What a statement prints, gives and raises."""
    out = io.StringIO()
    body = ast.parse(source).body
    is_value = len(body) == 1 and isinstance(body[0], ast.Expr)
    value = None
    try:
        with contextlib.redirect_stdout(out):
            if is_value:
                value = eval(source, scope)
            else:
                exec(source, scope)
    except Exception as error:
        return out.getvalue(), None, error
    return out.getvalue(), value, None


def check(name: str, example: doctest.Example, shown: str, error: BaseException | None) -> None:
    if error is not None:
        shown, wanted = f"{type(error).__name__}: {error}\n", example.exc_msg or ""
        if doctest.IGNORE_EXCEPTION_DETAIL in example.options:
            shown, wanted = shown.partition(":")[0], wanted.partition(":")[0]
    else:
        wanted = example.want
    lenient = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    if not doctest.OutputChecker().check_output(wanted, shown, lenient):
        raise BadExample(f"{name}: {example.source}gives {shown!r}, its docstring says {wanted!r}")


def say_where_it_is_made(value: Any) -> None:
    """A class may name another module than that of its methods, for the sake of what it prints."""
    own = vars(value).values() if isinstance(value, type) else ()
    homes = {
        member.__module__
        for member in own
        if inspect.isfunction(member) and member.__qualname__.startswith(f"{value.__qualname__}.")
    }
    if getattr(value, "__module__", "") == "torch":
        homes = {"seqlite"}
    if len(homes) == 1 and value.__module__ not in homes and min(homes).startswith("seqlite"):
        [value.__module__] = homes


def main(target: Path) -> None:
    for _, _, value in public_names():
        say_where_it_is_made(value)
    found = entries(Reader())
    names = {id(value): f"{module}.{name}" for module, name, value in reversed(public_names())}
    install()
    problems = []
    warnings.simplefilter("ignore")
    for entry in [part for whole in found for part in (whole, *whole.get("members", ()))]:
        if entry["kind"] == "value":
            continue
        seqlite.manual_seed(0)
        try:
            entry["cell"] = cell(entry, names)
        except BadExample as error:
            problems.append(str(error))
    if problems:
        sys.exit("\n".join(problems))
    target.write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
