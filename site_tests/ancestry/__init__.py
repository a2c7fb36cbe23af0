"""Programs whose numbers are followed: written down before what follows them existed."""
