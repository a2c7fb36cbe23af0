"""What cells import, as the browser gets it: the engine's wheel, and packages that come on demand."""
