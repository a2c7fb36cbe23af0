"""Data sets as readers get them."""
