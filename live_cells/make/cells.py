"""The cells of a finished page: marked code, rendered notebooks, examples of docstrings."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from turbohtml import Element, Text

from live_cells.make.examples import examples_of
from live_cells.make.options import NONE, Options, options_of
from live_cells.plugin.cells import cell_html, for_any_theme, setup_html
from live_cells.plugin.html_source import HtmlSource, value_of
from live_cells.plugin.pages.code_lines import PLAIN, Lines, without_annotations
from live_cells.plugin.pages.fence_options import MAGIC, as_count
from live_cells.plugin.site_words import word

NUMBERS = ".linenos, .linenodiv, .lineno, .ln, .lnt"
"""The numbers of lines."""
BESIDE = f"{NUMBERS}, button, [style*='user-select:none']"
"""What stands beside code without being code."""
PYTHON = frozenset({"python", "python3", "ipython", "ipython3", "ipynb", "default", "none"})
"""What classes call the language, where it is Python or is not named; mkdocs-jupyter adds `ipynb`."""


@dataclass(frozen=True)
class Found:
    """A cell, and the element in whose place it comes."""

    element: Element
    source: str
    name: str = ""
    title: str = ""
    outputs: str = ""
    """The HTML of what it is known to give."""
    is_hidden: bool = False
    """Does it run before the page's cells, without being shown?"""
    documented: Sequence[str] = ()
    """Of a docstring: what is documented that each of its examples prints."""
    options: Options = NONE
    lines: Lines = PLAIN

    def html(self, name: str, with_outputs: bool = True, is_reactive: bool = False) -> str:
        """What the browser makes a live cell, or runs before one."""
        options = self.options
        if self.is_hidden:
            return setup_html(self.source, options.session)
        tags = [*options.tags, *["reactive"] * (is_reactive or self.element.closest(".reactive") is not None)]
        about = {"tags": tags, "session": options.session, "height": options.height}
        if with_outputs and self.documented:
            about["documented"] = json.dumps(self.documented, ensure_ascii=False)
        cell = {"id": name, "metadata": about, "source": self.source, "outputs": []}
        shown = self.outputs if with_outputs else ""
        region = cell_html(cell, "", None, lambda empty: f"{empty.removesuffix('</div>')}{shown}</div>")
        address = html.escape(value_of(self.element, "id"))  # to which links may lead
        given = f' id="{address}"' if address else ""
        return f'<div class="live-cells"{given}>{for_any_theme(region, self.title, self.lines)}</div>'


Rule = Callable[[Element, HtmlSource], Found | None]
"""Says of an element whether it is a cell."""


def find(page: HtmlSource, rules: list[Rule]) -> Iterator[Found]:
    """The cells of a page, in their order; none is inside another."""
    done = 0
    for element in page.select("pre, .live, .cell, .jp-CodeCell, [data-cell]"):
        start, end = page.whole(element)
        if start < done:
            continue
        if value_of(element, "data-cell"):
            done = end
        elif found := next((found for rule in rules if (found := rule(element, page))), None):
            done = page.whole(found.element)[1]
            yield found


def live_already(page: HtmlSource) -> Iterator[tuple[str, str]]:
    """Names and code of the cells that an earlier run has made."""
    for element in page.select("[data-cell]"):
        yield value_of(element, "data-cell"), _code_of(element)


def set_up_already(page: HtmlSource) -> list[str]:
    """The code that an earlier run has put before a page's cells."""
    return [value_of(element, "data-setup") for element in page.select("[data-setup]")]


def marked(element: Element, page: HtmlSource) -> Found | None:
    """Code with the class `live`: superfences' and Sphinx's, Hugo's, or a `<pre class="live">` by hand."""
    code = element.select_one("code.live") if element.tag == "pre" else None
    if code and not element.has_class("live"):
        return _found(element, code, code, _name_of(code) or _name_of(element))
    if not element.has_class("live") or element.tag not in ("pre", "div", "figure"):
        return None
    blocks = [element] if element.tag == "pre" else _code_blocks(element)
    if len(blocks) != 1:
        return None
    if wrapper := element.closest(".literal-block-wrapper"):  # Sphinx, with a caption
        return _found(wrapper, element, blocks[0], _name_of(wrapper), _text_of(wrapper, ".caption-text"))
    title = _text_of(element, ".filename") or value_of(element, "data-title") or value_of(element, "title")
    return _found(element, element, blocks[0], _name_of(element), title)


def _found(place: Element, says: Element, block: Element, name: str, title: str = "") -> Found:
    """The cell in a place. @param says: the element with the classes and data of its options."""
    source = _code_of(block)
    annotations: dict[int, int] = {}
    if (follows := _next(place)) and follows.tag == "ol":
        source, annotations = without_annotations(source)
    options = options_of(says)
    numbers = says.select_one(NUMBERS)
    first = re.search(r"\d+", numbers.text) if numbers else None
    said = as_count(value_of(says, "data-linenums"))
    lines = Lines(_marked_lines(block), int(first[0]) if first else said, annotations)
    if options.is_check and not source.startswith(MAGIC):
        source = f"{MAGIC}\n{source}"
    hidden = says.has_class("hidden")
    return Found(place, source, name, title, is_hidden=hidden, options=options, lines=lines)


def _next(element: Element) -> Element | None:
    """The element that follows."""
    found = element.next_sibling
    while found is not None and not isinstance(found, Element):
        found = found.next_sibling
    return found


def _marked_lines(block: Element) -> frozenset[int]:
    """The lines that the generator has highlighted."""
    found, line = set(), 1
    for text, is_marked in _pieces(block.select_one("code") or block):
        for at in range(text.count("\n") + 1):
            if is_marked and text.split("\n")[at]:
                found.add(line + at)
        line += text.count("\n")
    return frozenset(found)


def of_notebook(element: Element, page: HtmlSource) -> Found | None:
    """A code cell as nbconvert and mkdocs-jupyter, myst-nb and Jupyter Book, or Quarto render it."""
    kinds = {
        ".jp-CodeCell": (".jp-InputArea-editor", ".jp-OutputArea-output"),
        ".cell.code_cell": (".input_area", ".output_subarea"),
        ".cell:has(> .cell_input, > details > .cell_input)": (".cell_input", ".cell_output > *"),
        ".cell:has(.cell-code)": ("div.cell-code", "div.cell-output"),
    }
    kind = next((kind for kind in kinds if element.matches(kind)), None)
    code = element.select_one(kinds[kind][0]) if kind else None
    blocks = _code_blocks(code) if code else []
    if not kind or len(blocks) != 1 or not _is_python(blocks[0]):
        return None
    outputs = "".join(_output(each, page) for each in element.select(kinds[kind][1]))
    return Found(element, _code_of(blocks[0]), _name_of(element).removeprefix("cell-id="), outputs=outputs)


def of_docstring(element: Element, page: HtmlSource) -> Found | None:
    """Examples with the prompt `>>>`, as mkdocstrings, Sphinx and pdoc show them."""
    if element.tag != "pre" or not (said := _code_of(element)).lstrip().startswith(">>> "):
        return None
    examples = examples_of(said)
    printed = html.escape("\n".join(each for _, each in examples if each), quote=False)
    shown = f'<pre data-part="result">{printed}</pre>' if printed else ""
    outside = element
    while isinstance(around := outside.parent, Element) and _only_wraps(around):
        outside = around
    source = "\n".join(code for code, _ in examples)
    return Found(outside, source, outputs=shown, documented=[printed for _, printed in examples])


def _only_wraps(element: Element) -> bool:
    """Is it there for the code inside alone?"""
    return element.tag == "div" and any(
        name.startswith(("highlight", "language-", "doctest", "codehilite"))
        for name in value_of(element, "class").split()
    )


def _code_blocks(element: Element) -> list[Element]:
    """The `<pre>` inside that hold code: not those of line numbers."""
    return [
        each for each in element.select("pre") if not each.closest(BESIDE) and not _has_only_numbers(each)
    ]


def _has_only_numbers(block: Element) -> bool:
    return block.select_one(BESIDE) is not None and not _code_of(block).strip()


def _code_of(block: Element) -> str:
    """The code, without line numbers and what only points."""
    return _plain(block.select_one("code") or block).rstrip("\n")


def _plain(element: Element) -> str:
    return "".join(text for text, _ in _pieces(element))


def _pieces(element: Element, is_marked: bool = False) -> Iterator[tuple[str, bool]]:
    """The code, and which of it is highlighted."""
    for child in element.children:
        if isinstance(child, Text):
            yield child.data, is_marked
        elif isinstance(child, Element) and child.tag == "br":
            yield "\n", is_marked
        elif isinstance(child, Element) and not child.matches(BESIDE):
            yield from _pieces(child, is_marked or child.has_class("hll"))


def _text_of(element: Element, selector: str) -> str:
    found = element.select_one(selector)
    return found.text.strip() if found else ""


def _name_of(element: Element) -> str:
    return re.sub(r"[^\w=-]+", "-", value_of(element, "id"))


def _is_python(block: Element) -> bool:
    """Nothing around it says another language."""
    if block.has_class("sourceCode"):  # Quarto's
        return block.has_class("python")
    around = [block, *(each for each in block.ancestors if isinstance(each, Element))]
    classes = " ".join(value_of(each, "class") for each in around)
    named = re.findall(r"(?:^| )(?:highlight|language|hl)-(\w+)", classes)
    return all(name in PYTHON for name in named)


def _output(element: Element, page: HtmlSource) -> str:
    """A recorded output in the cells' own terms, so that a run's can be compared with it."""
    content = page.between(element)
    blocks = element.select("pre")
    if element.select_one("img, svg, canvas"):
        return f'<div data-part="image">{content}</div>'
    if len(blocks) == 1 and not element.select_one("table"):
        shown = page.between(blocks[0]).removeprefix("<span></span>").rstrip("\n")
        return f'<pre data-part="{_kind(element)}">{shown}</pre>'
    title = html.escape(word("output.title"))
    return f'<div data-part="html" role="group" aria-label="{title}">{content}</div>'


def _kind(element: Element) -> str:
    said = f"{value_of(element, 'class')} {value_of(element, 'data-mime-type')}"
    if "stderr" in said:
        return "stderr"
    if "error" in said or "traceback" in said:
        return "error"
    result = re.search(r"execute_?result|text_plain|cell-output-display", said, re.I)
    return "result" if result else "stdout"
