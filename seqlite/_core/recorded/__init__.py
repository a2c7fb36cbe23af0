"""Gradients that are recorded, for `create_graph=True`: the rules of operations, run on tensors."""
