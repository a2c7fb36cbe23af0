"""The course for a classroom without internet: one archive with the site and what starts it.

    uv run python docs/course/classroom/pack.py [--site site] [-o dist/classroom.zip]

builds the site, or takes one that is built. The same site gives the same bytes.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
TOP = "course"
ADDRESS = "http://127.0.0.1:8642/"
"""Where serve.py serves it; the page of errors finds its styles by the path of it."""
PROGRAMS = {
    "serve.py": "serve.py",
    "start-linux.sh": "start.sh",
    "start-macos.command": "start.sh",
    "start-windows.bat": "start.bat",
    "share-linux.sh": "share.sh",
    "share-macos.command": "share.sh",
    "share-windows.bat": "share.bat",
    "README.txt": "README.txt",
}
"""What lies beside the site, and of which file here it is made."""
WINDOWS = (".bat", ".txt")
LEFT_OUT = (".map", ".xml.gz")
"""For developers, and for search engines."""


def pack(site: Path, archive: Path) -> None:
    """Write the archive: in order of names, all of one date, the programs executable."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, content in [*_programs(), *_files(site)]:
            entry = zipfile.ZipInfo(f"{TOP}/{name}", (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # Unix, wherever it is made: it keeps what may be executed
            entry.external_attr = (0o100755 if name.endswith((".sh", ".command")) else 0o100644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, content, compresslevel=9)


def _programs() -> Iterator[tuple[str, bytes]]:
    for name, source in PROGRAMS.items():
        text = (HERE / source).read_text("utf8").replace("START", name.replace("share", "start"))
        yield name, text.replace("\n", "\r\n" if name.endswith(WINDOWS) else "\n").encode()


def _files(site: Path) -> Iterator[tuple[str, bytes]]:
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    for name in sorted(files):
        if not name.endswith(LEFT_OUT):
            yield f"site/{name}", files[name].read_bytes()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--site", type=Path, help=f"a site that was built with SITE_URL={ADDRESS}; without it, it is built"
    )
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "dist" / "classroom.zip")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = arguments.site or Path(folder)
        if not arguments.site:
            command = [
                sys.executable,
                "-m",
                "mkdocs",
                "build",
                "--strict",
                "--quiet",
                "--site-dir",
                str(site),
            ]
            subprocess.run(command, cwd=ROOT, env={**os.environ, "SITE_URL": ADDRESS}, check=True)
        if not (site / "index.html").is_file():
            parser.error(f"{site} is no built site: run `mkdocs build`, or leave --site out")
        pack(site, arguments.output)
    print(f"{arguments.output}: {arguments.output.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
