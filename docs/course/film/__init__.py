"""The opening of the Playground: its first preset, trained by the build, seen before any Python is there."""
