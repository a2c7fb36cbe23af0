"""Packages on demand: importing costs nothing, using brings the real thing, wherever the use hides."""

import asyncio
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_editor import calls

from live_runner import lazy_imports, runner
from live_runner.runner_output import Part

PYPLOT = "rcParams = {}\nlines = []\ndef plot(values):\n    lines.append(values)\n"


class Site:
    """A page without matplotlib and tqdm, and the place they come to when asked for."""

    def __init__(self, folder: Path) -> None:
        self.main = types.ModuleType("__main__")
        self.brought: list[str] = []
        self._folder = folder

    def bring(self, package: str) -> None:
        self.brought.append(package)
        (self._folder / "matplotlib").mkdir()
        (self._folder / "matplotlib/__init__.py").write_text("__version__ = '3'\ndef use(backend): pass\n")
        (self._folder / "matplotlib/pyplot.py").write_text(PYPLOT)
        (self._folder / "matplotlib/scale.py").write_text("")
        (self._folder / "tqdm.py").write_text("tqdm = iter\n")
        lazy_imports.arrived(package, str(self._folder))

    def run(self, source: str) -> list[Part]:
        """Bring what reading the code tells, then run it; see worker.ts."""
        for package in runner.needed(source, self.main):
            self.bring(package)
        return self.run_unread(source)

    def run_unread(self, source: str) -> list[Part]:
        parts: list[Part] = []
        asyncio.run(runner.run(source, parts.append, "cell", self.main))
        return parts


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    def is_ours(name: str) -> bool:
        return name.partition(".")[0] in ("matplotlib", "mpl_toolkits", "tqdm")

    saved = {name: sys.modules.pop(name) for name in list(sys.modules) if is_ours(name)}
    installed = [str(path) for path in sys.path if "site-packages" in str(path)]
    monkeypatch.setattr(sys, "path", [*(p for p in sys.path if p not in installed), str(tmp_path)])
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setattr(lazy_imports, "_missing", {"matplotlib", "tqdm"})
    monkeypatch.delenv("MATPLOTLIBRC", raising=False)
    site = Site(tmp_path)
    lazy_imports.install(site.bring)
    yield site
    for name in [name for name in sys.modules if is_ours(name)]:
        del sys.modules[name]
    sys.modules.update(saved)


@pytest.mark.parametrize(
    "source",
    [
        "import matplotlib",
        "import matplotlib.pyplot as plt",
        "from matplotlib import pyplot as plt, cm",
        "import matplotlib.pyplot as plt\nimport math\nmath.pi",
        "import matplotlib.pyplot as plt\nplt = 3",
    ],
)
def test_an_import_alone_brings_nothing(site: Site, source: str) -> None:
    assert not [part for part in site.run(source) if part["part"] == "error"]
    assert site.brought == []


@pytest.mark.parametrize(
    "use",
    [
        "import matplotlib.pyplot as plt\nplt.plot([1])",
        "from matplotlib import pyplot\npyplot.plot([1])",
        "from matplotlib.pyplot import plot\nplot([1])",
        "import matplotlib.pyplot\nmatplotlib.pyplot.plot([1])",
        "import matplotlib\nmatplotlib.use('Agg')",
        "import matplotlib\nprint(matplotlib.__version__)",
        "import matplotlib.pyplot as plt\nplt.rcParams['a'] = 1",
        "import matplotlib.pyplot as plt\ndef draw():\n    plt.plot([1])",
        "import matplotlib.pyplot as plt\nplt.title = 1",
        "import matplotlib.scale",
    ],
)
def test_a_use_is_seen_before_the_cell_runs(site: Site, use: str) -> None:
    assert runner.needed(use, site.main) == ["matplotlib"]
    assert not [part for part in site.run(use) if part["part"] == "error"]
    assert site.brought == ["matplotlib"]
    assert runner.needed(use, site.main) == []


def test_a_later_cell_that_uses_what_an_earlier_one_imported_is_seen_too(site: Site) -> None:
    site.run("import matplotlib.pyplot as plt")
    assert runner.needed("plt.plot([1])", site.main) == ["matplotlib"]
    assert runner.needed("print(1)", site.main) == []
    site.run("plt.plot([7])")
    assert site.run("plt.lines, type(plt).__name__") == [{"part": "result", "text": "([[7]], 'module')"}]


@pytest.mark.parametrize(
    "use",
    [
        "exec('plt.plot([1])')",
        "getattr(globals()['p' + 'lt'], 'rcParams')['a'] = 1",
        "globals()['p' + 'lt'].title = 1",
        "__import__('matplotlib.scale');",
        "exec('from matplotlib.pyplot import plot; plot([1])')",
        "import importlib\nimportlib.import_module('tqdm').tqdm([1]);",
    ],
)
def test_a_use_that_nobody_saw_coming_brings_it_as_well(site: Site, use: str) -> None:
    site.run("import matplotlib.pyplot as plt")
    assert site.run_unread(use) == []
    assert len(site.brought) == 1


def test_a_function_that_kept_the_stand_in_gets_the_real_thing(site: Site) -> None:
    site.run("import matplotlib.pyplot as plt\nkept = [plt]")
    site.run("plt.plot([1])")
    assert site.run("kept[0].lines") == [{"part": "result", "text": "[[1]]"}]
    site.run("kept[0].title = 5")
    assert site.run("plt.title") == [{"part": "result", "text": "5"}]


@pytest.mark.parametrize(
    "source", ["from tqdm import tqdm", "import tqdm.auto", "from tqdm.auto import trange"]
)
def test_tqdm_comes_with_its_import(site: Site, source: str) -> None:
    assert runner.needed(source, site.main) == ["tqdm"]


def test_a_question_brings_nothing(site: Site) -> None:
    site.run("import matplotlib.pyplot as plt")
    for about in ("help", "variables"):
        runner.answer(about, "plt.plot", site.main)
    for about in ("completions", "signature", "problems"):
        calls.answer(about, "plt.", (), site.main)
    assert site.brought == []


def test_code_that_does_not_compile_needs_nothing(site: Site) -> None:
    assert runner.needed("import tqdm\nplt.plot(", site.main) == []


def test_where_nothing_can_be_brought_a_use_says_what_is_missing(site: Site) -> None:
    lazy_imports.install(None)
    assert site.run_unread("import matplotlib.pyplot as plt") == []
    [error] = site.run_unread("plt.plot([1])")
    assert error["name"] == "NotImplementedError"
    assert "matplotlib.pyplot.plot needs matplotlib, which is not here" in error["text"]


def test_what_lies_about_its_class_is_left_alone(site: Site) -> None:
    site.run("class Odd:\n    @property\n    def __class__(self): raise ValueError\nodd = Odd()")
    [drawn] = site.run("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.lines")
    assert drawn["text"] == "[[1, 2]]"
