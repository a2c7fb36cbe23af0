"""The page for teachers: every lesson and exercise is on it, and its counts are those of the notebooks."""

import html
import json
import re
import tomllib
from pathlib import Path

from notebooks import LESSONS
from pages import syllabus
from paths import ROOT

NOTES = tomllib.loads((ROOT / "docs" / syllabus.SOURCE).read_text("utf8"))
EXERCISES = {
    cell["metadata"]["exercise"]
    for lesson in LESSONS
    for cell in json.loads(lesson.read_text("utf8"))["cells"]
    if "exercise" in cell["metadata"]
}


def text_of(path: Path) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", path.read_text("utf8"))).split())


def test_it_says_what_each_exercise_assesses() -> None:
    assert not EXERCISES - set(NOTES["assesses"]), "describe them in docs/guides/syllabus.toml"


def test_every_lesson_opens_with_a_question() -> None:
    assert set(NOTES["questions"]) == {lesson.stem for lesson in LESSONS} - {"tour"}


def test_the_page_lists_lessons_and_exercises(site_dir: Path) -> None:
    folder = site_dir / "guides" / "teachers"
    content = (folder / "index.html").read_text("utf8")
    linked = set(re.findall(r'href="\.\./\.\./lessons/([\w-]+)/#(exercise-[^"]+)"', content))
    assert len(linked) == len(EXERCISES)
    for lesson, anchor in linked:
        page = (site_dir / "lessons" / lesson / "index.html").read_text("utf8")
        assert f'id="{anchor}"' in page, (lesson, anchor)
    text = text_of(folder / "index.html")
    for question in NOTES["questions"].values():
        assert question in text
    assert f"and {len(EXERCISES)} exercises that check themselves" in text


def test_minutes_are_those_at_the_head_of_the_lessons(site_dir: Path) -> None:
    content = (site_dir / "guides" / "teachers" / "index.html").read_text("utf8")
    rows = re.findall(
        r'<tr>(?:(?!</tr>).)*?lessons/([\w-]+)/"(?:(?!</tr>).)*?>(\d+)</td>\s*</tr>', content, re.S
    )
    assert {lesson for lesson, _ in rows} == set(NOTES["questions"])
    for lesson, minutes in rows:
        head = text_of(site_dir / "lessons" / lesson / "index.html")
        assert f"About {minutes} min to read" in head, lesson
