"""What only this course has of a build: its steps, its files, its look, its classroom."""

from pathlib import Path

from live_cells.plugin import site_words

WORDS = Path(__file__).parent / "words"
if WORDS not in site_words.FOLDERS:  # `mkdocs serve` may import this again
    site_words.FOLDERS.append(WORDS)
