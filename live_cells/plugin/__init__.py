"""What builds pages with live cells: the MkDocs plugin (plugin.py), and the steps that it takes."""
