"""Figures that the scripts of their libraries draw: in frames without an origin, which fetch nothing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from site_tests.pages.cells import LivePage
from site_tests.servers.site_server import ISOLATED, served

pytestmark = [pytest.mark.slow, pytest.mark.chromium_only, pytest.mark.timeout(1200)]
POLICY = {
    "Content-Security-Policy": "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:",
}
FIGURES = {
    "plotly": (
        ["plotly"],
        "import plotly.graph_objects as go\ngo.Figure(go.Bar(x=['a', 'b'], y=[1, 3]))",
        ".main-svg .bars .point",
        2,
    ),
    "bokeh": (
        ["bokeh"],
        "from bokeh.plotting import figure, show\np = figure(height=300)\np.line([1, 2], [3, 4])\nshow(p)",
        "canvas",
        1,
    ),
    "altair": (
        ["altair"],
        "import altair as alt\nrows = [{'a': 'x', 'b': 2}, {'a': 'y', 'b': 5}]\n"
        "alt.Chart(alt.Data(values=rows)).mark_bar().encode(x='a:N', y='b:Q')",
        "svg .mark-rect path",
        2,
    ),
}
Site = Callable[..., str]


@pytest.fixture
def site(assets: None, tmp_path: Path) -> Iterator[Site]:
    """Makes a page with a cell, serves it, and gives its address."""
    from live_cells.make.settings import read_settings
    from live_cells.make.site import make
    from live_cells.plugin.fetch import AssetError
    from live_cells.plugin.packages.package_lock import locked_wheels

    with ExitStack() as stack:

        def made(packages: Sequence[str], code: str, headers: dict[str, str] | None = None) -> str:
            try:
                locked_wheels(packages, tmp_path)
            except AssetError as error:
                pytest.skip(f"no source gives it on this machine: {error}")
            (tmp_path / "live-cells.toml").write_text(f"packages = {[*packages]}\nimage = false\n")
            (folder := tmp_path / "site").mkdir()
            (folder / "index.html").write_text(f"<head></head><pre class=live id=it>{code}</pre>")
            make(folder, *read_settings(None, tmp_path))
            return stack.enter_context(served(folder, headers))

        yield made


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("headers", [None, ISOLATED], ids=["plain", "isolated"])
def test_a_figure_is_drawn_from_the_sites_own_files(
    name: str, headers: dict[str, str] | None, site: Site, page: Page
) -> None:
    packages, code, drawn, number = FIGURES[name]
    address = site(packages, code, headers)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    cell = LivePage(page).open(address).cell("it")
    cell.run()
    frame = cell.output.locator("iframe[data-drawn]")
    expect(frame.content_frame.locator(drawn).first).to_be_attached(timeout=60_000)
    if number > 1:
        expect(frame.content_frame.locator(drawn)).to_have_count(number)
    assert frame.get_attribute("sandbox") == "allow-scripts"
    page.wait_for_function("document.querySelector('iframe[data-drawn]').clientHeight > 200")
    assert [url for url in asked if url.startswith("http") and not url.startswith(address)] == []


def test_a_policy_that_forbids_it_is_said(site: Site, reader: BrowserContext) -> None:
    packages, code, _, _ = FIGURES["plotly"]
    page = reader.new_page()  # the browser reports what it refuses
    cell = LivePage(page).open(site(packages, code, POLICY)).cell("it")
    cell.run()
    expect(cell.output).to_contain_text("which the security policy of this site does not let run")
