"""The extension of Sphinx: a directive, examples of docstrings, and live pages at the end of the build."""

from pathlib import Path

import pytest

from live_cells.make import cells
from live_cells.plugin.html_source import HtmlSource, value_of
from site_tests.servers.generators import generator

pytestmark = pytest.mark.slow
CONF = "extensions = ['live_cells.sphinx', 'sphinx.ext.doctest']\n"
SETTINGS = "live_cells = {'docstrings': True, 'image': False}\n"
INDEX = """
Tides
=====

.. live::
   :hidden:

   base = 5

.. live::
   :title: beat.py
   :name: beat

   print(base + 1)

>>> 1 + 1
2

.. doctest::

   >>> x = 3
   >>> x * 2
   6

.. code-block:: python

   plain = True
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "conf.py").write_text(CONF + SETTINGS)
    (tmp_path / "index.rst").write_text(INDEX)
    return tmp_path


def build(project: Path, builder: str = "html") -> tuple[int, str]:
    done = generator("sphinx", "sphinx", "-W", "-b", builder, ".", "out", folder=project)
    return done.returncode, done.stdout + done.stderr


def test_a_build_ends_with_live_pages(project: Path) -> None:
    for _ in range(2):  # the second has nothing to do
        status, said = build(project)
        assert status == 0, said
        assert "live-cells: 1 page, 3 cells, " in said
        page = HtmlSource((project / "out" / "index.html").read_text("utf8"))
        assert dict(cells.live_already(page)) == {
            "beat": "print(base + 1)",
            "cell-2": ">>> 1 + 1",
            "cell-3": ">>> x = 3\n>>> x * 2",
        }
        assert cells.set_up_already(page) == ["base = 5"]
        assert "plain = True" not in dict(cells.live_already(page)).values()
        assert [value_of(element, "class") for element in page.select("#beat")] == ["live-cells"]
        assert "beat.py" in page.select("#beat")[0].text


def test_other_builders_show_code_alone(project: Path) -> None:
    status, said = build(project, "text")
    assert status == 0, said
    text = (project / "out" / "index.txt").read_text("utf8")
    assert "print(base + 1)" in text
    assert "base = 5" not in text


def test_what_a_cell_cannot_import_is_a_warning(project: Path) -> None:
    with (project / "index.rst").open("a") as index:
        index.write("\n.. live::\n\n   import cowsay\n")
    status, said = build(project)
    assert status == 1
    assert "cell cell-4: line 1: nothing gives the module 'cowsay'; add 'cowsay' to packages" in said


def test_settings_come_from_conf_py_or_from_the_commands_own_file(project: Path) -> None:
    (project / "conf.py").write_text(CONF)
    (project / "live-cells.toml").write_text("image = false\n")
    status, said = build(project)
    assert status == 0, said
    assert "live-cells: 1 page, 1 cell, " in said  # without examples of docstrings
    (project / "conf.py").write_text(f"{CONF}live_cells = {{'docstring': True}}\n")
    status, said = build(project)
    assert status != 0
    assert "configuration name: docstring" in said
