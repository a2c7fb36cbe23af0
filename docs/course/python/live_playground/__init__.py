"""What the Playground's page has Python do: train a setup's program step by step, and look inside its model.

A part of the page, not of the engine: the program itself is plain PyTorch, which the page writes and shows.
"""
