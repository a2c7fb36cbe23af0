"""What mkdocs.yml says below `live-cells`. A fault is an error of one sentence."""

from pathlib import Path

from mkdocs.config.base import Config
from mkdocs.config.config_options import Choice, ListOfItems, Optional, Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from live_cells.plugin import site_words


class Settings(Config):  # type: ignore[no-untyped-call]
    """All settings have a default."""

    steps = Optional(Type(str))
    """A module whose `STEPS` answer the events of a build in the place of the plugin's own."""
    torch = Type(bool, default=False)
    """Does `import torch` give seqlite?"""
    packages = ListOfItems(Type((str, dict)), default=[])
    """What else cells may import than NumPy, matplotlib, tqdm: `pillow`, or `{wheel: a.whl, sha256: …}`."""
    outputs = Type(bool, default=True)
    """Are outputs shown that a notebook holds?"""
    forms = Type(bool, default=True)
    """Do lines such as `epochs = 3 #@param` have controls?"""
    exercises = Type(bool, default=True)
    """Are cells with `exercise` in their metadata exercises, whose solutions are folded?"""
    reactive = Type(bool, default=False)
    """Do cells run again when what they use has changed?"""
    offline = Type(bool, default=False)
    """Does a service worker keep visited pages for reading and running without a network?"""
    isolated = Type(bool, default=False)
    """Does that service worker isolate pages, so that Stop keeps variables on every host? An isolated page
    shows nothing from another origin that does not allow it."""
    image = Choice((True, False, "only"), default=True)
    """Does Python start from a memory image? With `only`, what could take its place is left out."""
    language = Optional(Type(str))
    """That of buttons and messages; without it, the theme's, if its words are there, or English."""
    words = Optional(Type(str))
    """A file of words for that language."""


def settings_of(config: MkDocsConfig) -> Settings:
    """The settings of the plugin."""
    found = config.plugins["live-cells"].config
    assert isinstance(found, Settings)
    return found


def beside(config: MkDocsConfig, path: str) -> Path:
    """A file that mkdocs.yml names, from its own folder."""
    return Path(str(config.config_file_path)).parent / path


def check(config: MkDocsConfig) -> None:
    """Raises `PluginError` where settings cannot be so together, or beside another plugin's."""
    check_together(settings_of(config))
    jupyter = config.plugins.get("mkdocs-jupyter")
    if jupyter and jupyter.config["markdown_cell_processor"] != "mkdocs":
        raise fault(
            "mkdocs-jupyter would write notebooks' pages in its own way: take it out of plugins, since "
            "live-cells reads notebooks itself, or set its markdown_cell_processor to mkdocs"
        )


def check_together(settings: Settings) -> None:
    """Raises `PluginError` where settings cannot be so together, whichever file they are in."""
    if settings.words and not settings.language:
        raise fault("words is a file for a language, but no language is named: write `language: fr`")
    if settings.isolated and not settings.offline:
        raise fault(
            "isolated needs the service worker, which comes with offline: write `offline: true` as well"
        )


def speak_language(settings: Settings, folder: Path, otherwise: str) -> None:
    """Take the words that the settings name, which name files from `folder`."""
    file = folder / settings.words if settings.words else None
    try:
        site_words.speak(settings.language or otherwise, file)
    except site_words.WordsError as error:
        raise fault(str(error)) from error


def fault(sentence: str) -> PluginError:
    """The error that ends a build."""
    return PluginError(f"live-cells: {sentence}.")
