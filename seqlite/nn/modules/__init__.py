"""The layers, one file per family, where PyTorch has them."""
