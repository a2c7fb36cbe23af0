"""Pages whose cells run in the reader's browser: `plugin/` builds them, `live/` runs in them."""

__version__ = "0.1.0"
