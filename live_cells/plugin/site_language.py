"""The build speaks the theme's language, or the one that the settings name."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from live_cells.plugin import site_words
from live_cells.plugin.settings import beside, fault, settings_of


def on_config(config: MkDocsConfig) -> None:
    settings = settings_of(config)
    file = beside(config, settings.words) if settings.words else None
    try:
        site_words.speak(settings.language or _of_theme(config), file)
    except site_words.WordsError as error:
        raise fault(str(error)) from error


def _of_theme(config: MkDocsConfig) -> str:
    """The theme's language, as far as there are words for it."""
    known: set[str] = {path.stem for path in Path(site_words.FOLDER).glob("*.json")}
    named = (str(config.theme.get(key) or "") for key in ("language", "locale"))
    return next((name for name in named if name in known), site_words.REFERENCE)
