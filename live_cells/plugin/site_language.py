"""The build speaks the theme's language, or the one that the settings name."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from live_cells.plugin import site_words
from live_cells.plugin.settings import beside, fault, settings_of


def on_config(config: MkDocsConfig) -> None:
    settings = settings_of(config)
    try:
        if settings.course:
            site_words.speak(str(config.theme["language"]))
        else:
            file = beside(config, settings.words) if settings.words else None
            site_words.speak(settings.language or _of_theme(config), file)
    except site_words.WordsError as error:
        if settings.course:
            raise PluginError(f"The site's words: {error}") from error
        raise fault(str(error)) from error


def _of_theme(config: MkDocsConfig) -> str:
    """The theme's language, as far as there are words for it."""
    known: set[str] = {path.stem for path in Path(site_words.FOLDER).glob("*.json")}
    named = (str(config.theme.get(key) or "") for key in ("language", "locale"))
    return next((name for name in named if name in known), site_words.REFERENCE)
