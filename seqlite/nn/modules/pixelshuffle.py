"""`PixelShuffle` and `PixelUnshuffle`, which are derived: see `derived.py`."""
