"""What stands in for `torch.testing`, on both sides alike, written with public names only."""
