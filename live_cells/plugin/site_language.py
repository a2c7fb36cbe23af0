"""The build speaks the theme's language, or the one that the settings name."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from live_cells.plugin import site_words
from live_cells.plugin.settings import beside, settings_of, speak_language


def on_config(config: MkDocsConfig) -> None:
    speak_language(settings_of(config), beside(config, "."), _of_theme(config))


def _of_theme(config: MkDocsConfig) -> str:
    """The theme's language, as far as there are words for it."""
    known: set[str] = {path.stem for path in Path(site_words.FOLDER).glob("*.json")}
    named = (str(config.theme.get(key) or "") for key in ("language", "locale"))
    return next((name for name in named if name in known), site_words.REFERENCE)
