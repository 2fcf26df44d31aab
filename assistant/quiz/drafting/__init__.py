"""Drafting: one module per kind of item, from typed paragraphs and reviewed tables to items."""
