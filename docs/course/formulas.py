"""Formulas as KaTeX sets them: they are there at once, also without JavaScript.

It does so in strict mode: a formula that it cannot read stops the build.
"""

import json
import logging
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from docs.course.pages.symbols import without_marks
from live_cells.plugin.cache import atomic_write, kept, short_hash
from live_cells.plugin.fetch import PINS, node, npm_package
from live_cells.plugin.html_source import HtmlSource
from live_cells.plugin.pages.notebook import place_of

log = logging.getLogger("mkdocs.formulas")

_PROGRAM = Path(__file__).parent / "pages" / "formulas.mjs"
_OURS = Path(__file__).read_bytes()
_ANNOTATION = re.compile(r"<annotation\b.*?</annotation>", re.S)
"""The TeX of a formula, which is copied with it."""


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if "arithmatex" not in content:
        return content
    source = HtmlSource(content, part=True)
    elements = [e for e in source.select(".arithmatex") if e.text.startswith((r"\(", r"\["))]
    path, uri = Path(str(page.file.abs_src_path)), page.file.src_uri
    formulas = [(element.text[2:-2], element.tag == "div") for element in elements]
    rendered = typeset(formulas, lambda tex: place_of(path, uri, tex))
    for element, formula in zip(elements, rendered, strict=True):
        source.replace(source.inside(element), formula)
    return source.changed()


def typeset(formulas: list[tuple[str, bool]], place: Callable[[str], str] = repr) -> list[str]:
    """Each (TeX, is it a display formula) as HTML, beside MathML that carries its TeX as an annotation.

    `place` says where a formula stands, for one that KaTeX cannot read.
    """
    digest = short_hash(PINS["katex"]["npm"], _PROGRAM.read_bytes(), _OURS, json.dumps(formulas))
    cached = kept("formulas", f"{digest}.json")
    if not cached.is_file():
        library = (npm_package("katex") / "dist" / "katex.mjs").as_uri()
        command: list[str | Path] = [node(), _PROGRAM, library]
        answers = json.loads(
            subprocess.run(
                command,
                input=json.dumps(formulas),
                capture_output=True,
                text=True,
                check=True,
                encoding="utf8",
            ).stdout
        )
        wrong = [
            f"{place(tex)}: KaTeX cannot read {tex!r}: {a['error']}"
            for (tex, _), a in zip(formulas, answers, strict=True)
            if "error" in a
        ]
        for another in wrong[1:]:
            log.warning(another)
        if wrong:
            raise PluginError(wrong[0])
        with atomic_write(cached) as path:
            lean = [_lean(a["set"], display) for a, (_, display) in zip(answers, formulas, strict=True)]
            path.write_text(json.dumps(lean), "utf8")
    return list(json.loads(cached.read_text("utf8")))


def _lean(formula: str, display: bool) -> str:
    """Without an attribute that every browser assumes, and without what the search would show of it.

    Of a formula in a sentence, the search reads the MathML, which is a symbol or two; of others, nothing.
    """
    formula = formula.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "")
    unread = ['class="katex-html"', 'class="katex-mathml"' if display else 'encoding="application/x-tex"']
    for attribute in unread:
        formula = formula.replace(attribute, f"{attribute} data-search-exclude")
    return _ANNOTATION.sub(lambda annotation: without_marks(annotation[0]), formula)
