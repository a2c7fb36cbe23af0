"""The page for teachers: every lesson and exercise is on it, and its counts are those of the notebooks."""

import html
import json
import re
from pathlib import Path

from site_tests.lessons.notebooks import LESSONS

NOTEBOOKS = {lesson.stem: json.loads(lesson.read_text("utf8")) for lesson in LESSONS}
QUESTIONS = {name: notebook["metadata"]["question"] for name, notebook in NOTEBOOKS.items()}
QUESTIONS = {name: question for name, question in QUESTIONS.items() if question}
EXERCISES = {
    cell["metadata"]["exercise"]: cell["metadata"]["assesses"]
    for notebook in NOTEBOOKS.values()
    for cell in notebook["cells"]
    if "assesses" in cell["metadata"]
}


def text_of(path: Path) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", path.read_text("utf8"))).split())


def test_the_page_lists_lessons_and_exercises(site_dir: Path) -> None:
    folder = site_dir / "guides" / "teachers"
    content = (folder / "index.html").read_text("utf8")
    linked = set(re.findall(r'href="\.\./\.\./lessons/([\w-]+)/#(exercise-[^"]+)"', content))
    assert len(linked) == len(EXERCISES)
    for lesson, anchor in linked:
        page = (site_dir / "lessons" / lesson / "index.html").read_text("utf8")
        assert f'id="{anchor}"' in page, (lesson, anchor)
    text = text_of(folder / "index.html")
    for said in [*QUESTIONS.values(), *EXERCISES.values()]:
        assert said.replace("`", "") in text
    assert f"and {len(EXERCISES)} self-checking exercises" in text


def test_the_page_says_what_a_reader_can_do_after_each_lesson(site_dir: Path) -> None:
    text = text_of(site_dir / "guides" / "teachers" / "index.html")
    for name in QUESTIONS:
        prose = " ".join("".join(cell["source"]) for cell in NOTEBOOKS[name]["cells"])
        [first] = re.findall(r"\*\*You should now be able to\*\*[\s*]+([\w ]+)", prose)
        assert first in text, name


def test_minutes_are_those_at_the_head_of_the_lessons(site_dir: Path) -> None:
    content = (site_dir / "guides" / "teachers" / "index.html").read_text("utf8")
    rows = re.findall(
        r'<tr>(?:(?!</tr>).)*?lessons/([\w-]+)/"(?:(?!</tr>).)*?>(\d+)</td>\s*</tr>', content, re.S
    )
    assert {lesson for lesson, _ in rows} == set(QUESTIONS)
    for lesson, minutes in rows:
        head = text_of(site_dir / "lessons" / lesson / "index.html")
        assert re.search(rf"\b{minutes} min to read", head), lesson
