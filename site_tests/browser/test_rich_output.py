"""Values that bring their own picture or HTML."""

import itertools
from pathlib import Path

from playwright.sync_api import Page, expect

from site_tests.pages import theme
from site_tests.pages.cells import FIRST_LOAD, LivePage

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
    "AAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
SHOW = """\
class Html(str):
    def _repr_html_(self):
        return str(self)
"""
SHOWN = f"""
<style>
  @import url("https://example.org/a.css");
  #styled td {{ color: rgb(1, 2, 3); background: url(https://example.org/a.png) rgb(4, 5, 6) }}
  #pixel {{ background: url({PIXEL}) }}
</style>
<table id="styled"><thead><tr><th></th><th>loss</th></tr></thead>
<tr><th>0</th><td style="font-weight: 700; background-image: url(//example.org/a)">2.303</td></tr>
<tr><th>1</th><td onclick="parent.alert()">0.291</td></tr></table>
<p id="pixel">ground</p><img id="kept" alt="a pixel" width="40" height="40" src="{PIXEL}">
<svg width="40" height="40"><defs><path id="p" d="M0 0H9V9"/></defs><use id="used" href="#p"/></svg>
<script>parent.document.title = "attacked"</script><script src="https://example.org/a.js"></script>
<img src="https://example.org/a.png" alt="from elsewhere">"""
PICTURES = '''\
class Disc:
    def __repr__(self):
        return "a red disc"
    def _repr_svg_(self):
        return """<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><script>alert()</script>
            <image href="https://example.org/a.png" width="9" height="9"/>
            <circle cx="20" cy="20" r="20" fill="red"/></svg>"""
class Damaged:
    def __repr__(self):
        return "no picture"
    def _repr_png_(self):
        return "not base64"
display(Disc())
Damaged()'''
FITTED = """frame => new Promise(seen => new ResizeObserver(() => {
    if (frame.style.height) seen(frame.offsetHeight);
}).observe(frame))"""


def test_a_kind_that_the_page_does_not_know_is_shown_as_text(lesson: LivePage) -> None:
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit(
        "from live_runner import display_functions\n"
        "for kind in ('sound', 'constructor'):\n"  # the second, every object has
        "    display_functions._output._emit({'part': kind, 'text': kind})\n"
        "print('after')"
    )
    cell.run()
    for kind in ("sound", "constructor"):
        cell.expect_output(kind, kind)
    cell.expect_output("stdout", "after\n")


def test_html_shows_what_a_frame_may_show_and_says_what_it_leaves_out(used: LivePage) -> None:
    cell = used.cell(used.cell_ids[0])
    cell.edit(f"{SHOW}Html({SHOWN!r})")
    cell.run()
    inside = cell.part("html").content_frame
    cells = inside.get_by_role("cell")
    expect(cells).to_have_text(["2.303", "0.291"], timeout=FIRST_LOAD)
    expect(cells.first).to_have_css("color", "rgb(1, 2, 3)")
    expect(cells.first).to_have_css("background-color", "rgb(4, 5, 6)")
    expect(cells.first).to_have_css("font-weight", "700")
    expect(inside.locator("#pixel")).to_have_css("background-image", f'url("{PIXEL}")')
    assert inside.locator("#kept").evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    assert inside.locator("#used").evaluate("used => used.getBoundingClientRect().width") == 9
    expect(cell.output).to_contain_text("Left out: 2 scripts, 1 picture. HTML is shown here without scripts")


def test_html_is_as_high_as_it_needs(used: LivePage) -> None:
    cell = used.cell(used.cell_ids[0])
    tall = f"<img width=40 height=400 src='{PIXEL}'><style>html, body {{ height: 100% }}</style>"
    cell.edit(f"{SHOW}display(Html('<p>one line</p>'), Html({tall!r}))")
    cell.run()
    frames = cell.part("html")
    expect(frames).to_have_count(2)
    low, high = (frame.evaluate(FITTED) for frame in frames.all())
    assert 30 < low < 70
    assert 400 <= high < 420


def test_whatever_html_is_shown_and_touched_the_console_stays_clean(used: LivePage) -> None:
    lines = (Path(__file__).parent / "refused_html.txt").read_text("utf8").splitlines()
    title = used.page.title()
    cell = used.cell(used.cell_ids[0])
    frames = cell.part("html")
    for samples in itertools.batched(lines, 12):
        cell.edit("\n".join([f"{SHOW}display(*map(Html, r'''", *samples, "'''.strip().splitlines()))"]))
        cell.run()
        expect(frames).to_have_count(len(samples), timeout=FIRST_LOAD)
        expect(cell.output.locator("iframe[style]")).to_have_count(len(samples))
        for frame in frames.all():
            for place in frame.content_frame.locator("p:not(:empty), a, button, input, rect").all():
                place.hover(force=True)
                place.click(force=True)
                place.press("Enter")
        expect(frames).to_have_count(len(samples))
    assert used.page.title() == title
    assert len(used.page.context.pages) == 1


def test_pictures_show_and_what_is_none_is_shown_as_text(used: LivePage) -> None:
    cell = used.cell(used.cell_ids[0])
    cell.edit(PICTURES)
    cell.run()
    picture = cell.part("image")
    expect(picture).to_have_attribute("alt", "a red disc", timeout=FIRST_LOAD)
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 40
    cell.expect_output("result", "no picture")


def test_html_follows_the_colors_of_the_page(lesson: LivePage, page: Page) -> None:
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit("class Table:\n    def _repr_html_(self):\n        return '<table><td>1</table>'\nTable()")
    cell.run()
    color = "node => getComputedStyle(node).color"
    inside = cell.part("html").content_frame.get_by_role("cell").first
    light = inside.evaluate(color)
    page.evaluate(f"siteTheme.scheme = '{theme.DARK}'")
    page.wait_for_function("() => getComputedStyle(document.body).colorScheme === 'dark'")
    dark = inside.evaluate(color)
    assert dark == cell.part("html").evaluate(color)
    assert dark != light
