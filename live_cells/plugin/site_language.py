"""The build speaks the theme's language, `theme.language` in mkdocs.yml."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from live_cells.plugin import site_words


def on_config(config: MkDocsConfig) -> None:
    try:
        site_words.speak(str(config.theme["language"]))
    except site_words.WordsError as error:
        raise PluginError(f"The site's words: {error}") from error
