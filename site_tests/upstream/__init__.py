"""PyTorch's own tests, run on seqlite and on PyTorch; `run.py` is the command."""
