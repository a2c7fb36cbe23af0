"""Scripts as they travel: the editor in one file with CodeMirror, others without comments and spaces.

Where a script says `WORDS.buttons.run`, it travels with the word itself, in the language of the build.
"""

import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from live_cells.plugin.cache import PACKAGE, ROOT, atomic_write, kept, short_hash
from live_cells.plugin.fetch import AssetError, count_download, node, npm, one_at_a_time, progress
from live_cells.plugin.site_words import WordsError, word

LIVE = PACKAGE / "live"
EDITOR = LIVE / "page" / "editor" / "codemirror" / "codemirror.ts"
SOURCE = "npm packages of live_cells/live/package-lock.json"
PACKAGES = [LIVE / name for name in ("package.json", "package-lock.json", ".npmrc")]
TOOLS = f"tools-{short_hash(*(path.read_bytes() for path in PACKAGES))}"
"""The folder of esbuild and what CodeMirror is made of, by all that says what is in it."""
SMALLER = [
    "--minify-whitespace",
    "--minify-syntax",
    "--format=esm",
    "--legal-comments=inline",
    "--charset=utf8",
]
SPLIT = "--splitting"
PACKAGED = ["--preserve-symlinks"]  # packages are found, and named, as if they lay beside the program
BUNDLED = ["--bundle", "--minify", "--format=esm", "--target=es2022", "--charset=utf8"]
_WORD = re.compile(r"(?<![\w.])WORDS\.([\w.]*\w)")


@cache
@one_at_a_time
def tools() -> Path:
    """A folder with esbuild and what CodeMirror is made of."""
    target = kept(TOOLS)
    if not target.is_dir():
        start = time.monotonic()
        with atomic_write(target) as folder:
            folder.mkdir()
            for path in PACKAGES:
                shutil.copy(path, folder)
            npm("ci", "--ignore-scripts", asset="esbuild", source=SOURCE, folder=folder)
        size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
        count_download(size)
        progress("esbuild", size, start, "integrity checked by npm ci")
    return target


def esbuild_package() -> Path:
    """The folder of the npm package, for programs that do something else with it."""
    return tools() / "node_modules" / "esbuild"


def bundled_editor() -> Path:
    """CodeMirror as one module."""
    sources = [*sorted(EDITOR.parent.glob("*.ts")), LIVE / "phrases.ts"]
    words = sorted({word for path in sources for word in words_of(path)})
    digest = short_hash(TOOLS, json.dumps(words), *(path.read_bytes() for path in sources))
    target = kept(f"codemirror-{digest}", "codemirror.js")
    if not target.is_file():
        start = time.monotonic()
        with TemporaryDirectory() as scratch, atomic_write(target) as bundle:
            folder = Path(scratch).resolve()
            (folder / "node_modules").symlink_to(tools() / "node_modules")
            for path in sources:
                copy = folder / path.relative_to(LIVE)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, copy)
            entry = folder / EDITOR.relative_to(LIVE)
            _esbuild(entry, *words, *BUNDLED, *PACKAGED, f"--outfile={bundle}", folder=folder)
        progress("codemirror", target.stat().st_size, start, "bundled by esbuild")
    return target


def bundled_program(scripts: Iterable[Path], start: Path = LIVE / "page" / "page.ts") -> dict[str, Path]:
    """The page's program and the worker's, by their places: few files, for each costs a way there and back.

    What only some pages need is loaded on demand. `page/config.js` stays a file of its own: it says where all
    other files are, these among them.

    Args:
        start: where pages begin, in a script that imports page.ts.
    """
    sources = {path.relative_to(ROOT).as_posix(): path for path in scripts}
    words = sorted({word for path in sources.values() for word in words_of(path)})
    texts = (text for name, path in sources.items() for text in (name.encode(), path.read_bytes()))
    how = json.dumps([BUNDLED, PACKAGED, SPLIT, "tables as files", words, start.name])
    target = kept("programs", short_hash(TOOLS, how, *texts))
    if not target.is_dir():
        with TemporaryDirectory() as scratch, atomic_write(target) as folder:
            copies = Path(scratch).resolve()
            for name, path in sources.items():
                (copies / name).parent.mkdir(parents=True, exist_ok=True)
                (copies / name).write_text(_with_tables(path.read_text("utf8"), copies, name), "utf8")
            live = copies / LIVE.relative_to(ROOT)
            (config := live / "page" / "config.js").touch()
            (copies / "node_modules").symlink_to(tools() / "node_modules")

            def bundle(entry: Path, name: str, *how: str) -> None:
                about = (live / name).with_suffix(".json")
                place = (live / name).parent
                out = (f"--outdir={place}", f"--entry-names={about.stem}", "--allow-overwrite")
                _esbuild(entry, *BUNDLED, *PACKAGED, *how, *words, *out, f"--metafile={about}", folder=copies)
                (made := folder / place.name).mkdir(parents=True, exist_ok=True)
                for output in json.loads(about.read_text("utf8"))["outputs"]:
                    shutil.copy(place / Path(output).name, made)

            starts = (
                (copies / start.relative_to(ROOT), "page/page", SPLIT, f"--external:{config}"),
                (live / "worker" / "worker.ts", "worker/worker"),
                (live / "worker" / "unpacker.ts", "worker/unpacker"),
            )
            with ThreadPoolExecutor() as side_by_side:
                list(side_by_side.map(lambda start: bundle(*start), starts))
    return {path.relative_to(target).as_posix(): path for path in sorted(target.glob("*/*.js"))}


def joined(sheets: Iterable[Path]) -> Path:
    """Style sheets as one, in this order."""
    parts = [part.read_bytes() for part in smaller(sheets).values()]
    target = kept("styles", f"{short_hash(*parts)}.css")
    if not target.is_file():
        with atomic_write(target) as file:
            file.write_bytes(b"".join(parts))
    return target


def smaller(paths: Iterable[Path], *further: str) -> dict[Path, Path]:
    """For each script, the file that travels in its place."""
    targets, flags = {}, {}
    for path in paths:
        flags[path] = [*SMALLER, *further, *words_of(path)]
        digest = short_hash(TOOLS, json.dumps(flags[path]), path.read_bytes())
        targets[path] = kept("scripts", digest, path.with_suffix(".js").name)
    missing = [path for path, target in targets.items() if not target.is_file()]
    for path in missing:
        with atomic_write(targets[path]) as file:
            _esbuild(path, *flags[path], f"--outfile={file}")
    return targets


def words_of(script: Path) -> list[str]:
    """What esbuild has to put in the place of the words that a script names."""
    names = sorted(set(_WORD.findall(script.read_text("utf8"))))
    try:
        return [f"--define:WORDS.{name}={json.dumps(word(name), ensure_ascii=False)}" for name in names]
    except WordsError as error:
        raise AssetError(script.name, str(script), str(error), "Add it, to each language.") from error


def _with_tables(script: str, folder: Path, name: str) -> str:
    """The script with imports of the tables of words that it names: a table travels with what uses it.

    As a definition, esbuild would put it into a part that all pages load.

    Args:
        folder: of the program; the tables go there.
        name: the script's place in it.
    """
    imports = []
    for path in sorted(set(_WORD.findall(script)), key=len, reverse=True):
        if isinstance(table := word(path), str):
            continue
        (folder / f"{path}.json").write_text(json.dumps(table, ensure_ascii=False), "utf8")
        variable = f"WORDS_{path.replace('.', '_')}"
        script = re.sub(rf"(?<![\w.])WORDS\.{re.escape(path)}(?![.\w])", variable, script)
        up = "../" * name.count("/")
        imports.append(f'import {variable} from "./{up}{path}.json";')
    return "".join(imports) + script


def _esbuild(*arguments: str | Path, folder: Path | None = None) -> None:
    """Run esbuild in a folder: how it names parts of a program depends on where it finds the whole."""
    program = esbuild_package() / "bin" / "esbuild"
    done = subprocess.run([node(), program, *arguments], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        said = " / ".join(done.stderr.split("\n")[:3])
        raise AssetError("esbuild", str(arguments[0]), said, "Correct the script and build again.")
