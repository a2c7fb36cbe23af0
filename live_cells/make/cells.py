"""The cells of a finished page: marked code, rendered notebooks, examples of docstrings."""

from __future__ import annotations

import doctest
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from live_cells.make.html_tree import Element
from live_cells.plugin.cells import cell_html
from live_cells.plugin.site_words import word


@dataclass(frozen=True)
class Found:
    """A cell, and the element in whose place it comes."""

    element: Element
    source: str
    name: str = ""
    title: str = ""
    outputs: str = ""
    """The HTML of what it is known to give."""

    def html(self, name: str, with_outputs: bool = True) -> str:
        """What the browser makes a live cell."""
        cell = {"id": name, "metadata": {}, "source": self.source, "outputs": []}
        shown = self.outputs if with_outputs else ""
        region = cell_html(cell, "", None, lambda empty: f"{empty.removesuffix('</div>')}{shown}</div>")
        region = region.replace("<pre><code>", '<pre><code class="nohighlight">', 1)
        if self.title:
            title = f'<div class="cell-title">{html.escape(self.title)}</div>'
            region = region.replace('<div class="language-python', f'{title}<div class="language-python', 1)
        return f'<div class="live-cells">{region}</div>'


Rule = Callable[[Element, str], Found | None]
"""Says of an element whether it is a cell; the text is the page's."""


def find(page: Element, text: str, rules: list[Rule]) -> Iterator[Found]:
    """The cells of a page, in their order; none is inside another."""
    taken: set[int] = set()

    def free(element: Element) -> bool:
        return id(element) not in taken and "data-cell" not in element.attributes

    for element in page.descendants(free):
        if not free(element):
            continue
        for rule in rules:
            if found := rule(element, text):
                taken.add(id(found.element))
                taken.add(id(element))
                yield found
                break


def live_already(page: Element) -> Iterator[tuple[str, str]]:
    """Names and code of the cells that an earlier run has made."""
    for element in page.descendants():
        if "data-cell" in element.attributes and (code := element.first("code")):
            yield element.attributes["data-cell"], code.text()


def marked(element: Element, text: str) -> Found | None:
    """Code with the class `live`: superfences' and Sphinx's, Hugo's, or a `<pre class="live">` by hand."""
    if element.name == "pre" and (code := element.first("code")) and "live" in code.classes:
        return Found(element, _code_of(element), _name_of(code) or _name_of(element))
    if "live" not in element.classes or element.name not in ("pre", "div", "figure"):
        return None
    blocks = [element] if element.name == "pre" else _code_blocks(element)
    if len(blocks) != 1:
        return None
    title = element.first(".filename")
    around = element.parent
    if around and "literal-block-wrapper" in around.classes:  # Sphinx, with a caption
        caption = around.first(".caption-text")
        return Found(around, _code_of(blocks[0]), _name_of(around), caption.text() if caption else "")
    said = title.text() if title else element.attributes.get("data-title", "")
    return Found(element, _code_of(blocks[0]), _name_of(element), said)


def of_notebook(element: Element, text: str) -> Found | None:
    """A code cell as nbconvert and mkdocs-jupyter, myst-nb and Jupyter Book, or Quarto render it."""
    classes = element.classes
    if "jp-CodeCell" in classes:
        code, outputs = element.first(".jp-InputArea-editor"), _inside(element, ".jp-OutputArea-output")
    elif {"cell", "code_cell"} <= {*classes}:
        code, outputs = element.first(".input_area"), _inside(element, ".output_subarea")
    elif "cell" in classes and (code := element.first(".cell_input")):
        region = element.first(".cell_output")
        outputs = [each for each in region.children if isinstance(each, Element)] if region else []
    elif "cell" in classes and (code := element.first(".cell-code")):
        outputs = [each for each in _inside(element, ".cell-output") if each.name == "div"]
    else:
        return None
    blocks = _code_blocks(code) if code and code.name != "pre" else [code] if code else []
    if len(blocks) != 1 or not blocks[0] or not _is_python(blocks[0]):
        return None
    name = _name_of(element).removeprefix("cell-id=")
    return Found(element, _code_of(blocks[0]), name, outputs="".join(_output(each, text) for each in outputs))


def of_docstring(element: Element, text: str) -> Found | None:
    """Examples with the prompt `>>>`, as mkdocstrings, Sphinx and pdoc show them."""
    if element.name != "pre" or not (said := _code_of(element)).lstrip().startswith(">>> "):
        return None
    try:
        examples = doctest.DocTestParser().get_examples(said)
    except ValueError:
        return None
    lines = [line for line in said.split("\n") if re.match(r"\s*(>>>|\.\.\.)( |$)", line)]
    wants = "".join(each.want for each in examples)
    printed = html.escape(wants.rstrip(), quote=False)
    shown = f'<pre data-part="result">{printed}</pre>' if printed else ""
    outside = element
    while (around := outside.parent) and _only_wraps(around):
        outside = around
    return Found(outside, "\n".join(lines), outputs=shown)


def _only_wraps(element: Element) -> bool:
    """Is it there for the code inside alone?"""
    return element.name == "div" and any(
        name.startswith(("highlight", "language-", "doctest", "codehilite")) for name in element.classes
    )


def _code_blocks(element: Element) -> list[Element]:
    """The `<pre>` inside that hold code: not those of line numbers."""
    numbers = {".linenos", ".linenodiv", ".lntd:first-child"}
    blocks = [each for each in element.descendants(lambda one: not one.fits(*numbers)) if each.name == "pre"]
    return [each for each in blocks if not each.first(".lnt")]


def _code_of(block: Element) -> str:
    """The code, without line numbers and what only points."""
    code = block.first("code") or block
    return code.text(lambda one: one.fits(".linenos", ".lineno", ".ln", ".lnt", "button")).rstrip("\n")


def _name_of(element: Element) -> str:
    return re.sub(r"[^\w=-]+", "-", element.attributes.get("id", ""))


def _is_python(block: Element) -> bool:
    """Nothing around it says another language."""
    if "sourceCode" in block.classes:  # Quarto's
        return "python" in block.classes
    around = " ".join(name for each in (block, *block.ancestors()) for name in each.classes)
    named = re.findall(r"(?:^| )(?:highlight|language|hl)-(\w+)", around)
    return all(name in ("python", "python3", "ipython", "ipython3", "default", "none") for name in named)


def _inside(element: Element, name: str) -> list[Element]:
    return [each for each in element.descendants() if each.fits(name)]


def _output(element: Element, text: str) -> str:
    """A recorded output in the cells' own terms, so that a run's can be compared with it."""
    content = text[element.inner : element.close]
    blocks = [each for each in element.descendants() if each.name == "pre"]
    if element.first("img", "svg", "canvas"):
        return f'<div data-part="image">{content}</div>'
    if len(blocks) == 1 and not element.first("table"):
        shown = text[blocks[0].inner : blocks[0].close].removeprefix("<span></span>").rstrip("\n")
        return f'<pre data-part="{_kind(element)}">{shown}</pre>'
    return (
        f'<div data-part="html" role="group" aria-label="{html.escape(word("output.title"))}">{content}</div>'
    )


def _kind(element: Element) -> str:
    said = " ".join((*element.classes, element.attributes.get("data-mime-type", "")))
    if "stderr" in said:
        return "stderr"
    if "error" in said or "traceback" in said:
        return "error"
    result = re.search(r"execute_?result|text_plain|cell-output-display", said, re.I)
    return "result" if result else "stdout"
