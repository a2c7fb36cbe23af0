"""The container: what can be told of it without building it, which CI does in .github/workflows/site.yml."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from site_tests import ROOT
from site_tests.servers.nginx import MISSING, PROGRAM, TYPES

HOME = ROOT / "docs" / "guides" / "container"
LINES = re.sub(r"\\\n", "", (HOME / "Containerfile").read_text("utf8")).splitlines()


def steps(word: str) -> list[list[str]]:
    return [line.split()[1:] for line in LINES if line.startswith(f"{word} ")]


def test_what_it_copies_is_in_the_repository() -> None:
    copied = [source for *sources, _ in steps("COPY") for source in sources if "--from=build" not in sources]
    assert len(copied) == 9
    listed = subprocess.run(
        ["git", "ls-files", *copied], cwd=ROOT, capture_output=True, text=True, check=True
    )
    committed = {name for line in listed.stdout.splitlines() for name in (line, line.partition("/")[0])}
    assert [source for source in copied if source not in committed] == []


def test_its_configuration_is_one_for_the_real_nginx(tmp_path: Path) -> None:
    if MISSING:
        pytest.skip(MISSING)
    main = (HOME / "nginx.conf").read_text("utf8").replace("/tmp/", f"{tmp_path}/")
    (tmp_path / "nginx.conf").write_text(main)
    shutil.copy(TYPES, tmp_path)
    (tmp_path / "conf.d").mkdir()
    [[_, *changes]] = [step for step in steps("RUN") if step[0] == "sed"]
    was, now = re.findall(r"listen \d+;", " ".join(changes))[:2]
    server = (ROOT / "docs" / "guides" / "nginx.conf").read_text("utf8")
    assert server.count(was) == 1
    (tmp_path / "conf.d" / "course.conf").write_text(server.replace(was, now))
    done = subprocess.run(
        [str(PROGRAM), "-e", "stderr", "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True
    )
    assert (done.returncode, "[warn]" in done.stderr) == (0, False), done.stderr
    assert ["EXPOSE", now.strip("listen ;")] == ["EXPOSE", *steps("EXPOSE")[0]]
