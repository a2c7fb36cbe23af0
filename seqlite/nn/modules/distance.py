"""`CosineSimilarity`, which is derived: see `derived.py`."""
