"""Settings of the plugin on a site of somebody else: what they change, and what is said of a fault."""

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from site_tests.servers.foreign_site import built, written

TWICE = "\n\n```python {live #one}\n1\n```\n\n```python {live #one}\n2\n```\n"
INDENTED = "\n\n    ```python {live #one}\n    1\n    ```\n"


@pytest.mark.parametrize(
    ("settings", "page", "sentence"),
    [
        (
            {"packages": ["no-such-package-here"]},
            "",
            "packages: no wheel for the browser fulfills no-such-package-here (as named).",
        ),
        (
            {"packages": [{"wheel": "a.whl"}]},
            "",
            "packages has {'wheel': 'a.whl'}, wanted a name, or wheel and",
        ),
        (
            {"packages": [{"wheel": "a.whl", "sha256": "0"}]},
            "",
            "packages names the wheel a.whl, which is not in the folder of the settings.",
        ),
        ({"language": "fr"}, "", "live_cells/words/fr.json is not there: copy "),
        ({"words": "fr.json"}, "", "words is a file for a language, but no language is named: write"),
        ({"language": "fr", "words": "mkdocs.yml"}, "", "mkdocs.yml: "),
        ({"image": "sometimes"}, "", "Expected one of: (True, False, 'only') but received: 'sometimes'"),
        ({"torch": "yes"}, "", "Expected type: <class 'bool'> but received: <class 'str'>"),
        ({"plots": True}, "", "configuration name: plots"),
        ({"isolated": True}, "", "isolated needs the service worker, which comes with offline: write"),
        ({"image": False}, TWICE, "index.md has two cells with the name 'one': give one of them another."),
        ({"image": False}, INDENTED, "index.md: Markdown reads the live cell 'one' as indented code;"),
    ],
)
def test_a_fault_ends_the_build_with_a_sentence(
    assets: None, settings: dict[str, Any], page: str, sentence: str, tmp_path: Path
) -> None:
    done = built(written(tmp_path / "site", settings, page=page))
    assert done.returncode != 0
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_only_what_the_pages_use_is_staged(assets: None, tmp_path: Path) -> None:
    folder = written(tmp_path / "site", {"image": False})
    (folder / "docs" / "figures.ipynb").unlink()
    index = folder / "docs" / "index.md"
    index.write_text(index.read_text("utf8").replace("[notebook](figures.ipynb)", "notebook"), "utf8")
    done = built(folder)
    assert done.returncode == 0, done.stderr
    assets_there = {path.name.partition("-")[0] for path in (folder / "site" / "assets").iterdir()}
    always = {"codemirror", "katex", "live", "live_editor", "marked", "pyodide", "seqlite", "zstddec"}
    assert assets_there == always
    assert not (folder / "site" / "service_worker.js").exists()


def test_a_page_can_be_read_without_scripts_and_keeps_its_theme(assets: None, tmp_path: Path) -> None:
    settings = {"image": False, "outputs": False, "exercises": False}
    folder = written(tmp_path / "site", settings, theme={"name": "mkdocs"})
    notebook = folder / "docs" / "figures.ipynb"
    content = json.loads(notebook.read_text("utf8"))
    printed = {"output_type": "stream", "name": "stdout", "text": "as it was"}
    content["cells"][1]["outputs"] = [printed]
    del content["cells"][1]["id"]
    content["cells"][1]["metadata"] = {"exercise": "beat", "tags": ["solution"]}
    notebook.write_text(json.dumps(content), "utf8")
    done = built(folder)
    assert done.returncode == 0, done.stderr
    page = (folder / "site" / "figures" / "index.html").read_text("utf8")
    assert '<h1 id="a-figure">A figure</h1>' in page
    assert 'data-cell="cell-2"' in page
    assert "as it was" not in page
    assert "<details" not in page
    assert "Content-Security-Policy" not in page


def wheel(folder: Path) -> Path:
    """A wheel of one module."""
    path = folder / "tides-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("tides.py", "def height(hours):\n    return 2 * hours\n")
        packed.writestr("tides-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tides\nVersion: 1.0\n")
    return path


def test_a_wheel_with_another_hash_is_refused(assets: None, tmp_path: Path) -> None:
    folder = written(
        tmp_path / "site", {"packages": [{"wheel": "tides-1.0-py3-none-any.whl", "sha256": "ab"}]}
    )
    got = hashlib.sha256(wheel(folder).read_bytes()).hexdigest()
    assert f"the wheel tides-1.0-py3-none-any.whl has the sha256 {got}, wanted ab." in built(folder).stderr


@pytest.mark.parametrize("isolated", [True, False])
def test_the_service_worker_isolates_pages_where_a_site_asks_for_it(
    assets: None, isolated: bool, tmp_path: Path
) -> None:
    folder = written(tmp_path / "site", {"image": False, "offline": True, "isolated": isolated})
    done = built(folder)
    assert done.returncode == 0, done.stderr
    assert ("require-corp" in (folder / "site" / "service_worker.js").read_text("utf8")) is isolated
