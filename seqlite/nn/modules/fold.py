"""`Fold` and `Unfold`, which are derived: see `derived.py`."""
