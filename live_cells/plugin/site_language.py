"""The build speaks the theme's language, `theme.language` in mkdocs.yml (an mkdocs hook)."""

import site_words
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority


@event_priority(200)  # before whatever has something to say
def on_config(config: MkDocsConfig) -> None:
    try:
        site_words.speak(str(config.theme["language"]))
    except site_words.WordsError as error:
        raise PluginError(f"The site's words: {error}") from error
