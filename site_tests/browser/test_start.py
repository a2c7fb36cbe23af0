"""How Python starts: from the memory image, or without it, with the same results."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from site_tests.drivers import expect
from site_tests.pages.browser_probes import change_script
from site_tests.pages.cells import FIRST_LOAD, LiveCell, LivePage, fetched_for_python
from site_tests.servers.site_server import file_behind, held_back
from site_tests.suite.slow import slow_except

LESSON = "template/lesson/"
CELL = "train-line"

PROGRAM = """import torch, numpy as np
torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1))
model(torch.randn(5, 3)).square().mean().backward()
print(model[0].weight.grad)
print(torch.rand(64, 99) @ torch.rand(99, 50), torch.backends.products())
np.linalg.det(np.arange(9.0).reshape(3, 3) + np.eye(3))"""

LATE = """import csv, decimal, statistics, numpy.fft, numpy.ma
print(decimal.Decimal(1) / 3)
print(numpy.fft.ifft(numpy.fft.fft([1.0, 2.0])).real, numpy.ma.array([1, 2], mask=[0, 1]).sum())
import nowhere"""

A_FUNCTION_FOR_EACH_PLACE = """
const get = WebAssembly.Table.prototype.get;
const given = new Map();
WebAssembly.Table.prototype.get = function (at) {
  const entry = get.call(this, at);
  if (entry && given.get(at)?.entry !== entry) {
    const own = Object.defineProperty((...values) => entry(...values), "name", { value: entry.name });
    given.set(at, { entry, own });
  }
  return entry && given.get(at).own;
};
"""


AGAIN = """import importlib, sys, torch
before, model = torch, torch.nn.Linear(2, 1)
importlib.reload(torch)
for name in [name for name in sys.modules if name.partition('.')[0] in ('torch', 'seqlite')]:
    del sys.modules[name]
import torch, torch.nn.functional, seqlite
print(torch is before, seqlite is before, isinstance(model, torch.nn.Module))
print(model(torch.ones(1, 2)).shape)"""


def opened(page: Page, site_url: str) -> LiveCell:
    return LivePage(page).open(site_url + LESSON).cell(CELL)


def output_of(cell: LiveCell, source: str) -> str:
    cell.edit(source)
    cell.run()
    cell.expect_state("done")
    return cell.output.inner_text()


@pytest.mark.every_browser(first=True)
def test_python_starts_from_the_image_and_multiplies_by_simd(page: Page, site_url: str) -> None:
    cell = opened(page, site_url)
    assert " simd\n" in output_of(cell, PROGRAM)
    fetched = fetched_for_python(page)
    assert [url for url in fetched if url.endswith("memory.zst")]
    assert not [url for url in fetched if url.endswith((".whl", "asm.wasm"))]


@pytest.mark.slow
@pytest.mark.every_browser
def test_cells_run_where_a_host_isolates_and_the_browser_has_no_shared_memory(
    page: Page, isolated_site_url: str
) -> None:
    page.add_init_script("delete globalThis.SharedArrayBuffer")  # WebKitGTK is like that
    assert output_of(opened(page, isolated_site_url), "6 * 7") == "42"


@pytest.fixture(scope="module")
def good(visited: BrowserContext, site_url: str) -> str:
    """What the program prints where the image serves."""
    page = visited.new_page()
    printed = output_of(opened(page, site_url), PROGRAM)
    page.close()
    assert " simd\n" in printed
    return printed


@pytest.mark.slow
@pytest.mark.parametrize(
    "broken",
    slow_except(["memory.zst", "core.zst", "head.json", "one bit", "another image"], "another image"),
)
def test_without_the_image_python_starts_plainly_and_computes_the_same(
    broken: str, good: str, browser: Browser, site_url: str, site_dir: Path
) -> None:
    context = browser.new_context(service_workers="block")  # which would have kept the good image
    if broken == "another image":  # it arrives whole, and does not fit
        context.route("**/head.json", lambda route: route.fulfill(json={"sides": [], "version": [3, 14, 0]}))
    elif broken == "one bit":
        flip_a_bit(context, site_dir)
    else:
        context.route(f"**/{broken}", lambda route: route.fulfill(body=b"not what was asked for"))
    other = context.new_page()
    texts: list[str] = []
    other.on("console", lambda message: texts.append(message.text))
    assert output_of(opened(other, site_url), PROGRAM) == good
    assert [text for text in texts if "starts without it" in text]
    context.close()


def flip_a_bit(context: BrowserContext, site_dir: Path) -> None:
    """Let the image arrive with one wrong bit."""

    def flip(route: Route) -> None:
        body = bytearray(file_behind(route.request.url, site_dir).read_bytes())
        body[len(body) // 2] ^= 1
        route.fulfill(body=bytes(body))

    context.route("**/memory.zst", flip)


def test_an_image_with_one_wrong_bit_is_not_used(browser: Browser, site_url: str, site_dir: Path) -> None:
    context = browser.new_context(service_workers="block")
    flip_a_bit(context, site_dir)
    cell = opened(context.new_page(), site_url)
    with cell.page.expect_event("console", lambda message: "starts without it" in message.text):
        cell.start()
    context.close()


NO_UNPACKER = {
    "damaged": ("unpacker.js", lambda _: "this is no (script"),
    "silent": ("unpacker.js", lambda _: "onmessage = () => {}"),
    "impossible": ("worker.js", lambda script: f"delete globalThis.Worker;\n{script}"),
}


@pytest.mark.slow
@pytest.mark.parametrize("why", slow_except(NO_UNPACKER, "impossible"))
def test_the_image_serves_where_no_second_worker_unpacks_it(
    why: str, page: Page, context: BrowserContext, site_url: str, site_dir: Path
) -> None:
    file, change = NO_UNPACKER[why]
    texts: list[str] = []
    page.on("console", lambda message: texts.append(message.text))
    change_script(context, file, site_dir, change)
    cell = opened(page, site_url)
    assert " simd\n" in output_of(cell, PROGRAM)
    cell.edit("import statistics\nhelp(sum)")  # needs what comes later, which is packed as well
    cell.run()
    cell.expect_output("stdout", re.compile("Return the sum"))
    assert not [text for text in texts if "memory image" in text]


def test_all_compiled_parts_find_what_they_need_of_python(page: Page, site_url: str) -> None:
    cell = opened(page, site_url)
    cell.edit(
        "import ctypes, numpy.fft, numpy.linalg.lapack_lite, sqlite3\n"
        "from matplotlib import _path, ft2font\n"
        "import matplotlib.backends.backend_agg, PIL.Image, contourpy, kiwisolver\n"
        "print(ctypes.pythonapi.PyLong_AsLong(ctypes.py_object(7)))\n"
        "print(sqlite3.connect(':memory:').execute('select 6 * 7').fetchone())\n"
        "try:\n"
        "    kiwisolver.Variable('x') * 'x'\n"
        "except TypeError as error:\n"
        "    print(type(error))\n"
        "print(numpy.fft.fft([1.0, 2.0]).real)"
    )
    cell.run()
    cell.expect_output("stdout", "7\n(42,)\n<class 'TypeError'>\n[ 3. -1.]")


@pytest.mark.slow
def test_the_image_serves_where_a_table_does_not_know_its_functions(
    page: Page, context: BrowserContext, site_url: str, site_dir: Path
) -> None:
    """WebKit 2.48, the engine of Safari 18, is like that; the image holds addresses in that table."""
    texts: list[str] = []
    page.on("console", lambda message: texts.append(message.text))
    change_script(context, "worker.js", site_dir, lambda script: A_FUNCTION_FOR_EACH_PLACE + script)
    cell = opened(page, site_url)
    cell.edit("import numpy as np\nnp.absolute(np.array([-1], dtype=object))")  # NumPy calls by address here
    cell.run()
    cell.expect_output("result", "array([1], dtype=object)")
    assert not [text for text in texts if "memory image" in text]


def test_chance_differs_from_visit_to_visit_and_seeds_do_not(page: Page, site_url: str) -> None:
    draw = (
        "import random, numpy as np, torch, secrets\n"
        "print(random.random(), np.random.rand(), torch.rand(1).item(), np.random.default_rng().random())\n"
        "torch.manual_seed(3); random.seed(3); np.random.seed(3)\n"
        "(torch.rand(1).item(), random.random(), np.random.rand())"
    )
    first = opened(page, site_url)
    output_of(first, draw)
    chance, seeded = first.part("stdout").inner_text(), first.part("result").inner_text()
    second = opened(page, site_url)
    second.run()
    second.expect_state("done")
    assert second.part("result").inner_text() == seeded
    assert not set(second.part("stdout").inner_text().split()) & set(chance.split())


def test_modules_that_the_image_left_out_come_when_imported(page: Page, site_url: str) -> None:
    cell = opened(page, site_url)
    cell.edit(LATE)
    cell.run()
    cell.expect_error("ModuleNotFoundError: No module named 'nowhere'", line=4)
    cell.expect_output("stdout", "0.3333333333333333333333333333\n[1. 2.] 1")


@pytest.mark.slow
@pytest.mark.usefixtures("context")
def test_the_library_that_an_import_waits_for_is_counted(page: Page, site_url: str) -> None:
    with held_back("*/python_stdlib.zip"):
        cell = opened(page, site_url)
        cell.edit("import math, decimal as d\nd.Decimal(1) / 4")
        cell.start()
        expect(cell.label).to_have_text("Python 0.00 of 3 MB", timeout=FIRST_LOAD)
        cell.stop()
        cell.expect_state("stopped")
    cell.run()
    cell.expect_output("result", "Decimal('0.25')")


@pytest.mark.parametrize(
    ("file", "source", "name"),
    [
        pytest.param("numpy.zip", "import numpy.fft\n1", "Python", marks=pytest.mark.slow),
        pytest.param("python_stdlib.zip", "exec('import decimal')\n1", "Python", marks=pytest.mark.slow),
        ("later.zst", "sum(map(ord, '日本'.encode('shift_jis').decode('shift_jis')))", "Python"),
    ],
)
@pytest.mark.usefixtures("context")
def test_what_running_code_waits_for_is_announced(
    file: str, source: str, name: str, page: Page, site_url: str
) -> None:
    with held_back(f"*/{file}"):
        cell = opened(page, site_url)
        cell.edit(source)
        cell.start()
        expect(cell.label).to_have_text(
            re.compile(rf"Running · .* · {name} 0\.00 of \d MB"), timeout=FIRST_LOAD
        )
    cell.expect_over()
    cell.expect_state("done")
    expect(cell.label).not_to_contain_text("MB")


@pytest.mark.parametrize(
    "lesson",
    slow_except(
        [
            *("lessons/tour/", "lessons/exercises/", "lessons/sequential-models/", "lessons/gradients/"),
            *("lessons/debugging/", "lessons/forward-pass/", "lessons/convolutions/", ""),
        ],
        "lessons/sequential-models/",
    ),
)
def test_a_first_result_needs_nothing_that_comes_later(
    lesson: str, page: Page, context: BrowserContext, site_url: str
) -> None:
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.resource_type)
        route.abort()

    context.route("**/later.zst", refuse)
    live = LivePage(page).open(site_url + lesson)
    cell = live.cell(live.cell_ids[0])
    cell.run()
    cell.expect_state("done")
    assert set(asked) <= {"fetch"}  # in the background; a run that waited for it would have sent an "xhr"


COLLECTED = """import gc, sys
def function(x=[]):
    yield lambda: x
class Node:
    def method(self): return self
def everything():
    node, frame, generator = Node(), sys._getframe(), function()
    try:
        1 / 0
    except ZeroDivisionError as caught:
        error = caught
    node.alive = [node.method, frame, error, error.__traceback__, generator, next(generator)]
    node.errors = [{node}, AttributeError(node), NameError(node), ImportError(node), OSError(node)]
    gc.collect(0), gc.collect(1), gc.collect()
[everything() for _ in range(2)]
gc.collect() > 0"""


@pytest.mark.slow
def test_the_garbage_collector_needs_nothing_that_comes_later(
    page: Page, context: BrowserContext, site_url: str
) -> None:
    context.route("**/later.zst", lambda route: route.abort())
    assert output_of(opened(page, site_url), COLLECTED) == "True"


NAMED = """import torch
torch.manual_seed(0)
layer = torch.nn.LSTM(2, 3)
output, (h, c) = layer(torch.ones(4, 1, 2))
output.sum().backward()
x = torch.tensor([2.0], requires_grad=True)
(slope,) = torch.autograd.grad(x**3, x, create_graph=True)
print(output.shape, layer.weight_ih_l0.grad.shape, torch.autograd.grad(slope, x))
print(torch.kthvalue(torch.arange(5.0), 2).values, torch.nn.MultiMarginLoss())
print(torch.distributions.Normal(0.0, 1.0))"""


@pytest.mark.every_browser
def test_names_that_few_programs_use_come_when_named(page: Page, site_url: str) -> None:
    assert output_of(opened(page, site_url), NAMED).splitlines() == [
        "torch.Size([4, 1, 3]) torch.Size([12, 2]) (tensor([12.]),)",
        "tensor(1.) MultiMarginLoss()",
        "Normal(loc: 0.0, scale: 1.0)",
    ]


RARE = """import numpy as np
print("日本".encode("shift_jis"), np.arange(1, 4, dtype="uint8").astype("complex64").prod())
np.random.default_rng(0).beta(1, 2, 3).round(3)"""


@pytest.mark.slow
@pytest.mark.every_browser
def test_compiled_code_that_comes_later_comes_when_called(page: Page, site_url: str) -> None:
    cell = opened(page, site_url)
    for _ in range(2):
        assert "b'\\x93\\xfa\\x96{' (6+0j)" in output_of(cell, RARE)


UNUSED = """import genericpath, inspect, sys
called = []
sys.setprofile(lambda frame, event, value: called.append(event))
print(genericpath.commonprefix(["/one/two", "/one/three"]))
sys.setprofile(None)
function = genericpath.commonprefix
print(len(called) > 3, inspect.signature(function), function.__code__.co_names[:2])"""


def test_functions_in_python_that_come_later_come_when_called(page: Page, site_url: str) -> None:
    cell = opened(page, site_url)
    plain = "import genericpath\ngenericpath.commonprefix(['/one/two', '/one/three'])"
    assert output_of(cell, plain) == "'/one/t'"
    assert output_of(cell, UNUSED).splitlines() == ["/one/t", "True (m) ('isinstance', 'list')"]


@pytest.mark.slow
def test_functions_in_python_that_come_later_come_to_a_profile(page: Page, site_url: str) -> None:
    assert output_of(opened(page, site_url), UNUSED).startswith("/one/t\nTrue (m) ")


def test_compiled_code_that_cannot_come_is_a_fault_that_says_so(
    context: BrowserContext, site_url: str
) -> None:
    context.route("**/later.zst", lambda route: route.abort())
    cell = opened(context.new_page(), site_url)  # the browser logs what it could not fetch
    cell.edit(RARE)
    cell.run()
    cell.expect_state("failed")
    expect(cell.part("error")).to_contain_text("it needs a part that did not arrive. later.zst could not be")
    context.unroute("**/later.zst")
    assert "(6+0j)" in output_of(cell, RARE)


@pytest.mark.slow
def test_compiled_code_that_has_come_is_there_after_a_restart(page: Page, site_url: str) -> None:
    live = LivePage(page).open(site_url + LESSON)
    cell = live.cell(CELL)
    output_of(cell, "help(len)")  # which wants all that comes later
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))  # not those of the service worker
    live.restart()
    shown = output_of(cell, f"{RARE}\nprint(np.add.__doc__)")
    assert "(6+0j)" in shown
    assert "Add arguments element-wise." in shown
    assert not [url for url in asked if url.endswith("/later.zst")]


@pytest.mark.slow
def test_where_descriptions_did_not_come_a_notice_says_so(
    page: Page, context: BrowserContext, site_url: str
) -> None:
    context.route("**/later.zst", lambda route: route.abort())
    cell = opened(page, site_url)
    assert "This description is still on its way" in output_of(
        cell, "import numpy as np\nprint(np.add.__doc__)"
    )
    context.unroute("**/later.zst")
    shown = output_of(cell, "help(np.linalg.inv)\nprint(np.add.__doc__)")
    assert "Compute the inverse of a matrix." in shown
    assert "Add arguments element-wise." in shown
    assert "on its way" not in shown


@pytest.mark.slow
def test_a_library_that_cannot_be_fetched_is_an_error_of_the_import(
    page: Page, context: BrowserContext, site_url: str
) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=204)

    context.route("**/python_stdlib.zip", refuse)
    cell = opened(page, site_url)
    cell.edit("print('before')\nimport decimal")
    cell.run()
    cell.expect_output("stdout", "before")
    cell.expect_error("python_stdlib.zip could not be fetched (HTTP 204)", line=2)
    expect(cell.part("error")).not_to_contain_text("restored.py")


@pytest.mark.slow
@pytest.mark.parametrize("image", slow_except([True, False], True), ids=["memory-image", "no-memory-image"])
def test_there_is_one_engine_however_often_it_is_imported(
    image: bool, page: Page, context: BrowserContext, site_url: str
) -> None:
    if not image:
        context.route("**/head.json", lambda route: route.fulfill(json={}))
    assert output_of(opened(page, site_url), AGAIN) == "True True True\ntorch.Size([1, 1])\n"


PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2])"
BOLD = f"{PLOT}\nplt.title('loss', weight='bold')"  # whose typeface comes later
SURPRISE = "plt = __import__('matplotlib.pyplot').pyplot\nplt.plot([1, 2])"  # reading it does not tell
SLOW = pytest.mark.slow
WAYS: dict[str, Callable[[Route], None]] = {
    "cut": lambda route: route.abort(),
    "refused": lambda route: route.fulfill(status=503, body=""),
    "empty": lambda route: route.fulfill(status=204),
    "another": lambda route: route.fulfill(body="<p>Please log in to this network."),
}


@pytest.mark.parametrize(
    ("file", "source", "way"),
    [
        pytest.param("matplotlib-later.pack", BOLD, "cut", id="part-cut", marks=SLOW),
        pytest.param("matplotlib-later.pack", BOLD, "refused", id="part-refused", marks=SLOW),
        pytest.param(
            "matplotlib-later.pack",
            "import mpl_toolkits.axes_grid1",
            "another",
            id="part-another",
            marks=SLOW,
        ),
        pytest.param("python_stdlib.zip", "import decimal", "cut", id="library-import-cut", marks=SLOW),
        pytest.param(
            "python_stdlib.zip", "import decimal", "another", id="library-import-another", marks=SLOW
        ),
        pytest.param("numpy.zip", "import numpy.fft", "empty", id="numpy-import-empty"),
        pytest.param("matplotlib.pack", PLOT, "another", id="package-another", marks=SLOW),
        pytest.param("matplotlib.pack", SURPRISE, "cut", id="package-import-cut", marks=SLOW),
        pytest.param("matplotlib.pack", SURPRISE, "another", id="package-import-another", marks=SLOW),
    ],
)
def test_what_did_not_arrive_is_fetched_by_the_next_run(
    context: BrowserContext, site_url: str, file: str, source: str, way: str
) -> None:
    context.route(f"**/{file}", WAYS[way])
    cell = opened(context.new_page(), site_url)  # the browser logs what it could not fetch
    cell.edit("1")
    cell.run()  # after it, the library is fetched in the background
    cell.edit(source)
    cell.run()
    cell.expect_state("failed")
    assert cell.part("error").count() <= 2  # what did not arrive, and what the code made of it
    expect(cell.part("error").first).to_contain_text(re.compile("could not be fetched|arrived damaged"))
    context.unroute(f"**/{file}")
    cell.run()
    cell.expect_state("done")
