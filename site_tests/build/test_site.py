"""The built site: complete in itself, light, readable as it stands."""

import base64
import gzip
import hashlib
import html
import json
import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from fontTools.ttLib import TTFont

from docs.course.site_shell import policy
from site_tests import ROOT
from site_tests.lessons.notebooks import LESSONS, PICTURE, recorded_cells
from site_tests.pages import theme

LOADING = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href", "object": "data"}
NOT_LOADED = {"canonical", "prev", "next", "alternate"}


class Page(HTMLParser):
    """What a page loads, links to and defines."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path, self.text = path, path.read_text("utf8")
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.styled: list[str] = []
        self.hashes: dict[str, str] = {}
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.ids.add(attributes.get("id", ""))
        rel = set(attributes.get("rel", "").split())
        if tag in LOADING and attributes.get(LOADING[tag]) and not rel & NOT_LOADED:
            self.loads.append(attributes[LOADING[tag]])
        if tag == "style" or "style" in attributes:
            self.styled.append(self.get_starttag_text() or tag)
        if (tag == "script" and "src" in attributes) or rel & {"stylesheet", "modulepreload"}:
            self.hashes[attributes[LOADING[tag]]] = attributes.get("integrity", "")
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])


@pytest.fixture(scope="module")
def pages(site_dir: Path) -> dict[Path, Page]:
    return {path: Page(path) for path in sorted(site_dir.rglob("*.html"))}


def lesson_page(site_dir: Path, lesson: Path) -> str:
    return (site_dir / "lessons" / lesson.stem / "index.html").read_text("utf8")


def plain_text(parts: str) -> str:
    """What a reader sees of recorded parts, a picture by its stand-in."""
    parts = re.sub(r'<img [^>]*class="figure-dark\b[^>]*>', "", parts)  # the same in the other inks
    parts = re.sub(r"<img [^>]*>", PICTURE, parts)
    parts = re.sub(r"(?<!\n)</pre><pre", "</pre>\n<pre", parts)
    return html.unescape(re.sub(r"<[^>]+>", "", parts)).rstrip("\n")


def test_pages_load_only_files_of_the_site(pages: dict[Path, Page], site_dir: Path) -> None:
    wrong = []
    for path, page in pages.items():
        for url in page.loads:
            base = site_dir if url.startswith("/") or path.name == "404.html" else path.parent
            if urlsplit(url).scheme or url.startswith("//"):
                wrong.append(f"{path.relative_to(site_dir)} loads {url} from elsewhere")
            elif path.name != "404.html" and not (base / unquote(urlsplit(url).path)).is_file():
                wrong.append(f"{path.relative_to(site_dir)} loads {url}, which is missing")
    assert not wrong, "\n".join(wrong)


def test_style_sheets_and_scripts_of_ours_name_no_other_origin(site_dir: Path) -> None:
    for folder in ("live-*", "theme-*"):
        for file in (site_dir / "assets").glob(f"{folder}/**/*.*"):
            if file.suffix in (".js", ".css", ".py"):
                assert not re.search(
                    r"""(?:url\(|import\(?|fetch\(|from)\s*["']?https?://""", file.read_text()
                ), file


def test_no_style_sheet_has_a_page_styled_anew_when_it_is_opened(
    pages: dict[Path, Page], site_dir: Path
) -> None:
    """The theme sets this attribute, and takes it away, on each page that opens."""
    named = {
        (site_dir / sheet.lstrip("/") if sheet.startswith("/") else path.parent / sheet).resolve()
        for path, page in pages.items()
        for sheet in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)
    }
    for file in named:
        assert not file.is_file() or theme.SWITCHING not in file.read_text(), file


def test_links_within_the_site_lead_somewhere(pages: dict[Path, Page], site_dir: Path) -> None:
    presets = (ROOT / "docs/course/page/playground/setup/presets.ts").read_text("utf8")
    parts = {path: page.ids for path, page in pages.items()}
    parts[site_dir.resolve() / "lab/playground/index.html"] |= {
        f"preset={key}" for key in re.findall(r'"([\w-]+)",\s+WORDS\.playground\.presets', presets)
    }
    broken = []
    for path, page in pages.items():
        if path.name == "404.html":
            continue
        for link in page.links:
            if urlsplit(link).scheme:
                continue
            address, fragment = urldefrag(link)
            target = (path.parent / unquote(urlsplit(address).path)).resolve() if address else path
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file():
                broken.append(f"{path.relative_to(site_dir)}: {link}")
            elif fragment and target in parts and unquote(fragment) not in parts[target]:
                broken.append(f"{path.relative_to(site_dir)}: {link} (no such part)")
    assert not broken, "\n".join(broken)


def test_the_policy_is_one_that_every_browser_understands(pages: dict[Path, Page]) -> None:
    """Firefox fetches nothing ahead that `default-src` forbids; WebKit logs an error for `manifest-src`."""
    for page in (page for path, page in pages.items() if path.name == "index.html"):
        found = re.search('http-equiv="Content-Security-Policy" content="([^"]*)"', page.text)
        assert found, page.path
        directives = dict(each.split(" ", 1) for each in found[1].split("; "))
        assert directives["default-src"] == "'self'"
        assert "manifest-src" not in directives


def test_no_script_of_an_article_is_in_the_policy() -> None:
    theme, evil = "<script>theme()</script>", "<script>evil()</script>"
    for article in (evil, f"</article>{evil}<article>", f"{evil}</article>{evil}", f"</article>{evil}<!--"):
        page = f"<head>{theme}</head><article>{article}</article>{theme}"
        assert policy(page) == policy(theme) != policy(evil)


def test_no_page_lets_what_is_written_into_it_run_or_style(pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        found = re.search('http-equiv="Content-Security-Policy" content="([^"]*)"', page.text)
        assert found, path
        assert re.findall(r"\S*unsafe\S*", found[1]) == ["'wasm-unsafe-eval'"], path
        assert page.styled == [], path


def test_every_script_and_style_sheet_has_its_hash(pages: dict[Path, Page], site_dir: Path) -> None:
    """Of the page of errors, which may stand anywhere, the addresses begin with the site's own."""
    for path, page in pages.items():
        assert len(page.hashes) > 10, path
        for address, hashed in page.hashes.items():
            _, _, inside = address.partition("assets/")
            content = (site_dir / "assets" / inside).read_bytes()
            digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
            assert hashed == f"sha256-{digest}", f"{path}: {address}"


def test_greek_letters_come_in_the_typeface_of_the_text(pages: dict[Path, Page], site_dir: Path) -> None:
    """Its file holds those that pages have, and the style sheet asks it for those that it holds."""
    [face] = site_dir.glob("assets/theme-*/inter/inter-greek-wght-normal.woff2")
    held = set(map(chr, TTFont(face).getBestCmap()))
    asked = re.search(
        r"inter-greek[^}]*unicode-range:([^;}]+)", (face.parents[1] / "site.css").read_text("utf8")
    )
    assert asked
    ranges = [each.strip().removeprefix("U+").split("-") for each in asked[1].split(",")]
    assert {chr(i) for ends in ranges for i in range(int(ends[0], 16), int(ends[-1], 16) + 1)} == held
    for path, page in pages.items():
        text = html.unescape(re.sub(r"<(math|script|pre)\b.*?</\1>", "", page.text, flags=re.S))
        assert set(re.findall("[\u0370-\u03ff]", text)) <= held, path


def test_pages_are_light(pages: dict[Path, Page], site_dir: Path) -> None:
    """25 KB as a page travels, and 70 bytes a formula; stock notebook pages have 600 KB of style alone."""
    heavier = {
        "lessons/exercises/index.html": 2.02,  # two data sets, and the checks of five large exercises
        "lessons/gradients/index.html": 1.15,  # an autograd, what it trains, a prediction, three checks
        "lessons/training/index.html": 1.11,  # three exercises, whose checks tell many causes apart
        "lessons/strengths-and-limits/index.html": 1.2,  # tables of mistakes, three exercises, their checks
        "lessons/sequential-models/index.html": 1.05,  # nine figures, two of which a reader changes
        "lessons/convolutions/index.html": 1.1,  # forms for steps, channels and maps
        "lessons/sequences/index.html": 1.06,  # its names, three experiments, three exercises, their checks
        "lessons/generalization/index.html": 1.15,  # three exercises with their checks, two tables
    }
    looked_up = 1.6  # pages of the reference, which nobody reads through
    for path, page in pages.items():
        place = path.relative_to(site_dir).as_posix()
        times = heavier.get(place, looked_up if place.startswith("reference/") else 1)
        travels = len(gzip.compress(page.text.encode(), 6))
        formulas = page.text.count('class="arithmatex"')
        assert travels <= 25_000 * times + 70 * formulas, (
            f"{path.relative_to(site_dir)} travels as {travels} bytes"
        )
        assert len(page.text.encode()) <= 100_000 * times + 1_200 * formulas, path


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_code_and_recorded_output_are_in_the_html(lesson: Path, site_dir: Path) -> None:
    text = lesson_page(site_dir, lesson)
    for cell in recorded_cells(lesson):
        block = re.search(
            rf'<div class="cell[^"]*" [^>]*data-cell="{cell.id}".*?<div class="cell-output"'
            r".*?</div>(?:</details>)?</div>(?!<pre|<div class=.picture)",  # a picture ends in the same way
            text,
            re.S,
        )
        assert block, cell.id
        code, output = block[0].split('<div class="cell-output"')
        code = code.partition('<div class="prediction-question">')[0]
        plain = html.unescape(re.sub(r"<[^>]+>", "", code))
        assert plain == re.sub(r"^# @title Experiment: .*\n", "", cell.source)
        if cell.output:
            assert plain_text(output.partition(">")[2]) == cell.output


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_formulas_and_diagrams_are_readable_without_javascript(lesson: Path, site_dir: Path) -> None:
    text = lesson_page(site_dir, lesson)
    formulas = re.findall(
        r'class="arithmatex">(?:<span class="katex[^"]*">)+<math.*?class="katex-html"', text, re.S
    )
    assert len(formulas) == text.count('class="arithmatex"')
    diagrams = re.findall(r'<figure class="diagram">.*?</figure>', text, re.S)
    assert len(diagrams) == text.count('class="mermaid"')
    for diagram in diagrams:
        assert re.search(r"<svg .*<title\b[^>]*>.+</title>.*</svg>", diagram, re.S)
        assert re.search(r"<figcaption>.{40,}</figcaption>", diagram)


def test_the_home_page_shows_the_lessons_own_cell(site_dir: Path) -> None:
    home = (site_dir / "index.html").read_text("utf8")
    assert 'data-cell="trained-model"' in home
    assert "data-picture=" in home
    assert re.search(r"trained for 300 steps: \d+ of 200 points", home)


def test_the_license_page_lists_every_third_party_asset(site_dir: Path) -> None:
    pins = tomllib.loads((ROOT / "live_cells" / "plugin" / "pins.toml").read_text("utf8"))
    text = (site_dir / "about" / "licenses" / "index.html").read_text("utf8")
    for name, pin in pins.items():
        if name not in ("node", "wheels"):
            assert pin["license"] in text
            sources = [pin[kind] for kind in ("npm", "pypi") if kind in pin] or [pins["wheels"]["wheel"]]
            assert any(source in text for source in sources)


def test_the_page_of_errors_leads_to_the_search_and_to_every_lesson(site_dir: Path) -> None:
    page = (site_dir / "404.html").read_text("utf8")
    assert re.search(r'<form[^>]* action="/seqlite/[^"]*"', page)
    for lesson in LESSONS:
        assert f'/seqlite/lessons/{lesson.stem}/"' in page


def test_the_search_shows_no_source_of_formulas(site_dir: Path) -> None:
    entries = json.loads((site_dir / "search" / "search_index.json").read_text("utf8"))["docs"]
    raw = re.compile(r"\\(?:frac|mathcal|sigma|partial|sum|begin)")
    assert [entry["location"] for entry in entries if raw.search(entry["text"])] == []


def test_cards_of_the_home_page_have_stills_in_both_schemes(site_dir: Path) -> None:
    home = (site_dir / "index.html").read_text("utf8")
    cards = re.search(r'<div class="cards lessons">.*<p>Do you teach', home, re.S)
    assert cards
    assert "data-picture" not in cards[0]
    assert cards[0].count("figure-dark") == cards[0].count("figure-light") > 10
