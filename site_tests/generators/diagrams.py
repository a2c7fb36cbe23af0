"""Draw diagrams as files, from which pages have them.

    uv run python site_tests/generators/diagrams.py [PAGE ...]

Draws those of the pages that are named, and changes no other file; of all pages where none is named, and then
deletes files that no page has. Each file is named by the hash of its diagram's source; the build warns when
one is missing, and then docs/course/theme/mermaid.js draws that one in the browser.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Error, Page, sync_playwright

from site_tests import ROOT
from site_tests.lessons.notebooks import address_of, named_page
from site_tests.pages import theme
from site_tests.servers.site_server import served
from site_tests.suite.browser_setup import CHROMIUM_FLAGS, find_or_install_chromium

DIAGRAMS = ROOT / "docs" / "diagrams"

DRAW = """async ([library, source]) => {
  const { default: mermaid } = await import(library);
  const themeVariables = { fontFamily: "Inter, Helvetica, Arial, sans-serif", fontSize: "15px" };
  mermaid.initialize({ startOnLoad: false, theme: "base", themeVariables, flowchart: { htmlLabels: false } });
  const holder = document.createElement("div");
  holder.innerHTML = (await mermaid.render("diagram", source)).svg; // HTML's svg becomes XML's:
  return new XMLSerializer().serializeToString(holder.firstElementChild);
}"""

SCHEMES = {"": "", f'="{theme.DARK}"': "@media (prefers-color-scheme: dark) {"}


def colors() -> str:
    """The diagram colors of the site's style sheet, as rules that a picture file can carry."""
    folder = ROOT / "docs" / "course" / "theme"
    colors, sheet = ((folder / name).read_text("utf8") for name in ("theme.css", "site.css"))
    rules = ""
    for scheme, opening in SCHEMES.items():
        found = re.findall(rf"^\[{theme.SCHEME}{scheme}\] {{(.*?)\n}}", colors, re.S | re.M)
        variables = " ".join(re.findall(r"--diagram-[\w-]+: #\w+;", "".join(found)))
        rules += f"{opening}svg {{ {variables} }}{'}' if opening else ''}\n"
    used = re.findall(r"^\.mermaid svg .*?\n}", sheet, re.S | re.M)
    return rules + "\n".join(rule.replace(".mermaid svg", "svg") for rule in used)


def draw(page: Page, library: str, source: str) -> str:
    svg = page.evaluate(DRAW, [library, source])
    return svg.replace("<style>", f"<style>{colors()}\n", 1) + "\n"


def unread(page: Path, source: str, error: str) -> str:
    """Which diagram mermaid cannot read: its page, in a notebook its cell, and why."""
    from live_cells.plugin.pages.notebook import place_of

    uri = next(
        uri for uri in (f"{page}.ipynb", f"{page}.md", f"{page}/index.md") if (ROOT / "docs" / uri).exists()
    )
    why = " ".join(error.removeprefix("Page.evaluate: ").split("\n    at ")[0].split())
    place = place_of(ROOT / "docs" / uri, uri, source.strip().splitlines()[-1].strip())
    return f"{place}: mermaid cannot read its diagram: {why}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", nargs="*", type=named_page, help="notebooks or Markdown files in docs/")
    wanted = [address_of(page) for page in parser.parse_args().pages]
    from docs.course.page_parts import diagram_file

    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "mkdocs", "build", "-q", "--no-strict", "-d", folder]
        subprocess.run(
            command, cwd=ROOT, env={**os.environ, "SEQLITE_DIAGRAMS": "0"}, stderr=subprocess.DEVNULL
        )
        [library] = Path(folder).glob("assets/theme-*/mermaid/mermaid.esm.min.mjs")
        DIAGRAMS.mkdir(exist_ok=True)
        kept, wrong = set(), []
        with served(Path(folder)) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=find_or_install_chromium(), args=CHROMIUM_FLAGS
            )
            for path in sorted(Path(folder).rglob("index.html")):
                if wanted and path.parent.relative_to(folder).as_posix() not in wanted:
                    continue
                page = browser.new_page()
                page.route("**/mermaid.js", lambda route: route.abort())  # keep the sources as they are
                page.goto(address + str(path.parent.relative_to(folder)) + "/")
                for source in page.locator("div.mermaid").all_text_contents():
                    file = DIAGRAMS / diagram_file(source)
                    url = address + str(library.relative_to(folder))
                    kept.add(file)
                    try:
                        file.write_text(draw(page, url, source), "utf8")
                    except Error as error:
                        wrong.append(unread(path.parent.relative_to(folder), source, str(error)))
                page.close()
            browser.close()
    for old in set(DIAGRAMS.glob("*.svg")) - kept if not wanted else ():
        old.unlink()
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"{len(kept)} diagrams in {DIAGRAMS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
