"""What the engine is made of. Programs and readers need none of these names."""
