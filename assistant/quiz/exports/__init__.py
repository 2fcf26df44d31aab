"""Exports: one module per file format; `formats.py` is the table of them."""
