"""The comments by which pages ask for what the build knows; each is replaced by it."""

import re
from collections.abc import Iterator

from live_cells.plugin.pages.values import VALUE, outside_code

CELL = re.compile(r"^<!-- (?P<what>cell|figure): (?P<path>\S+)#(?P<id>[\w-]+) -->$", re.M)
"""A cell of a notebook with its recorded output, or its recorded figure alone (live_cells.py)."""
EXERCISES = re.compile("^<!-- exercises -->$", re.M)
"""Links to all exercises of the course (live_cells.py)."""
EXPERIMENTS = re.compile("^<!-- experiments -->$", re.M)
"""Links to all experiments of the course (experiments.py)."""
RECORDED_ON = re.compile("<!-- recorded on(?:: (?P<network>mlp|conv))? -->")
"""Where the outputs of a page of full PyTorch come from, or what a network reached (recorded_on.py)."""
SYLLABUS = re.compile("^<!-- syllabus: (?P<of>lessons|exercises) -->$", re.M)
"""The lessons, or their exercises, as a table for teachers (syllabus.py)."""
COUNT = re.compile("<!-- count: (?P<of>lessons|exercises|minutes) -->")
"""How many lessons or exercises there are, or how long a lesson takes to read (syllabus.py)."""
GLOSSARY = re.compile("^<!-- glossary -->$", re.M)
"""The course's terms (glossary.py)."""
LICENSES = re.compile("<!-- licenses -->")
"""A table of what the site ships (page_parts.py)."""
MEASURED = re.compile(r"<!-- measured: (?P<what>\w+) -->")
"""A table of what a bench has recorded; measured.py has their names."""
SIZE = re.compile(r"<!-- size: (?P<of>[a-z ]+) -->")
"""The size of a file of this build (page_parts.py)."""
TABLES = re.compile(r"^<!-- (?:end of )?api (?:summary|lists) -->$", re.M)
"""Where site_tests/generators/api_table.py writes; nothing on the page."""
REFERENCE = re.compile(r"^<!-- reference: (?P<of>[\w.]+)(?: in (?P<files>[\w ]+))? -->$", re.M)
"""Public names of the engine: a module's, or those that some files declare (reference_pages.py)."""
REFERENCE_INDEX = re.compile("^<!-- reference index -->$", re.M)
"""All of them, by the page that explains them (reference_pages.py)."""
SOURCE = re.compile(
    r"^<!-- source: (?P<name>[\w.]+) in (?P<file>[\w/]+\.py)"
    r'(?: from "(?P<first>[^"\n]+)")?(?: to "(?P<last>[^"\n]+)")? -->$',
    re.M,
)
"""A definition of the engine, or some of its lines (sources.py)."""
SYMBOLS = re.compile(r"<!-- symbols of (?P<cell>[\w-]+):\s(?P<lines>.*?)\s*-->", re.S)
"""Which symbols of formulas belong to which lines of a cell and parts of its picture (symbols.py)."""
AUTHORING = re.compile("^<!-- authoring: (?P<of>directives|tags|metadata) -->$", re.M)
"""What authors can write, as a table (lessons_linted.py)."""

FORMS = {
    "<!-- cell: lessons/tour.ipynb#first-model -->": "A cell of a notebook, live, with its recorded output. "
    "On a line of its own, as all that follow without a remark.",
    "<!-- figure: lessons/training.ipynb#curves -->": "A cell's recorded figure alone, as an ornament.",
    "97.4<!-- = cell-id: regular expression with a ([\\d.]+) group -->": "The figure before it is that of a "
    "recorded output; the build fails where it is not, and `record.py` corrects it. Within a sentence.",
    "0.6<!-- = 100 * (b - a) in cell-id: regular expression with groups -->": "The same, after a calculation "
    "with the groups.",
    "<!-- symbols of cell-id: … -->": "Which symbols of formulas belong to which lines of a cell and parts "
    "of its picture, see [below](#symbols-that-light).",
    "<!-- exercises -->": "Links to all exercises of the course.",
    "<!-- experiments -->": "Links to all experiments of the course.",
    "<!-- glossary -->": "The course's terms, from `guides/glossary.toml`.",
    "<!-- recorded on -->": "Where the outputs of a page of full PyTorch come from.",
    "<!-- recorded on: mlp -->": "What a network (`mlp` or `conv`) reached in a full run. Within a sentence.",
    "<!-- syllabus: lessons -->": "The lessons, or the `exercises`, as a table for teachers.",
    "<!-- count: lessons -->": "How many `lessons` or `exercises` there are, or how many `minutes` one takes "
    "to read. Within a sentence.",
    "<!-- licenses -->": "A table of what the site ships of others.",
    "<!-- measured: start -->": "A table of what a bench has recorded; also `tiers`, `peers`, "
    "`load`, `example` and `documentation`.",
    "<!-- size: mnist packed -->": "The size of a file of this build. Within a sentence.",
    "<!-- reference: torch.optim -->": "Public names of seqlite, explained: a module's, or one.",
    "<!-- reference: torch in creation creation_ranges -->": "The names that those files of seqlite declare.",
    "<!-- reference index -->": "All names of the reference, by page.",
    "<!-- source: record in seqlite/_core/record.py -->": "A definition as it is in its file; with "
    '`from "text"` and `to "text"` behind the file, the lines from one text to the other.',
    "<!-- authoring: directives -->": "This table; also `tags` and `metadata`.",
}
"""How each is written, and what it does."""

_COMMENT = re.compile(r"<!--.*?-->", re.S)


def unknown(markdown: str) -> Iterator[str]:
    """The comments outside code that are no directive, or not written as it must be."""
    for comment in _COMMENT.findall(outside_code(markdown)):
        if not any(known.fullmatch(comment) for known in (VALUE, TABLES)):
            yield comment


def without_values(markdown: str) -> str:
    """The Markdown as readers get it: figures without the comments behind them."""
    seen = outside_code(markdown)
    for comment in reversed(list(VALUE.finditer(seen))):
        markdown = markdown[: comment.start()] + markdown[comment.end() :]
    return markdown
