"""What tensors can do, by family. Each operation is declared once: see `declare`."""
