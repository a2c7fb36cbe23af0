"""What of other people's the site ships, for machines: `sbom.cdx.json`, in CycloneDX's form.

Everything in it follows from what the build fetches by: pins.toml, Pyodide's lock file, the scripts'
package-lock.json. It says neither when nor where it was made, so the same files give the same list.
"""

import base64
import hashlib
import json
import re
import uuid
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from live_cells.plugin.cache import PACKAGE
from live_cells.plugin.fetch import PINS
from live_cells.plugin.packages.pyodide_wheels import lock_file

NAME = "sbom.cdx.json"
SPDX = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC-BY-SA-3.0", "CC0-1.0", "ISC", "MIT"),
    *("MIT-CMU", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Zlib"),
}
"""The licenses that pins.toml calls by their SPDX name."""
KINDS = {"mnist": "data"}
"""What is no library."""
LARGER_INSIDE = ("pyodide", "mermaid", "mkdocs-material")
"""Bundles, whose own parts are not listed here."""

Component = dict[str, Any]


def on_files(files: Files, config: MkDocsConfig) -> Files:
    wheel = next(file for file in files if re.search(r"/seqlite-[^/]+\.whl$", file.src_uri))
    text = json.dumps(bill(str(config.site_name), Path(str(wheel.abs_src_path))), indent=1) + "\n"
    files.append(File.generated(config, NAME, content=text))
    return files


def bill(site: str, engine_wheel: Path) -> dict[str, Any]:
    """The whole document."""
    engine = _engine(engine_wheel)
    parts = [engine, *_pinned(), *_scripts(), _theme()]
    number = engine["version"]
    root: Component = {"type": "application", "bom-ref": "site", "name": site, "version": number}
    root["licenses"] = [{"license": {"id": name}} for name in ("MIT", "CC-BY-4.0")]  # code; text and figures
    needs = {"site": [part["bom-ref"] for part in parts], engine["bom-ref"]: [_named(parts, "numpy")]}
    needs |= _needs_in_python(parts) | _needs_in_scripts(parts)
    content = {
        "metadata": {"component": root},
        "components": parts,
        "dependencies": [{"ref": ref, "dependsOn": sorted(needed)} for ref, needed in sorted(needs.items())],
        "compositions": [
            {"aggregate": "incomplete", "assemblies": [_named(parts, name) for name in LARGER_INSIDE]}
        ],
    }
    serial = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(content, sort_keys=True))
    head = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
    }
    return head | content


def licenses(said: str) -> list[dict[str, Any]]:
    """A license as pins.toml writes it: an SPDX name, an expression of them, or other words."""
    expression = re.sub(r" \([^)]*\)", "", said)
    for word in (" and ", " or "):
        expression = expression.replace(word, word.upper())
    names = re.split(" AND | OR ", expression)
    if not SPDX.issuperset(names):
        return [{"license": {"name": said}}]
    return [{"expression": expression}] if len(names) > 1 else [{"license": {"id": expression}}]


def _pinned() -> Iterator[Component]:
    """What pins.toml names; of Node, which only builds, nothing travels."""
    for name, pin in PINS.items():
        if name == "pyodide":
            yield from _python(pin)
        elif name == "numpy":
            yield _wheel("numpy", pin["license"], pin["use"])
        elif "packages" in pin:
            yield from _with_its_parts(pin)
        elif "pypi" in pin:
            project, _, number = pin["pypi"].partition("==")
            hashes = [{"alg": "SHA-256", "content": pin["sha256"]}]
            yield _component(project, number, f"pkg:pypi/{project}@{number}", pin, hashes=hashes)
        elif "npm" in pin:
            yield _of_npm(*_split(pin["npm"]), pin["integrity"], pin, KINDS.get(name, "library"))


def _python(pin: Any) -> Iterator[Component]:
    """Pyodide, and the Python inside it."""
    its, pythons = re.findall(r"(\S+) \(\w+\)", pin["license"])
    yield _of_npm(*_split(pin["npm"]), pin["integrity"], pin | {"license": its})
    number = lock_file()["info"]["python"]
    said = pin | {"license": pythons}
    yield _component("cpython", number, f"pkg:generic/cpython@{number}", said, "platform")


def _with_its_parts(pin: Any) -> Iterator[Component]:
    """Each package of an archive that is made of several; what stays behind has no license in the list."""
    said = {
        name: license
        for names, license in (part.split(": ") for part in pin["license"].split("; "))
        for name in names.split(", ")
    }
    for name in pin["packages"]:
        license = said.pop(lock_file()["packages"][name]["name"].removeprefix("python-"), None)
        if license:
            yield _wheel(name, license, pin["use"])
    for name, license in said.items():
        yield {"type": "data", "bom-ref": name, "name": name, "licenses": licenses(license)}


def _wheel(name: str, license: str, use: str) -> Component:
    """A package of Pyodide's list."""
    entry = lock_file()["packages"][name]
    purl = f"pkg:pypi/{name}@{entry['version']}?file_name={quote(entry['file_name'])}"
    hashes = [{"alg": "SHA-256", "content": entry["sha256"]}]
    return _component(name, entry["version"], purl, {"license": license, "use": use}, hashes=hashes)


def _engine(wheel: Path) -> Component:
    number = wheel.name.split("-")[1]
    hashes = [{"alg": "SHA-256", "content": hashlib.sha256(wheel.read_bytes()).hexdigest()}]
    about = {"license": "MIT", "use": "PyTorch's API on NumPy"}
    return _component("seqlite", number, f"pkg:pypi/seqlite@{number}", about, hashes=hashes)


def _theme() -> Component:
    number = version("mkdocs-material")
    about = {"license": "MIT", "use": "the theme's scripts and style sheets"}
    return _component("mkdocs-material", number, f"pkg:pypi/mkdocs-material@{number}", about)


def _scripts() -> Iterator[Component]:
    for name, entry in _script_packages().items():
        use = "pictures of networks" if name.startswith("d3-") else "the cells' editor"
        about = {"license": entry["license"], "use": use}
        yield _of_npm(name, entry["version"], entry["integrity"], about)


def _of_npm(name: str, number: str, integrity: str, about: Any, kind: str = "library") -> Component:
    algorithm, _, digest = integrity.partition("-")
    hashes = [{"alg": algorithm.upper().replace("SHA", "SHA-"), "content": base64.b64decode(digest).hex()}]
    return _component(name, number, f"pkg:npm/{quote(name)}@{number}", about, kind, hashes)


def _component(
    name: str,
    number: str,
    purl: str,
    about: Any,
    kind: str = "library",
    hashes: list[dict[str, str]] | None = None,
) -> Component:
    found = {"type": kind, "bom-ref": purl, "name": name, "version": number, "description": about["use"]}
    found |= {"hashes": hashes} if hashes else {}
    return found | {"licenses": licenses(about["license"]), "purl": purl}


def _needs_in_python(parts: list[Component]) -> dict[str, list[str]]:
    here = {part["name"]: part["bom-ref"] for part in parts if part.get("purl", "").startswith("pkg:pypi/")}
    packages = lock_file()["packages"]
    return {
        here[name]: [here[needed] for needed in packages[name]["depends"] if needed in here]
        for name in here.keys() & packages.keys()
    }


def _needs_in_scripts(parts: list[Component]) -> dict[str, list[str]]:
    return {
        _named(parts, name): [_named(parts, needed) for needed in entry.get("dependencies", {})]
        for name, entry in _script_packages().items()
    }


def _named(parts: list[Component], name: str) -> str:
    return next(str(part["bom-ref"]) for part in parts if part["name"] == name)


def _split(spec: str) -> tuple[str, str]:
    """Name and version: `@scope/name@1.2.3` has two signs."""
    name, _, number = spec.rpartition("@")
    return name, number


def _script_packages() -> dict[str, Any]:
    """What travels of the packages that scripts are bundled with."""
    lock = json.loads((PACKAGE / "live" / "package-lock.json").read_text("utf8"))
    return {
        path.removeprefix("node_modules/"): entry
        for path, entry in lock["packages"].items()
        if path and not entry.get("dev")
    }
