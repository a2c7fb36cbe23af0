"""Operations, in files named after the sections of PyTorch's documentation; `seqlite/README.md` has a list.
Each operation is declared once: see `declare`."""
