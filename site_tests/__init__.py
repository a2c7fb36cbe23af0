"""The tests, and what only tests and the project's own programs use."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
