"""Links to all exercises of the course; and the lessons, for who lists something else of each."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from mkdocs.utils import get_relative_url

from docs.course.pages.directives import EXERCISES
from live_cells.plugin.pages import exercises
from live_cells.plugin.pages.notebook import Cell, is_sound, read_notebook, source_of


def with_list(markdown: str, docs_dir: str, lessons: Iterable[str], page_url: str) -> str:
    """The Markdown with `<!-- exercises -->` replaced by links to all exercises of the given lessons."""
    return EXERCISES.sub(lambda match: exercise_list(docs_dir, lessons, page_url), markdown)


def exercise_list(docs_dir: str, lessons: Iterable[str], page_url: str) -> str:
    items = []
    for title, address, cells in read_lessons(docs_dir, lessons, page_url):
        links = "".join(
            f'<li data-exercise-link="{html.escape(name)}"><a href="{address}'
            f'#{exercises.anchor(text)}">{html.escape(text)}</a></li>'
            for name, text in exercises.statements(cells)
        )
        if links:
            items.append(f"<li>{html.escape(title)}<ul>{links}</ul></li>")
    return f'<ul class="exercises">{"".join(items)}</ul>'


def read_lessons(
    docs_dir: str, lessons: Iterable[str], page_url: str
) -> Iterator[tuple[str, str, Sequence[Cell]]]:
    """Of each lesson whose notebook can be read: its title, its address from a page, and its cells."""
    for lesson in lessons:
        if not is_sound(Path(docs_dir) / lesson):
            continue
        cells = read_notebook(Path(docs_dir) / lesson, page_url)["cells"]
        prose = (source_of(cell) for cell in cells if cell["cell_type"] == "markdown")
        title = re.search(r"^# (.+)$", next(prose, ""), re.M)
        address = get_relative_url(lesson.removesuffix(".ipynb") + "/", page_url)
        yield title[1] if title else lesson, address, cells
