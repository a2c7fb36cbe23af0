"""The interface in another language: Spanish, with each word of its table marked, so that others are seen."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from site_tests import ROOT
from site_tests.drivers import expect
from site_tests.pages.cells import FIRST_LOAD, SOON
from site_tests.pages.shown_texts import said_by_scripts, unmarked
from site_tests.servers.site_server import served

MARKED = {"SITE_LANGUAGE": "es", "SEQLITE_MARKED_WORDS": "1"}
STARTER = """def compose(layers):
    return layrs"""
FIGURE = """import matplotlib.pyplot as plt
plt.plot([1, 2], [3, 4])
plt.title("loss")"""
HTML = """from IPython.display import HTML
HTML("<b>bold</b><script>1</script><img src='https://example.org/a.png'>")"""


@pytest.fixture(scope="session")
def spanish_url(assets: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the marked site. `SEQLITE_TEST_MARKED_SITE` names one that is built already."""
    from site_tests.suite.side_by_side import once

    def build(folder: Path) -> None:
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, **MARKED}, capture_output=True, text=True)
        assert done.returncode == 0, f"`mkdocs build --strict` failed:\n{done.stdout}{done.stderr}"

    given = os.environ.get("SEQLITE_TEST_MARKED_SITE")
    with served(Path(given) if given else once(tmp_path_factory, "marked-site", build)) as address:
        yield address


class Cell:
    """A live cell, by what is the same in every language."""

    def __init__(self, page: Page, name: str) -> None:
        self.root = page.locator(f'[data-cell="{name}"]')
        self.output = self.root.locator("[data-output]")
        self.label = self.root.locator(".cell-info")
        self._page = page

    def button(self, name: str) -> Locator:
        return self.root.locator(f".live-button--{name}")

    def edit(self, source: str) -> "Cell":
        self.root.get_by_role("textbox").click()
        expect(self.root.locator(".cm-focused")).to_be_visible(timeout=SOON)
        self._page.keyboard.press("ControlOrMeta+a")
        self._page.keyboard.press("Delete")  # what takes a selection's place, Chromium styles
        self._page.keyboard.insert_text(source)
        return self

    def run(self, state: str = "done") -> "Cell":
        self.button("run").click()
        expect(self.root).to_have_attribute("data-state", state, timeout=FIRST_LOAD)
        return self


def expect_marked(page: Page) -> None:
    """All that the scripts have said stands in the table."""
    assert unmarked(said_by_scripts(page)) == set()


def test_a_prediction(page: Page, spanish_url: str) -> None:
    page.goto(spanish_url + "lessons/defining-a-model/")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_role("article")).to_have_attribute("lang", "en")
    cell = Cell(page, "where-parameters")
    expect(cell.button("predict")).to_be_visible(timeout=SOON)
    expect_marked(page)
    cell.root.get_by_role("radio").nth(1).check()
    cell.button("predict").click()
    expect(cell.output).to_be_visible()
    lesson = ": The first, 784 to 128"  # what is read out quotes it
    assert {text for text in unmarked(said_by_scripts(page)) if not text.endswith(lesson)} == set()


@pytest.mark.slow
def test_a_cell_its_output_and_what_goes_wrong(page: Page, spanish_url: str) -> None:
    page.goto(f"{spanish_url}lessons/sequential-models/")
    cell = Cell(page, "plain-functions")
    expect(cell.button("run")).to_have_attribute("lang", "es")
    expect(cell.button("run")).to_have_text(re.compile("⟦Ejecutar[ ~]+⟧"))
    expect(page.locator(".notebook-links")).to_contain_text("Unos")
    page.locator(".live-menu > summary").click()
    page.locator(".live-button--variables").click()
    page.keyboard.press("?")
    expect(page.locator(".live-dialog")).to_contain_text("Atajos de teclado")
    expect_marked(page)
    page.keyboard.press("Escape")

    cell.run()
    expect(cell.label).to_contain_text("Tu ejecución")
    cell.edit("layrs").run("failed")
    expect(cell.label).to_contain_text("error")
    expect(cell.output).to_contain_text("NameError: name 'layrs' is not defined")
    page.locator(".live-bar .live-button--all").first.click()
    expect(page.locator(".live-progress")).to_contain_text("Continuar desde la celda", timeout=SOON)
    expect_marked(page)
    cell.edit(FIGURE).run()
    expect(cell.output.get_by_role("img").first).to_have_attribute(
        "alt", re.compile("⟦Figura[ ~]+⟧. loss, ⟦1 línea[ ~]+⟧")
    )
    cell.button("enlarge").click()
    expect(page.locator(".live-dialog")).to_contain_text("Guardar PNG")
    expect_marked(page)
    page.keyboard.press("Escape")
    cell.edit(HTML).run()
    expect(cell.output).to_contain_text("Se ha omitido")
    cell.edit("for i in range(60000): print(i)").run()
    expect(cell.output).to_contain_text("Mostrar el resto")
    expect_marked(page)


@pytest.mark.slow
def test_input_and_stop(page: Page, spanish_url: str) -> None:
    page.goto(f"{spanish_url}lessons/sequential-models/")
    cell = Cell(page, "plain-functions").edit('input("? ")')
    cell.button("run").click()
    expect(cell.output.get_by_placeholder("Escribe y pulsa Intro")).to_be_visible(timeout=FIRST_LOAD)
    expect_marked(page)
    cell.output.get_by_role("textbox").press("Enter")
    expect(cell.root).to_have_attribute("data-state", "done")

    cell.edit("while True: pass").button("run").click()
    expect(cell.root).to_have_attribute("data-state", "running")
    expect_marked(page)
    cell.button("stop").click()
    expect(cell.root).to_have_attribute("data-state", "stopped", timeout=SOON)
    expect(cell.root.locator(".cell-note")).to_contain_text("Ha habido que reiniciar Python")
    expect_marked(page)


@pytest.mark.slow
def test_an_exercise_and_its_verdict(page: Page, spanish_url: str) -> None:
    page.goto(f"{spanish_url}lessons/sequential-models/")
    exercise = page.locator('[data-exercise="compose"]')
    expect(exercise.locator(".exercise-hint summary").first).to_have_text(re.compile(r"⟦Pista 1 de \d"))
    Cell(page, "compose-start").edit(STARTER)
    check = Cell(page, "compose-check").run()
    verdict = check.output.locator('[data-part="verdict"]')
    expect(verdict).to_contain_text("✗ ⟦NameError: name 'layrs' is not defined, en la línea `return layrs`.")
    expect_marked(page)

    page.goto(f"{spanish_url}lessons/exercises/")
    expect(page.locator(".exercises-done")).to_contain_text(re.compile(r"0 de \d+ resueltos"))
    page.goto(f"{spanish_url}reference/tensor/")
    expect(page.locator(".api-shared th").first).to_contain_text("Como la función de")


@pytest.mark.slow
def test_the_lab_refuses_a_file_in_spanish(page: Page, spanish_url: str) -> None:
    page.goto(f"{spanish_url}lab/draw-a-digit/")
    page.locator(".live-button--digit").nth(3).click()
    expect(page.locator(".lab-inside button")).to_be_visible(timeout=FIRST_LOAD)  # Python has answered
    expect(page.locator(".lab-sentence")).to_contain_text("con una probabilidad de")
    expect_marked(page)
    refused = {"name": "a.safetensors", "mimeType": "", "buffer": b"PK\x03\x04" + bytes(60)}
    page.locator(".lab-zone input").set_input_files(refused)
    expect(page.locator(".lab-said")).to_contain_text("un archivo zip, como los que escribe torch.save")
    expect_marked(page)


@pytest.mark.slow
def test_the_playground_and_its_ways_to_look_inside(page: Page, spanish_url: str) -> None:
    page.goto(f"{spanish_url}lab/playground/#data=moons&samples=300&epochs=20&layers=Linear~6,Tanh,Linear~2")
    run, status = page.locator(".pg-run"), page.locator(".pg-status")
    run.locator(".live-button--next").click()
    expect(status).to_contain_text("Época 0 de 20, paso 1", timeout=FIRST_LOAD)
    page.locator(".pg-unit").last.click()
    expect_marked(page)
    page.locator("#pg-inside-tab").click()
    for tab in page.locator(".pg-tabs button:visible").all():
        tab.click()
        expect(page.locator(".pg-look")).not_to_be_empty()
    run.locator(".live-button--run").click()
    expect(status).to_contain_text("Terminado", timeout=FIRST_LOAD)
    page.locator("#pg-compare-tab").click()
    page.locator(".pg-compare .live-button--keep").click()
    expect_marked(page)
    page.locator("#pg-charts-tab").click()
    page.locator(".pg-chart summary").first.click()
    expect_marked(page)
    page.locator("#pg-model-tab").click()
    page.locator(".pg-layer .live-button--close").last.click()
    page.locator(".pg-adding select").select_option("Conv2d")
    page.locator(".pg-adding button").click()
    expect(page.locator(".pg-fault").first).to_contain_text("Conv2d espera una imagen")
    for kind in ("mnist", "painted"):
        page.locator(f'.pg-sets [data-set="{kind}"]').click()
        expect_marked(page)
