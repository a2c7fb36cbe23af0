"""What runs a reader's cells inside Pyodide, and tells the page what came of them."""
