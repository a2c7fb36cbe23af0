"""What only this course has of a build: its steps, its files, its look, its classroom."""

from pathlib import Path

from live_cells.plugin import site_words

site_words.FOLDERS.append(Path(__file__).parent / "words")
