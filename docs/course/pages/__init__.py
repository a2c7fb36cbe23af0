"""What becomes of the pages and notebooks of the course."""
