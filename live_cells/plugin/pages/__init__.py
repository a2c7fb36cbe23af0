"""What pages are made of: recorded output, figures, exercises, formulas."""
