"""Links to all exercises of the course."""

import html
import re
from collections.abc import Iterable
from pathlib import Path

from mkdocs.utils import get_relative_url

from docs.course.pages.directives import EXERCISES
from live_cells.plugin.pages import exercises
from live_cells.plugin.pages.notebook import is_sound, read_notebook, source_of


def with_list(markdown: str, docs_dir: str, lessons: Iterable[str], page_url: str) -> str:
    """The Markdown with `<!-- exercises -->` replaced by links to all exercises of the given lessons."""
    return EXERCISES.sub(lambda match: exercise_list(docs_dir, lessons, page_url), markdown)


def exercise_list(docs_dir: str, lessons: Iterable[str], page_url: str) -> str:
    items = []
    for lesson in lessons:
        if not is_sound(Path(docs_dir) / lesson):
            continue
        url = lesson.removesuffix(".ipynb") + "/"
        notebook = read_notebook(Path(docs_dir) / lesson, page_url)
        prose = (source_of(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
        title = re.search(r"^# (.+)$", next(prose, ""), re.M)
        links = "".join(
            f'<li data-exercise-link="{html.escape(name)}"><a href="{get_relative_url(url, page_url)}'
            f'#{exercises.anchor(text)}">{html.escape(text)}</a></li>'
            for name, text in exercises.statements(notebook["cells"])
        )
        if links:
            items.append(f"<li>{html.escape(title[1] if title else lesson)}<ul>{links}</ul></li>")
    return f'<ul class="exercises">{"".join(items)}</ul>'
