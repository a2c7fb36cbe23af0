"""Values that bring their own picture or HTML."""

from cells import FIRST_LOAD, LivePage
from playwright.sync_api import BrowserContext, Page, expect

SOURCE = '''\
class Table:
    def __repr__(self):
        return "a table of two rows"
    def _repr_html_(self):
        return """<table><thead><tr><th></th><th>loss</th></tr></thead>
            <tr><th>0</th><td>2.303</td></tr><tr><th>1</th><td>0.291</td></tr></table>
            <script>parent.document.title = "attacked"</script><img src=x onerror="parent.alert()">
            <a href="https://example.org/">away</a>"""

class Picture:
    def __repr__(self):
        return "a red disc"
    def _repr_svg_(self):
        return """<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><script>alert()</script>
            <circle cx="20" cy="20" r="20" fill="red"/></svg>"""

display(Table())
Picture()'''


def test_html_and_pictures_show_and_run_no_script(context: BrowserContext, site_url: str) -> None:
    page = context.new_page()  # it may log errors: the browser logs every script that it does not run
    lesson = LivePage(page).open(site_url + "lessons/tour/")
    title = page.title()
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit(SOURCE)
    cell.run()
    frame = cell.part("html")
    expect(frame).to_have_attribute("title", "a table of two rows", timeout=FIRST_LOAD)
    inside = frame.content_frame
    expect(inside.get_by_role("cell")).to_have_text(["2.303", "0.291"])
    box = frame.bounding_box()
    assert box is not None
    assert 60 < box["height"] < 200
    picture = cell.part("image")
    expect(picture).to_have_attribute("alt", "a red disc")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 40
    inside.get_by_role("link").click()
    assert page.title() == title
    assert len(page.context.pages) == 1


def test_html_follows_the_colours_of_the_page(lesson: LivePage, page: Page) -> None:
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit("class Table:\n    def _repr_html_(self):\n        return '<table><td>1</table>'\nTable()")
    cell.run()
    colour = "node => getComputedStyle(node).color"
    inside = cell.part("html").content_frame.get_by_role("cell").first
    light = inside.evaluate(colour)
    page.evaluate("document.body.dataset.mdColorScheme = 'slate'")
    page.wait_for_function("() => getComputedStyle(document.body).colorScheme === 'dark'")
    dark = inside.evaluate(colour)
    assert dark == cell.part("html").evaluate(colour)
    assert dark != light
