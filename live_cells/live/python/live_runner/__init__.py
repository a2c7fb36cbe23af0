"""Runs a reader's cells inside Pyodide, and reports to the page."""
